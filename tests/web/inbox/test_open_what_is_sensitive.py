"""What is extra sensitive is closed to coordinators, and opened once for a reason that colleagues read."""

from datetime import UTC, datetime

import pytest

from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import details, follow_up
from intake.store import audit
from tests.makers import make_questionnaire
from tests.offices import make_office
from tests.people import CLARA, OMAR, hire, hire_everybody
from tests.web.inbox.test_read_details import answered, plain
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
LABEL = {question.id: question.label for question in make_questionnaire().questions}
REASON = "MARKER the ward asks before Monday"


async def written(db: Database, keyring: KeyRing) -> str:
    """An inquiry that says something extra sensitive, and who pays."""
    new, desk = await arrive(db, keyring), make_office(db, keyring)
    for block, typed in {
        "health": {"virus_hiv": ["positive"], "infection_now": ["no"]},
        "travel": {"payer": ["insurer"], "insurer_name": ["MARKER Insurance"]},
    }.items():
        seen = details.seen_block(await details.opened(Visit(new.id), office=desk), block, office=desk)
        assert (await details.save_block(Visit(new.id), block, typed, seen=seen, office=desk, now=NOW)).complete
    return new.id


async def test_it_is_shown_once_for_a_reason_that_is_kept(db: Database, keyring: KeyRing) -> None:
    clara = await hire(CLARA, db, keyring)
    inquiry_id = await written(db, keyring)
    url = f"/staff/inquiries/{inquiry_id}"
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert LABEL["virus_hiv"] not in (await client.get(url)).text
        answer = await client.post(f"{url}/sensitive", data={"reason": REASON})
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert answered(answer.text) == {LABEL["virus_hiv"]: "Positive, now or in the past"}
        assert "MARKER Insurance" not in answer.text
        after = plain((await client.get(url)).text)
        assert (await client.get(f"{url}/sensitive")).status_code == 405
    assert f"Why what is extra sensitive was opened{REASON}" in after
    assert "Positive" not in after
    assert "What is extra sensitive was opened" in after
    async with db.read() as snapshot:
        entries = [one for one in await audit.about(snapshot, "inquiry", inquiry_id) if one.actor == clara.staff_id]
    opened = {entry.action: dict(entry.detail) for entry in entries if "purpose" not in entry.detail or
              entry.detail["purpose"] == "sensitive"}  # fmt: skip
    assert opened["inquiry.read"] == {"purpose": "sensitive"}
    assert list(opened["inquiry.sensitive"]) == ["note"]
    assert "MARKER" not in repr(entries)
    looked = (await follow_up.look(Visit(inquiry_id), office=make_office(db, keyring))).looked
    assert sum(one.times for one in looked) == 3  # the patient reads of each look, this one too


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
async def test_without_a_reason_nothing_is_opened(db: Database, keyring: KeyRing, reason: str) -> None:
    await hire_everybody(db, keyring)
    inquiry_id = await written(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        answer = await client.post(f"/staff/inquiries/{inquiry_id}/sensitive", data={"reason": reason})
    assert answer.status_code == 422
    assert LABEL["virus_hiv"] not in answer.text
    async with db.read() as snapshot:
        entries = await audit.about(snapshot, "inquiry", inquiry_id)
    assert not [entry for entry in entries if entry.action in {"inquiry.read", "inquiry.sensitive"}]


async def test_another_desk_cannot_open_it(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    inquiry_id = await written(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        answer = await client.post(f"/staff/inquiries/{inquiry_id}/sensitive", data={"reason": REASON})
    assert answer.status_code == 404
    async with db.read() as snapshot:
        (latest, *_) = await audit.about(snapshot, "inquiry", inquiry_id)
    assert (latest.action, latest.outcome) == ("inquiry.read_sensitive", "refused")
