"""Who has an inquiry open: a row for each colleague and inquiry, renewed while they look, swept away afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.domain.presence import Doing
from intake.lib.database import Snapshot, Transaction
from intake.store.tables import inquiries, presences

P = presences.c


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody is there. ``queue_tag``: the inquiry's, to tell only those of it who serve it."""

    inquiry_id: str
    staff_id: str
    doing: Doing
    queue_tag: bytes


async def beat(tx: Transaction, inquiry_id: str, staff_id: str, doing: Doing, *, now: datetime) -> None:
    """Somebody is there, and does this."""
    row = {"inquiry_id": inquiry_id, "staff_id": staff_id, "seen_at": now, "doing": doing.value}
    changed = {"seen_at": now, "doing": doing.value}
    await tx.execute(
        insert(presences).values(row).on_conflict_do_update(index_elements=[P.inquiry_id, P.staff_id], set_=changed)
    )


async def leave(tx: Transaction, inquiry_id: str, staff_id: str, *, now: datetime) -> None:
    """They closed the page; if they have opened it anew since then, they are there."""
    await tx.execute(delete(presences).where(P.inquiry_id == inquiry_id, P.staff_id == staff_id, P.seen_at <= now))


async def stop_writers(tx: Transaction, inquiry_id: str, *, but: str) -> None:
    """Whoever else writes is told to stop."""
    writing = (P.inquiry_id == inquiry_id, P.staff_id != but, P.doing == Doing.WRITING.value)
    await tx.execute(update(presences).where(*writing).values(doing=Doing.STOPPED.value))


async def of_inquiry(snapshot: Snapshot, inquiry_id: str, *, since: datetime) -> Sequence[Presence]:
    """Who was there since then."""
    return await _found(snapshot, P.inquiry_id == inquiry_id, P.seen_at > since)


async def everywhere(snapshot: Snapshot, *, since: datetime) -> Sequence[Presence]:
    """Who was anywhere since then."""
    return await _found(snapshot, P.seen_at > since)


async def sweep(tx: Transaction, *, before: datetime) -> int:
    """Forget those not heard of since; how many."""
    return (await tx.execute(delete(presences).where(P.seen_at < before))).rowcount


async def _found(snapshot: Snapshot, *which: ColumnElement[bool]) -> Sequence[Presence]:
    statement = select(presences, inquiries.c.queue_tag).join(inquiries, inquiries.c.id == P.inquiry_id)
    rows = await snapshot.execute(statement.where(*which).order_by(P.inquiry_id, P.staff_id))
    return [Presence(row.inquiry_id, row.staff_id, Doing(row.doing), row.queue_tag) for row in rows]
