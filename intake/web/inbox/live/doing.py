"""Giving and doing tasks: the forms on the page of an inquiry and on that of the tasks."""

from datetime import UTC, date, datetime, time, timedelta

from starlette.responses import RedirectResponse, Response

from intake.lib.ids import new_id
from intake.services.desk import tasks
from intake.services.desk.tasks import NewTask
from intake.services.inbox import Purpose
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import id_of
from intake.web.inbox.forms import Wanted
from intake.web.inbox.inquiry import carry_out, load, view_of

HERE = "/staff/tasks"


async def add(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/tasks"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now = request.state["resources"].office, datetime.now(UTC)
        due_at = _until(request, wanted.task_due) if wanted.task_due else None
        new = NewTask(wanted.task, wanted.form_id or new_id(), wanted.assignee or None, due_at)
        await tasks.add(actor_of(request), id_of(request), wanted.version, new, office=office, now=now)

    return await carry_out(request, "tasks", change)


async def mark(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/tasks/{task}: done, or not done after all."""
    fields = single(await read_form(request))
    inquiry_id, task_id = id_of(request), str(request.path_params["task"])
    office, now = request.state["resources"].office, datetime.now(UTC)
    done = fields.get("done") == "yes"
    await tasks.mark(actor_of(request), inquiry_id, task_id, done=done, office=office, now=now)
    back = HERE if fields.get("back") == "tasks" else f"/staff/inquiries/{inquiry_id}#tasks"
    return RedirectResponse(back, status_code=303)


async def now(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/now: how it stands, for a page that lies open with something typed on it."""
    file = await load(request, Purpose.EXPLAIN)
    return staff_page(request, "inbox/live/now.html", view=view_of(request, file))


def _until(request: IntakeRequest, day: str) -> datetime:
    """The end of a day by the office's clock; the day was read before."""
    zone = request.state["resources"].content.routing.calendar.zone
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), zone).astimezone(UTC)
