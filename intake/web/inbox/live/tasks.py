"""Tasks, as they are shown: on the page of an inquiry, and all that waits for one person on a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from intake.lib import formats
from intake.lib.ids import new_id
from intake.services.desk import tasks
from intake.services.desk.tasks import Board, Mention, Task
from intake.services.inbox import CaseFile
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.presenters import OptionView


@dataclass(frozen=True, slots=True)
class DueView:
    """Until when. ``overdue``: the word for it, once the day is over."""

    day: str
    iso: str
    overdue: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to do. ``url`` ticks it off or takes the tick away; ``who`` has it or gave it."""

    url: str
    inquiry_url: str
    reference: str
    text: str
    who: str
    due: DueView | None
    done: str


@dataclass(frozen=True, slots=True)
class NamedView:
    """A note that names the reader, where they have not looked yet."""

    url: str
    reference: str
    author: str
    at: Moment


@dataclass(frozen=True, slots=True)
class UnreachedView:
    """An inquiry whose inquirer a mail did not reach."""

    url: str
    reference: str


@dataclass(frozen=True, slots=True)
class ToDoView:
    """An inquiry's tasks, and the form for one more. ``tellable``: whom a note can be for as well."""

    open: tuple[TaskView, ...]
    done: tuple[TaskView, ...]
    members: tuple[OptionView, ...]
    form_id: str
    tellable: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """What waits for one person."""

    mine: tuple[TaskView, ...]
    given: tuple[TaskView, ...]
    named: tuple[NamedView, ...]
    unreached: tuple[UnreachedView, ...]


async def show(request: IntakeRequest) -> Response:
    """GET /staff/tasks"""
    actor, now, resources = actor_of(request), datetime.now(UTC), request.state["resources"]
    desk = Desk(actor, reader_of(request), resources.content, now)
    found = await tasks.board(actor, office=resources.office, now=now)
    return staff_page(request, "inbox/live/tasks.html", view=_board(desk, found))


def to_do_view(desk: Desk, file: CaseFile, found: Sequence[Task]) -> ToDoView:
    """The tasks of an inquiry that lies open before its reader."""
    views = [(task, _task(desk, task, _whose(desk, file, task))) for task in found]
    return ToDoView(
        open=tuple(view for task, view in views if task.done_at is None),
        done=tuple(view for task, view in views if task.done_at is not None),
        members=tuple(OptionView(one.staff_id, one.name) for one in file.members),
        form_id=new_id(),
        tellable=tuple(OptionView(m.staff_id, m.name) for m in file.members if m.staff_id != desk.actor.staff_id),
    )


def _whose(desk: Desk, file: CaseFile, task: Task) -> str:
    if task.done_by is not None:
        return file.names.get(task.done_by, "")
    return file.names.get(task.assignee_id or "", "") or desk.t.gettext("whoever comes first")


def _board(desk: Desk, board: Board) -> BoardView:
    anybody = desk.t.gettext("whoever comes first")
    return BoardView(
        mine=tuple(_task(desk, one, board.names.get(one.author_id, "")) for one in board.mine),
        given=tuple(_task(desk, one, board.names.get(one.assignee_id or "", "") or anybody) for one in board.given),
        named=tuple(_named(desk, one, board.names.get(one.author_id, "")) for one in board.named),
        unreached=tuple(UnreachedView(f"/staff/inquiries/{id_}#mails", name) for id_, name in board.unreached),
    )


def _named(desk: Desk, one: Mention, author: str) -> NamedView:
    return NamedView(f"/staff/inquiries/{one.inquiry_id}#notes", one.reference, author, desk.then(one.created_at))


def _task(desk: Desk, task: Task, who: str) -> TaskView:
    url = f"/staff/inquiries/{task.inquiry_id}"
    return TaskView(
        url=f"{url}/tasks/{task.id}",
        inquiry_url=url,
        reference=task.reference,
        text=task.text,
        who=who,
        due=_due(desk, task),
        done=desk.then(task.done_at).said if task.done_at else "",
    )


def _due(desk: Desk, task: Task) -> DueView | None:
    """A task is due until its day is over, by the office's clock."""
    if task.due_at is None:
        return None
    last = task.due_at - timedelta(seconds=1)
    late = task.done_at is None and task.due_at <= desk.now
    overdue = desk.t.pgettext("due", "overdue") if late else ""
    return DueView(
        formats.day(last, desk.tag, desk.zone, now=desk.now), f"{last.astimezone(desk.zone):%Y-%m-%d}", overdue
    )
