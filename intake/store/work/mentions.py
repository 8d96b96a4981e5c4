"""Colleagues named in notes, until they have opened the inquiry."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import inquiries, mentions, notes

M = mentions.c


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody was named. ``author_id``: who wrote the note."""

    inquiry_id: str
    reference: str
    author_id: str
    created_at: datetime


async def add(tx: Transaction, note_id: str, inquiry_id: str, named: Iterable[str], *, now: datetime) -> None:
    """Note whom a note names."""
    row = {"note_id": note_id, "inquiry_id": inquiry_id, "created_at": now, "seen_at": None}
    await tx.insert(insert(mentions), [{**row, "staff_id": staff_id} for staff_id in sorted(named)])


async def seen(tx: Transaction, inquiry_id: str, staff_id: str, *, now: datetime) -> bool:
    """They have opened the inquiry, and with it the notes; whether one of them had still to be seen."""
    mine = (M.inquiry_id == inquiry_id, M.staff_id == staff_id, M.seen_at.is_(None))
    return (await tx.execute(update(mentions).where(*mine).values(seen_at=now))).rowcount > 0


async def unseen(snapshot: Snapshot, staff_id: str, *, queue_tags: Collection[bytes] | None) -> Sequence[Mention]:
    """Where somebody was named and has not looked, the latest first; only in these queues."""
    columns = (M.inquiry_id, inquiries.c.reference, notes.c.author_id, M.created_at)
    statement = select(*columns).join(inquiries, inquiries.c.id == M.inquiry_id).join(notes, notes.c.id == M.note_id)
    statement = statement.where(M.staff_id == staff_id, M.seen_at.is_(None))
    if queue_tags is not None:
        statement = statement.where(inquiries.c.queue_tag.in_(sorted(queue_tags)))
    rows = await snapshot.execute(statement.order_by(M.created_at.desc(), M.note_id))
    return [Mention(row.inquiry_id, row.reference, row.author_id, row.created_at) for row in rows]


async def count_unseen(snapshot: Snapshot, staff_id: str, *, queue_tags: Collection[bytes] | None) -> int:
    """In how many inquiries."""
    statement = select(func.count(M.inquiry_id.distinct())).where(M.staff_id == staff_id, M.seen_at.is_(None))
    if queue_tags is not None:
        statement = statement.join(inquiries, inquiries.c.id == M.inquiry_id)
        statement = statement.where(inquiries.c.queue_tag.in_(sorted(queue_tags)))
    return int((await snapshot.execute(statement)).scalar_one())
