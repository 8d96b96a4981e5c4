"""The figures are of the desks somebody serves; the public form is counted without knowing anybody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.domain.errors import NotAllowed
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk import statistics
from intake.services.desk.statistics import Asked, Figures
from intake.services.office import Office
from intake.services.tallies import MOST, Counted, Tallies
from intake.store import inquiries
from intake.store.inquiries import NewInquiry
from intake.store.work import tallies
from tests.offices import make_office
from tests.people import CLARA, TOVE, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Jerusalem")
CODES = frozenset({"GE", "IL", "DE"})


async def figures(office: Office, asked: Asked | None = None) -> Figures:
    clara = await hire(CLARA, office.db, office.keyring)
    return await statistics.figures(clara, asked or Asked(), countries=CODES, office=office, now=NOW)


async def answer(office: Office, new: NewInquiry, after: timedelta) -> None:
    """A person answers."""
    async with office.db.write() as tx:
        at = new.received_at + after
        await inquiries.change(tx, new.id, version=1, now=at, status=Status.IN_TRIAGE, answered_at=at)


async def test_only_the_desks_somebody_serves_are_counted(db: Database, keyring: KeyRing) -> None:
    for days in (0, 1, 8):
        await arrive(db, keyring, received_at=NOW - timedelta(days=days), language="ar")
    await arrive(db, keyring, received_at=NOW, language="ka")
    await arrive(db, keyring, received_at=NOW, language="ru", queue="repeat")
    found = await figures(make_office(db, keyring), Asked(weeks=4))
    assert found.by_language == {"ar": (0, 0, 1, 2), "ka": (0, 0, 0, 1)}
    assert found.countries == {"GE": 4}
    assert found.funnel[0] == (Status.SUBMITTED, 4)


async def test_what_is_older_than_asked_for_is_left_out(db: Database, keyring: KeyRing) -> None:
    await arrive(db, keyring, received_at=NOW - timedelta(weeks=5))
    found = await figures(make_office(db, keyring), Asked(weeks=4))
    assert found.by_language == {"ar": (0, 0, 0, 0)}
    assert (found.countries, found.funnel[0][1]) == ({}, 0)


async def test_how_soon_it_was_answered_is_judged_by_what_was_due_then(db: Database, keyring: KeyRing) -> None:
    """Two in time, one late, one overdue and unanswered; one that is not due yet is not judged."""
    office = make_office(db, keyring)
    waits = [timedelta(hours=2), timedelta(hours=5), timedelta(days=9)]
    for wait in waits:
        await answer(office, await arrive(db, keyring, received_at=NOW - timedelta(days=20)), wait)
    await arrive(db, keyring, received_at=NOW - timedelta(days=15))
    await arrive(db, keyring, received_at=NOW - timedelta(minutes=5))
    everybody, arabic = (await figures(office)).answering
    assert everybody.who == ""
    assert (everybody.count, everybody.kept, everybody.judged) == (3, 2, 4)
    assert (everybody.median, everybody.slowest) == (timedelta(hours=5), timedelta(days=9))
    assert (arabic.who, arabic.count) == ("ar", 3)


async def test_what_was_reached_stays_reached(db: Database, keyring: KeyRing) -> None:
    """The funnel counts who ever came to a step, wherever they are now."""
    office, new = make_office(db, keyring), await arrive(db, keyring, received_at=NOW - timedelta(days=2))
    steps = (Status.IN_TRIAGE, Status.MEDICAL_REVIEW, Status.NOT_OFFERED)
    for version, status in enumerate(steps, start=1):
        async with db.write() as tx:
            assert await inquiries.change(tx, new.id, version=version, now=NOW, status=status)
    reached = dict((await figures(office)).funnel)
    assert (reached[Status.SUBMITTED], reached[Status.IN_TRIAGE], reached[Status.MEDICAL_REVIEW]) == (1, 1, 1)
    assert reached[Status.ACCEPTED] == 0


async def test_counts_of_the_form_are_added_up_and_lose_nothing(db: Database, keyring: KeyRing) -> None:
    office = make_office(db, keyring)
    for _ in range(3):
        office.tallies.add(Counted.OPENED, "ar", now=NOW)
        office.tallies.add(Counted.MET, "ar", "phone:not_a_phone", "birth_year:required", now=NOW)
        await statistics.write_tallies(office, NOW)
    office.tallies.add(Counted.MENDED, "ar", "birth_year:required", now=NOW)
    office.tallies.add(Counted.SOURCE, "", "doctor", now=NOW)
    await statistics.write_tallies(office, NOW)
    await statistics.write_tallies(office, NOW)
    found = await figures(office)
    assert (found.opened, found.sources) == (3, {"doctor": 1})
    assert [(one.question, one.met, one.left) for one in found.given_up] == [("phone", 3, 3), ("birth_year", 3, 2)]


async def test_what_cannot_be_written_down_is_counted_again_later(db: Database, keyring: KeyRing) -> None:
    counts = Tallies()
    counts.add(Counted.OPENED, "en", now=NOW)
    with pytest.MonkeyPatch.context() as patch:

        async def broken(*_: object) -> None:
            raise RuntimeError("no room")

        patch.setattr(tallies, "add", broken)
        with pytest.raises(RuntimeError, match="no room"):
            await counts.write_down(db=db)
    await counts.write_down(db=db)
    async with db.read() as snapshot:
        assert await tallies.totals(snapshot, ["opened"], since=NOW.date()) == {("opened", "en", ""): 1}


def test_a_flood_of_made_up_things_takes_no_memory() -> None:
    counts = Tallies()
    for number in range(MOST + 10):
        counts.add(Counted.MET, "en", f"q{number}:required", now=NOW)
    counts.add(Counted.MET, "en", "q0:required", now=NOW)
    assert len(counts._counts) == MOST


async def test_a_silence_is_told_of_ones_own_desks(db: Database, keyring: KeyRing) -> None:
    for days in range(10, 60):
        await arrive(db, keyring, received_at=NOW - timedelta(days=days), language="ar")
        await arrive(db, keyring, received_at=NOW - timedelta(days=days), language="ru", queue="repeat")
    office = make_office(db, keyring)
    assert [(one.who, one.days) for one in (await figures(office)).silences] == [("ar", 10)]
    async with db.read() as snapshot:
        assert [one.who for one in await statistics.fallen_silent(snapshot, keyring, ZONE, now=NOW)] == ["ar", "ru"]


async def test_a_translator_and_another_desk_learn_nothing(db: Database, keyring: KeyRing) -> None:
    office, tove, clara = make_office(db, keyring), await hire(TOVE, db, keyring), await hire(CLARA, db, keyring)
    for actor, asked in ((tove, Asked()), (clara, Asked(queue="repeat"))):
        with pytest.raises(NotAllowed):
            await statistics.figures(actor, asked, countries=CODES, office=office, now=NOW)
