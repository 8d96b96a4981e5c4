"""Erasing an inquiry: every row that belongs to it goes, and one without a patient's word stays in the ledger.

Its files' rows are emptied at once and go when their blobs are gone: whoever is interrupted between finds them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.domain.erasure import Reason
from intake.lib.database import Database, Snapshot, Transaction
from intake.store import keys
from intake.store.tables import (
    answers,
    asks,
    blind_indexes,
    data_keys,
    drafts,
    erasures,
    files,
    inquiries,
    ladders,
    links,
    mentions,
    messages,
    milestones,
    notes,
    outbox,
    presences,
    records,
    relations,
    replies,
    submissions,
    tasks,
    undos,
    visits,
)
from intake.store.work import relations as bonds

OWNED: Final = (
    answers,
    asks,
    blind_indexes,
    ladders,
    mentions,
    messages,
    milestones,
    notes,
    outbox,
    presences,
    records,
    relations,
    replies,
    submissions,
    tasks,
    undos,
    visits,
    links,
)
"""Tables whose ``inquiry_id`` says whose they are. A test finds one that is missing here."""

KEPT: Final = frozenset({"erasures", "audit"})
"""Tables in which an erased inquiry's id stays."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """A line of the ledger. ``done_at`` is empty until no byte is left."""

    inquiry_id: str
    erased_at: datetime
    reason: str
    done_at: datetime | None


async def take_away(tx: Transaction, inquiry_id: str, reason: Reason, *, now: datetime) -> bool:
    """Forget the key and delete the rows; the ledger says so. False: there was no such inquiry.

    Whatever the ledger said before stays, but that it is not done any more: a restored backup brought it back.
    """
    found = await take_rows(tx, inquiry_id, now=now)
    row = {"inquiry_id": inquiry_id, "erased_at": now, "reason": reason.value}
    line = insert(erasures).values(row)
    await tx.execute(line.on_conflict_do_update(index_elements=["inquiry_id"], set_={"done_at": None}))
    return found


async def take_rows(tx: Transaction, inquiry_id: str, *, now: datetime) -> bool:
    """Forget the key and delete the rows, without a line in the ledger: of what was never a person's. See above."""
    await keys.forget(tx, inquiry_id)
    await bonds.let_go(tx, inquiry_id, now=now)
    for table in OWNED:
        await tx.execute(delete(table).where(table.c.inquiry_id == inquiry_id))
    await tx.execute(delete(drafts).where(drafts.c.id == inquiry_id))
    await tx.execute(update(files).where(files.c.owner_id == inquiry_id).values(sealed=b""))
    return (await tx.execute(delete(inquiries).where(inquiries.c.id == inquiry_id))).rowcount > 0


async def files_of(snapshot: Snapshot, inquiry_id: str) -> Sequence[str]:
    """The files whose blobs are still to go."""
    return list((await snapshot.execute(select(files.c.id).where(files.c.owner_id == inquiry_id))).scalars())


async def forget_files(tx: Transaction, inquiry_id: str) -> None:
    """The blobs are gone: now the rows go, too."""
    await tx.execute(delete(files).where(files.c.owner_id == inquiry_id))


async def scrub(db: Database, *, most: int | None = None) -> bool:
    """Leave nothing of the deleted rows in the database's own files. False: not now."""
    tables = (*OWNED, files, drafts, inquiries)
    return await db.scrub(rewritten=[data_keys.name], cleaned=[table.name for table in tables], most=most)


async def done(tx: Transaction, inquiry_ids: Sequence[str], *, now: datetime) -> None:
    """Nothing is left of them."""
    at = (erasures.c.inquiry_id.in_(inquiry_ids), erasures.c.done_at.is_(None))
    await tx.execute(update(erasures).where(*at).values(done_at=now))


async def pending(snapshot: Snapshot) -> Sequence[Erasure]:
    """What was erased and is not done, the oldest first."""
    statement = select(erasures).where(erasures.c.done_at.is_(None)).order_by(erasures.c.erased_at)
    rows = await snapshot.execute(statement)
    return [Erasure(row.inquiry_id, row.erased_at, row.reason, row.done_at) for row in rows]


async def came_back(snapshot: Snapshot) -> Sequence[str]:
    """What was erased and is there again, key or rows: a backup was restored."""
    again = or_(
        erasures.c.inquiry_id.in_(select(inquiries.c.id)),
        erasures.c.inquiry_id.in_(select(data_keys.c.inquiry_id)),
    )
    return list((await snapshot.execute(select(erasures.c.inquiry_id).where(again))).scalars())


async def count(snapshot: Snapshot) -> int:
    """How many inquiries were erased."""
    return int((await snapshot.execute(select(func.count()).select_from(erasures))).scalar_one())
