"""A coordinator compares an inquiry with published texts, and asks for what is missing."""

import re
from datetime import UTC, datetime

import pytest

from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import asked
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio


def criteria(page: str) -> dict[str, str]:
    """Each text on the sheet and its outcome, as they are read."""
    found = re.findall(r'<details class="criterion criterion--(\w+)">.*?class="code">([^<]+)<', page, re.DOTALL)
    return {id_: outcome for outcome, id_ in found}


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|[\u2066-\u2069]", " ", page).replace("\u2060", "").split())


async def test_the_sheet_shows_each_text_with_its_answers_and_where_it_was_read(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="dlbcl", lines_count="1", disease_state="relapsed")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.get(f"/staff/inquiries/{new.id}/criteria")
        page, said = answer.text, plain(answer.text)
        panel = plain((await client.get(f"/staff/inquiries/{new.id}")).text)
    assert answer.status_code == 200
    found = criteria(page)
    assert found["US-AXI-LBCL-3L"] == "does_not_meet"
    assert found["US-AXI-LBCL-2L"] == "cannot_tell"
    assert "US-TISA-ALL" not in found
    for piece in (
        "This is not a medical decision.",
        "Does not fit: At least 2 earlier treatments",
        "How many different treatments for this disease so far? 1",
        "United States · 2026-02 · B: trade press or a table of somebody else · reviewed by nobody yet",
        "Citeline" if "EU-BREXU-ALL" in found else "E14 ·",
        "no source that was seen",
        "K: no text was seen",
    ):
        assert piece in said, piece
    assert re.search(r'value="months_since_first_treatment" checked', page)
    assert "eligible" not in said.lower()
    assert "Compare with the published texts" in panel
    assert "Cannot tell yet 5" in panel or "Cannot tell yet" in panel


async def test_what_is_asked_is_written_down_and_waits(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="dlbcl", lines_count="1")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}"
        page = (await client.get(f"{url}/criteria")).text
        form = dict(re.findall(r'<input type="hidden" name="(version|form_id)" value="([^"]+)">', page))
        ticked = {"question": ["months_since_first_treatment", "birth_date"]}
        answer = await client.post(f"{url}/asks", data={**form, **ticked})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{url}/criteria?done=asked")
        after = (await client.get(answer.headers["location"])).text
        said = plain(after)
        assert "The questions are there." in said
        assert "waits for answers: 2 of 2" in said
        assert 'value="months_since_first_treatment"' not in after
        history = plain((await client.get(url)).text)
        assert "Questions put to the inquirer" in history
        assert "2 questions wait for an answer." in history

        ask_id = re.search(r"/asks/([^/]+)/withdraw", after)
        assert ask_id is not None
        back = await client.post(f"{url}/asks/{ask_id[1]}/withdraw", data={"version": "1"})
        assert back.headers["location"] == f"{url}/criteria?done=unasked"
    visit = Visit(new.id)
    assert not (await asked.opened(visit, office=make_office(db, keyring), now=datetime.now(UTC))).questions


async def test_nothing_ticked_too_much_ticked_and_an_old_page_are_told_kindly(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="dlbcl")
    every = [question.id for question in make_office(db, keyring).content.questionnaire.questions]
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/asks"
        none = await client.post(url, data={"version": "1", "form_id": "x"})
        many = await client.post(url, data={"version": "1", "form_id": "x", "question": every})
        old = await client.post(url, data={"version": "77", "form_id": "x", "question": ["birth_date"]})
    assert (none.status_code, "No question is ticked" in none.text) == (422, True)
    assert (many.status_code, "too many questions" in many.text) == (422, True)
    assert (old.status_code, "Nothing was sent" in old.text) == (409, True)
    assert re.search(r'value="birth_date" checked', old.text)


async def test_another_queue_has_no_sheet(db: Database, keyring: KeyRing) -> None:
    await hire(OMAR, db, keyring)
    new = await arrive(db, keyring, condition="dlbcl")
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        for answer in (
            await client.get(f"/staff/inquiries/{new.id}/criteria"),
            await client.post(f"/staff/inquiries/{new.id}/criteria", data={"version": "1", "transplant_fit": "no"}),
            await client.post(f"/staff/inquiries/{new.id}/asks", data={"version": "1", "question": ["birth_date"]}),
            await client.post(f"/staff/inquiries/{new.id}/asks/{'a' * 26}/withdraw", data={"version": "1"}),
        ):
            assert answer.status_code == 404
            assert new.id not in answer.text


async def test_an_autoimmune_disease_has_its_fixed_sentence_and_closed_answers_stay_closed(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="sle", performance="3", virus_hiv="positive", transplant=("none",))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}/criteria")).text
    said = plain(page)
    assert "CAR-T for autoimmune diseases is experimental" in said
    assert "Needs help in daily life" in said
    assert "Hepatitis or HIV" not in said
    assert set(criteria(page)) == {"AI-3-BIOLOGIC", "AI-2-BIOLOGIC", "AI-2", "AI-SLE"}
    assert set(criteria(page).values()) == {"cannot_tell"}


async def test_what_a_doctor_said_is_written_down_and_counts(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="dlbcl", lines_count="1", months_since_first_treatment="over_12")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        url = f"/staff/inquiries/{new.id}/criteria"
        before = (await client.get(url)).text
        assert criteria(before)["US-LISO-LBCL-2L"] == "cannot_tell"
        version = re.findall(r'name="version" value="(\d+)"', before)[0]
        answer = await client.post(url, data={"version": version, "transplant_fit": "no", "email": "x@y.example"})
        assert answer.headers["location"] == f"{url}?done=facts"
        assert criteria((await client.get(url)).text)["US-LISO-LBCL-2L"] == "meets"
        old = await client.post(url, data={"version": version, "transplant_fit": "yes"})
        assert old.status_code == 409
        taken = await client.post(url, data={"version": str(int(version) + 1), "transplant_fit": ""})
        assert taken.status_code == 303
        assert criteria((await client.get(url)).text)["US-LISO-LBCL-2L"] == "cannot_tell"


async def test_after_a_car_t_the_path_stands_there_and_no_label(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="dlbcl", prior_cart="yes", cart_best_response="gone")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}/criteria")).text
    assert "After the earlier CAR-T It cannot be told without knowing the targets" in plain(page)
    assert criteria(page) == {}
    assert re.search(r'value="antigen_cd19" checked', page)


async def test_where_no_text_is_about_the_disease_it_is_said_and_nothing_is_counted(
    db: Database, keyring: KeyRing
) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, condition="solid-brain", prior_cart="no")
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert "No published text here is about this disease and situation." in page
    assert "Cannot tell yet" not in page
