"""The outbox: every order is somebody's, once at a time, until it is done with."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from intake.domain.message import MailKind, OutboxState
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import deliveries, inquiries, keys, mails, outbox, staff
from intake.store.mails import MailShelf
from intake.store.outbox import LeasedMail
from tests.store.making import NOON, make_account, make_arrival, make_order

pytestmark = pytest.mark.anyio

LEASE = timedelta(minutes=2)


async def stored(db: Database, keyring: KeyRing, orders: int) -> str:
    """An inquiry with so many mails ordered."""
    new = make_arrival(mails=())
    new = make_arrival(id=new.id, mails=tuple(make_order(new.id) for _ in range(orders)))
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, [new])
    return new.id


async def claim(db: Database, keyring: KeyRing, now: datetime = NOON, limit: int = 10) -> Sequence[LeasedMail]:
    async with db.write() as tx:
        return await outbox.claim(tx, keyring, now=now, limit=limit, lease=LEASE)


async def states(db: Database) -> list[OutboxState]:
    async with db.read() as snapshot:
        return [entry.state for entry in await outbox.entries(snapshot)]


async def test_an_order_is_claimed_sent_and_done_with(db: Database, keyring: KeyRing) -> None:
    inquiry_id = await stored(db, keyring, 1)
    (mail,) = await claim(db, keyring)
    assert (mail.inquiry_id, mail.recipient, mail.attempts) == (inquiry_id, "leyla@example.org", 1)
    assert (mail.kind, mail.locale, mail.staff_id) == (MailKind.INQUIRY_RECEIVED, "ka", None)
    assert "leyla" not in repr(mail)
    async with db.write() as tx:
        assert await deliveries.sent(tx, [mail], now=NOON) == {mail.id}
    assert await states(db) == [OutboxState.SENT]
    async with db.read() as snapshot:
        assert await outbox.next_due(snapshot) is None
    assert await claim(db, keyring, NOON + timedelta(days=9)) == []


async def test_workers_at_once_never_share_an_order(db: Database, keyring: KeyRing) -> None:
    await stored(db, keyring, 60)
    claimed = [mail.id for batch in await asyncio.gather(*(claim(db, keyring) for _ in range(8))) for mail in batch]
    assert len(claimed) == len(set(claimed)) == 60


async def test_the_same_mail_is_ordered_once(db: Database, keyring: KeyRing) -> None:
    inquiry_id = await stored(db, keyring, 0)
    async with db.write() as tx:
        await outbox.enqueue(
            tx, keyring, [make_order(inquiry_id, dedupe_key="k"), make_order(inquiry_id, dedupe_key="k")]
        )
        await outbox.enqueue(tx, keyring, [make_order(inquiry_id, dedupe_key="k")])
    assert len(await states(db)) == 1


async def test_a_lease_that_ran_out_is_the_next_workers(db: Database, keyring: KeyRing) -> None:
    await stored(db, keyring, 1)
    (late,) = await claim(db, keyring)
    assert await claim(db, keyring, NOON + LEASE - timedelta(seconds=1)) == []
    (mail,) = await claim(db, keyring, NOON + LEASE)
    assert mail.attempts == 2
    async with db.write() as tx:
        assert not await deliveries.sent(tx, [late], now=NOON)
        assert not await deliveries.not_sent(tx, late, OutboxState.QUEUED, at=NOON, error="busy")
        assert not await deliveries.not_sent(tx, late, OutboxState.DEAD, error="refused")
        assert await deliveries.sent(tx, [mail], now=NOON) == {mail.id}


async def test_a_mail_is_tried_again_and_given_up_and_brought_back(db: Database, keyring: KeyRing) -> None:
    await stored(db, keyring, 1)
    (mail,) = await claim(db, keyring)
    later = NOON + timedelta(hours=1)
    async with db.write() as tx:
        assert await deliveries.not_sent(tx, mail, OutboxState.QUEUED, at=later, error="busy")
    async with db.read() as snapshot:
        assert await outbox.next_due(snapshot) == later
    assert await claim(db, keyring) == []
    (mail,) = await claim(db, keyring, later)
    async with db.write() as tx:
        assert await deliveries.not_sent(tx, mail, OutboxState.DEAD, error="refused")
    async with db.read() as snapshot:
        (entry,) = await outbox.entries(snapshot, [OutboxState.DEAD])
        assert (entry.last_error, entry.attempts, entry.next_at) == ("refused", 2, None)
        assert (await mails.counts(snapshot))[MailShelf.UNREACHED] == 1
    async with db.write() as tx:
        assert await mails.again(tx, now=later) == 1
    (mail,) = await claim(db, keyring, later)
    assert mail.attempts == 1


async def test_a_colleagues_mail_names_nobody(db: Database, keyring: KeyRing) -> None:
    inquiry_id = await stored(db, keyring, 0)
    async with db.write() as tx:
        await staff.add(tx, keyring, make_account(id="clara"))
        await outbox.enqueue(tx, keyring, [make_order(inquiry_id, recipient=None, staff_id="clara")])
    (mail,) = await claim(db, keyring)
    assert (mail.recipient, mail.staff_id) == (None, "clara")


async def test_mail_about_an_erased_inquiry_is_cancelled(db: Database, keyring: KeyRing) -> None:
    inquiry_id = await stored(db, keyring, 2)
    async with db.write() as tx:
        await keys.forget(tx, inquiry_id)
    assert await claim(db, keyring) == []
    assert await states(db) == [OutboxState.CANCELLED] * 2
    async with db.write() as tx:
        with pytest.raises(keys.KeyGone):
            await outbox.enqueue(tx, keyring, [make_order(inquiry_id)])


async def test_mails_about_an_inquiry_can_be_stopped(db: Database, keyring: KeyRing) -> None:
    inquiry_id = await stored(db, keyring, 3)
    await claim(db, keyring, limit=1)
    async with db.write() as tx:
        assert await outbox.cancel_of(tx, inquiry_id) == 2
    assert sorted(await states(db)) == ["cancelled", "cancelled", "leased"]
