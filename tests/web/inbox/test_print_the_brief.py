"""The brief on paper: what was ticked, in one language or two, and written down as what it was."""

import re
from datetime import UTC, datetime

import pytest

from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import details
from intake.store import audit
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire, hire_everybody
from tests.web.inbox.test_read_details import plain
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)


async def written(db: Database, keyring: KeyRing) -> str:
    """An inquiry with a treatment and a question: its id."""
    new = await arrive(db, keyring, phone="+995599123456", question="MARKER سؤال")
    card = {"treatment.drug": ["Benlysta"], "treatment.start": ["2021"], "treatment.note": ["MARKER note"]}
    await details.add_card(Visit(new.id), "form-1", card, office=make_office(db, keyring), now=NOW)
    return new.id


async def test_one_page_says_who_printed_it_and_names_no_address(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    inquiry_id = await written(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.get(f"/staff/inquiries/{inquiry_id}/brief")
    page = plain(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert "Belimumab" in page
    assert "MARKER سؤال" in page
    assert f"Printed by {CLARA.name}" in page
    assert "It is not a medical decision." in page
    assert "amal@example.org" not in page
    assert "+995599123456" not in page
    assert "Log out" not in page
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", inquiry_id)
    assert [dict(one.detail) for one in entries if one.actor == clara.staff_id] == [{"purpose": "brief"}]


async def test_parts_are_left_out_and_addresses_come_only_when_ticked(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = f"/staff/inquiries/{await written(db, keyring)}/brief"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        nothing = plain((await client.get(f"{url}?chosen=1")).text)
        contact = plain((await client.get(f"{url}?chosen=1&part=contact&part=x")).text)
        answers = plain((await client.get(f"{url}?chosen=1&part=answers")).text)
    assert "MARKER" not in nothing
    assert "Belimumab" not in nothing
    assert "In brief" in nothing
    assert "amal@example.org" in contact
    assert "Has the patient already had CAR-T?" in answers


async def test_two_languages_stand_side_by_side_and_their_words_once(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    url = f"/staff/inquiries/{await written(db, keyring)}/brief"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"{url}?second=he")).text
        again = (await client.get(f"{url}?second=xx")).text
    english = re.findall(r'<dl lang="en" dir="ltr">', page)
    hebrew = re.findall(r'<dl lang="he" dir="rtl">(.*?)</dl>', page, re.DOTALL)
    assert len(english) == len(hebrew) > 8
    assert any(re.search("[א-ת]", plain(cell)) for cell in hebrew)
    assert page.count("MARKER سؤال") == page.count("MARKER note") == 1
    assert re.search(
        r'<p lang="en" dir="ltr" class="paper__clinical">Systemic lupus erythematosus · <span class="icd">ICD-10 M32',
        page,
    )
    assert '<dl lang="xx"' not in again


async def test_another_desk_and_another_site_get_nothing(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    inquiry_id = await written(db, keyring)
    url = f"/staff/inquiries/{inquiry_id}/brief"
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        assert (await client.get(url)).status_code == 404
        await come_in(client, CLARA)
        assert (await client.get(url, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", inquiry_id)
    assert [entry.action for entry in entries if entry.action.startswith("inquiry.read")] == ["inquiry.read_inquiry"]
