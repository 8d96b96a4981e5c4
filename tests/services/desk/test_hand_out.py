"""A queue that hands out gives each new inquiry to somebody who is there, speaks the language and has room."""

from dataclasses import replace

import pytest

from intake.domain.duty import Duty
from intake.domain.handing_out import HandOut
from intake.domain.message import MailKind
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import audit
from tests.people import ADA, CLARA, OMAR, TOVE
from tests.services.desk.house import LEA, SAM, House, local

pytestmark = pytest.mark.anyio

SUNDAY, NIGHT = local("2026-11-22 10:00"), local("2026-11-22 23:00")
ROUTED = MailKind.INQUIRY_ROUTED


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return House(db, keyring)


async def owners(house: House, *inquiries: str) -> list[str | None]:
    return [(await house.about(inquiry_id)).assignee_id for inquiry_id in inquiries]


async def test_unless_the_queue_says_so_nobody_is_given_anything(house: House) -> None:
    await house.hire(CLARA)
    assert await owners(house, await house.submit(1, SUNDAY)) == [None]


async def test_in_turn_each_is_given_one(house: House) -> None:
    clara, sam = await house.hire(CLARA), await house.hire(SAM)
    for somebody in (OMAR, ADA, TOVE):
        await house.hire(somebody)
    house.hands_out(HandOut.ROUND_ROBIN)
    given = await owners(house, *[await house.submit(number, SUNDAY) for number in range(4)])
    assert given[:2] in ([clara.staff_id, sam.staff_id], [sam.staff_id, clara.staff_id])
    assert given[2:] == given[:2]
    # Only who was given it is told, and it is still new: nobody has said yet that they have it.
    assert sorted(name for name, _ in await house.told(ROUTED)) == ["Clara", "Clara", "Sam", "Sam"]


async def test_whoever_has_least_is_given_the_next(house: House) -> None:
    clara, sam = await house.hire(CLARA), await house.hire(SAM)
    for number in range(2):
        await house.take(clara, await house.submit(number, SUNDAY), SUNDAY)
    house.hands_out(HandOut.LEAST_LOADED)
    given = await owners(house, *[await house.submit(number, SUNDAY) for number in range(10, 14)])
    assert given[:2] == [sam.staff_id, sam.staff_id]
    assert set(given[2:]) == {clara.staff_id, sam.staff_id}


async def test_who_is_away_or_full_or_does_not_speak_it_is_passed_over(house: House) -> None:
    await house.hire(CLARA, Duty(absent_from=SUNDAY))
    full = await house.hire(SAM, Duty(capacity=1))
    await house.hire(replace(SAM, email="ira@test.example", languages=("he",)))
    await house.hire(LEA, Duty(capacity=0))
    house.hands_out(HandOut.ROUND_ROBIN)
    first, second = await house.submit(1, SUNDAY), await house.submit(2, SUNDAY)
    assert await owners(house, first, second) == [full.staff_id, None]
    # Nobody fits the second: its people are told as ever, and so is its lead.
    assert sorted(name for name, _ in await house.told(ROUTED)) == ["Lea", "Sam", "Sam"]


async def test_what_comes_at_night_is_handed_out_in_the_morning(house: House) -> None:
    clara = await house.hire(CLARA)
    house.hands_out(HandOut.ROUND_ROBIN)
    inquiry_id = await house.submit(1, NIGHT)
    assert await owners(house, inquiry_id) == [None]
    await house.minutes("2026-11-23 08:59")
    assert await owners(house, inquiry_id) == [None]
    await house.minutes("2026-11-23 09:00", "2026-11-23 09:01")
    assert await owners(house, inquiry_id) == [clara.staff_id]
    async with house.db.read() as snapshot:
        given = [
            entry for entry in await audit.about(snapshot, "inquiry", inquiry_id) if entry.action == "inquiry.assign"
        ]
    assert [(entry.actor, entry.detail) for entry in given] == [("worker", {"to": clara.staff_id})]


async def test_what_was_given_is_accepted_by_a_person_only(house: House) -> None:
    clara = await house.hire(CLARA)
    house.hands_out(HandOut.ROUND_ROBIN)
    inquiry_id = await house.submit(1, SUNDAY)
    assert (await house.about(inquiry_id)).status is Status.SUBMITTED
    assert await house.climb(inquiry_id) is not None
    await house.take(clara, inquiry_id, SUNDAY)
    about = await house.about(inquiry_id)
    assert (about.status, about.assignee_id) == (Status.IN_TRIAGE, clara.staff_id)
    assert await house.climb(inquiry_id) is None


async def test_what_looks_like_spam_is_given_to_nobody(house: House) -> None:
    await house.hire(CLARA)
    house.hands_out(HandOut.ROUND_ROBIN)
    spam = {"contact_name": "https://buy.example", "question": "http://a.b http://c.d http://e.f"}
    inquiry_id = await house.submit(1, SUNDAY, **spam)
    assert (await house.about(inquiry_id)).quarantined
    await house.minutes("2026-11-22 10:05")
    assert await owners(house, inquiry_id) == [None]


async def test_sending_the_form_again_gives_it_to_nobody_else(house: House) -> None:
    await house.hire(CLARA)
    await house.hire(SAM)
    house.hands_out(HandOut.ROUND_ROBIN)
    first = await house.submit(1, SUNDAY)
    (owner,) = await owners(house, first)
    again = await house.submit(1, SUNDAY, question="And one more thing.")
    assert again == first
    assert await owners(house, first) == [owner]
