"""What a change of many at once did to each of them: so that it happens once, can be looked at, and be undone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import undos

U = undos.c


@dataclass(frozen=True, slots=True)
class Undo:
    """One inquiry of a batch. ``version``: after the change. ``before``: codes: how it stood, what was done."""

    batch_id: str
    inquiry_id: str
    staff_id: str
    at: datetime
    version: int
    before: Mapping[str, str]


async def begin(tx: Transaction, entries: Sequence[Undo]) -> bool:
    """Note what is going to be done. False: this batch was begun before, and is not done again."""
    if not entries:
        return False
    if (await tx.execute(select(U.batch_id).where(U.batch_id == entries[0].batch_id).limit(1))).first():
        return False
    done = await tx.execute(insert(undos).values([_row(entry) for entry in entries]).on_conflict_do_nothing())
    return done.rowcount == len(entries)


async def of_batch(snapshot: Snapshot, batch_id: str) -> Sequence[Undo]:
    """A batch, in the order of its inquiries' ids."""
    rows = await snapshot.execute(select(undos).where(U.batch_id == batch_id).order_by(U.inquiry_id))
    return [_entry(row) for row in rows]


async def note(tx: Transaction, entry: Undo) -> None:
    """Note how it went."""
    at = (U.batch_id == entry.batch_id, U.inquiry_id == entry.inquiry_id)
    await tx.execute(update(undos).where(*at).values(version=entry.version, before=_row(entry)["before"]))


async def forget(tx: Transaction, *, before: datetime) -> None:
    """Forget what nobody can undo any more."""
    await tx.execute(delete(undos).where(U.at < before))


def _row(entry: Undo) -> dict[str, Any]:
    return {
        "batch_id": entry.batch_id,
        "inquiry_id": entry.inquiry_id,
        "staff_id": entry.staff_id,
        "at": entry.at,
        "version": entry.version,
        "before": json.dumps(dict(entry.before), sort_keys=True, separators=(",", ":")),
    }


def _entry(row: Any) -> Undo:
    return Undo(row.batch_id, row.inquiry_id, row.staff_id, row.at, row.version, json.loads(row.before))
