"""Views of the list: a filter somebody keeps under a name, for themselves or for the office.

A view is nothing but a filter: whoever opens a shared one sees what they may see of it, and no more.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from intake.domain.access import SERVING, Actor
from intake.domain.errors import NotAllowed, NotFound, Refused
from intake.domain.values import StaffRole
from intake.lib.database import Database, Transaction
from intake.lib.ids import is_id, new_id
from intake.lib.keyring import KeyRing
from intake.store import audit
from intake.store.audit import Entry
from intake.store.work import views
from intake.store.work.views import SavedView

__all__ = ["LONGEST_NAME", "MOST", "SavedView", "ViewRefused", "keep", "remove", "rename", "seen_by", "share"]

LONGEST_NAME: Final = 60
MOST: Final = 30  # of each person: more names nobody remembers
KIND: Final = "view"


class ViewRefused(Refused):
    """Not kept. ``code``: name_empty, name_too_long, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def seen_by(actor: Actor, *, db: Database, keyring: KeyRing) -> Sequence[SavedView]:
    """This person's own views, then those that others share."""
    if actor.role not in SERVING:
        raise NotAllowed
    async with db.read() as snapshot:
        return await views.seen_by(snapshot, keyring, actor.staff_id)


async def keep(
    actor: Actor, name: str, query: str, *, shared: bool, db: Database, keyring: KeyRing, now: datetime
) -> SavedView:
    """Keep a filter (its codes, as an address carries them) under a name. Raises `ViewRefused`, `NotAllowed`."""
    if actor.role not in SERVING:
        raise NotAllowed
    view = SavedView(new_id(), actor.staff_id, _checked(name), query, shared, now)
    async with db.write() as tx:
        if await views.count_of(tx, actor.staff_id) >= MOST:
            raise ViewRefused("too_many")
        await views.add(tx, keyring, view)
        await _write_down(tx, actor, "view.keep", view.id, now, shared=shared)
    return view


async def rename(actor: Actor, view_id: str, name: str, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Give it another name. Raises `ViewRefused`; `NotFound` where it is not theirs."""
    new = _checked(name)

    async def renamed(tx: Transaction, view: SavedView) -> None:
        await views.rename(tx, keyring, view.id, new)
        await _write_down(tx, actor, "view.rename", view.id, now)

    await _with_mine(actor, view_id, renamed, db=db, keyring=keyring)


async def share(actor: Actor, view_id: str, *, shared: bool, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Show it to the office, or to nobody else any more. Raises `NotFound` where it is not theirs."""

    async def changed(tx: Transaction, view: SavedView) -> None:
        await views.share(tx, view.id, shared=shared)
        await _write_down(tx, actor, "view.share", view.id, now, shared=shared)

    await _with_mine(actor, view_id, changed, db=db, keyring=keyring)


async def remove(actor: Actor, view_id: str, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Forget it. Raises `NotFound` where it is not theirs."""

    async def removed(tx: Transaction, view: SavedView) -> None:
        await views.remove(tx, view.id)
        await _write_down(tx, actor, "view.remove", view.id, now)

    await _with_mine(actor, view_id, removed, db=db, keyring=keyring)


async def _with_mine(
    actor: Actor,
    view_id: str,
    work: Callable[[Transaction, SavedView], Awaitable[None]],
    *,
    db: Database,
    keyring: KeyRing,
) -> None:
    """Only its owner changes a view; an administrator also what others share, for people leave."""
    if actor.role not in SERVING or not is_id(view_id):
        raise NotFound
    async with db.write() as tx:
        view = await views.by_id(tx, keyring, view_id)
        keeper = actor.role is StaffRole.ADMINISTRATOR
        if view is None or not (view.staff_id == actor.staff_id or (view.shared and keeper)):
            raise NotFound
        await work(tx, view)


def _checked(name: str) -> str:
    """A name on one line. Raises `ViewRefused`."""
    said = " ".join("".join(character if character.isprintable() else " " for character in name).split())
    if not said:
        raise ViewRefused("name_empty")
    if len(said) > LONGEST_NAME:
        raise ViewRefused("name_too_long")
    return said


async def _write_down(tx: Transaction, actor: Actor, action: str, view_id: str, now: datetime, **detail: int) -> None:
    await audit.append(tx, Entry(now, actor.staff_id, action, KIND, view_id, detail=detail))
