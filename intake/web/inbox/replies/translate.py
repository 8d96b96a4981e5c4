"""Texts that wait: those somebody was asked to translate, and the answers they began themselves."""

from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import Conflict
from intake.lib import formats
from intake.services.desk import replies, translating
from intake.services.desk.replies import Reply
from intake.services.desk.translating import Sheet
from intake.web.common.forms import read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, serves_any, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of, office_of, tools_of
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.replies import forms, words
from intake.web.inbox.replies.forms import Typed

URL = "/staff/replies"


@dataclass(frozen=True, slots=True)
class TaskView:
    """A text in a translator's list."""

    url: str
    number: str
    languages: str
    since: Moment


@dataclass(frozen=True, slots=True)
class MineView:
    """An answer somebody began."""

    url: str
    reference: str
    state: str
    state_words: str
    detail: str
    held: str
    at: Moment


@dataclass(frozen=True, slots=True)
class SheetView:
    """The page of a translator: two languages and two texts."""

    url: str
    number: str
    version: int
    own_locale: str
    own_language: str
    locale: str
    language: str
    source: str
    text: str
    marks: bool
    machine: bool
    typed: Typed
    other: str


async def listing(request: IntakeRequest) -> Response:
    """GET /staff/replies: what waits for this person."""
    desk, office, actor = desk_of(request), office_of(request), actor_of(request)
    tasks = [_task(desk, one) for one in await translating.waiting(actor, office=office)]
    begun = await replies.mine(actor, **tools_of(request)) if serves_any(actor) else ()
    mine = [_mine(desk, reply, found.reference) for reply, found in begun]
    done = words.done(desk.t).get(request.query_params.get("done", ""), "")
    return staff_page(
        request, "inbox/replies/list.html", tasks=tasks, mine=mine, coordinates=serves_any(actor), done=done
    )


async def show(request: IntakeRequest) -> Response:
    """GET /staff/replies/{reply}: the text to translate, and nothing else."""
    sheet = await translating.open_sheet(actor_of(request), _reply(request), **tools_of(request))
    typed = Typed(version=sheet.version, text=sheet.text)
    return _page(request, sheet, typed, done=request.query_params.get("done", ""))


async def change(request: IntakeRequest) -> Response:
    """POST /staff/replies/{reply}: saved, or handed back."""
    typed = forms.read(await read_form(request))
    problem = forms.complaint_about(typed) or ("" if typed.do in {"save", "hand_back"} else "unreadable")
    conflict = False
    if not problem:
        try:
            return await _write(request, typed)
        except Conflict:
            conflict = True
    sheet = await translating.open_sheet(actor_of(request), _reply(request), **tools_of(request))
    return _page(request, sheet, typed, problem=problem, conflict=conflict)


async def _write(request: IntakeRequest, typed: Typed) -> Response:
    back = typed.do == "hand_back"
    await translating.write(
        actor_of(request),
        _reply(request),
        typed.version,
        typed.text,
        hand_back=back,
        machine=typed.machine,
        checked=typed.checked,
        **tools_of(request),
    )
    to = f"{URL}?done=handed_back" if back else f"{URL}/{_reply(request)}?done=translation_saved"
    return RedirectResponse(to, status_code=303)


def _page(
    request: IntakeRequest, sheet: Sheet, typed: Typed, *, problem: str = "", done: str = "", conflict: bool = False
) -> Response:
    desk, t = desk_of(request), reader_of(request).words
    said = {"problem": words.refusals(t).get(problem, ""), "done": words.done(t).get(done, ""), "conflict": conflict}
    view = SheetView(
        url=f"{URL}/{sheet.id}",
        number=sheet.number,
        version=sheet.version,
        own_locale=sheet.source_locale,
        own_language=desk.language(sheet.source_locale),
        locale=sheet.locale,
        language=desk.language(sheet.locale),
        source=sheet.source,
        text=sheet.text,
        marks=sheet.marks > 0,
        machine=sheet.machine,
        typed=typed,
        other=sheet.text if conflict else "",
    )
    status = 409 if conflict else 422 if problem else 200
    return staff_page(request, "inbox/replies/translate.html", status, view=view, **said)


def _task(desk: Desk, sheet: Sheet) -> TaskView:
    both = {"source": desk.language(sheet.source_locale), "target": desk.language(sheet.locale)}
    named = desk.t.pgettext("translation", "from %(source)s into %(target)s") % both
    return TaskView(f"{URL}/{sheet.id}", sheet.number, named, desk.then(sheet.since))


def _mine(desk: Desk, reply: Reply, reference: str) -> MineView:
    detail = formats.date_time(reply.send_at, desk.tag, desk.zone) if reply.send_at else ""
    return MineView(
        url=f"/staff/inquiries/{reply.inquiry_id}/replies/{reply.id}",
        reference=reference,
        state=reply.state.value,
        state_words=words.states(desk.t)[reply.state],
        detail=detail,
        held=words.held(desk.t)[reply.texts.held] if reply.texts.held else "",
        at=desk.then(reply.updated_at),
    )


def _reply(request: IntakeRequest) -> str:
    return str(request.path_params["reply"])
