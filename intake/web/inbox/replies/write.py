"""A coordinator writes an answer: begins it with a text of ours, lets a translator finish it, sends it now or later."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from starlette.responses import RedirectResponse, Response

from intake.domain.conversation import LONGEST
from intake.domain.errors import Conflict, NotFound
from intake.lib.ids import new_id
from intake.lib.translations import SOURCE
from intake.services.desk import replies, sending, templates
from intake.services.desk.replies import NotATranslator, Workplace
from intake.services.desk.sending import CannotSendThen
from intake.web.common.forms import read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of, id_of, office_of, tools_of
from intake.web.inbox.reach import at_an_end
from intake.web.inbox.replies import forms, words
from intake.web.inbox.replies.forms import Typed
from intake.web.inbox.replies.views import clock_of, morning_of, write_view

Deed = Callable[[IntakeRequest, Typed], Awaitable[str]]
FILL, FILL_ENGLISH, FILL_FOR_TWO = "fill", "fill_english", "fill_two"


class CannotDo(Exception):
    """A complaint that the page shows, as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def show(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/replies/new and …/replies/{reply}; ``?template=`` and ``?do=`` begin with a text."""
    work = await _open(request)
    if work.reply:
        typed = _typed_from(work)
    else:
        typed = Typed(reply=new_id(), template=request.query_params.get("template", "")[: forms.LONGEST_CODE])
        do = request.query_params.get("do", FILL)
        if typed.template and do in {FILL, FILL_ENGLISH, FILL_FOR_TWO}:
            return _filled(request, work, replace(typed, do=do))
    return _page(request, work, typed, done=request.query_params.get("done", ""))


async def change(request: IntakeRequest) -> Response:
    """POST …/replies/new and …/replies/{reply}: whatever was pressed, no word is lost."""
    typed = _of_address(request, forms.read(await read_form(request)))
    if typed.do in {FILL, FILL_ENGLISH, FILL_FOR_TWO}:
        return _filled(request, await _open(request, typed.reply), typed)
    problem = forms.complaint_about(typed) or ("" if typed.reply and typed.do in DEEDS else "unreadable")
    if not problem:
        try:
            return RedirectResponse(await DEEDS[typed.do](request, typed), status_code=303)
        except (CannotDo, CannotSendThen) as refused:
            problem = refused.code
        except NotATranslator:
            problem = "not_a_translator"
        except (Conflict, NotFound):
            return await _conflict(request, typed)
    return _page(request, await _open(request, typed.reply), typed, problem=problem)


def _of_address(request: IntakeRequest, typed: Typed) -> Typed:
    """The form of the answer that the address names. Raises `NotFound` for a new one there: it has no address yet."""
    named = str(request.path_params.get("reply", ""))
    if named and typed.version == 0:
        raise NotFound
    return replace(typed, reply=named) if named else typed


async def _save(request: IntakeRequest, typed: Typed) -> str:
    written = typed.written
    await replies.save(actor_of(request), id_of(request), typed.reply, typed.version, written, **tools_of(request))
    return f"{_base(request)}/replies/{typed.reply}?done=saved"


async def _translate(request: IntakeRequest, typed: Typed) -> str:
    written = typed.written
    await replies.ask_translator(
        actor_of(request), id_of(request), typed.reply, typed.version, written, typed.translator, **tools_of(request)
    )
    return f"{_base(request)}/replies/{typed.reply}?done=asked"


async def _send(request: IntakeRequest, typed: Typed) -> str:
    actor, written = actor_of(request), typed.written
    if typed.when == "now":
        await sending.send(actor, id_of(request), typed.reply, typed.version, typed.seen, written, **tools_of(request))
        return f"{_base(request)}?done=messages"
    at = await _moment(request, typed)
    await sending.schedule(
        actor, id_of(request), typed.reply, typed.version, typed.seen, written, at, **tools_of(request)
    )
    return f"{_base(request)}/replies/{typed.reply}?done=scheduled"


async def _take_back(request: IntakeRequest, typed: Typed) -> str:
    await replies.take_back(actor_of(request), id_of(request), typed.reply, typed.version, **tools_of(request))
    return f"{_base(request)}/replies/{typed.reply}?done=taken_back"


async def _throw_away(request: IntakeRequest, typed: Typed) -> str:
    await replies.throw_away(actor_of(request), id_of(request), typed.reply, typed.version, **tools_of(request))
    return _base(request)


DEEDS: dict[str, Deed] = {
    "save": _save,
    "translate": _translate,
    "send": _send,
    "take_back": _take_back,
    "throw_away": _throw_away,
}


async def _moment(request: IntakeRequest, typed: Typed) -> datetime:
    """When it should go out. Raises `CannotDo` where nobody can say."""
    work, desk = await _open(request, typed.reply), desk_of(request)
    if typed.when == "morning":
        at, missing = morning_of(work, desk.now), "no_morning"
    else:
        at, missing = typed.moment(clock_of(work, desk)), "no_moment"
    if at is None:
        raise CannotDo(missing)
    return at


def _filled(request: IntakeRequest, work: Workplace, typed: Typed) -> Response:
    """The page with the template's text put below what is there; or the refusal, and the ways on."""
    office, desk = office_of(request), desk_of(request)
    template = office.content.replies.get(typed.template)
    if template is None:
        return _page(request, work, typed)

    def text(locale: str) -> str | None:
        return templates.filled(template, locale, work.summary, desk.actor, office=office, now=desk.now)

    wanted = typed.locale or work.summary.facts.language
    if typed.do == FILL_FOR_TWO:
        own = text(desk.actor.locale) or text(SOURCE) or ""
        return _page(request, work, replace(typed, source=_below(typed.source, own)))
    if typed.do == FILL_ENGLISH:
        english = text(SOURCE) or ""
        return _page(request, work, replace(typed, locale=SOURCE, text=_below(typed.text, english)))
    put = text(wanted)
    if put is None:
        return _page(request, work, typed, refused=True)
    return _page(request, work, replace(typed, text=_below(typed.text, put)))


def _below(before: str, added: str) -> str:
    """Nothing that was typed is overwritten; the same text is not put in twice."""
    if not before or added in before:
        return before or added
    return f"{before}\n\n{added}"[:LONGEST]


async def _conflict(request: IntakeRequest, typed: Typed) -> Response:
    """A colleague or the inquirer was faster: what is there now stands beside what was typed, to be sent again."""
    try:
        work = await _open(request, typed.reply)
    except NotFound:  # the draft is gone: these words become a new one
        typed = replace(typed, reply=new_id())
        work = await replies.open_desk(actor_of(request), id_of(request), "", new=True, **tools_of(request))
    if typed.do == "take_back":  # that form had no words in it
        typed = _typed_from(work)
    return _page(request, work, typed, conflict=True)


def _page(
    request: IntakeRequest,
    work: Workplace,
    typed: Typed,
    *,
    problem: str = "",
    done: str = "",
    refused: bool = False,
    conflict: bool = False,
) -> Response:
    desk, office = desk_of(request), office_of(request)
    warning = " ".join(at_an_end(desk, work.summary.status))
    offered = templates.to_answer_with(office)
    view = write_view(desk, work, typed, offered=offered, refused=refused, conflict=conflict, warning=warning)
    t = reader_of(request).words
    said = {"problem": words.refusals(t).get(problem, ""), "done": words.done(t).get(done, ""), "conflict": conflict}
    today = desk.now.astimezone(clock_of(work, desk)).date()
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=60)).isoformat()}
    status = 409 if conflict else 422 if problem or refused else 200
    return staff_page(request, "inbox/replies/write.html", status, view=view, **said, **days)


def _typed_from(work: Workplace) -> Typed:
    reply = work.reply
    if reply is None:
        return Typed()
    return Typed(
        reply=reply.id,
        template=reply.texts.template,
        locale=SOURCE if reply.locale != work.summary.facts.language else "",
        source=reply.texts.source,
        text=reply.texts.text,
        translator=reply.translator_id or "",
    )


async def _open(request: IntakeRequest, reply_id: str = "") -> Workplace:
    """The desk for the answer of the address, or for one that so far may be in a form only."""
    named = str(request.path_params.get("reply", ""))
    return await replies.open_desk(
        actor_of(request), id_of(request), named or reply_id, new=not named, **tools_of(request)
    )


def _base(request: IntakeRequest) -> str:
    return f"/staff/inquiries/{id_of(request)}"
