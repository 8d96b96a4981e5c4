"""The page of one inquiry, and what can be done there. Each change shows the page again, or says why not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import Conflict, MoveRefused
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services import inbox, quarantine, replies
from intake.services import records as judging
from intake.services.desk import notes
from intake.services.inbox import CaseFile, NotAMember, Purpose
from intake.services.mail.correcting import CannotSend
from intake.web.common.forms import read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox import words
from intake.web.inbox.brief.clocks import clocks_view
from intake.web.inbox.brief.view import brief_view
from intake.web.inbox.common import desk_of, id_of
from intake.web.inbox.files import told
from intake.web.inbox.forms import Wanted, complaint_about, read_change
from intake.web.inbox.panels import panels_of
from intake.web.inbox.sheet import sheet_view
from intake.web.inbox.sheet_views import SheetView

Change = Callable[[IntakeRequest, Wanted], Awaitable[None]]
NOTHING_TYPED = Wanted()


@dataclass(frozen=True, slots=True)
class WantedView:
    """What somebody wanted while somebody else was faster: everything to do it again."""

    action: str
    text: str
    button: str
    hidden: tuple[tuple[str, str], ...] = ()
    long_name: str = ""
    long_label: str = ""
    long_text: str = ""


async def show(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}"""
    file = await load(request, Purpose.SHOW)
    view = view_of(request, file)
    what = request.query_params.get("done", "")
    if what == "messages" and not view.conversation.by_mail:
        what = "messages_without_mail"
    return await _page(request, file, view, done=words.done(reader_of(request).words).get(what, ""))


async def take(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/take"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        await inbox.take(actor_of(request), id_of(request), wanted.version, **_with(request))

    return await carry_out(request, "take", change)


async def assign(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/assign"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        to = wanted.assignee or None
        await inbox.assign(actor_of(request), id_of(request), wanted.version, to, **_with(request))

    return await carry_out(request, "assign", change)


async def status(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/status"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        if wanted.status not in set(Status):
            raise MoveRefused("", wanted.status, "no_such_move")
        new, routing = Status(wanted.status), request.state["resources"].content.routing
        await inbox.change_status(
            actor_of(request), id_of(request), wanted.version, new, wanted.reason, routing=routing, **_with(request)
        )

    return await carry_out(request, "status", change)


async def release(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/release"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now = request.state["resources"].office, datetime.now(UTC)
        await quarantine.release(actor_of(request), id_of(request), wanted.version, office=office, now=now)

    return await carry_out(request, "release", change)


async def note(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/notes"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now, tell = request.state["resources"].office, datetime.now(UTC), [wanted.tell] if wanted.tell else []
        await notes.add(actor_of(request), id_of(request), wanted.version, wanted.note, tell, office=office, now=now)

    return await carry_out(request, "notes", change)


async def message(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/messages"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now = request.state["resources"].office, datetime.now(UTC)
        form = wanted.form_id or new_id()
        sent, machine = (wanted.version, wanted.message, form), wanted.machine
        await replies.answer(actor_of(request), id_of(request), *sent, office=office, now=now, machine=machine)

    return await carry_out(request, "messages", change)


async def records(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/records"""

    async def change(request: IntakeRequest, wanted: Wanted) -> None:
        office, now = request.state["resources"].office, datetime.now(UTC)
        await judging.judge(actor_of(request), id_of(request), wanted.version, wanted.records, office=office, now=now)

    return await carry_out(request, "records", change)


class _Tools(TypedDict):
    db: Database
    keyring: KeyRing
    now: datetime


async def carry_out(request: IntakeRequest, action: str, change: Change) -> Response:
    """Read, do, and show the page again; or say why not, with everything that was typed."""
    wanted = read_change(await read_form(request))
    problem = complaint_about(wanted, action)
    if problem is None:
        try:
            await change(request, wanted)
        except (MoveRefused, CannotSend) as refused:
            problem = refused.code
        except NotAMember:
            problem = "not_a_member"
        except Conflict:
            return await _conflict(request, action, wanted)
    if problem is None:
        return RedirectResponse(f"/staff/inquiries/{id_of(request)}?done={action}", status_code=303)
    return await _again(request, wanted, problem)


async def _again(request: IntakeRequest, wanted: Wanted, problem: str) -> Response:
    file = await load(request, Purpose.EXPLAIN)
    sentence = words.refusals(reader_of(request).words)[problem]
    view = view_of(request, file, wanted_status=wanted.status)
    return await _page(request, file, view, 422, typed=wanted, problem=sentence)


async def _page(
    request: IntakeRequest,
    file: CaseFile,
    view: SheetView,
    status: int = 200,
    *,
    typed: Wanted = NOTHING_TYPED,
    problem: str = "",
    done: str = "",
) -> Response:
    desk, found = desk_of(request), file.inquiry.summary
    parts = {
        "brief": brief_view(desk, file),
        "clocks": clocks_view(desk, file.inquiry.answers, found.queue, found.due_at if view.due else None),
        "panels": await panels_of(request, desk, file),
    }
    said = {"typed": typed, "problem": problem, "done": done}
    return staff_page(request, "inbox/inquiry.html", status, view=view, **parts, **said)


async def _conflict(request: IntakeRequest, action: str, wanted: Wanted) -> Response:
    """Both sides: how it is now, and what was wanted, ready to be done again."""
    file = await load(request, Purpose.EXPLAIN)
    view = _wanted_view(request, file, action, wanted)
    return staff_page(request, "inbox/conflict.html", 409, view=view_of(request, file), wanted=view)


def _wanted_view(request: IntakeRequest, file: CaseFile, action: str, wanted: Wanted) -> WantedView:
    t = reader_of(request).words
    if action == "notes":
        hidden = (("tell", wanted.tell),)
        return WantedView(action, "", t.gettext("Add the note"), hidden, "note", t.gettext("Your note"), wanted.note)
    if action == "tasks":
        more = (("form_id", wanted.form_id), ("assignee", wanted.assignee), ("task_due", wanted.task_due))
        return WantedView(action, "", t.gettext("Add the task"), more, "task", t.gettext("Your task"), wanted.task)
    if action == "messages":
        hidden = (("form_id", wanted.form_id), *((("machine", "yes"),) if wanted.machine else ()))
        return WantedView(
            action, "", t.gettext("Send the answer"), hidden, "message", t.gettext("Your answer"), wanted.message
        )
    if action == "release":
        return WantedView(action, t.gettext("It looked like spam, and you say that it is none."), words.real(t))
    if action == "records":
        states = tuple((f"state.{kind.value}", state.value) for kind, state in wanted.records.items())
        return WantedView(action, told(desk_of(request), wanted.records), t.gettext("Save the records"), states)
    if action == "status":
        status = {"status": words.statuses(t).get(wanted.status, wanted.status)}
        said = t.gettext("Change the status to “%(status)s”.") % status
        hidden = (("status", wanted.status),)
        button = t.gettext("Change the status")
        return WantedView(action, said, button, hidden, "reason", t.gettext("Reason"), wanted.reason)
    if action == "mails":
        return WantedView(action, t.gettext("Send the mail again."), t.gettext("Send again"), (("mail", wanted.mail),))
    if action == "aside":
        return WantedView(action, t.gettext("Dealt with"), t.gettext("Dealt with"), (("mail", wanted.mail),))
    if action == "address":
        said = t.gettext("Correct the address to “%(address)s”.") % {"address": wanted.email}
        typed = (("mail", wanted.mail), ("email", wanted.email))
        return WantedView(action, said, t.gettext("Correct the address and send again"), typed)
    if action == "assign":
        name = {"name": file.names.get(wanted.assignee) or t.gettext("nobody")}
        said, hidden = t.gettext("Assign it to %(name)s.") % name, (("assignee", wanted.assignee),)
        return WantedView(action, said, t.gettext("Assign"), hidden)
    return WantedView(action, t.gettext("Take the inquiry."), t.gettext("Take it over"))


async def load(request: IntakeRequest, purpose: Purpose) -> CaseFile:
    """The inquiry the address names, opened and written down."""
    return await inbox.load(actor_of(request), id_of(request), purpose, **_with(request))


def view_of(request: IntakeRequest, file: CaseFile, *, wanted_status: str = "") -> SheetView:
    """As its reader sees it."""
    return sheet_view(desk_of(request), file, wanted_status=wanted_status)


def _with(request: IntakeRequest) -> _Tools:
    resources = request.state["resources"]
    return {"db": resources.db, "keyring": resources.keyring, "now": datetime.now(UTC)}
