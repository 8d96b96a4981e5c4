"""Mail goes out once, whatever the server does; and when it goes out twice, it says so by its Message-ID."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import anyio
import pytest
from sqlalchemy import text

from intake.domain.mail_state import MailState
from intake.domain.message import MailKind, OutboxState
from intake.domain.telling import Wishes
from intake.domain.values import Status
from intake.lib.database import Database, Snapshot
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import SmtpCourier
from intake.services import retention
from intake.services.mail import delivery
from intake.services.mail import outbox as orders_of
from intake.services.mail.composer import CannotCompose
from intake.services.mail.delivery import LEASE
from intake.services.mail.kinds import Mail, link_token
from intake.store import audit, deliveries, inquiries, outbox, staff, staff_keys, staff_mail
from intake.store.staff_keys import StaffKey
from tests.fakes.smtp import Fate, Sink
from tests.offices import make_office
from tests.services.mail.house import AMAL, CLARA, NOW, House

pytestmark = pytest.mark.anyio

S = OutboxState


@pytest.fixture
async def house(db: Database, keyring: KeyRing):  # type: ignore[no-untyped-def]
    async with Sink() as sink:
        made = House(db, keyring, sink)
        yield made
        await made.intake.close()


async def test_it_delivers_once_and_the_inquiry_is_acknowledged(house: House) -> None:
    receipt = await house.submit()
    done = await house.deliver()
    assert (done.sent, done.server_down) == (1, False)
    assert house.taken() == [(await house.order()).message_id]
    assert (await house.deliver()).sent == 0
    async with house.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, house.keyring, receipt.reference)
        assert found is not None
        assert found.status is Status.ACKNOWLEDGED
        assert [entry.action for entry in await audit.about(snapshot, "inquiry", found.id)] == [
            "inquiry.acknowledged",
            "inquiry.received",
        ]


async def test_what_somebody_took_meanwhile_is_not_moved_back(house: House) -> None:
    receipt = await house.submit()
    async with house.db.write() as tx:
        found = await inquiries.by_reference(tx, house.keyring, receipt.reference)
        assert found is not None
        await inquiries.change(tx, found.id, version=found.version, now=NOW, status=Status.IN_TRIAGE)
    await house.deliver()
    async with house.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, house.keyring, receipt.reference)
        assert found is not None
        assert found.status is Status.IN_TRIAGE


async def test_a_coordinator_is_told(house: House) -> None:
    await house.hire()
    await house.submit()
    assert (await house.deliver()).sent == 2
    assert len(house.taken(CLARA)) == 1


async def test_a_busy_server_is_asked_again_by_the_timetable(house: House) -> None:
    await house.submit()
    house.sink.script(AMAL, Fate.refuse(451), Fate.refuse(450, "data"))
    done = await house.deliver()
    order = await house.order()
    assert (order.state, order.last_error, order.next_at) == (S.QUEUED, "recipient_451", NOW + timedelta(seconds=30))
    assert done.sent == 0
    assert (await house.deliver(NOW + timedelta(seconds=29))).size == 0
    await house.deliver(NOW + timedelta(seconds=30))
    assert (await house.order()).next_at == NOW + timedelta(seconds=150)
    await house.deliver(NOW + timedelta(seconds=150))
    assert (await house.order()).state is S.SENT
    assert house.taken() == [order.message_id]


async def test_a_server_that_says_no_for_three_days_ends_it(house: House) -> None:
    await house.submit()
    house.sink.always(AMAL, Fate.refuse(451))
    now, tries = NOW, 0
    while (order := await house.order()).state is S.QUEUED:
        now = order.next_at or now
        await house.deliver(now)
        tries += 1
        assert tries < 100
    assert order.state is S.DEAD
    assert timedelta(hours=70) < now - NOW <= timedelta(hours=72)


async def test_an_address_that_is_refused_for_good_is_shown_to_a_person(house: House) -> None:
    await house.submit()
    house.sink.script(AMAL, Fate.refuse(550))
    await house.deliver()
    order = await house.order()
    assert (order.state, order.last_error, order.next_at) == (S.DEAD, "recipient_550", None)
    async with house.db.read() as snapshot:
        assert [entry.action for entry in await audit.about(snapshot, "mail", order.id)] == ["mail.dead"]
    await orders_of.retry(order.id, db=house.db, now=NOW)
    await house.deliver()
    assert (await house.order()).state is S.SENT


async def test_a_server_that_is_down_costs_nobody_an_attempt(house: House) -> None:
    for number in range(5):
        await house.submit(number, email=f"p{number}@example.org")
    await house.sink.stop()
    done = await house.deliver()
    assert (done.server_down, done.sent) == (True, 0)
    assert await delivery.next_due(db=house.db) == NOW + timedelta(minutes=1)
    assert {(order.state, order.attempts) for order in await house.orders()} == {(S.QUEUED, 0)}
    await house.sink.start()
    assert (await house.deliver(NOW + timedelta(minutes=1))).sent == 5


async def test_one_bad_mail_delays_no_other(house: House) -> None:
    house.sink.always("p0@example.org", Fate.hang_at("data"))
    house.sink.always("p1@example.org", Fate.refuse(550))
    for number in range(20):
        await house.submit(number, email=f"p{number}@example.org")
    assert (await house.deliver()).sent == 18
    assert sorted(order.last_error or "" for order in await house.orders())[-2:] == ["recipient_550", "timeout"]


async def test_a_line_cut_after_the_message_means_the_same_message_again(house: House) -> None:
    await house.submit()
    house.sink.script(AMAL, Fate.drop_after_data())
    await house.deliver()
    await house.deliver(NOW + timedelta(seconds=30))
    message_id = (await house.order()).message_id
    assert house.taken() == [message_id, message_id]


async def test_a_worker_killed_after_the_250_means_the_same_message_again(house: House) -> None:
    await house.submit()

    class Dying:
        """Hands the mail over and dies before anybody can note it."""

        async def deliver(self, message: bytes, sender: str, recipient: str, **_: object) -> None:
            await house.courier.deliver(message, sender, recipient)
            await anyio.sleep_forever()

        async def close(self) -> None: ...

    with anyio.move_on_after(0.5) as killed:
        await house.deliver(courier=Dying())
    assert killed.cancelled_caught
    await house.deliver()
    message_id = (await house.order()).message_id
    assert house.taken() == [message_id, message_id]
    assert (await house.order()).state is S.SENT


async def test_a_lease_nobody_gave_back_runs_out(house: House) -> None:
    await house.submit()
    async with house.db.write() as tx:
        (mail, *_) = await outbox.claim(tx, house.keyring, now=NOW, limit=1, lease=LEASE)
    assert (await house.deliver(NOW + LEASE - timedelta(seconds=1))).sent == 0
    assert (await house.deliver(NOW + LEASE)).sent == 1
    async with house.db.write() as tx:
        assert not await deliveries.not_sent(tx, mail, S.DEAD, error="late")
    assert (await house.order()).state is S.SENT


async def test_workers_side_by_side_never_send_the_same_order(house: House) -> None:
    for number in range(40):
        await house.submit(number, email=f"p{number}@example.org")
    async with anyio.create_task_group() as workers:
        for _ in range(4):
            workers.start_soon(lambda: house.deliver(limit=20, courier=SmtpCourier(house.sink.url)))
    assert sorted(mail.recipient for mail in house.sink.taken) == sorted(f"p{n}@example.org" for n in range(40))


async def test_a_mail_that_cannot_be_composed_is_given_up_the_second_time(house: House) -> None:
    await house.submit()

    def broken(*_: object, **__: object) -> bytes:
        raise CannotCompose("inquiry_received in en: UndefinedError")

    house.composer.compose = broken  # type: ignore[method-assign]
    await house.deliver()
    order = await house.order()
    assert (order.state, order.last_error) == (S.QUEUED, "not_composed")
    await house.deliver(NOW + timedelta(seconds=30))
    assert (await house.order()).state is S.DEAD


async def test_what_cannot_be_read_stops_nothing_else(house: House) -> None:
    """A damaged row, a kind only another release knows, an inquiry whose seal is broken: each among good ones."""
    await house.hire()
    for number in range(4):
        await house.submit(number, email=f"p{number}@example.org")
    orders = await house.orders()
    async with house.db.write() as tx:
        damage = {
            orders[0].id: "UPDATE outbox SET recipient_sealed = :bad WHERE id = :id",
            orders[1].id: "UPDATE outbox SET kind = 'of_tomorrow' WHERE id = :id AND :bad = :bad",
            orders[2].inquiry_id: "UPDATE answers SET sealed = :bad WHERE inquiry_id = :id",
        }
        for id_, statement in damage.items():
            await tx.execute(text(statement).bindparams(bad=b"\x01damaged"), {"id": id_})
    assert (await house.deliver()).sent == 6  # two acknowledgements, and what the desk is told of all four
    assert (await house.deliver(NOW + timedelta(hours=1))).size == 0
    async with house.db.read() as snapshot:
        dead = await snapshot.execute(text("SELECT last_error FROM outbox WHERE state = 'dead'"))
        assert [row.last_error for row in dead] == ["not_composed"] * 2
        given_up = await snapshot.execute(text("SELECT object_id FROM audit WHERE action = 'mail.dead'"))
        assert {row.object_id for row in given_up} == {orders[0].id, orders[1].id}


async def test_a_fault_of_our_own_stops_nothing_else(house: House) -> None:
    """Whatever a composer or a courier raises: that mail is tried again and given up, and all others go out."""
    for number, who in enumerate(("a", "b", "c")):
        await house.submit(number, email=f"{who}@example.org", now=NOW + timedelta(seconds=number - 3))
    compose, deliver = house.composer.compose, house.courier.deliver

    def broken(mail: Mail, *, now: datetime) -> bytes:
        if mail.recipient == "a@example.org":
            raise KeyError("of our own")
        return compose(mail, now=now)

    async def breaks(message: bytes, sender: str, recipient: str, *, envelope_id: str | None = None) -> None:
        if recipient == "b@example.org":
            raise AttributeError("of our own")
        await deliver(message, sender, recipient, envelope_id=envelope_id)

    house.composer.compose = broken  # type: ignore[method-assign]
    house.courier.deliver = breaks  # type: ignore[method-assign]
    assert (await house.deliver()).sent == 1
    assert [order.last_error for order in await house.orders()] == ["not_composed", "fault", None]
    await house.deliver(NOW + timedelta(minutes=1))
    assert [order.state for order in await house.orders()] == [S.DEAD, S.QUEUED, S.SENT]


async def test_a_colleague_whose_account_or_key_cannot_be_opened_stops_nothing_else(house: House) -> None:
    """Nor does a mail go out open because the key it was to be locked with is damaged."""
    await house.hire()
    nina = await house.hire("nina@example.org")
    async with house.db.write() as tx:
        await staff_keys.keep(tx, house.keyring, "clara", StaffKey("F00D", NOW, b"a key"))
        await tx.execute(text("UPDATE staff_keys SET key_sealed = :bad").bindparams(bad=b"\x01damaged"))
        damage = text("UPDATE staff SET email_sealed = :bad WHERE id = :id").bindparams(bad=b"\x01damaged", id=nina)
        await tx.execute(damage)
    receipt = await house.submit()
    assert (await house.deliver()).sent == 2
    (instead,) = [mail.message for mail in house.sink.taken if mail.recipient == CLARA]
    assert instead["Subject"] == "Something is waiting for you"
    assert receipt.reference not in instead.as_string()
    await house.deliver(NOW + timedelta(minutes=1))
    told = {order.staff_id: order.state for order in await house.orders(MailKind.INQUIRY_ROUTED)}
    assert told == {"clara": S.SENT, nina: S.DEAD}


async def test_nobody_to_tell_waits_until_there_is_somebody(house: House) -> None:
    await house.submit()
    await house.deliver()
    order = await house.order(MailKind.INQUIRY_ROUTED)
    assert (order.state, order.last_error, order.attempts) == (S.QUEUED, "nobody_serves_this_queue", 0)
    await house.hire()
    await house.hire("omar@example.org")
    later = NOW + timedelta(minutes=1)
    await house.deliver(later)
    await house.deliver(later)
    assert len(house.taken(CLARA)) == len(house.taken("omar@example.org")) == 1
    assert {order.state for order in await house.orders(MailKind.INQUIRY_ROUTED)} == {S.SENT}


async def test_who_has_left_is_not_written_to(house: House) -> None:
    gone = await house.hire()
    await house.submit()
    async with house.db.write() as tx:
        await staff.set_active(tx, gone, False)
    await house.hire("omar@example.org")
    await house.deliver()
    assert (len(house.taken(CLARA)), len(house.taken("omar@example.org"))) == (0, 1)


async def test_a_victim_of_a_hundred_forms_gets_two_mails_a_day(house: House) -> None:
    await house.hire()
    for number in range(100):
        await house.submit(number)
    while (await house.deliver()).size:
        pass
    assert len(house.taken()) == 2
    assert Counter((order.state, order.last_error) for order in await house.orders()) == {
        (S.SENT, None): 2,
        (S.CANCELLED, "too_many_today"): 98,
    }
    tomorrow = NOW + timedelta(hours=25)
    await house.submit(100, now=tomorrow)
    await house.deliver(tomorrow)
    assert len(house.taken()) == 3


async def test_who_died_is_not_written_about(house: House) -> None:
    receipt = await house.submit()
    async with house.db.write() as tx:
        found = await inquiries.by_reference(tx, house.keyring, receipt.reference)
        assert found is not None
        await inquiries.change(tx, found.id, version=found.version, now=NOW, status=Status.DECEASED)
    await house.deliver()
    assert house.sink.taken == []
    assert (await house.order()).state is S.CANCELLED


async def test_no_transaction_is_open_while_mail_goes_out(house: House) -> None:
    await house.submit()
    during: list[bool] = []

    class Watching:
        """Writes to the database in the middle of a delivery."""

        async def deliver(self, message: bytes, sender: str, recipient: str, **_: object) -> None:
            with anyio.fail_after(2):
                async with house.db.write():
                    during.append(True)

        async def close(self) -> None: ...

    assert (await house.deliver(courier=Watching())).sent == 1
    assert during == [True]


async def test_stopping_gives_back_what_was_not_begun(house: House) -> None:
    for number in range(30):
        await house.submit(number, email=f"p{number}@example.org")
    stop = anyio.Event()
    house.sink.slow = 0.1
    batch = await delivery.claim_due(
        db=house.db, keyring=house.keyring, courier=house.courier, composer=house.composer, now=NOW, stop=stop
    )
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(batch.run)
        while not house.sink.under_way:  # noqa: ASYNC110 - a wait for another program
            await anyio.sleep(0.01)
        stop.set()
    states = [order.state for order in await house.orders()]
    assert 0 < states.count(S.SENT) < 30
    assert states.count(S.SENT) + states.count(S.QUEUED) == 30
    assert {order.attempts for order in await house.orders() if order.state is S.QUEUED} == {0}


async def test_retry_all_wakes_what_waits_and_what_was_given_up(house: House) -> None:
    await house.submit(1)
    await house.submit(2, email="omar@example.org")
    house.sink.script(AMAL, Fate.refuse(550))
    house.sink.script("omar@example.org", Fate.refuse(451))
    await house.deliver()
    assert await orders_of.retry_all(db=house.db, now=NOW) == 4
    await house.deliver()
    assert {order.state for order in await house.orders()} == {S.SENT}


async def test_retry_all_wakes_nobody_at_night(house: House) -> None:
    """What waits on purpose, for the end of quiet hours or for the digest, has met no trouble."""
    await house.hire()
    async with house.db.write() as tx:
        evening = Wishes(quiet_from=time(11), quiet_until=time(20))  # the office's noon is 10:00 UTC
        await staff_mail.keep(tx, "clara", evening)
    await house.submit()
    await house.deliver()
    assert await orders_of.retry_all(db=house.db, now=NOW) == 0
    held = await house.order(MailKind.INQUIRY_ROUTED)
    assert held.standing(NOW).state is MailState.HELD


def test_a_mail_never_outlives_its_lease() -> None:
    longest: Callable[[], float] = lambda: delivery.BEGIN_WITHIN + delivery.LONGEST  # noqa: E731
    assert timedelta(seconds=longest()) < LEASE


async def test_the_way_back_to_a_draft_goes_to_an_address_that_is_forgotten_then(house: House) -> None:
    """A draft belongs to no inquiry: no erasure would ever take its address along."""
    office = make_office(house.db, house.keyring)
    order = office.order(MailKind.DRAFT_SAVED, None, "en", because="draft-1", now=NOW, recipient=AMAL)
    async with house.db.write() as tx:
        await outbox.enqueue(tx, house.keyring, [order, replace(order, id="twice")])
        assert AMAL.encode() not in await kept_of(tx, order.id)
    assert (await house.deliver()).sent == 1
    assert house.taken() == [order.message_id]
    async with house.db.read() as snapshot:
        assert await kept_of(snapshot, order.id) == b""


async def test_a_draft_whose_address_never_took_the_mail_is_forgotten_as_well(house: House) -> None:
    office = make_office(house.db, house.keyring)
    order = office.order(MailKind.DRAFT_SAVED, None, "en", because="draft-1", now=NOW, recipient=AMAL)
    async with house.db.write() as tx:
        await outbox.enqueue(tx, house.keyring, [order])
    house.sink.always(AMAL, Fate.refuse(550))
    await house.deliver()
    assert (await house.order(MailKind.DRAFT_SAVED)).state is S.DEAD
    await retention.sweep(db=house.db, now=NOW + timedelta(days=29))
    assert await house.orders(MailKind.DRAFT_SAVED)
    await retention.sweep(db=house.db, now=NOW + timedelta(days=31))
    assert not await house.orders(MailKind.DRAFT_SAVED)


async def test_the_link_in_a_mail_is_the_one_that_was_offered(house: House) -> None:
    """The token is derived when the mail is composed; the outbox never holds it."""
    receipt = await house.submit()
    async with house.db.write() as tx:
        found = await inquiries.by_reference(tx, house.keyring, receipt.reference)
        assert found is not None
        office = make_office(house.db, house.keyring)
        order = office.order(MailKind.ONE_TIME_LINK, found.id, "en", because="1", now=NOW, recipient=AMAL)
        await outbox.enqueue(tx, house.keyring, [order])
    await house.deliver()
    token = link_token(house.keyring, order.id)
    (mail,) = [one for one in house.sink.taken if one.message["Message-ID"] == order.message_id]
    body = mail.message.get_body(("plain",))
    assert body is not None
    assert f"https://intake.example.org/en/follow-up/link/{token}\n" in body.get_content().replace("\r\n", "\n")


async def kept_of(snapshot: Snapshot, order_id: str) -> bytes:
    """What the database holds of an order's address."""
    statement = text("SELECT recipient_sealed FROM outbox WHERE id = :id")
    return (await snapshot.execute(statement, {"id": order_id})).scalar() or b""
