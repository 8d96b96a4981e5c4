"""A coordinator reads what the inquirer wrote, in their words, and answers; nobody's words are lost on the way."""

import re
from datetime import UTC, datetime

import pytest

from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import messages
from intake.store import inquiries
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire
from tests.visit import hidden
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

ARABIC = "هل وصلت الصور؟ <b>"


async def write(db: Database, keyring: KeyRing, inquiry_id: str, text: str = ARABIC, form: str = "f") -> None:
    """The inquirer writes on an Arabic page."""
    now = datetime.now(UTC)
    await messages.write(Visit(inquiry_id), text, form, "ar", office=make_office(db, keyring), now=now)


async def test_their_words_stand_as_typed_with_their_language_and_are_new_once(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    await write(db, keyring, new.id)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert "1 new message" in (await client.get("/staff/")).text
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert '<p class="words words--note" lang="ar" dir="auto">هل وصلت الصور؟ &lt;b&gt;</p>' in page
        assert "Arabic · <strong" in page
        assert "The inquirer wrote a message" in page
        again = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert ('<strong class="chip chip--new"' in page, '<strong class="chip chip--new"' in again) == (True, False)
        assert "new message" not in (await client.get("/staff/")).text


async def test_answering_says_who_reads_it_and_shows_whether_they_did(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        page = (await client.get(url)).text
        line = "The patient reads this behind the access code; the mail says only that an answer is waiting."
        assert line in page
        assert "Answer in Arabic" in page
        data = {"version": hidden(page, "version"), "form_id": hidden(page, "form_id"), "message": "نعم\r\nYes"}
        sent = await client.post(f"{url}/messages", data=data)
        assert (sent.status_code, sent.headers["location"]) == (303, f"{url}?done=messages")
        page = (await client.get(sent.headers["location"])).text
        assert "A mail tells them that it is waiting." in page
        assert "not opened yet" in page
        assert 'class="due' not in page
        twice = await client.post(f"{url}/messages", data=data)
        assert twice.status_code == 303
        listed = (await client.get("/staff/")).text
        (shelf,) = re.findall(r'scope="rowgroup" role="rowheader">(.*?) <', listed)
        assert shelf == "Waiting for the inquirer"  # answered: it is their turn
        await messages.thread(Visit(new.id), office=make_office(db, keyring), now=datetime.now(UTC))
        page = (await client.get(url)).text
    assert "not opened yet" not in page
    assert "opened today" in page
    assert page.count("نعم\nYes") == 1


async def test_who_gave_no_address_must_be_told_another_way(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, email=None, phone="+995555123456")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        assert "tell them by phone that an answer is waiting" in (await client.get(url)).text
        sent = await client.post(f"{url}/messages", data={"version": "1", "message": "Yes"})
        assert "no mail tells them" in (await client.get(sent.headers["location"])).text


async def test_what_they_wrote_meanwhile_stands_beside_the_answer_that_was_typed(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        page = (await client.get(url)).text
        await write(db, keyring, new.id, "Please wait, I have new results.")
        data = {"version": hidden(page, "version"), "form_id": hidden(page, "form_id"), "message": "A long answer"}
        answer = await client.post(f"{url}/messages", data=data)
        assert answer.status_code == 409
        for words in ("They wrote meanwhile", "Please wait, I have new results.", "A long answer"):
            assert words in answer.text
        again = {name: hidden(answer.text, name) for name in ("version", "form_id")}
        assert (await client.post(f"{url}/messages", data=again | {"message": "Another answer"})).status_code == 303
        assert "Another answer" in (await client.get(url)).text


async def test_what_a_colleague_answered_meanwhile_is_read_before_a_second_answer(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        assert (await client.post(f"{url}/messages", data={"version": "1", "message": "The first"})).status_code == 303
        second = await client.post(f"{url}/messages", data={"version": "1", "message": "The second"})
        assert second.status_code == 409
        for words in ("Our last answer", "The first", "The second"):
            assert words in second.text
        assert "Answer due" not in (await client.get(url)).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "The answer is empty"), ("x" * 5001, "too long"), ("a\x00b", "cannot be read")],
)
async def test_an_answer_that_cannot_be_kept_is_given_back(
    db: Database, keyring: KeyRing, typed: str, sentence: str
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.post(f"/staff/inquiries/{new.id}/messages", data={"version": "1", "message": typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed[:5000].replace("\x00", "") in answer.text.replace("\x00", "")


async def test_the_other_desk_reads_nothing_and_answers_nothing(db: Database, keyring: KeyRing) -> None:
    await hire(OMAR, db, keyring)
    new = await arrive(db, keyring)
    await write(db, keyring, new.id)
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        assert (await client.get(f"/staff/inquiries/{new.id}")).status_code == 404
        answer = await client.post(f"/staff/inquiries/{new.id}/messages", data={"version": "2", "message": "Hello"})
        assert answer.status_code == 404
        assert ARABIC[:4] not in answer.text
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, new.id)
    assert found is not None
    assert found.version == 2
