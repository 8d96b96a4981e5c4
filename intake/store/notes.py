"""Notes of coordinators to each other, sealed under the inquiry's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.tables import notes

_KIND = "note"


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague wrote."""

    id: str
    inquiry_id: str
    author_id: str
    created_at: datetime
    text: str


async def add(tx: Transaction, keyring: KeyRing, note: Note) -> None:
    """Store a note. Raises `keys.KeyGone` for an inquiry that was erased."""
    key = await keys.of(tx, keyring, note.inquiry_id)
    row = {
        "id": note.id,
        "inquiry_id": note.inquiry_id,
        "author_id": note.author_id,
        "created_at": note.created_at,
        "sealed": key.seal(_KIND, note.id, note.text),
    }
    await tx.execute(insert(notes).values(row))


async def of_inquiry(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Sequence[Note]:
    """An inquiry's notes, the oldest first. Raises `keys.KeyGone` for an inquiry that was erased."""
    order = (notes.c.created_at, notes.c.id)
    rows = (await snapshot.execute(select(notes).where(notes.c.inquiry_id == inquiry_id).order_by(*order))).all()
    if not rows:
        return ()
    key = await keys.of(snapshot, keyring, inquiry_id)
    return [
        Note(row.id, inquiry_id, row.author_id, row.created_at, key.open(_KIND, row.id, row.sealed)) for row in rows
    ]
