"""The list of the inbox: what somebody may see of what they ask for, page by page.

First whatever still waits for a first answer, due soonest first: that is what somebody opening the day must find
without looking for it. Then all the rest, newest first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from intake.domain.access import SERVING, Actor
from intake.domain.errors import NotAllowed
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import OPEN, UNANSWERED
from intake.domain.values import Status
from intake.lib.database import Database, Snapshot
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries, messages, staff
from intake.store.audit import Entry
from intake.store.messages import SILENCE, Talk

PAGE_SIZE: Final = 50
MANY: Final = 100
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(w?)([0-9]{1,17})\.([a-z2-7]{26})")


class Assigned(StrEnum):
    """Whose inquiries a list shows."""

    ANY = "any"
    ME = "me"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ends: the last row's time and id, so that new arrivals do not shift anything.

    Among those that wait, the time is the one it is due.
    """

    at: datetime
    inquiry_id: str
    waiting: bool = False

    def __str__(self) -> str:
        return f"{'w' * self.waiting}{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.inquiry_id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor an address carries, or None."""
        found = _CURSOR.fullmatch(text)
        try:
            return cls(_EPOCH + timedelta(microseconds=int(found[2])), found[3], bool(found[1])) if found else None
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show of what somebody may see. None: whatever it is."""

    queue: str | None = None
    statuses: tuple[Status, ...] | None = None
    language: str | None = None
    assignee: Assigned = Assigned.ANY
    after: Cursor | None = None
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the list; ``assignee`` is a name, or empty; ``talk``: how the conversation stands."""

    summary: InquirySummary
    assignee: str
    talk: Talk = SILENCE

    @property
    def waiting(self) -> bool:
        """Whether its status awaits the first answer: such rows stand first, also those that were answered since."""
        return self.summary.status in UNANSWERED


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows, and where the next page begins, if there is one.

    ``quarantined``: how many of this person's queues look like spam and wait for somebody to look, `MANY` at most.
    """

    rows: tuple[Row, ...]
    following: Cursor | None = None
    quarantined: int = 0


async def page(actor: Actor, filters: Filters, *, db: Database, keyring: KeyRing, now: datetime) -> ListPage:
    """What fits and is this person's business; the look is written down. Raises `NotAllowed`."""
    if actor.role not in SERVING:
        raise NotAllowed
    async with db.read() as snapshot:
        found = await _found(snapshot, keyring, _within(actor, filters), filters.after)
        suspect = inquiries.Filters(queues=actor.queues, statuses=OPEN, quarantined=True)
        quarantined = await inquiries.count(snapshot, keyring, suspect, cap=MANY)
        shown = found[:PAGE_SIZE]
        talks = await messages.talks(snapshot, [row.id for row in shown])
        accounts = await staff.by_ids(snapshot, keyring, [row.assignee_id for row in found if row.assignee_id])
    names = {account.id: account.name for account in accounts.values()}
    rows = tuple(Row(row, names.get(row.assignee_id or "", ""), talks.get(row.id, SILENCE)) for row in shown)
    async with db.write() as tx:
        entry = Entry(now, actor.staff_id, "inbox.list", "inbox", filters.queue or "all", detail={"rows": len(rows)})
        await audit.append(tx, entry)
    return ListPage(rows, _cursor(rows[-1]) if len(found) > PAGE_SIZE else None, quarantined)


async def _found(
    snapshot: Snapshot, keyring: KeyRing, wanted: inquiries.Filters, after: Cursor | None
) -> Sequence[InquirySummary]:
    """A page and one more: those that wait, then the rest."""
    statuses = frozenset(Status) if wanted.statuses is None else frozenset(wanted.statuses)
    waiting, others = statuses & UNANSWERED, statuses - UNANSWERED
    edge = (after.at, after.inquiry_id) if after else None
    found: list[InquirySummary] = []
    if waiting and (after is None or after.waiting):
        first = replace(wanted, statuses=waiting)
        found += await inquiries.due(snapshot, keyring, first, after=edge, limit=PAGE_SIZE + 1)
        edge = None
    left = PAGE_SIZE + 1 - len(found)
    if others and left:
        then = replace(wanted, statuses=others)
        found += await inquiries.page(snapshot, keyring, then, before=edge, limit=left)
    return found


def _cursor(last: Row) -> Cursor:
    found = last.summary
    return Cursor(found.due_at if last.waiting else found.received_at, found.id, last.waiting)


def _within(actor: Actor, filters: Filters) -> inquiries.Filters:
    """The filters, never wider than the actor's own queues."""
    queues = actor.queues
    if filters.queue is not None:
        queues = frozenset({filters.queue}) if actor.serves(filters.queue) else frozenset()
    return inquiries.Filters(
        queues=queues,
        statuses=filters.statuses,
        languages=None if filters.language is None else (filters.language,),
        assignee_id=actor.staff_id if filters.assignee is Assigned.ME else None,
        unassigned=filters.assignee is Assigned.NOBODY,
        quarantined=filters.quarantined,
    )
