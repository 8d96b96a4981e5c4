"""Many at once: the preview says exactly what will happen, the change does that, and can be taken back."""

import re
from collections.abc import Sequence

import httpx2
import pytest

from intake.domain.inquiry import InquirySummary
from intake.domain.suspicion import Sign
from intake.domain.triage import Waiting
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries, messages
from intake.store.inquiries import NewInquiry
from tests.people import CLARA, OMAR, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio


async def stands(db: Database, keyring: KeyRing, new: NewInquiry) -> InquirySummary:
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, new.id)
    assert found is not None
    return found


async def actions(db: Database, new: NewInquiry) -> list[str]:
    async with db.read() as snapshot:
        return [entry.action for entry in await audit.about(snapshot, "inquiry", new.id)]


def chosen(*new: NewInquiry, **fields: str) -> dict[str, str | Sequence[str]]:
    return {**fields, "from": "/staff/?language=ar", "inquiry": [each.id for each in new]}


def confirmed(page: str) -> dict[str, list[str]]:
    """The form that confirms, as a browser would send it."""
    form = page.split('action="/staff/bulk/do"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form):
        found.setdefault(name, []).append(value.replace("&#39;", "'").replace("&amp;", "&"))
    return found


async def do(client: httpx2.AsyncClient, fields: dict[str, str | Sequence[str]]) -> str:
    """Preview, confirm, and the address of how it went."""
    page = await client.post("/staff/bulk", data=fields)
    assert page.status_code == 200, page.text
    answer = await client.post("/staff/bulk/do", data=confirmed(page.text))
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_taken_together_and_put_back(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    first, second = await arrive(db, keyring), await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.post("/staff/bulk", data=chosen(first, second, do="take"))).text
        for words in (first.reference, second.reference, "From nobody to you.", "2 of 2 would be changed."):
            assert words in page, words
        assert 'href="/staff/?language=ar"' in page
        assert (await stands(db, keyring, first)).assignee_id is None  # nothing has happened yet
        result = (await client.post("/staff/bulk/do", data=confirmed(page))).headers["location"]
        taken = await stands(db, keyring, first)
        assert (taken.assignee_id, taken.status) == (cast.clara.staff_id, Status.IN_TRIAGE)
        assert "inquiry.take" in await actions(db, first)
        page = (await client.get(result)).text
        assert "2 of 2 were done." in page
        # Somebody goes on with the second: it stays as it is.
        sent = {"version": "2", "status": "need_info"}
        await client.post(f"/staff/inquiries/{second.id}/status", data=sent)
        await client.post(f"{result}/undo", data={"undo": "yes"})
        page = (await client.get(result)).text
        assert "Undone: it stands where it stood before." in page
        assert "Not undone: somebody has changed it since." in page
        assert "/undo" not in page
    back, kept = await stands(db, keyring, first), await stands(db, keyring, second)
    assert (back.assignee_id, back.status, back.waiting_for) == (None, Status.SUBMITTED, Waiting.OFFICE)
    assert (kept.assignee_id, kept.status) == (cast.clara.staff_id, Status.NEED_INFO)
    assert "inquiry.undo" in await actions(db, first)


async def test_a_status_for_many_says_which_cannot_and_why(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new, late, held = (
        await arrive(db, keyring),
        await arrive(db, keyring),
        await arrive(db, keyring, signs=(Sign.TRAP,)),
    )
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await client.post(f"/staff/inquiries/{late.id}/take", data={"version": "1"})
        page = (await client.post("/staff/bulk", data=chosen(new, late, held, do="status"))).text
        assert "What will happen" not in page
        assert 'value="medical_review"' in page
        fields = chosen(new, late, held, do="status", said="yes", status="medical_review")
        page = (await client.post("/staff/bulk", data=fields)).text
        for words in ("1 of 3 would be changed.", "does not follow from its present one", "It looks like spam."):
            assert words in page, words
        assert confirmed(page)["inquiry"] == [f"{late.id}:2"]
        assert "Undo" in (await client.get(await do(client, fields))).text
    assert (await stands(db, keyring, late)).status is Status.MEDICAL_REVIEW
    assert (await stands(db, keyring, new)).status is Status.SUBMITTED
    assert (await stands(db, keyring, held)).quarantined


async def test_an_end_needs_a_reason_also_for_many_and_each_keeps_it(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    spam = [await arrive(db, keyring, signs=(Sign.FLOOD,)) for _ in range(3)]
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        fields = chosen(*spam, do="status", said="yes", status="spam")
        page = (await client.post("/staff/bulk", data=fields)).text
        assert "This step needs a reason. Write one above." in page
        assert 'action="/staff/bulk/do"' not in page
        result = await do(client, {**fields, "reason": "MARKER one text, three names"})
        assert "MARKER one text" in (await client.get(f"/staff/inquiries/{spam[0].id}")).text
        for each in spam:
            assert (await stands(db, keyring, each)).status is Status.SPAM
        await client.post(f"{result}/undo", data={"undo": "yes"})
    for each in spam:
        assert (await stands(db, keyring, each)).quarantined


async def test_given_to_a_colleague_who_serves_the_queue_and_to_no_other(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        fields = chosen(new, do="assign", said="yes", to=cast.omar.staff_id)
        answer = await client.post("/staff/bulk", data=fields)
        assert answer.status_code == 422
        assert cast.omar.name not in answer.text
        result = await do(client, {**fields, "to": cast.clara.staff_id})
        assert (await stands(db, keyring, new)).assignee_id == cast.clara.staff_id
        await client.post(f"{result}/undo", data={"undo": "yes"})
    assert (await stands(db, keyring, new)).assignee_id is None


async def test_one_answer_goes_to_those_who_read_its_language_and_cannot_be_undone(
    db: Database, keyring: KeyRing
) -> None:
    await hire_everybody(db, keyring)
    arabic, english = await arrive(db, keyring), await arrive(db, keyring, language="en")
    without = await arrive(db, keyring, email=None)
    fields = chosen(arabic, english, without, do="reply", said="yes", language="ar", text="MARKER شكرا لكم")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.post("/staff/bulk", data=fields)).text
        for words in (
            "2 of 3 would be changed.",
            "They read another language.",
            "cannot be undone",
            "No mail tells them",
        ):
            assert words in page, words
        sent = confirmed(page)
        result = (await client.post("/staff/bulk/do", data=sent)).headers["location"]
        again = (await client.post("/staff/bulk/do", data=sent)).headers["location"]  # pressed twice
        assert again == result
        page = (await client.get(result)).text
        assert "What was sent cannot be taken back." in page
        assert "/undo" not in page
    async with db.read() as snapshot:
        said = {new.id: await messages.of_inquiry(snapshot, keyring, new.id) for new in (arabic, english, without)}
    assert [message.text for message in said[arabic.id]] == ["MARKER شكرا لكم"]
    assert len(said[without.id]) == 1
    assert said[english.id] == ()


async def test_what_changed_between_preview_and_confirming_is_left_and_said(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.post("/staff/bulk", data=chosen(new, do="take"))).text
        async with db.write() as tx:
            await inquiries.touch(tx, new.id, now=new.received_at)
        result = (await client.post("/staff/bulk/do", data=confirmed(page))).headers["location"]
        page = (await client.get(result)).text
    assert "somebody has changed it meanwhile" in page
    assert (await stands(db, keyring, new)).assignee_id is None


async def test_another_desks_inquiry_is_in_no_preview_and_no_result(db: Database, keyring: KeyRing) -> None:
    cast = await hire_everybody(db, keyring)
    mine, other = await arrive(db, keyring), await arrive(db, keyring, queue="repeat", condition="b-all")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.post("/staff/bulk", data=chosen(mine, other, do="take"))).text
        assert other.reference not in page
        assert other.id not in page
        assert "1 of those chosen is not in your list any more." in page
        sent = confirmed(page)
        sent["inquiry"].append(f"{other.id}:1")
        result = (await client.post("/staff/bulk/do", data=sent)).headers["location"]
        assert other.reference not in (await client.get(result)).text
        # What she did is hers to see and to undo.
        await come_in(client, OMAR)
        assert (await client.get(result)).status_code == 404
        assert (await client.post(f"{result}/undo", data={"undo": "yes"})).status_code == 404
    async with db.read() as snapshot:
        tried = [entry for entry in await audit.about(snapshot, "inquiry", other.id) if entry.outcome == "refused"]
    assert {(entry.actor, entry.action) for entry in tried} == {(cast.clara.staff_id, "inquiry.take_inquiry")}
    assert (await stands(db, keyring, other)).assignee_id is None
    assert (await stands(db, keyring, mine)).assignee_id == cast.clara.staff_id


async def test_nothing_chosen_and_too_many_are_said_kindly(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.post("/staff/bulk", data={"do": "take"})
        assert answer.status_code == 422
        assert "Tick the boxes" in answer.text
        answer = await client.post("/staff/bulk", data={"do": "take", "inquiry": [new_id() for _ in range(51)]})
        assert "At most 50" in answer.text
        for junk in ({"do": "erase", "inquiry": new_id()}, {"inquiry": "x"}):
            assert (await client.post("/staff/bulk", data=junk)).status_code == 422
        for junk in ({"x": "y"}, {"do": "take", "batch": "x", "inquiry": f"{new_id()}:1"}):
            assert (await client.post("/staff/bulk/do", data=junk)).status_code == 404


async def test_all_on_this_page_needs_no_script(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    await arrive(db, keyring)
    await arrive(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get("/staff/")).text
        shown = re.findall(r'name="shown" value="([^"]*)"', page)
        answer = await client.post("/staff/bulk", data={"do": "take", "all": "page", "shown": shown})
    assert "2 of 2 would be changed." in answer.text
