"""Colleagues before the same inquiry: who is there, who writes, and taking over. It tells, and never keeps anybody out.

A beat asks `may` like every look, but only the opening of the page is written down as one.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from intake.domain.access import Action, Actor
from intake.domain.inquiry import InquirySummary
from intake.domain.presence import STALE, Doing
from intake.lib.database import Transaction
from intake.services import inbox
from intake.services.office import Office
from intake.store import audit, staff
from intake.store.audit import Entry
from intake.store.work import mentions, presences

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside:
    """A colleague before the same inquiry."""

    name: str
    doing: Doing


@dataclass(frozen=True, slots=True)
class Arrival:
    """An inquiry's page was opened: who else is there, by name; ``named``: a note waited there for who has come."""

    others: tuple[Beside, ...]
    named: bool


async def arrive(actor: Actor, inquiry_id: str, *, office: Office, now: datetime) -> Arrival:
    """Somebody has opened an inquiry's page, and with it the notes that name them.

    Raises `NotFound`, `NotAllowed`.
    """

    async def arrived(tx: Transaction, found: InquirySummary) -> Arrival:
        await presences.sweep(tx, before=now - STALE)
        await presences.beat(tx, found.id, actor.staff_id, Doing.READING, now=now)
        named = await mentions.seen(tx, found.id, actor.staff_id, now=now)
        there = await presences.of_inquiry(tx, found.id, since=now - STALE)
        others = {one.staff_id: one.doing for one in there if one.staff_id != actor.staff_id}
        accounts = await staff.by_ids(tx, office.keyring, others)
        beside = sorted(
            (Beside(accounts[id_].name, doing) for id_, doing in others.items() if id_ in accounts), key=_by_name
        )
        return Arrival(tuple(beside), named)

    return await _for(actor, inquiry_id, Action.READ_INQUIRY, arrived, office=office, now=now)


async def beat(actor: Actor, inquiry_id: str, doing: Doing | None, *, office: Office, now: datetime) -> None:
    """They are still there and do this; None: they have gone. Raises `NotFound`, `NotAllowed`."""

    async def heard(tx: Transaction, found: InquirySummary) -> None:
        if doing is None:
            await presences.leave(tx, found.id, actor.staff_id, now=now)
        else:
            await presences.beat(tx, found.id, actor.staff_id, doing, now=now)

    await _for(actor, inquiry_id, Action.READ_INQUIRY, heard, office=office, now=now)


async def take_over(actor: Actor, inquiry_id: str, *, office: Office, now: datetime) -> None:
    """From now on this person writes, and whoever else did is told so. Raises `NotFound`, `NotAllowed`."""

    async def taken(tx: Transaction, found: InquirySummary) -> None:
        await presences.stop_writers(tx, found.id, but=actor.staff_id)
        await presences.beat(tx, found.id, actor.staff_id, Doing.WRITING, now=now)
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.take_over", inbox.KIND, found.id))

    await _for(actor, inquiry_id, Action.ANSWER, taken, office=office, now=now)


async def colleagues(actor: Actor, *, office: Office) -> Mapping[str, str]:
    """The names, by id, of those who share a queue with somebody: what a page needs to say who changed something."""
    async with office.db.read() as snapshot:
        accounts = await staff.everybody(snapshot, office.keyring)
    return {one.id: one.name for one in accounts if _share(actor, one.actor)}


def _share(one: Actor, other: Actor) -> bool:
    if one.queues is None:
        return other.queues is None or bool(other.queues)
    return bool(one.queues) if other.queues is None else bool(one.queues & other.queues)


def _by_name(one: Beside) -> str:
    return one.name


async def _for(
    actor: Actor,
    inquiry_id: str,
    action: Action,
    work: Callable[[Transaction, InquirySummary], Awaitable[T]],
    *,
    office: Office,
    now: datetime,
) -> T:
    return await inbox.carry_out(actor, inquiry_id, action, work, db=office.db, keyring=office.keyring, now=now)
