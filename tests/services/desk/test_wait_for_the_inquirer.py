"""Somebody was asked for something: the clock stands, they are reminded three times, any word from them stops it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from intake.domain.access import Actor
from intake.domain.duty import Duty
from intake.domain.message import REMINDERS, MailKind
from intake.domain.triage import Waiting
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import consents, details, replies
from intake.services.receiving import heard
from intake.store import audit
from tests.people import CLARA
from tests.services.desk.house import LEA, SAM, House, local

pytestmark = pytest.mark.anyio

SUNDAY = local("2026-11-22 10:00")
AWAITED = MailKind.ANSWER_AWAITED
DAY = timedelta(days=1)


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return House(db, keyring)


async def asked(house: House, status: Status = Status.NEED_INFO, **answers: str | None) -> tuple[Actor, str]:
    """Clara took it and asked for something, on Sunday at ten."""
    clara = await house.hire(CLARA)
    inquiry_id = await house.submit(1, SUNDAY, **answers)
    await house.take(clara, inquiry_id, SUNDAY)
    await house.move(clara, inquiry_id, status, SUNDAY)
    return clara, inquiry_id


async def days(house: House, *which: int) -> list[int]:
    """Let so many days pass; on which of them the inquirer was written to."""
    told, written = [], len(await house.ordered(AWAITED))
    for day in which:
        await house.minute(SUNDAY + day * DAY + timedelta(minutes=1))
        now = len(await house.ordered(AWAITED))
        if now > written:
            told.append(day)
        written = now
    return told


@pytest.mark.parametrize("status", [Status.NEED_INFO, Status.RECORDS_REQUESTED])
async def test_they_are_reminded_three_times_and_then_it_is_closed(house: House, status: Status) -> None:
    _, inquiry_id = await asked(house, status)
    assert (await house.about(inquiry_id)).waiting_for is Waiting.INQUIRER
    assert await days(house, *range(21)) == [3, 7, 14]
    assert (await house.about(inquiry_id)).status is status
    await days(house, 21)
    about = await house.about(inquiry_id)
    assert (about.status, about.waiting_for) == (Status.NO_RESPONSE, Waiting.NOBODY)
    async with house.db.read() as snapshot:
        last = (await audit.about(snapshot, "inquiry", inquiry_id))[0]
    assert (last.actor, last.action, last.detail["to"]) == ("worker", "inquiry.status", "no_response")
    assert await days(house, 22, 30) == []


async def test_a_worker_that_was_down_does_not_write_three_times_at_once(house: House) -> None:
    _, inquiry_id = await asked(house)
    assert await days(house, 20, 21, 22, 23, 24, 30, 31, 37) == [20, 24, 31]
    assert (await house.about(inquiry_id)).status is Status.NEED_INFO
    await days(house, 38)
    assert (await house.about(inquiry_id)).status is Status.NO_RESPONSE


async def test_who_gave_no_address_is_called_and_never_closed(house: House) -> None:
    """Only a person can tell them: the turn comes back to the office, with a new date."""
    _, inquiry_id = await asked(house, email=None, phone="+995555123456")
    await days(house, 1, 3)
    about = await house.about(inquiry_id)
    assert (about.status, about.waiting_for) == (Status.NEED_INFO, Waiting.OFFICE)
    assert about.due_at > SUNDAY + 3 * DAY
    assert await house.told(*REMINDERS) == [("Clara", "inquiry_reminder")]
    assert await house.ordered(AWAITED) == []
    await days(house, 4, 7, 14, 21, 60)
    assert (await house.about(inquiry_id)).status is Status.NEED_INFO


async def _writes(house: House, inquiry_id: str, now: datetime) -> None:
    await house.write(inquiry_id, "Here I am.", now)


async def _details(house: House, inquiry_id: str, now: datetime) -> None:
    visit = Visit(inquiry_id)
    contents = await details.opened(visit, office=house.office)
    block = "patient"
    seen = details.seen_block(contents, block, office=house.office)
    await details.save_block(visit, block, {"patient_name": ["Amal"]}, seen=seen, office=house.office, now=now)


async def _sends_a_file(house: House, inquiry_id: str, now: datetime) -> None:
    async with house.db.write() as tx:
        await heard(Visit(inquiry_id), office=house.office, now=now)(tx, [])


async def _consents(house: House, inquiry_id: str, now: datetime) -> None:
    offered = consents.offer("C4", house.office.content, house.office.catalogs.translations("en", "legal"))
    await consents.give(Visit(inquiry_id), "C4", offered.seen, "en", office=house.office, now=now)


@pytest.mark.parametrize("contact", [_writes, _details, _sends_a_file, _consents])
async def test_any_word_from_them_stops_the_reminders_and_begins_the_clock_anew(
    house: House, contact: Callable[[House, str, datetime], Awaitable[None]]
) -> None:
    _, inquiry_id = await asked(house)
    came = SUNDAY + 5 * DAY
    await contact(house, inquiry_id, came)
    about = await house.about(inquiry_id)
    calendar = house.office.content.routing.calendar
    assert (about.status, about.waiting_for) == (Status.NEED_INFO, Waiting.OFFICE)
    assert about.due_at == calendar.due(about.priority, came)
    assert await days(house, 5, 7, 14, 21, 30) == []
    assert (await house.about(inquiry_id)).status is Status.NEED_INFO


@pytest.mark.parametrize("contact", [_writes, _details, _sends_a_file, _consents])
async def test_any_word_from_them_opens_what_was_closed(
    house: House, contact: Callable[[House, str, datetime], Awaitable[None]]
) -> None:
    clara, inquiry_id = await asked(house)
    await days(house, 3, 7, 14, 21)
    assert (await house.about(inquiry_id)).status is Status.NO_RESPONSE
    came = SUNDAY + 30 * DAY
    await contact(house, inquiry_id, came)
    about = await house.about(inquiry_id)
    assert (about.status, about.waiting_for, about.assignee_id) == (
        Status.IN_TRIAGE,
        Waiting.OFFICE,
        clara.staff_id,
    )
    assert about.due_at == house.office.content.routing.calendar.due(about.priority, came)
    assert await house.climb(inquiry_id) is not None  # until Clara says that she has it


async def test_opened_again_while_its_coordinator_is_away_it_goes_to_the_stand_in(house: House) -> None:
    clara, inquiry_id = await asked(house)
    sam = await house.hire(SAM)
    await days(house, 3, 7, 14, 21)
    came = SUNDAY + 30 * DAY
    await house.works(clara, Duty(absent_from=came - DAY, absent_until=came + DAY, stand_in_id=sam.staff_id))
    await house.write(inquiry_id, "Here I am.", came)
    assert (await house.about(inquiry_id)).assignee_id == sam.staff_id
    assert (await house.told(MailKind.INQUIRY_UPDATED))[-1][0] == "Sam"


async def test_under_way_while_its_coordinator_is_away_it_stays_theirs_and_the_stand_in_hears_of_it(
    house: House,
) -> None:
    clara, inquiry_id = await asked(house)
    sam = await house.hire(SAM)
    came = SUNDAY + 2 * DAY
    await house.works(clara, Duty(absent_from=came - DAY, absent_until=came + DAY, stand_in_id=sam.staff_id))
    await house.write(inquiry_id, "Here I am.", came)
    assert (await house.about(inquiry_id)).assignee_id == clara.staff_id
    assert (await house.told(MailKind.INQUIRY_UPDATED))[-1][0] == "Sam"
    assert await house.climb(inquiry_id) is not None  # until a person says that they have it


async def test_opened_again_while_everybody_is_away_it_is_nobodys_and_somebody_is_reminded(house: House) -> None:
    clara, inquiry_id = await asked(house)
    await house.hire(LEA)
    await days(house, 3, 7, 14, 21)
    came = SUNDAY + 30 * DAY
    await house.works(clara, Duty(absent_from=came - DAY))
    await house.write(inquiry_id, "Here I am.", came)
    assert (await house.about(inquiry_id)).assignee_id is None
    await house.minute(came + 5 * DAY)  # a Sunday
    assert (await house.told(*REMINDERS))[-1][0] == "Lea"


async def test_an_answer_by_hand_begins_the_days_anew(house: House) -> None:
    clara, inquiry_id = await asked(house)
    version = (await house.about(inquiry_id)).version
    at = SUNDAY + 2 * DAY
    await replies.answer(clara, inquiry_id, version, "We still need it.", "form", office=house.office, now=at)
    assert await days(house, 3, 4, 5, 6) == [5]


async def test_moved_back_by_hand_it_has_a_new_date(house: House) -> None:
    clara, inquiry_id = await asked(house)
    at = SUNDAY + 9 * DAY
    await house.move(clara, inquiry_id, Status.IN_TRIAGE, at)
    about = await house.about(inquiry_id)
    assert about.due_at == house.office.content.routing.calendar.due(about.priority, at)
    assert await days(house, 14, 21) == []
