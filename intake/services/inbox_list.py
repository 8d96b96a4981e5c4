"""The list of the inbox: what somebody may see of what they ask for, page by page.

First what waits for an answer, due soonest first: that is what somebody opening the day must find without looking for
it. Then what is ours otherwise, what waits for the inquirer, and what is over (`domain.shelves`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from intake.domain.access import SERVING, Actor
from intake.domain.errors import NotAllowed
from intake.domain.inquiry import InquirySummary
from intake.domain.shelves import OPEN_SHELVES, Shelf
from intake.domain.values import Priority, Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries, messages, staff
from intake.store.audit import Entry
from intake.store.inquiries import Place, Tally
from intake.store.messages import SILENCE, Talk
from intake.store.staff import Account

__all__ = ["Assigned", "Cursor", "Filters", "ListPage", "Row", "Tally", "page"]

PAGE_SIZE: Final = 50
MANY: Final = 100
_CURSOR = re.compile(r"([0-5])\.([0-9]{1,17})\.([a-z2-7]{26})")


class Assigned(StrEnum):
    """Whose inquiries a list shows; a colleague's are asked for by the id of their account."""

    ANY = "any"
    ME = "me"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the last row's place in the list, so that new arrivals do not shift anything."""

    place: Place

    def __str__(self) -> str:
        return f"{self.place.shelf.value}.{self.place.place}.{self.place.inquiry_id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor an address carries, or None."""
        found = _CURSOR.fullmatch(text)
        return cls(Place(Shelf(int(found[1])), int(found[2]), found[3])) if found else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show of what somebody may see. None: whatever it is. ``assignee``: `Assigned`, or a colleague's id."""

    queue: str | None = None
    shelves: tuple[Shelf, ...] = OPEN_SHELVES
    statuses: tuple[Status, ...] | None = None
    language: str | None = None
    assignee: str = Assigned.ANY
    country: str | None = None
    condition_group: str | None = None
    programme: str | None = None
    age_group: str | None = None
    role: str | None = None
    priority: Priority | None = None
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list; ``assignee`` is a name, or empty; ``talk``: how the conversation stands."""

    summary: InquirySummary
    assignee: str
    talk: Talk = SILENCE


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows, and where the next page begins, if there is one.

    ``quarantined``: how many of this person's queues look like spam and wait for somebody to look, `MANY` at most.
    ``colleagues``: names by id of those who share a queue with this person. ``tallies``: how many fit what was to be
    counted, in its order.
    """

    rows: tuple[Row, ...]
    following: Cursor | None = None
    quarantined: int = 0
    colleagues: tuple[tuple[str, str], ...] = ()
    tallies: tuple[Tally, ...] = ()


async def page(
    actor: Actor,
    filters: Filters | None,
    *,
    counted: Sequence[Filters] = (),
    db: Database,
    keyring: KeyRing,
    now: datetime,
) -> ListPage:
    """What fits and is this person's business; the look is written down. Raises `NotAllowed`.

    Without ``filters`` nothing fits. ``counted``: other lists of which only the number is wanted, `MANY` at most.
    """
    if actor.role not in SERVING:
        raise NotAllowed
    async with db.read() as snapshot:
        accounts = await staff.everybody(snapshot, keyring, active_only=False)
        near = {account.id: account for account in accounts if _near(actor, account)}
        found: Sequence[InquirySummary] = ()
        if filters is not None and (filters.assignee in set(Assigned) or filters.assignee in near):
            after = filters.after.place if filters.after else None
            wanted = within(actor, filters)
            found = await inquiries.page(snapshot, keyring, wanted, after=after, limit=PAGE_SIZE + 1)
        suspect = inquiries.Filters(queues=actor.queues, shelves=[Shelf.HELD])
        quarantined = await inquiries.count(snapshot, keyring, suspect, cap=MANY)
        numbers = [within(actor, each) for each in counted]
        tallies = await inquiries.tallies(snapshot, keyring, numbers, cap=MANY)
        shown = found[:PAGE_SIZE]
        talks = await messages.talks(snapshot, [row.id for row in shown])
    names = {account.id: account.name for account in accounts}
    rows = tuple(Row(row, names.get(row.assignee_id or "", ""), talks.get(row.id, SILENCE)) for row in shown)
    async with db.write() as tx:
        about = (filters and filters.queue) or "all"
        await audit.append(tx, Entry(now, actor.staff_id, "inbox.list", "inbox", about, detail={"rows": len(rows)}))
    return ListPage(
        rows,
        _cursor(rows[-1].summary) if len(found) > PAGE_SIZE else None,
        quarantined,
        tuple((account.id, account.name) for account in near.values() if account.active),
        tuple(tallies),
    )


def _cursor(last: InquirySummary) -> Cursor:
    return Cursor(Place(last.shelf, last.place, last.id))


def _near(actor: Actor, account: Account) -> bool:
    """Whether this account may have inquiries of the actor's queues."""
    theirs = account.actor.queues
    if account.role not in SERVING:
        return False
    return bool(theirs is None or (theirs if actor.queues is None else theirs & actor.queues))


def within(actor: Actor, filters: Filters) -> inquiries.Filters:
    """The filters, never wider than the actor's own queues."""
    queues = actor.queues
    if filters.queue is not None:
        queues = frozenset({filters.queue}) if actor.serves(filters.queue) else frozenset()
    people: dict[str, str | None] = {Assigned.ANY: None, Assigned.NOBODY: None, Assigned.ME: actor.staff_id}
    return inquiries.Filters(
        shelves=filters.shelves,
        queues=queues,
        statuses=filters.statuses,
        languages=_one(filters.language),
        assignee_id=people.get(filters.assignee, filters.assignee),
        unassigned=filters.assignee == Assigned.NOBODY,
        programmes=_one(filters.programme),
        condition_groups=_one(filters.condition_group),
        countries=_one(filters.country),
        age_groups=_one(filters.age_group),
        roles=_one(filters.role),
        priorities=None if filters.priority is None else (filters.priority,),
    )


def _one(code: str | None) -> tuple[str] | None:
    return None if code is None else (code,)
