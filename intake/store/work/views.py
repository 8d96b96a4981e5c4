"""Filters that somebody keeps under a name. The name is sealed under the key ring, the filter's codes are clear."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store.sealing import about
from intake.store.tables import saved_views

V = saved_views.c
_KIND = "view-name"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept filter. ``query``: its codes as an address carries them. ``shared``: the whole office sees its name."""

    id: str
    staff_id: str
    name: str = field(repr=False)
    query: str
    shared: bool
    created_at: datetime


async def add(tx: Transaction, keyring: KeyRing, view: SavedView) -> None:
    """Keep it."""
    row = {
        "id": view.id,
        "staff_id": view.staff_id,
        "shared": view.shared,
        "query": view.query,
        "created_at": view.created_at,
        "name_sealed": _sealed(keyring, view.id, view.name),
    }
    await tx.execute(insert(saved_views).values(row))


async def seen_by(snapshot: Snapshot, keyring: KeyRing, staff_id: str) -> Sequence[SavedView]:
    """Somebody's own, then what others share; each the oldest first."""
    found = await _views(snapshot, keyring, (V.staff_id == staff_id) | V.shared)
    return sorted(found, key=lambda view: view.staff_id != staff_id)


async def by_id(snapshot: Snapshot, keyring: KeyRing, view_id: str) -> SavedView | None:
    """The view with this id, whosever it is."""
    found = await _views(snapshot, keyring, V.id == view_id)
    return found[0] if found else None


async def count_of(snapshot: Snapshot, staff_id: str) -> int:
    """How many somebody keeps."""
    statement = select(func.count()).select_from(saved_views).where(V.staff_id == staff_id)
    return int((await snapshot.execute(statement)).scalar_one())


async def rename(tx: Transaction, keyring: KeyRing, view_id: str, name: str) -> None:
    """Give it another name."""
    sealed = _sealed(keyring, view_id, name)
    await tx.execute(update(saved_views).where(V.id == view_id).values(name_sealed=sealed))


async def share(tx: Transaction, view_id: str, *, shared: bool) -> None:
    """Show it to the whole office, or to its owner alone."""
    await tx.execute(update(saved_views).where(V.id == view_id).values(shared=shared))


async def remove(tx: Transaction, view_id: str) -> None:
    """Forget it."""
    await tx.execute(delete(saved_views).where(V.id == view_id))


async def _views(snapshot: Snapshot, keyring: KeyRing, which: ColumnElement[bool]) -> Sequence[SavedView]:
    rows = (await snapshot.execute(select(saved_views).where(which).order_by(V.created_at, V.id))).all()
    return [_view(keyring, row) for row in rows]


def _view(keyring: KeyRing, row: Any) -> SavedView:
    name = keyring.open(row.name_sealed, about=about(row.id, _KIND, 1)).decode()
    return SavedView(row.id, row.staff_id, name, row.query, row.shared, row.created_at)


def _sealed(keyring: KeyRing, view_id: str, name: str) -> bytes:
    return keyring.seal(name.encode(), about=about(view_id, _KIND, 1))
