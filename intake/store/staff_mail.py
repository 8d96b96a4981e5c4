"""How colleagues want to be told, and what still waits for them by that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.domain.message import MailKind, OutboxState
from intake.domain.telling import AS_IT_COMES, HELD_OVER_NIGHT, Choice, Wishes
from intake.domain.values import Priority
from intake.lib.database import Snapshot, Transaction
from intake.store.columns import Instant
from intake.store.tables import inquiries, outbox, staff_mail

_UPSERT = insert(staff_mail)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order for one colleague that nobody has tried to send yet."""

    id: str
    kind: MailKind
    priority: Priority


async def of(snapshot: Snapshot, staff_id: str) -> Wishes:
    """What one colleague chose."""
    return (await of_many(snapshot, [staff_id])).get(staff_id, AS_IT_COMES)


async def of_many(snapshot: Snapshot, ids: Iterable[str] | None = None) -> Mapping[str, Wishes]:
    """What these colleagues chose, or all; who chose nothing is left out."""
    statement = select(staff_mail)
    if ids is not None:
        statement = statement.where(staff_mail.c.staff_id.in_(sorted(set(ids))))
    return {row.staff_id: _wishes(row) for row in await snapshot.execute(statement)}


async def keep(tx: Transaction, staff_id: str, wishes: Wishes) -> None:
    """From now on they are told so."""
    values = {
        "one_day": wishes.one_day.value,
        "routine": wishes.routine.value,
        "digest_at": _text(wishes.digest_at),
        "quiet_from": _text(wishes.quiet_from),
        "quiet_until": _text(wishes.quiet_until),
    }
    row = _UPSERT.values(values | {"staff_id": staff_id})
    await tx.execute(row.on_conflict_do_update(index_elements=["staff_id"], set_=values))


async def waiting(tx: Transaction, staff_id: str) -> Sequence[Waiting]:
    """What nobody has tried to send to them yet and wishes decide about. Nobody else takes it until this ends."""
    statement = (
        select(outbox.c.id, outbox.c.kind, inquiries.c.priority)
        .join(inquiries, inquiries.c.id == outbox.c.inquiry_id)
        .where(outbox.c.staff_id == staff_id, outbox.c.state == OutboxState.QUEUED.value, outbox.c.attempts == 0)
        .where(outbox.c.kind.in_(sorted(HELD_OVER_NIGHT)))
        .order_by(outbox.c.id)
        .with_for_update(of=outbox)
    )
    return [Waiting(row.id, MailKind(row.kind), Priority(row.priority)) for row in await tx.execute(statement)]


async def put_off(tx: Transaction, order_id: str, at: datetime, *, digest: bool) -> None:
    """An order that waits goes out then. Of one that is held, its lease says when to look again."""
    waits = case((outbox.c.state == OutboxState.QUEUED.value, literal(at, Instant())), else_=outbox.c.next_at)
    await tx.execute(update(outbox).where(outbox.c.id == order_id).values(next_at=waits, digest=digest))


async def told_alone(tx: Transaction, order_ids: Sequence[str]) -> frozenset[str]:
    """Those of these orders but for which nobody would be told the same of the same inquiry."""
    this, other = outbox.alias("this"), outbox.alias("other")
    others = (
        select(func.count())
        .where(other.c.inquiry_id == this.c.inquiry_id, other.c.kind == this.c.kind, other.c.id != this.c.id)
        .where(other.c.state != OutboxState.CANCELLED.value)
        .scalar_subquery()
    )
    rows = await tx.execute(select(this.c.id).where(this.c.id.in_(order_ids), others == 0)) if order_ids else ()
    return frozenset(row.id for row in rows)


async def leave_out(tx: Transaction, order_ids: Sequence[str], *, reason: str) -> None:
    """These are not sent; ``reason`` says why, and is a code."""
    if order_ids:
        change = update(outbox).where(outbox.c.id.in_(order_ids), outbox.c.state == OutboxState.QUEUED.value)
        await tx.execute(change.values(state=OutboxState.CANCELLED.value, next_at=None, last_error=reason))


def _wishes(row: Any) -> Wishes:
    times = (time.fromisoformat(text) if text else None for text in (row.digest_at, row.quiet_from, row.quiet_until))
    return Wishes(Choice(row.one_day), Choice(row.routine), *times)


def _text(at: time | None) -> str | None:
    return at.isoformat("minutes") if at else None
