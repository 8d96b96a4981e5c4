"""An answer waits for the patient's morning, goes out once, and not if something came between."""

from datetime import datetime, timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import update

from intake.domain.erasure import Reason
from intake.domain.errors import Conflict
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.reply import Held, ReplyState
from intake.domain.suspicion import Sign
from intake.domain.triage import Waiting
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.lib.transaction import Transaction
from intake.services import replies as answering
from intake.services.desk import duties, notes, replies, sending
from intake.services.desk.replies import Written
from intake.services.desk.sending import CannotSendThen
from intake.services.mail import outbox as orders_of
from intake.services.messages import Message
from intake.services.replies import Answered
from intake.store import erasures
from intake.store.tables import inquiries as rows
from tests.services.desk.preparing import HEBREW, NOW, House, open_house

pytestmark = pytest.mark.anyio

LATER = NOW + timedelta(hours=20)


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return await open_house(db, keyring)


async def put_off(house: House, at: datetime = LATER, *, version: int = 0) -> None:
    """Clara schedules it."""
    seen, words = (await house.summary()).version, Written(text=HEBREW)
    await sending.schedule(
        house.cast.clara, house.new.id, house.id, version, seen, words, at, office=house.office, now=NOW
    )


async def test_it_goes_out_when_its_time_has_come_and_not_before(house: House) -> None:
    await put_off(house)
    await duties.attend(house.office, now=LATER - timedelta(minutes=1))
    assert await house.said() == []
    await duties.attend(house.office, now=LATER)
    (message,) = await house.said()
    assert (message.text, message.author_id, message.created_at) == (HEBREW, house.cast.clara.staff_id, LATER)
    found = await house.summary()
    assert (found.status, found.waiting_for) == (Status.IN_TRIAGE, Waiting.INQUIRER)
    told = [one.kind for one in await orders_of.orders(db=house.db)]
    assert told.count(MailKind.MESSAGE_WAITING) == 1


async def test_two_workers_send_it_once(house: House) -> None:
    await put_off(house)
    async with anyio.create_task_group() as both:
        for _ in range(4):
            both.start_soon(sending.send_due, house.office, LATER)
    assert len(await house.said()) == 1


async def test_what_they_wrote_meanwhile_is_read_first(house: House) -> None:
    await put_off(house)
    await house.write()
    await sending.send_due(house.office, LATER)
    assert [one.author_id for one in await house.said()] == [None]
    ((reply, _),) = await replies.mine(house.cast.clara, office=house.office, now=NOW)
    assert (reply.state, reply.texts.held, reply.send_at, reply.texts.text) == (
        ReplyState.DRAFT,
        Held.WROTE,
        None,
        HEBREW,
    )
    await house.save(Written(text="Now I know."), reply.version)
    after = (await house.desk()).reply
    assert after is not None
    assert after.texts.held is None


@pytest.mark.parametrize("status", [Status.CLOSED, Status.WITHDRAWN, Status.DECEASED, Status.SPAM])
async def test_to_what_is_at_an_end_nothing_goes_out(house: House, status: Status) -> None:
    await put_off(house)
    await house.move(status)
    await sending.send_due(house.office, LATER)
    assert await house.said() == []
    reply = (await house.desk()).reply
    assert reply is not None
    assert reply.texts.held is Held.ENDED


async def test_what_was_erased_is_not_waited_for(house: House) -> None:
    await put_off(house)
    async with house.db.write() as tx:
        await erasures.take_away(tx, house.new.id, Reason.ASKED, now=NOW)
    await sending.send_due(house.office, LATER)
    assert await replies.mine(house.cast.clara, office=house.office, now=NOW) == ()


async def test_it_can_be_stopped_until_it_is_sent(house: House) -> None:
    await put_off(house)
    await replies.take_back(house.cast.clara, house.new.id, house.id, 2, office=house.office, now=NOW)
    await sending.send_due(house.office, LATER)
    assert await house.said() == []


async def test_a_note_of_a_colleague_stops_nothing(house: House) -> None:
    await put_off(house)
    version = (await house.summary()).version
    await notes.add(house.cast.clara, house.new.id, version, "She called.", office=house.office, now=NOW)
    await sending.send_due(house.office, LATER)
    assert len(await house.said()) == 1


async def test_only_a_moment_that_suits_them_is_taken(db: Database, keyring: KeyRing) -> None:
    house = await open_house(db, keyring, contact_limits=("only_these_hours",), best_time=("evening",))
    morning = datetime.fromisoformat("2026-11-24T05:00Z")  # nine o'clock in Georgia
    for at, code in ((morning, "outside_hours"), (NOW, "past"), (NOW + timedelta(days=100), "too_late")):
        with pytest.raises(CannotSendThen) as refused:
            await put_off(house, at)
        assert refused.value.code == code
    await put_off(house, morning + timedelta(hours=9))


async def test_to_what_is_at_an_end_nothing_is_put_off(house: House) -> None:
    await house.move(Status.CLOSED)
    with pytest.raises(CannotSendThen):
        await put_off(house)


async def test_who_did_not_see_the_last_message_does_not_send(house: House) -> None:
    seen = (await house.summary()).version
    await house.write()
    words = Written(text=HEBREW)
    with pytest.raises(Conflict):
        await sending.send(house.cast.clara, house.new.id, house.id, 0, seen, words, office=house.office, now=NOW)


async def test_the_same_form_twice_is_one_message(house: House) -> None:
    seen = (await house.summary()).version
    words = Written(text=HEBREW)
    for _ in range(2):
        await sending.send(house.cast.clara, house.new.id, house.id, 0, seen, words, office=house.office, now=NOW)
    assert len(await house.said()) == 1


async def test_what_looks_like_spam_gets_nothing_until_somebody_has_looked(db: Database, keyring: KeyRing) -> None:
    house = await open_house(db, keyring, signs=(Sign.TRAP,))
    async with db.write() as tx:
        await tx.execute(update(rows).values(quarantined=True))
    seen, words = (await house.summary()).version, Written(text=HEBREW)
    with pytest.raises(CannotSendThen):
        await sending.send(house.cast.clara, house.new.id, house.id, 0, seen, words, office=house.office, now=NOW)
    with pytest.raises(CannotSendThen):
        await put_off(house)
    assert await house.said() == []


async def test_one_that_cannot_be_sent_holds_up_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await put_off(house)
    second = new_id()
    seen, words = (await house.summary()).version, Written(text="The second")
    await sending.schedule(house.cast.clara, house.new.id, second, 0, seen, words, LATER, office=house.office, now=NOW)
    deliver = answering.deliver

    async def faulty(tx: Transaction, found: InquirySummary, message: Message, **more: Any) -> Answered:
        if message.text == HEBREW:
            raise RuntimeError("a fault of ours")
        return await deliver(tx, found, message, **more)

    monkeypatch.setattr(answering, "deliver", faulty)
    await sending.send_due(house.office, LATER)
    assert [one.text for one in await house.said()] == ["The second"]
    monkeypatch.undo()
    await sending.send_due(house.office, LATER)
    assert {one.text for one in await house.said()} == {"The second", HEBREW}
