"""An inquiry nobody has accepted is not forgotten: the reminders climb until a person says that they have it."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import pytest

from intake.domain.duty import Duty, Shift
from intake.domain.handing_out import HandOut
from intake.domain.message import REMINDERS, MailKind
from intake.domain.values import Status
from intake.lib.database import Database, Transaction
from intake.lib.keyring import KeyRing
from intake.services import replies
from intake.services.desk import reminders
from intake.services.desk.reminders import send_reminders
from intake.store import inquiries
from intake.store.work.ladders import Climb
from tests.people import CLARA
from tests.services.desk.house import LEA, NOA, SAM, House, local

pytestmark = pytest.mark.anyio

OWNER, STAND_IN, LEAD = (
    MailKind.INQUIRY_REMINDER.value,
    MailKind.INQUIRY_REMINDER_STAND_IN.value,
    MailKind.INQUIRY_REMINDER_LEAD.value,
)
SUNDAY = local("2026-11-22 10:00")  # routine: due on Tuesday at 17:00


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return House(db, keyring)


async def test_it_climbs_from_the_desk_to_its_lead_and_to_the_lead_desk(house: House) -> None:
    for somebody in (CLARA, LEA, NOA):
        await house.hire(somebody)
    await house.submit(1, SUNDAY)
    await house.minutes("2026-11-22 10:05", "2026-11-23 13:00")
    assert await house.told(*REMINDERS) == []
    await house.minutes("2026-11-23 13:31")
    assert await house.told(*REMINDERS) == [("Clara", OWNER), ("Lea", OWNER)]
    await house.minutes("2026-11-23 16:00", "2026-11-24 16:59")
    assert len(await house.told(*REMINDERS)) == 2
    # It was due as the office closed, and nobody looked after it: in the morning its lead hears of it.
    await house.minutes("2026-11-24 17:00", "2026-11-24 21:00", "2026-11-25 09:00")
    assert (await house.told(*REMINDERS))[2:] == [("Lea", LEAD)]
    await house.minutes("2026-11-25 09:10", "2026-11-25 09:15", "2026-11-25 09:30")
    assert (await house.told(*REMINDERS))[3:] == [("Lea", LEAD), ("Noa", LEAD)]
    # Every working morning from now on; Friday and Saturday are none.
    await house.minutes("2026-11-26 09:00", "2026-11-26 12:00", "2026-11-27 10:00", "2026-11-28 10:00")
    assert (await house.told(*REMINDERS))[5:] == [("Noa", LEAD)]
    await house.minutes("2026-11-29 09:00")
    assert (await house.told(*REMINDERS))[6:] == [("Noa", LEAD)]


@pytest.mark.parametrize("how", ["take", "status", "answer"])
async def test_what_a_person_does_ends_it(house: House, how: str) -> None:
    clara = await house.hire(CLARA)
    inquiry_id = await house.submit(1, SUNDAY)
    assert await house.climb(inquiry_id)
    if how == "take":
        await house.take(clara, inquiry_id, SUNDAY)
    elif how == "status":
        await house.move(clara, inquiry_id, Status.IN_TRIAGE, SUNDAY)
    else:
        version = (await house.about(inquiry_id)).version
        await replies.answer(clara, inquiry_id, version, "Dear A.", "form", office=house.office, now=SUNDAY)
    assert await house.climb(inquiry_id) is None
    await house.minutes("2026-11-23 14:00", "2026-11-25 09:00", "2026-11-26 09:00")
    assert await house.told(*REMINDERS) == []


async def test_while_the_owner_is_away_their_stand_in_is_told(house: House) -> None:
    clara, sam = await house.hire(CLARA), await house.hire(SAM)
    house.hands_out(HandOut.ROUND_ROBIN)
    inquiry_id = await house.submit(1, SUNDAY)
    await house.hire(LEA)
    owner = (await house.about(inquiry_id)).assignee_id
    mine, other = (clara, sam) if owner == clara.staff_id else (sam, clara)
    await house.works(mine, Duty(absent_from=SUNDAY + timedelta(hours=1), stand_in_id=other.staff_id))
    await house.minutes("2026-11-23 14:00")
    assert await house.told(*REMINDERS) == [(other.name.split()[0], STAND_IN)]
    await house.works(other, Duty(absent_from=SUNDAY + timedelta(hours=1)))
    await house.minutes("2026-11-25 09:00")
    assert (await house.told(*REMINDERS))[1:] == [("Lea", LEAD)]


async def test_a_warning_sign_waits_for_no_office_hours(house: House) -> None:
    await house.hire(CLARA)
    await house.submit(1, local("2026-11-21 19:00"), in_hospital="icu")  # Saturday; by 23:59
    await house.minutes("2026-11-21 21:35")
    assert await house.told(*REMINDERS) == [("Clara", OWNER)]


async def test_what_cannot_wait_any_more_is_reminded_of_sooner(house: House) -> None:
    """They wrote again, and it is worse: the reminders of a routine inquiry would come tomorrow."""
    await house.hire(CLARA)
    inquiry_id = await house.submit(1, SUNDAY)
    await house.minutes("2026-11-22 10:05")
    await house.write(inquiry_id, "I want to end my life.", local("2026-11-22 11:00"))
    assert (await house.about(inquiry_id)).due_at == local("2026-11-22 13:00")
    await house.minutes("2026-11-22 11:01", "2026-11-22 11:30")
    assert await house.told(*REMINDERS) == [("Clara", OWNER)]


async def test_who_may_not_see_it_any_more_is_not_reminded(house: House) -> None:
    await house.hire(LEA)
    omar = await house.hire(replace(CLARA, email="omar@test.example", name="Omar Test", queues=frozenset({"repeat"})))
    inquiry_id = await house.submit(1, SUNDAY)
    version = (await house.about(inquiry_id)).version
    async with house.db.write() as tx:
        await inquiries.change(tx, inquiry_id, version=version, now=SUNDAY, assignee_id=omar.staff_id)
    await house.minutes("2026-11-23 14:00")
    assert await house.told(*REMINDERS) == [("Lea", OWNER)]


async def test_who_reads_is_reminded_in_their_own_hours(house: House) -> None:
    evenings = tuple(Shift(day, time(18), time(22)) for day in range(1, 6))
    await house.hire(CLARA, Duty(zone=ZoneInfo("Europe/Berlin"), hours=evenings))
    await house.submit(1, SUNDAY)
    await house.minutes("2026-11-23 14:00", "2026-11-23 18:30")
    assert await house.told(*REMINDERS) == []
    await house.minutes("2026-11-23 19:00")  # six in the evening in Berlin
    assert await house.told(*REMINDERS) == [("Clara", OWNER)]


async def test_two_workers_remind_once(house: House) -> None:
    await house.hire(CLARA)
    for number in range(5):
        await house.submit(number, SUNDAY)
    at = local("2026-11-23 14:00")
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(send_reminders, house.office, at)
    assert len(await house.told(*REMINDERS)) == 5


async def test_one_that_cannot_be_read_keeps_no_other_from_being_reminded_of(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.hire(CLARA)
    broken = await house.submit(1, SUNDAY)
    await house.submit(2, SUNDAY)
    honest = reminders._look

    async def look(tx: Transaction, seen: Climb, **options: Any) -> None:
        if seen.inquiry_id == broken:
            raise KeyError(broken)
        await honest(tx, seen, **options)

    monkeypatch.setattr(reminders, "_look", look)
    await house.minutes("2026-11-23 14:00")
    assert await house.told(*REMINDERS) == [("Clara", OWNER)]
    monkeypatch.undo()
    await house.minutes("2026-11-23 14:59")
    assert len(await house.told(*REMINDERS)) == 1
    await house.minutes("2026-11-23 15:00")
    assert len(await house.told(*REMINDERS)) == 2


async def test_of_what_is_held_as_spam_nobody_is_reminded(house: House) -> None:
    await house.hire(CLARA)
    inquiry_id = await house.submit(
        1, SUNDAY, contact_name="https://buy.example", question="http://a.b http://c.d http://e.f"
    )
    assert (await house.about(inquiry_id)).quarantined
    assert await house.climb(inquiry_id) is None


async def test_nobody_works_here_yet_and_nothing_breaks(house: House) -> None:
    inquiry_id = await house.submit(1, SUNDAY)
    await house.minutes("2026-11-23 14:00")
    assert await house.climb(inquiry_id) is not None
