"""Saying no: pick the reason, read the letter in both languages, change it, and send it together with the status."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from intake.content.reply_templates import ReplyTemplate
from intake.domain.errors import Conflict, MoveRefused
from intake.lib.ids import new_id
from intake.lib.translations import SOURCE
from intake.services.desk import declining, replies, templates
from intake.services.desk.replies import Workplace
from intake.web.common.forms import read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox import words as inbox_words
from intake.web.inbox.common import desk_of, id_of, office_of, tools_of
from intake.web.inbox.desk import Desk
from intake.web.inbox.presenters import OptionView
from intake.web.inbox.replies import forms, words
from intake.web.inbox.replies.forms import Typed
from intake.web.inbox.replies.write import FILL_FOR_TWO


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason, when it fits, and what the status will be."""

    option: OptionView
    when: str
    status: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """The letter in both languages. ``missing``: it does not speak theirs; ``reviewed``: what is known of that."""

    title: str
    status: str
    locale: str
    language: str
    own_locale: str
    own_language: str
    two: bool
    missing: str
    reviewed: str
    labelled: str
    english_url: str
    two_url: str


@dataclass(frozen=True, slots=True)
class DeclineView:
    """The page."""

    url: str
    inquiry_url: str
    reference: str
    seen: int
    typed: Typed
    reasons: tuple[ReasonView, ...]
    letter: LetterView | None


async def show(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/decline; ``?template=`` is the reason, ``?locale=en`` takes the English letter."""
    work = await _open(request)
    locale = SOURCE if request.query_params.get("locale") == SOURCE else ""
    chosen = request.query_params.get("template", "")[: forms.LONGEST_CODE]
    typed = _letter(request, work, Typed(reply=new_id(), template=chosen, locale=locale))
    return _page(request, work, typed)


async def change(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/decline: the letter is sent and the status changed, both or neither."""
    typed = replace(forms.read(await read_form(request)), do="send")
    template = office_of(request).content.replies.get(typed.template)
    problem = forms.complaint_about(typed) or ("" if template and template.status else "no_reason")
    conflict = False
    if not problem and template:
        try:
            return await _decline(request, typed, template)
        except MoveRefused:
            problem = "no_such_move"
        except Conflict:
            conflict = True
    return _page(request, await _open(request), typed, problem=problem, conflict=conflict)


async def _decline(request: IntakeRequest, typed: Typed, template: ReplyTemplate) -> Response:
    desk, written, end = desk_of(request), typed.written, template.status
    if end is None:
        raise MoveRefused("", template.id, "no_such_move")
    reason = desk.reader.content(f"reply.{template.id}.title", template.title)
    await declining.decline(
        actor_of(request),
        id_of(request),
        typed.seen,
        end,
        written,
        reason=reason,
        form_id=typed.reply,
        **tools_of(request),
    )
    return RedirectResponse(f"/staff/inquiries/{id_of(request)}?done=messages", status_code=303)


def _letter(request: IntakeRequest, work: Workplace, typed: Typed) -> Typed:
    """The form with the letter of the chosen reason, as far as it can be said in their language and in the reader's."""
    desk, office = desk_of(request), office_of(request)
    template = office.content.replies.get(typed.template)
    if template is None or template.status is None:
        return replace(typed, template="")

    def text(locale: str) -> str:
        found = templates.filled(template, locale, work.summary, desk.actor, office=office, now=desk.now)
        return found or ""

    locale = typed.locale or work.summary.facts.language
    own = "" if locale == desk.actor.locale else text(desk.actor.locale) or text(SOURCE)
    return replace(typed, text=text(locale), source=own)


def _page(
    request: IntakeRequest, work: Workplace, typed: Typed, *, problem: str = "", conflict: bool = False
) -> Response:
    desk, found = desk_of(request), work.summary
    offered = templates.to_decline_with(office_of(request), declining.open_exits(found.status))
    template = next((one for one in offered if one.id == typed.template), None)
    if template is None and typed.do:  # what was written is shown again, whatever became of the inquiry meanwhile
        known = office_of(request).content.replies.get(typed.template)
        template = known if known and known.status else None
    base = f"/staff/inquiries/{found.id}"
    view = DeclineView(
        url=f"{base}/decline",
        inquiry_url=base,
        reference=found.reference,
        seen=found.version,
        typed=typed,
        reasons=tuple(_reason(desk, one, typed.template) for one in offered),
        letter=_letter_view(request, desk, work, template, typed) if template else None,
    )
    said = words.refusals(desk.t).get(problem, "")
    status = 409 if conflict else 422 if problem else 200
    return staff_page(request, "inbox/replies/decline.html", status, view=view, problem=said, conflict=conflict)


def _reason(desk: Desk, one: ReplyTemplate, chosen: str) -> ReasonView:
    title = desk.reader.content(f"reply.{one.id}.title", one.title)
    when = desk.reader.content(f"reply.{one.id}.when", one.when)
    status = inbox_words.statuses(desk.t)[one.status or ""]
    return ReasonView(OptionView(one.id, title, one.id == chosen), when, status)


def _letter_view(
    request: IntakeRequest, desk: Desk, work: Workplace, template: ReplyTemplate, typed: Typed
) -> LetterView:
    t, office, wanted = desk.t, office_of(request), work.summary.facts.language
    locale, own, base = typed.locale or wanted, desk.actor.locale, f"/staff/inquiries/{work.summary.id}"
    spoken = templates.speaks(template, locale, work.summary, office=office)
    reviewed = templates.is_reviewed(template, locale, office=office)
    language = {"language": desk.language(wanted)}
    missing = t.gettext("This letter has no finished translation into %(language)s, so it was not put in.") % language
    nobody = t.gettext("Nobody has reviewed this letter yet. Read every sentence before you send it.")
    labelled = t.gettext("They asked for %(language)s. Their page says that this letter is English.") % language
    return LetterView(
        title=desk.reader.content(f"reply.{template.id}.title", template.title),
        status=inbox_words.statuses(t)[template.status or ""],
        locale=locale,
        language=desk.language(locale),
        own_locale=own,
        own_language=desk.language(own),
        two=locale != own,
        missing="" if spoken else missing,
        reviewed="" if reviewed else nobody,
        labelled=labelled if locale != wanted else "",
        english_url=f"{base}/decline?{urlencode({'template': template.id, 'locale': SOURCE})}",
        two_url=f"{base}/replies/new?{urlencode({'template': template.id, 'do': FILL_FOR_TWO})}"
        if own != locale
        else "",
    )


async def _open(request: IntakeRequest) -> Workplace:
    return await replies.open_desk(actor_of(request), id_of(request), "", new=True, **tools_of(request))
