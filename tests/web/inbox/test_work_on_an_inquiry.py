"""What a coordinator does with an inquiry, and what happens when somebody else was faster."""

import pytest

from intake.domain.access import Actor
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries, notes
from intake.store.inquiries import NewInquiry
from tests.people import CLARA, OMAR, hire, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio


async def _state(db: Database, keyring: KeyRing, new: NewInquiry) -> tuple[Status, str | None, int]:
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, new.id)
    assert found is not None
    return found.status, found.assignee_id, found.version


async def _entries(db: Database, new: NewInquiry) -> list[tuple[str, str, dict[str, str | int]]]:
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", new.id)
    return [(entry.actor, entry.action, dict(entry.detail)) for entry in entries if entry.action != "inquiry.read"]


async def test_taking_an_inquiry_makes_it_mine_and_puts_it_in_triage(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.post(f"/staff/inquiries/{new.id}/take", data={"version": "1"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/inquiries/{new.id}?done=take")
        page = (await client.get(answer.headers["location"])).text
    assert "It is yours now." in page
    assert await _state(db, keyring, new) == (Status.IN_TRIAGE, clara.staff_id, 2)
    assert (await _entries(db, new))[0] == (clara.staff_id, "inquiry.take", {"from": "submitted", "to": "in_triage"})
    assert "Change to “Records requested”" in page
    assert page.count("button--primary") == 1


@pytest.mark.parametrize(
    ("email", "phone", "back"),
    [("amal@example.org", None, "acknowledged"), (None, "+995555123456", "submitted")],
)
async def test_the_way_back_claims_no_receipt_that_was_never_sent(
    db: Database, keyring: KeyRing, email: str | None, phone: str | None, back: str
) -> None:
    """Who left only a number got no mail: their inquiry goes back to "new"."""
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, email=email, phone=phone)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await client.post(f"/staff/inquiries/{new.id}/take", data={"version": "1"})
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert [status for status in ("submitted", "acknowledged") if f'value="{status}"' in page] == [back]


async def test_an_inquiry_is_assigned_to_people_of_its_queue_only(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/assign"
        for stranger in (cast.omar, cast.ada, cast.tove):
            answer = await client.post(url, data={"version": "1", "assignee": stranger.staff_id})
            assert answer.status_code == 422
            assert "does not serve the queue" in answer.text
            assert stranger.name not in answer.text
        await client.post(url, data={"version": "1", "assignee": cast.clara.staff_id})
        assert (await _state(db, keyring, new))[1] == cast.clara.staff_id
        await client.post(url, data={"version": "2", "assignee": ""})
        assert (await _state(db, keyring, new))[1] is None


async def test_only_moves_that_exist_are_offered_and_made(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert 'value="in_triage"' in page
        assert 'value="travel_visa"' not in page
        assert 'value="erased"' not in page
        for status in ("travel_visa", "acknowledged", "nonsense", "", "erased"):
            data = {"version": "1", "status": status, "reason": "because I say so"}
            answer = await client.post(f"/staff/inquiries/{new.id}/status", data=data)
            assert answer.status_code == 422, status
            assert "because I say so" in answer.text
    assert (await _state(db, keyring, new))[0] is Status.SUBMITTED


async def test_a_move_that_needs_a_reason_asks_for_it_and_seals_it(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    url = f"/staff/inquiries/{new.id}/status"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        refused = await client.post(url, data={"version": "1", "status": "spam", "reason": " "})
        assert refused.status_code == 422
        assert "needs a reason" in refused.text
        assert 'value="spam" selected' in refused.text
        await client.post(url, data={"version": "1", "status": "spam", "reason": "An advert for roof tiles"})
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert (await _state(db, keyring, new))[0] is Status.SPAM
    assert "An advert for roof tiles" in page
    assert "New → Spam" in page
    assert "Reason for “Spam”" in page
    actor, action, detail = (await _entries(db, new))[0]
    assert (actor, action) == (clara.staff_id, "inquiry.status")
    assert "roof" not in str(detail)


async def test_a_note_is_for_colleagues_and_sealed(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    text = "Called at noon;\nshe asks for <b>Hebrew</b> \u202eletters"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        data = {"version": "1", "note": text.replace("\n", "\r\n"), "author_id": "omar", "status": "spam"}
        assert (await client.post(f"/staff/inquiries/{new.id}/notes", data=data)).status_code == 303
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    async with db.read() as snapshot:
        (note,) = await notes.of_inquiry(snapshot, keyring, new.id)
    assert (note.author_id, note.text) == (clara.staff_id, text)
    assert "&lt;b&gt;Hebrew&lt;/b&gt;" in page
    assert (await _state(db, keyring, new))[0] is Status.SUBMITTED


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", "The note is empty"),
        (" \r\n ", "The note is empty"),
        ("x" * 5001, "too long"),
        ("a\x00b", "could not be read"),
    ],
)
async def test_a_note_that_cannot_be_kept_is_given_back(
    db: Database, keyring: KeyRing, note: str, sentence: str
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.post(f"/staff/inquiries/{new.id}/notes", data={"version": "1", "note": note})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error:" in answer.text


@pytest.mark.parametrize(
    ("action", "data", "kept"),
    [
        ("notes", {"note": "A long thought, typed for ten minutes"}, "A long thought, typed for ten minutes"),
        ("status", {"status": "spam", "reason": "Sold something"}, "Sold something"),
        ("take", {}, "Take the inquiry."),
        ("assign", {"assignee": ""}, "Assign it to nobody."),
    ],
)
async def test_who_was_slower_sees_both_and_loses_nothing(
    db: Database, keyring: KeyRing, action: str, data: dict[str, str], kept: str
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    url = f"/staff/inquiries/{new.id}"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await client.post(f"{url}/take", data={"version": "1"})
        answer = await client.post(f"{url}/{action}", data=data | {"version": "1"})
        assert answer.status_code == 409
        for words in (
            "Meanwhile this inquiry was changed",
            "In triage",
            "Clara Test",
            kept,
            'name="version" value="2"',
        ):
            assert words in answer.text, words
        assert (await _state(db, keyring, new))[2] == 2
        again = await client.post(f"{url}/{action}", data=data | {"version": "2"})
        assert again.status_code == 303


async def test_a_change_without_its_version_is_not_made(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        for version in ("", "x", "-1", "1e3", "٢", "9" * 400):
            answer = await client.post(f"/staff/inquiries/{new.id}/take", data={"version": version})
            assert answer.status_code == 422
    assert await _state(db, keyring, new) == (Status.SUBMITTED, None, 1)


async def test_the_other_desk_cannot_change_it(db: Database, keyring: KeyRing) -> None:
    cast: dict[str, Actor] = {"clara": await hire(CLARA, db, keyring), "omar": await hire(OMAR, db, keyring)}
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        for action, data in (("take", {}), ("status", {"status": "spam", "reason": "x"}), ("notes", {"note": "x"})):
            answer = await client.post(f"/staff/inquiries/{new.id}/{action}", data={"version": "1", **data})
            assert answer.status_code == 404
    assert await _state(db, keyring, new) == (Status.SUBMITTED, None, 1)
    refused = [actor for actor, action, _ in await _entries(db, new) if action != "inquiry.received"]
    assert refused == [cast["omar"].staff_id] * 3
