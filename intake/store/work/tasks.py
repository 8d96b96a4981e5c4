"""What is to be done about an inquiry, by whom and until when; the words are sealed under the inquiry's key."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.sealing import InquiryKey
from intake.store.tables import inquiries, tasks

T = tasks.c
_KIND: Final = "task"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``assignee_id`` None: whoever serves the queue. ``reference``: of its inquiry."""

    id: str
    inquiry_id: str
    author_id: str
    assignee_id: str | None
    created_at: datetime
    due_at: datetime | None
    text: str = field(repr=False)
    done_at: datetime | None = None
    done_by: str | None = None
    reference: str = ""


async def add(tx: Transaction, keyring: KeyRing, task: Task) -> bool:
    """Keep it; False if there is one with this id. Raises `keys.KeyGone` for an inquiry that was erased."""
    key = await keys.of(tx, keyring, task.inquiry_id)
    row = {
        "id": task.id,
        "inquiry_id": task.inquiry_id,
        "author_id": task.author_id,
        "assignee_id": task.assignee_id,
        "created_at": task.created_at,
        "due_at": task.due_at,
        "done_at": None,
        "done_by": None,
        "sealed": key.seal(_KIND, task.id, task.text),
    }
    return (await tx.execute(insert(tasks).values(row).on_conflict_do_nothing(index_elements=["id"]))).rowcount > 0


async def mark(tx: Transaction, inquiry_id: str, task_id: str, *, by: str | None, now: datetime) -> bool:
    """Done by somebody, or (None) not done after all. False: it stands so already, or there is none."""
    open_ = T.done_at.is_(None)
    which = (T.id == task_id, T.inquiry_id == inquiry_id, open_ if by else ~open_)
    values = {"done_at": now if by else None, "done_by": by}
    return (await tx.execute(update(tasks).where(*which).values(values))).rowcount > 0


async def exists(snapshot: Snapshot, inquiry_id: str, task_id: str) -> bool:
    """Whether an inquiry has this task."""
    which = (T.id == task_id, T.inquiry_id == inquiry_id)
    return (await snapshot.execute(select(T.id).where(*which))).first() is not None


async def of_inquiry(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Sequence[Task]:
    """An inquiry's tasks: what is still to do first, by when; then what is done, the latest first."""
    order = (T.done_at.is_not(None), T.done_at.desc(), T.due_at.is_(None), T.due_at, T.created_at, T.id)
    return await _found(snapshot, keyring, None, [T.inquiry_id == inquiry_id], order)


async def of_assignee(
    snapshot: Snapshot, keyring: KeyRing, staff_id: str, *, queue_tags: Collection[bytes] | None
) -> Sequence[Task]:
    """What somebody has still to do in these queues (None: in all), by when; the overdue stand first by themselves."""
    return await _found(snapshot, keyring, queue_tags, [T.assignee_id == staff_id, T.done_at.is_(None)], _BY_DUE)


async def of_author(
    snapshot: Snapshot, keyring: KeyRing, staff_id: str, *, queue_tags: Collection[bytes] | None
) -> Sequence[Task]:
    """What somebody asked others to do and is not done yet."""
    others = T.assignee_id.is_(None) | (T.assignee_id != staff_id)
    return await _found(snapshot, keyring, queue_tags, [T.author_id == staff_id, others, T.done_at.is_(None)], _BY_DUE)


async def count(snapshot: Snapshot, staff_id: str, *, queue_tags: Collection[bytes] | None) -> int:
    """How much somebody has still to do."""
    statement = select(func.count()).select_from(tasks).where(T.assignee_id == staff_id, T.done_at.is_(None))
    if queue_tags is not None:
        statement = statement.join(inquiries, inquiries.c.id == T.inquiry_id)
        statement = statement.where(inquiries.c.queue_tag.in_(sorted(queue_tags)))
    return int((await snapshot.execute(statement)).scalar_one())


_BY_DUE: Final[tuple[ColumnElement[Any], ...]] = (T.due_at.is_(None), T.due_at, T.created_at, T.id)


async def _found(
    snapshot: Snapshot,
    keyring: KeyRing,
    queue_tags: Collection[bytes] | None,
    which: list[ColumnElement[bool]],
    order: tuple[ColumnElement[Any], ...],
) -> list[Task]:
    statement = select(tasks, inquiries.c.reference).join(inquiries, inquiries.c.id == T.inquiry_id).where(*which)
    if queue_tags is not None:
        statement = statement.where(inquiries.c.queue_tag.in_(sorted(queue_tags)))
    rows = (await snapshot.execute(statement.order_by(*order).limit(MOST))).all()
    known = await keys.of_many(snapshot, keyring, [row.inquiry_id for row in rows])
    return [_task(row, known[row.inquiry_id]) for row in rows if row.inquiry_id in known]


def _task(row: Any, key: InquiryKey) -> Task:
    return Task(
        id=row.id,
        inquiry_id=row.inquiry_id,
        author_id=row.author_id,
        assignee_id=row.assignee_id,
        created_at=row.created_at,
        due_at=row.due_at,
        text=key.open(_KIND, row.id, row.sealed),
        done_at=row.done_at,
        done_by=row.done_by,
        reference=row.reference,
    )
