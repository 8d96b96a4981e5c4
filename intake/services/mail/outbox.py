"""The outbox as an operator sees it: what waits, what was given up, what went out; trying again. Never an address."""

from collections.abc import Collection, Sequence
from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.message import OutboxState
from intake.lib.database import Database
from intake.store import audit, deliveries, outbox
from intake.store.outbox import OutboxEntry

__all__ = ["OutboxEntry", "order", "orders", "retry", "retry_all"]


async def orders(
    *, db: Database, states: Collection[OutboxState] | None = None, limit: int = 1000
) -> Sequence[OutboxEntry]:
    """Orders, the latest first."""
    async with db.read() as snapshot:
        return await outbox.entries(snapshot, states, limit=limit)


async def order(order_id: str, *, db: Database) -> OutboxEntry:
    """One order. Raises `NotFound`."""
    async with db.read() as snapshot:
        found = await outbox.entry(snapshot, order_id)
    if found is None:
        raise NotFound
    return found


async def retry(order_id: str, *, db: Database, now: datetime) -> None:
    """Make one order due that waits or was given up. Raises `NotFound` for any other."""
    async with db.write() as tx:
        if not await deliveries.again(tx, order_id, now=now):
            raise NotFound
        await audit.append(tx, audit.Entry(now, "operator", "mail.retried", "mail", order_id))


async def retry_all(*, db: Database, now: datetime) -> int:
    """Make everything due that waits or was given up; how many."""
    async with db.write() as tx:
        count = await outbox.retry_all(tx, now=now)
        await audit.append(tx, audit.Entry(now, "operator", "mail.retried", "mail", "all", detail={"count": count}))
    return count
