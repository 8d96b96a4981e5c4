"""Colleagues are told when they wish: at once, together once a day or not at all; and nothing gets lost by it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import anyio
import pytest

from intake.domain.access import Actor
from intake.domain.duty import Duty
from intake.domain.message import MailKind, OutboxState
from intake.domain.telling import BY_URGENCY, Choice, Wishes
from intake.domain.triage import Waiting
from intake.domain.values import StaffRole, Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import SmtpCourier
from intake.services.mail import telling
from intake.services.mail.telling import THEIR_CHOICE
from intake.services.office import tell_desk
from intake.store import inquiries, staff, staff_mail
from intake.store.work import ladders
from tests.fakes.smtp import Fate, Sink
from tests.makers import make_content
from tests.offices import make_office
from tests.services.mail.house import CLARA, NOW, House

pytestmark = pytest.mark.anyio

OMAR = "omar@example.org"
S, ROUTED = OutboxState, MailKind.INQUIRY_ROUTED
# The office is in Jerusalem: 10:00 UTC is noon there, and the digest comes at eight.
DIGEST = Wishes(one_day=Choice.DIGEST, routine=Choice.DIGEST, digest_at=time(8))
EIGHT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
NOTHING = Wishes(one_day=Choice.NEVER, routine=Choice.NEVER)


@pytest.fixture
async def house(db: Database, keyring: KeyRing):  # type: ignore[no-untyped-def]
    async with Sink() as sink:
        made = House(db, keyring, sink)
        yield made
        await made.intake.close()


async def wish(house: House, who: str, wishes: Wishes, *, now: datetime = NOW) -> None:
    """Somebody says on their page how they want to be told."""
    actor = Actor(who.partition("@")[0], StaffRole.COORDINATOR, None, "en", "Somebody")
    calendar = make_content().routing.calendar
    await telling.wish(actor, wishes, calendar=calendar, db=house.db, keyring=house.keyring, now=now)


async def change(house: House, reference: str, *, accepted: bool = False, status: Status | None = None) -> None:
    """A person does something about an inquiry."""
    async with house.db.write() as tx:
        found = await inquiries.by_reference(tx, house.keyring, reference)
        assert found is not None
        if accepted:
            await ladders.forget(tx, found.id)
        turn = Waiting.OFFICE if status is None else None
        await inquiries.change(tx, found.id, version=found.version, now=NOW, status=status, waiting_for=turn)


def text_of(house: House, recipient: str) -> str:
    """What the last mail to somebody says."""
    body = [mail.message for mail in house.sink.taken if mail.recipient == recipient][-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def test_many_inquiries_are_one_mail_in_the_morning(house: House) -> None:
    """The soonest due first; what somebody has accepted meanwhile is left out; what comes later waits for the next."""
    await house.hire(CLARA)
    await wish(house, CLARA, DIGEST)
    receipts = [await house.submit(number, now=NOW + timedelta(minutes=number)) for number in range(4)]
    await house.deliver(NOW + timedelta(hours=1))
    assert house.taken(CLARA) == []
    await change(house, receipts[1].reference, accepted=True)
    await house.submit(9, now=EIGHT + timedelta(minutes=1))
    oldest, *_ = await house.orders(ROUTED)
    assert (await house.deliver(EIGHT, limit=2)).size == 4, "a digest is taken as a whole"
    assert house.taken(CLARA) == [oldest.message_id]
    said = text_of(house, CLARA)
    places = [said.find(receipt.reference) for receipt in (receipts[0], receipts[2], receipts[3])]
    assert places == sorted(places)
    assert -1 not in places
    assert receipts[1].reference not in said
    assert said.count("https://intake.example.org/staff/inquiries/") == 3
    assert "you chose to be told of these inquiries once a day" in said
    assert "https://intake.example.org/staff/me/mail" in said
    states = [order.state for order in await house.orders(ROUTED)]
    assert states == [S.SENT, S.CANCELLED, S.SENT, S.SENT, S.QUEUED]


async def test_where_everything_is_done_meanwhile_there_is_no_mail(house: House) -> None:
    await house.hire(CLARA)
    await wish(house, CLARA, DIGEST)
    for number in range(2):
        receipt = await house.submit(number)
        await change(house, receipt.reference, accepted=True)
    await house.deliver(EIGHT)
    assert house.taken(CLARA) == []
    assert {order.state for order in await house.orders(ROUTED)} == {S.CANCELLED}


async def test_a_digest_is_sent_and_fails_as_a_whole(house: House) -> None:
    await house.hire(CLARA)
    await wish(house, CLARA, DIGEST)
    for number in range(3):
        await house.submit(number)
    house.sink.script(CLARA, Fate.refuse(451), Fate.drop_after_data())
    oldest, *_ = await house.orders(ROUTED)
    now = EIGHT
    for _ in range(3):
        await house.deliver(now)
        orders = await house.orders(ROUTED)
        assert len({(order.state, order.next_at, order.attempts) for order in orders}) == 1
        now = orders[0].next_at or now
    assert {order.state for order in await house.orders(ROUTED)} == {S.SENT}
    assert house.taken(CLARA) == [oldest.message_id] * 2, "the line was cut after the message: the same one again"


async def test_two_workers_send_no_order_twice(house: House) -> None:
    for who in (CLARA, OMAR):
        await house.hire(who)
        await wish(house, who, DIGEST)
    for number in range(12):
        await house.submit(number)
    async with anyio.create_task_group() as workers:
        for _ in range(3):
            workers.start_soon(lambda: house.deliver(EIGHT, limit=5, courier=SmtpCourier(house.sink.url)))
    while (await house.deliver(EIGHT)).size:
        pass
    for who in (CLARA, OMAR):
        said = "".join(
            str(body.get_content())
            for mail in house.sink.taken
            if mail.recipient == who and (body := mail.message.get_body(("plain",)))
        )
        links = [line for line in said.splitlines() if "/staff/inquiries/" in line]
        assert len(links) == len(set(links)) == 12


async def test_a_new_inquiry_is_never_silent(house: House) -> None:
    """Who chose to hear nothing hears of it where all did; and it shows that somebody chose so."""
    await house.hire(CLARA)
    await house.hire(OMAR)
    for who in (CLARA, OMAR):
        await wish(house, who, NOTHING)
    await house.submit()
    await house.deliver()
    orders = {order.staff_id: (order.state, order.last_error) for order in await house.orders(ROUTED)}
    assert orders == {"clara": (S.SENT, None), "omar": (S.CANCELLED, THEIR_CHOICE)}
    await wish(house, CLARA, DIGEST)
    await house.submit(2, now=NOW + timedelta(minutes=1))
    later = {order.staff_id: order.state for order in (await house.orders(ROUTED))[2:]}
    assert later == {"clara": S.QUEUED, "omar": S.CANCELLED}


async def test_other_wishes_count_for_what_waits_already(house: House) -> None:
    """Also where that leaves nobody else who would be told."""
    await house.hire(CLARA)
    await wish(house, CLARA, DIGEST)
    await house.submit()
    order = await house.order(ROUTED)
    assert (order.next_at, order.digest) == (EIGHT, True)
    await wish(house, CLARA, Wishes(quiet_from=time(11), quiet_until=time(14)))
    order = await house.order(ROUTED)
    assert (order.next_at, order.digest) == (NOW + timedelta(hours=2), False)
    await wish(house, CLARA, NOTHING)
    order = await house.order(ROUTED)
    assert (order.state, order.next_at) == (S.QUEUED, NOW)
    async with house.db.read() as snapshot:
        assert await staff_mail.of(snapshot, "clara") == NOTHING


async def test_who_has_left_leaves_a_digest_to_whoever_serves_the_queue(house: House) -> None:
    """By the wishes of who gets it now."""
    await house.hire(CLARA)
    await wish(house, CLARA, DIGEST)
    await house.submit()
    async with house.db.write() as tx:
        await staff_mail.keep(tx, "clara", DIGEST)
        await staff.set_active(tx, "clara", False)
    await house.hire(OMAR)
    await wish(house, OMAR, Wishes(quiet_from=time(7), quiet_until=time(9)))
    await house.deliver(EIGHT)
    assert house.taken(OMAR) == []
    await house.deliver(EIGHT + timedelta(hours=1))
    (order,) = await house.orders(ROUTED)
    assert (order.staff_id, order.state, order.digest) == ("omar", S.SENT, False)
    assert "you serve this inquiry’s desk" in text_of(house, OMAR)


async def test_a_night_is_quiet_where_somebody_lives(house: House) -> None:
    await house.hire(CLARA)
    async with house.db.write() as tx:
        account = await staff.by_id(tx, house.keyring, "clara")
        assert account is not None
        await staff.change(tx, house.keyring, replace(account, duty=Duty(zone=ZoneInfo("Pacific/Honolulu"))))
    await wish(house, CLARA, Wishes(quiet_from=time(22), quiet_until=time(7)))
    await house.submit()  # it is midnight there
    assert (await house.order(ROUTED)).next_at == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


async def test_an_inquiry_stands_in_a_digest_once(house: House) -> None:
    """It came, and its writer added something before the morning."""
    await house.hire(CLARA)
    await wish(house, CLARA, DIGEST)
    receipt = await house.submit()
    office = make_office(house.db, house.keyring)
    async with house.db.write() as tx:
        about = await inquiries.by_reference(tx, house.keyring, receipt.reference)
        assert about is not None
        await tell_desk(tx, about, MailKind.INQUIRY_UPDATED, because="added", office=office, now=NOW)
    await house.deliver(EIGHT)
    said = text_of(house, CLARA)
    assert said.count("/staff/inquiries/") == 1
    assert "New inquiry" in said
    assert {order.state for kind in BY_URGENCY for order in await house.orders(kind)} == {S.SENT}
