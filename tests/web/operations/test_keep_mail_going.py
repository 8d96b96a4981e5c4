"""Mail that is stuck is said over every page, and an administrator puts it right on a page of its own."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.domain.message import MailKind, OutboxState
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.mail import outbox as mail_page
from intake.store import audit, outbox
from intake.store.outbox import MailOrder
from tests.people import ADA, CLARA, TOVE, hire
from tests.services.mail.fates import befall, comes_back, dies
from tests.store.making import make_order
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

STUCK = "Mail has not gone out as it should since"


async def order(db: Database, keyring: KeyRing, inquiry_id: str, minutes_ago: int, **overrides: object) -> MailOrder:
    born = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    made = make_order(inquiry_id, **{"recipient": "leyla@example.org", "created_at": born, **overrides})
    async with db.write() as tx:
        await outbox.enqueue(tx, keyring, [made])
    return made


async def state_of(db: Database, mail: MailOrder) -> OutboxState:
    async with db.read() as snapshot:
        found = await outbox.entry(snapshot, mail.id)
    assert found is not None
    return found.state


async def test_a_line_over_every_page_says_that_mail_is_stuck_until_it_is_mended(
    db: Database, keyring: KeyRing
) -> None:
    for somebody in (ADA, CLARA, TOVE):
        await hire(somebody, db, keyring)
    new = await arrive(db, keyring)
    late = await order(db, keyring, new.id, 40)
    async with office(db, keyring) as client:
        await come_in(client, TOVE)
        assert STUCK not in (await client.get("/staff/me")).text  # not the translator's business
        await come_in(client, CLARA)
        page = (await client.get("/staff/tasks")).text
        assert STUCK in page
        assert "/staff/mail" not in page
        assert STUCK not in (await client.get("/staff/nothing-is-here")).text
        await come_in(client, ADA)
        page = (await client.get("/staff/people")).text
        assert STUCK in page
        assert 'href="/staff/mail"' in page
        page = (await client.get("/staff/mail")).text
        assert "1 receipt is late: the inquirer does not know yet" in page
        assert (await client.post("/staff/mail/retry", data={"all": "yes"})).status_code == 303
        await befall(db, late.id, state=OutboxState.SENT, sent_at=datetime.now(UTC), next_at=None)
        assert "Mail goes out." in (await client.get("/staff/mail?done=retried")).text
        assert STUCK not in (await client.get("/staff/people")).text  # without the wait for the next look


async def test_what_did_not_arrive_is_tried_again_or_put_aside(db: Database, keyring: KeyRing) -> None:
    ada = await hire(ADA, db, keyring)
    new = await arrive(db, keyring)
    dead, back = await order(db, keyring, new.id, 5), await order(db, keyring, new.id, 4)
    reminder = await order(db, keyring, new.id, 3, kind=MailKind.ANSWER_AWAITED)
    await dies(db, dead.id, "message_554")
    await dies(db, reminder.id, "not_composed")
    await comes_back(db, back.id, datetime.now(UTC))
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        page = (await client.get("/staff/mail")).text
        for said in (
            "The other server does not take this mail.",
            "a mistake on our side",
            "The address does not exist",
        ):
            assert said in page
        assert all(mail.id in page for mail in (dead, back, reminder))
        for hidden in ("leyla", new.reference, new.id):  # no address; nothing of a queue she does not serve
            assert hidden not in page
        only = (await client.get("/staff/mail?kind=answer_awaited")).text
        called = re.findall("<option[^>]*>([^<]+)", only)
        assert len(called) == len(set(called))  # no two kinds are called the same
        assert reminder.id in only
        assert dead.id not in only

        answer = await client.post("/staff/mail/retry", data={"mail": dead.id, "shelf": "sent"})
        assert answer.headers["location"] == "/staff/mail?shelf=sent&done=retried"  # back to where they were
        late = await client.post("/staff/mail/retry", data={"mail": back.id, "shelf": "nowhere"})  # it has gone out
        assert late.headers["location"] == "/staff/mail?shelf=unreached&done=over"
        assert "This mail needs nothing any more" in (await client.get(late.headers["location"])).text
        assert (await client.post("/staff/mail/aside", data={"mail": back.id})).status_code == 303
        assert "done=over" in (await client.post("/staff/mail/aside", data={"mail": back.id})).headers["location"]
        assert (await client.post("/staff/mail/retry", data={"all": "yes"})).status_code == 303
        assert (await client.get("/staff/mail?shelf=everything")).status_code == 404
        page = (await client.get("/staff/mail")).text
        assert "Nothing lies here." in page
    states = [await state_of(db, mail) for mail in (dead, back, reminder)]
    assert states == [OutboxState.QUEUED, OutboxState.CANCELLED, OutboxState.QUEUED]
    async with db.read() as snapshot:
        (aside,) = [one for one in await audit.about(snapshot, "mail", back.id) if one.action == "mail.cancelled"]
    assert (aside.actor, aside.detail) == (ada.staff_id, {"reason": "dealt_with"})


async def test_many_mails_are_read_page_by_page(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_page, "A_PAGE", 2)
    await hire(ADA, db, keyring)
    new = await arrive(db, keyring)
    made = [await order(db, keyring, new.id, 9) for _ in range(5)]  # of one moment, or nearly
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        seen, url = list[str](), "/staff/mail?shelf=under_way"
        while url:
            page = (await client.get(url)).text
            seen += [mail.id for mail in made if mail.id in page.partition("Older mails")[0].partition("<tbody>")[2]]
            url = older(page)
    assert sorted(seen) == sorted(mail.id for mail in made)


def older(page: str) -> str:
    before, found, _ = page.partition('">Older mails')
    return httpx2.URL(before.rpartition('href="')[2].replace("&amp;", "&")).raw_path.decode() if found else ""
