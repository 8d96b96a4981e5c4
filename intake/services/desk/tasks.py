"""What is to be done about an inquiry: who has it, until when, and whether it is done. Nobody is reminded by mail.

Ticking one off needs no version: two who tick the same want the same.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from intake.domain.access import SERVING, Action, Actor
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.domain.inquiry import InquirySummary
from intake.lib.database import Snapshot, Transaction
from intake.services import inbox
from intake.services.desk.served import queue_tags
from intake.services.messages import message_id
from intake.services.office import Office
from intake.store import audit, mails, staff
from intake.store.audit import Entry
from intake.store.work import mentions
from intake.store.work import tasks as kept
from intake.store.work.mentions import Mention as Mention
from intake.store.work.tasks import Task as Task

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task as it was typed. Without an assignee: whoever serves the queue. ``form_id``: sent twice, kept once."""

    text: str = field(repr=False)
    form_id: str
    assignee_id: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What waits for one person: theirs by when, what they gave to others, where they were named. ``names`` by id.

    ``unreached``: inquiries, theirs or nobody's, whose inquirer a mail did not reach; ids and references.
    """

    mine: tuple[Task, ...]
    given: tuple[Task, ...]
    named: tuple[Mention, ...]
    unreached: tuple[tuple[str, str], ...]
    names: Mapping[str, str]


async def add(actor: Actor, inquiry_id: str, version: int, new: NewTask, *, office: Office, now: datetime) -> None:
    """Ask somebody of the queue, or whoever comes first, to do something.

    Raises `NotFound`, `NotAllowed`, `Conflict`, `inbox.NotAMember`.
    """

    async def added(tx: Transaction, found: InquirySummary) -> None:
        id_ = message_id(office.keyring, found.id, new.form_id, new.text)
        if await kept.exists(tx, found.id, id_):
            return
        if found.version != version:
            raise Conflict
        serving = {one.staff_id for one in await inbox.members_of(tx, office.keyring, found.queue)}
        if new.assignee_id is not None and new.assignee_id not in serving:
            raise inbox.NotAMember
        task = Task(id_, found.id, actor.staff_id, new.assignee_id, now, new.due_at, new.text)
        await kept.add(tx, office.keyring, task)
        detail = {"task": id_, "to": new.assignee_id or ""}
        await audit.append(tx, Entry(now, actor.staff_id, "task.add", inbox.KIND, found.id, detail=detail))

    await _for(actor, inquiry_id, added, office=office, now=now)


async def mark(actor: Actor, inquiry_id: str, task_id: str, *, done: bool, office: Office, now: datetime) -> None:
    """It is done, or not done after all. Raises `NotFound`, `NotAllowed`."""

    async def marked(tx: Transaction, found: InquirySummary) -> None:
        if not await kept.exists(tx, found.id, task_id):
            raise NotFound
        if await kept.mark(tx, found.id, task_id, by=actor.staff_id if done else None, now=now):
            action = "task.done" if done else "task.reopen"
            await audit.append(tx, Entry(now, actor.staff_id, action, inbox.KIND, found.id, detail={"task": task_id}))

    await _for(actor, inquiry_id, marked, office=office, now=now)


async def board(actor: Actor, *, office: Office, now: datetime) -> Board:
    """What waits for somebody, of inquiries that are their business; the look is written down. Raises `NotAllowed`."""
    if actor.role not in SERVING:
        raise NotAllowed
    tags = queue_tags(actor, office.keyring)
    async with office.db.read() as snapshot:
        mine = await kept.of_assignee(snapshot, office.keyring, actor.staff_id, queue_tags=tags)
        given = await kept.of_author(snapshot, office.keyring, actor.staff_id, queue_tags=tags)
        named = await mentions.unseen(snapshot, actor.staff_id, queue_tags=tags)
        unreached = await mails.waiting_for(snapshot, actor.staff_id, queue_tags=tags)
        wrote = {task.author_id for task in mine} | {mention.author_id for mention in named}
        who = wrote | {task.assignee_id or "" for task in given}
        names = await _names(snapshot, office, who)
    async with office.db.write() as tx:
        detail = {"rows": len(mine) + len(given)}
        await audit.append(tx, Entry(now, actor.staff_id, "tasks.list", "inbox", "all", detail=detail))
    return Board(tuple(mine), tuple(given), tuple(named), tuple(unreached), names)


async def _names(snapshot: Snapshot, office: Office, ids: set[str]) -> Mapping[str, str]:
    return {id_: one.name for id_, one in (await staff.by_ids(snapshot, office.keyring, ids)).items()}


async def _for(
    actor: Actor,
    inquiry_id: str,
    work: Callable[[Transaction, InquirySummary], Awaitable[T]],
    *,
    office: Office,
    now: datetime,
) -> T:
    return await inbox.carry_out(
        actor, inquiry_id, Action.WRITE_NOTE, work, db=office.db, keyring=office.keyring, now=now
    )
