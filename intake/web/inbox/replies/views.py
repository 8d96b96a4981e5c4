"""What the pages of an answer in the making receive: frozen values, every sentence in the coordinator's language."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.content.reply_templates import ReplyTemplate
from intake.domain.contact import ContactLimits
from intake.domain.questionnaire import QuestionType
from intake.domain.reply import AT_THE_DESK, ReplyState, next_morning
from intake.lib import formats
from intake.lib.translations import SOURCE
from intake.services.desk.replies import Workplace
from intake.services.desk.their_day import zones_of
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.messages import message_view
from intake.web.inbox.presenters import OptionView
from intake.web.inbox.replies import words
from intake.web.inbox.replies.forms import Typed
from intake.web.inbox.sheet_answers import pair
from intake.web.inbox.sheet_views import MessageView, Pair

SEEN = 6
"""The newest messages, which stand beside the answer."""


@dataclass(frozen=True, slots=True)
class TemplatesView:
    """The texts to begin with, by kind."""

    label: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class RefusedView:
    """A template that is not translated: what to say, and the ways on."""

    said: str
    english: str
    two: str


@dataclass(frozen=True, slots=True)
class NowView:
    """What a colleague made of the same draft meanwhile."""

    state: str
    source: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class WhenView:
    """When it can go: the next morning where they are, or a moment by the clock that is named."""

    morning: str
    clock: str
    limits: str


@dataclass(frozen=True, slots=True)
class WriteView:
    """The page."""

    url: str
    inquiry_url: str
    reference: str
    reply: str
    version: int
    seen: int
    state: str
    state_words: str
    at_the_desk: bool
    stoppable: bool
    since: Moment | None
    goes_out: str
    translator: str
    held: str
    locale: str
    language: str
    labelled: str
    own_locale: str
    own_language: str
    two: bool
    typed: Typed
    machine: bool
    checked_by: str
    templates: tuple[TemplatesView, ...]
    refused: RefusedView | None
    translators: tuple[OptionView, ...]
    when: WhenView
    words: tuple[Pair, ...]
    said: tuple[MessageView, ...]
    other: NowView | None
    warning: str


def clock_of(work: Workplace, desk: Desk) -> ZoneInfo:
    """By which clock a moment is chosen: theirs where there is one, else the office's."""
    zones = zones_of(work.answers)
    return zones[0] if len(zones) == 1 else desk.zone


def morning_of(work: Workplace, now: datetime) -> datetime | None:
    """The next morning where they are, within the hours they asked for."""
    return next_morning(now, ContactLimits.of(work.answers), zones_of(work.answers))


def when_view(work: Workplace, desk: Desk) -> WhenView:
    """The ways to choose a moment."""
    t, zone, at = desk.t, clock_of(work, desk), morning_of(work, desk.now)
    limits = ContactLimits.of(work.answers)
    only = t.gettext("They asked to hear from us only at certain times.") if not limits.suits(desk.now) else ""
    return WhenView(
        morning=formats.date_time(at, desk.tag, zone) if at else "",
        clock=formats.zone_name(desk.now, desk.tag, zone),
        limits=only,
    )


def templates_view(desk: Desk, offered: tuple[ReplyTemplate, ...], chosen: str) -> tuple[TemplatesView, ...]:
    """The menu, in the order of the file; each kind once."""
    called = words.kinds(desk.t)
    kinds = tuple(dict.fromkeys(one.kind for one in offered))

    def option(one: ReplyTemplate) -> OptionView:
        return OptionView(one.id, desk.reader.content(f"reply.{one.id}.title", one.title), one.id == chosen)

    return tuple(
        TemplatesView(called[kind], tuple(option(one) for one in offered if one.kind is kind)) for kind in kinds
    )


def refused_view(desk: Desk, language: str, *, two: bool) -> RefusedView:
    """What is said where a template does not speak their language."""
    t, named = desk.t, {"language": language}
    return RefusedView(
        t.gettext("This text has no finished translation into %(language)s, so it was not put in.") % named,
        t.gettext("Use the English text; the patient’s page says that it is English"),
        t.gettext("Put it in as a draft for a translator") if two else "",
    )


def write_view(
    desk: Desk,
    work: Workplace,
    typed: Typed,
    *,
    offered: tuple[ReplyTemplate, ...],
    refused: bool = False,
    conflict: bool = False,
    warning: str = "",
) -> WriteView:
    """The page of one answer. ``conflict``: what a colleague wrote stands beside what was typed."""
    t, reply, found = desk.t, work.reply, work.summary
    state = reply.state if reply else ReplyState.DRAFT
    locale = typed.locale or found.facts.language
    own = reply.source_locale if reply else desk.actor.locale
    language, base = desk.language(locale), f"/staff/inquiries/{found.id}"
    texts = reply.texts if reply else None
    goes_out = reply.send_at if reply else None
    called = words.states(t)[state]
    return WriteView(
        url=f"{base}/replies/{reply.id if reply else 'new'}",
        inquiry_url=base,
        reference=found.reference,
        reply=reply.id if reply else typed.reply,
        version=reply.version if reply else 0,
        seen=found.version,
        state=state.value,
        state_words=called,
        at_the_desk=state in AT_THE_DESK,
        stoppable=state in {ReplyState.TO_TRANSLATE, ReplyState.SCHEDULED},
        since=desk.then(reply.updated_at) if reply else None,
        goes_out=formats.date_time(goes_out, desk.tag, clock_of(work, desk)) if goes_out else "",
        translator=work.names.get(reply.translator_id or "", "") if reply else "",
        held=words.held(t)[texts.held] if texts and texts.held else "",
        locale=locale,
        language=language,
        labelled=_labelled(desk, locale, found.facts.language),
        own_locale=own,
        own_language=desk.language(own),
        two=own != locale or bool(typed.source),
        typed=typed,
        machine=bool(texts and texts.machine),
        checked_by=work.names.get(texts.checked_by, "") if texts else "",
        templates=templates_view(desk, offered, typed.template),
        refused=refused_view(desk, language, two=own != locale) if refused else None,
        translators=tuple(OptionView(id_, name, id_ == typed.translator) for id_, name in work.translators),
        when=when_view(work, desk),
        words=_words(desk, work),
        said=tuple(message_view(desk, work.names, one) for one in work.said[-SEEN:]),
        other=NowView(called, texts.source, texts.text, locale) if conflict and texts else None,
        warning=warning,
    )


def _words(desk: Desk, work: Workplace) -> tuple[Pair, ...]:
    """What they wrote in the form in their own words: that is what is answered, before there is any message."""
    asked = (one for one in desk.content.questionnaire.questions if one.type is QuestionType.PARAGRAPHS)
    return tuple(pair(desk, one, work.answers, work.summary.locale) for one in asked if work.answers.get(one.id))


def _labelled(desk: Desk, locale: str, wanted: str) -> str:
    """What the patient's page says of a text that is not in the language they asked for."""
    if locale == wanted:
        return ""
    named = {"language": desk.language(locale), "wanted": desk.language(wanted)}
    said = desk.t.gettext("They asked for %(wanted)s. Their page says that this text is %(language)s.")
    return said % named if locale == SOURCE else ""
