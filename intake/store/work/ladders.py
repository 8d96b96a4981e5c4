"""What is reminded of: inquiries nobody has accepted yet, and what an inquirer was asked for.

Whose turn it is says which. Whatever a person does about an inquiry takes its row away; a status that waits for the
inquirer begins another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.domain.triage import WAITS_FOR_INQUIRER, Waiting
from intake.domain.values import Status
from intake.lib.database import Snapshot, Transaction
from intake.store.tables import inquiries, ladders

_INSERT = insert(ladders).on_conflict_do_nothing()
WATCHED = exists().where(ladders.c.inquiry_id == inquiries.c.id)
"""Whether anybody is still reminded of an inquiry: a column to select."""


@dataclass(frozen=True, slots=True)
class Climb:
    """How far the reminders of an inquiry have come. ``step``: sent so far; ``next_at``: when to look again."""

    inquiry_id: str
    step: int
    since: datetime
    next_at: datetime | None


async def begin(tx: Transaction, climbs: Sequence[tuple[str, datetime, datetime]]) -> None:
    """Remind of inquiries from now on: id, since when they wait, when to look first. One begun goes on as it was."""
    rows = [{"inquiry_id": id_, "step": 0, "since": since, "next_at": at} for id_, since, at in climbs]
    await tx.insert(_INSERT, rows)


async def forget(tx: Transaction, inquiry_id: str) -> None:
    """Somebody has accepted it, or nothing is waited for any more."""
    await tx.execute(delete(ladders).where(ladders.c.inquiry_id == inquiry_id))


async def moved(tx: Transaction, inquiry_id: str, status: Status, *, now: datetime) -> None:
    """A person did something, and this is the status since: the inquirer is reminded of what was asked of them."""
    await forget(tx, inquiry_id)
    if status in WAITS_FOR_INQUIRER:
        await begin(tx, [(inquiry_id, now, now)])


async def look_again(tx: Transaction, inquiry_id: str, *, now: datetime) -> None:
    """It is due at another time: when to remind is found out anew."""
    later = (ladders.c.inquiry_id == inquiry_id, ladders.c.next_at > now)
    await tx.execute(update(ladders).where(*later).values(next_at=now))


async def of_inquiry(snapshot: Snapshot, inquiry_id: str) -> Climb | None:
    """How far the reminders of one inquiry have come; None: nobody is reminded."""
    row = (await snapshot.execute(select(ladders).where(ladders.c.inquiry_id == inquiry_id))).first()
    return Climb(row.inquiry_id, row.step, row.since, row.next_at) if row else None


async def due(snapshot: Snapshot, *, now: datetime, limit: int) -> Sequence[Climb]:
    """Where to look now, the longest waiting first."""
    statement = select(ladders).where(ladders.c.next_at <= now).order_by(ladders.c.next_at, ladders.c.inquiry_id)
    rows = await snapshot.execute(statement.limit(limit))
    return [Climb(row.inquiry_id, row.step, row.since, row.next_at) for row in rows]


async def climb(tx: Transaction, seen: Climb, *, step: int, next_at: datetime) -> bool:
    """Go on from what was seen. False: another worker was first, or somebody has accepted meanwhile."""
    same = (ladders.c.inquiry_id == seen.inquiry_id, ladders.c.step == seen.step, ladders.c.next_at == seen.next_at)
    return (await tx.execute(update(ladders).where(*same).values(step=step, next_at=next_at))).rowcount > 0


async def unowned(snapshot: Snapshot, *, limit: int) -> Sequence[str]:
    """Inquiries that wait for the office, and that nobody looks after; the oldest first."""
    waits = (
        inquiries.c.assignee_id.is_(None),
        inquiries.c.open.is_(True),
        inquiries.c.quarantined.is_(False),
        inquiries.c.test.is_(False),
        inquiries.c.waiting_for == Waiting.OFFICE.value,
    )
    found = select(ladders.c.inquiry_id).join(inquiries, inquiries.c.id == ladders.c.inquiry_id).where(*waits)
    return list((await snapshot.execute(found.order_by(ladders.c.since).limit(limit))).scalars())


async def loads(snapshot: Snapshot) -> dict[str, int]:
    """How many open inquiries each colleague looks after."""
    mine = inquiries.c.assignee_id
    counted = select(mine, func.count().label("many")).where(mine.is_not(None), inquiries.c.open.is_(True))
    rows = (await snapshot.execute(counted.group_by(mine))).all()
    return {str(row.assignee_id): int(row.many) for row in rows}
