"""On the page of an inquiry stands how each mail about it fared, and what to do about one that did not arrive."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.domain.message import MailKind
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import outbox
from tests.people import ADA, CLARA, hire
from tests.services.mail.fates import befall, comes_back
from tests.store.making import make_order
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

WRONG = "leyla@exmaple"
MISSED = "Mails that did not reach the inquirer"


@pytest.fixture
async def clara(db: Database, keyring: KeyRing) -> AsyncIterator[httpx2.AsyncClient]:
    async with office(db, keyring) as client:
        await hire(CLARA, db, keyring)
        await come_in(client, CLARA)
        yield client


async def test_an_address_is_corrected_where_its_mail_came_back(
    clara: httpx2.AsyncClient, db: Database, keyring: KeyRing
) -> None:
    new = await arrive(db, keyring, email="leila@example.org")
    ago = datetime.now(UTC) - timedelta(minutes=90)
    receipt = make_order(new.id, recipient="leila@example.org", created_at=ago)
    told = await hire(ADA, db, keyring)
    news = make_order(new.id, kind=MailKind.INQUIRY_ROUTED, recipient=None, staff_id=told.staff_id, created_at=ago)
    async with db.write() as tx:
        await outbox.enqueue(tx, keyring, [receipt, news])
    url = f"/staff/inquiries/{new.id}"

    page = (await clara.get(url)).text
    assert "Receipt: the inquiry is here" in page
    assert "Waiting since" in page
    assert "to Ada Test" in page
    assert "/address" not in page  # nothing is wrong yet
    assert MISSED not in page
    await befall(db, news.id, attempts=3, last_error="recipient_451", next_at=datetime.now(UTC) + timedelta(hours=1))
    await comes_back(db, receipt.id, ago)
    assert new.reference in (await clara.get("/staff/tasks")).text
    page = (await clara.get(url)).text
    assert page.index(MISSED) < page.index("In brief")  # nobody has to scroll to learn it
    for said in ("Came back", "The address does not exist", "Correct the address, or call.", "Next try"):
        assert said in page

    fields = {"version": "1", "mail": receipt.id}
    for typed, said in ((WRONG, "Write the e-mail address in full"), ("leila@example.org", "this very address")):
        answer = await clara.post(f"{url}/address", data={**fields, "email": typed})
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert answer.text.count(said) == 2  # above the page, and at the field
    late = await clara.post(f"{url}/address", data={**fields, "version": "9", "email": "leyla@example.org"})
    assert late.status_code == 409
    assert "leyla@example.org" in late.text

    answer = await clara.post(f"{url}/address", data={**fields, "email": "leyla@example.org"})
    assert answer.status_code == 303
    page = (await clara.get(answer.headers["location"])).text
    assert "Saved: the address." in page
    assert "The e-mail address was corrected" in page
    assert "It was sent again." in page
    assert MISSED not in page
    assert new.reference not in (await clara.get("/staff/tasks")).text
    assert "leyla@example.org" in page
    assert "/address" not in page


async def test_a_mail_is_sent_again_to_the_same_address_once(
    clara: httpx2.AsyncClient, db: Database, keyring: KeyRing
) -> None:
    new = await arrive(db, keyring, email="leila@example.org")
    receipt = make_order(new.id, recipient="leila@example.org", created_at=datetime.now(UTC))
    async with db.write() as tx:
        await outbox.enqueue(tx, keyring, [receipt])
    await comes_back(db, receipt.id, datetime.now(UTC), "5.2.2")
    url = f"/staff/inquiries/{new.id}"
    assert "The mailbox is full." in (await clara.get(url)).text
    answers = [await clara.post(f"{url}/mails", data={"version": "1", "mail": receipt.id}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    assert "This mail needs nothing any more" in answers[1].text
    async with db.read() as snapshot:
        assert len(await outbox.entries(snapshot, inquiry_id=new.id)) == 2


async def test_whoever_told_them_by_telephone_says_so(
    clara: httpx2.AsyncClient, db: Database, keyring: KeyRing
) -> None:
    new = await arrive(db, keyring, email="leila@example.org")
    receipt = make_order(new.id, recipient="leila@example.org", created_at=datetime.now(UTC))
    async with db.write() as tx:
        await outbox.enqueue(tx, keyring, [receipt])
    await comes_back(db, receipt.id, datetime.now(UTC))
    url = f"/staff/inquiries/{new.id}"
    assert f'#mails">{MISSED}' in (await clara.get(url)).text
    sent = {"version": "1", "mail": receipt.id}
    answers = [await clara.post(f"{url}/aside", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    page = (await clara.get(answers[0].headers["location"])).text
    assert "Put aside: it waits for nobody any more." in page
    assert "Came back" in page  # what happened stays on the page
    assert f"{MISSED}: Dealt with" in page  # in the history
    assert f'#mails">{MISSED}' not in page
    assert new.reference not in (await clara.get("/staff/tasks")).text
    async with db.read() as snapshot:
        assert len(await outbox.entries(snapshot, inquiry_id=new.id)) == 1  # and nothing was sent
