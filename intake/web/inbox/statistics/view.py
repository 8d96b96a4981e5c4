"""The figures in words and drawings: each drawing has its table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from intake.domain.statistics import GivenUp, ranked, share
from intake.domain.typed import Complaint
from intake.domain.values import UNKNOWN
from intake.lib import formats
from intake.services.desk.statistics import SPANS, Answering, Asked, Figures
from intake.services.tallies import HOW_FOUND
from intake.web.common.complaints import complaint
from intake.web.inbox import words
from intake.web.inbox.desk import Desk
from intake.web.inbox.statistics.charts import Chart, columns, round_top

MOST_LANGUAGES: Final = 9
MOST_ROWS: Final = 12
MOST_GIVEN_UP: Final = 15
ADDRESS: Final = "/staff/statistics"


@dataclass(frozen=True, slots=True)
class Share:
    """A line of a list: how many, and how long its bar is, in percent of the longest."""

    label: str
    count: int
    percent: int
    of_all: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """Counts, the largest first; empty: there is nothing to count yet."""

    title: str
    rows: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class AnsweringView:
    """How soon first answers came, in one language."""

    who: str
    count: int
    median: str
    slowest: str
    in_time: str


@dataclass(frozen=True, slots=True)
class GivenUpView:
    """A complaint people gave up at."""

    question: str
    complaint: str
    language: str
    met: int
    left: int


@dataclass(frozen=True, slots=True)
class OptionView:
    """A choice of the filter."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """The page. ``small``: one chart for each language, all on the scale of the largest."""

    spans: tuple[OptionView, ...]
    queues: tuple[OptionView, ...]
    silences: tuple[str, ...]
    all: Chart
    small: tuple[Chart, ...]
    weeks: tuple[str, ...]
    funnel: ListView
    answering: tuple[AnsweringView, ...]
    target: str
    lists: tuple[ListView, ...]
    given_up: tuple[GivenUpView, ...]
    zone: str


def statistics_view(desk: Desk, asked: Asked, found: Figures) -> StatisticsView:
    """The page of somebody who reads in their language."""
    t, weeks = desk.t, tuple(formats.short_date(week, desk.tag) for week in found.weeks)
    mirrored = desk.reader.locale.direction == "rtl"
    sums = [sum(counts) for counts in zip(*found.by_language.values(), strict=True)] or [0] * len(weeks)
    languages, _ = ranked({who: sum(counts) for who, counts in found.by_language.items()}, most=MOST_LANGUAGES)
    top = round_top(max((max(found.by_language[who]) for who, _ in languages), default=0))
    charts = [
        columns(desk.language(who), list(zip(weeks, found.by_language[who], strict=True)), top=top, mirrored=mirrored)
        for who, _ in languages
    ]
    title = t.gettext("Inquiries by week")
    everything = list(zip(weeks, sums, strict=True))
    return StatisticsView(
        spans=tuple(OptionView(str(span), _weeks(desk, span), span == asked.weeks) for span in SPANS),
        queues=tuple(OptionView(name, desk.queue(name), name == asked.queue) for name in desk.queues()),
        silences=tuple(_silence(desk, one.who, one.usual, one.days) for one in found.silences),
        all=columns(title, everything, top=round_top(max(sums)), mirrored=mirrored),
        small=tuple(charts),
        weeks=weeks,
        funnel=_funnel(desk, found),
        answering=tuple(_answering(desk, one) for one in found.answering if one.judged or not one.who),
        target=_target(desk),
        lists=(
            _list(desk, t.gettext("By country"), found.countries, lambda code: desk.country(code) or _unsaid(desk)),
            _list(desk, t.gettext("By programme"), found.programmes, lambda code: _programme(desk, code)),
            _list(desk, t.gettext("How they found us"), found.sources, lambda code: desk.option(HOW_FOUND, code)),
        ),
        given_up=tuple(_given_up(desk, one) for one in found.given_up[:MOST_GIVEN_UP]),
        zone=desk.zone_sentence(),
    )


def address(asked: Asked, **changed: str) -> str:
    """The page's address for these choices."""
    query = {"weeks": str(asked.weeks), **({"queue": asked.queue} if asked.queue else {}), **changed}
    return f"{ADDRESS}?{urlencode(query)}"


def _funnel(desk: Desk, found: Figures) -> ListView:
    called = words.statuses(desk.t)
    steps = [(desk.t.gettext("opened the form"), found.opened), (desk.t.gettext("put it aside"), found.saved)]
    steps += [(called[status], count) for status, count in found.funnel]
    most = max(count for _, count in steps) or 1
    arrived = found.funnel[0][1]
    return ListView(
        desk.t.gettext("From the form to acceptance"),
        tuple(
            Share(label, count, round(100 * count / most), _percent(desk, share(count, arrived)) if at > 1 else "")
            for at, (label, count) in enumerate(steps)
        ),
    )


def _list(desk: Desk, title: str, counts: Mapping[str, int], said: Callable[[str], str]) -> ListView:
    rows, others = ranked(counts, most=MOST_ROWS)
    lines = [(said(code), count) for code, count in rows]
    if others:
        lines.append((desk.t.pgettext("in a list", "all others"), others))
    most = max((count for _, count in lines), default=1)
    return ListView(title, tuple(Share(label, count, round(100 * count / most)) for label, count in lines))


def _answering(desk: Desk, one: Answering) -> AnsweringView:
    return AnsweringView(
        who=desk.language(one.who) if one.who else desk.t.gettext("all languages"),
        count=one.count,
        median=_span(desk, one.median),
        slowest=_span(desk, one.slowest),
        in_time=_percent(desk, share(one.kept, one.judged)),
    )


def _given_up(desk: Desk, one: GivenUp) -> GivenUpView:
    questionnaire = desk.content.questionnaire
    known = questionnaire.question(one.question) if questionnaire.has(one.question) else None
    label = desk.reader.content(f"question.{one.question}.label", known.label) if known else one.question
    return GivenUpView(label, _told(desk, one), desk.language(one.locale), one.met, one.left)


def _told(desk: Desk, one: GivenUp) -> str:
    """The sentence that stood at the question, in the words of whoever reads the figures."""
    try:
        return complaint(one.question, Complaint(one.complaint), desk.t.gettext)
    except ValueError:
        return one.complaint  # a complaint of earlier days


def _silence(desk: Desk, who: str, usual: int, days: int) -> str:
    usually = desk.t.ngettext(
        "%(language)s: usually %(count)s inquiry a week,", "%(language)s: usually %(count)s inquiries a week,", usual
    )
    none = desk.t.ngettext("none for %(days)s day.", "none for %(days)s days.", days)
    return f"{usually % {'language': desk.language(who), 'count': usual}} {none % {'days': days}}"


def _target(desk: Desk) -> str:
    allowed = desk.content.routing.calendar.allowances
    said = desk.t.ngettext(
        "Our target: %(days)s working day, sooner where it is urgent.",
        "Our target: %(days)s working days, sooner where it is urgent.",
        allowed.routine,
    )
    return said % {"days": allowed.routine}


def _weeks(desk: Desk, count: int) -> str:
    return desk.t.ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}


def _span(desk: Desk, took: timedelta | None) -> str:
    return "" if took is None else formats.duration(took, desk.tag)


def _percent(desk: Desk, part: float | None) -> str:
    return "" if part is None else formats.percent(part, desk.tag)


def _programme(desk: Desk, code: str) -> str:
    return _unsaid(desk) if code in {"", UNKNOWN} else desk.programme(code)


def _unsaid(desk: Desk) -> str:
    return desk.t.pgettext("fact", "not known")
