"""What the list of inquiries shows: rows, filters and empty states, in the coordinator's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from intake.content.loader import Content
from intake.domain.access import Actor
from intake.domain.triage import OPEN
from intake.domain.values import UNKNOWN, Status
from intake.lib import formats
from intake.services.inbox import Assigned, ListPage, Row
from intake.web.common.staff import Reader
from intake.web.inbox import words
from intake.web.inbox.forms import ALL_OF_THEM, OPEN_ONES, USUAL, Asked

LIST = "/staff/"
SOON = timedelta(hours=4)
UNANSWERED = frozenset({Status.SUBMITTED, Status.ACKNOWLEDGED, Status.IN_TRIAGE})
TONES = {
    Status.SUBMITTED: "new",
    Status.ACKNOWLEDGED: "new",
    Status.NEED_INFO: "waiting",
    Status.RECORDS_REQUESTED: "waiting",
    Status.COST_ESTIMATE_SENT: "waiting",
    Status.ACCEPTED: "good",
    Status.HANDED_OVER: "good",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time three ways: for machines, exactly, and as one says it."""

    iso: str
    exact: str
    said: str
    near: str = ""  # "soon" or "overdue", where somebody is waiting


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the list."""

    url: str
    reference: str
    priority: str
    urgency: str
    age: str
    condition: str
    queue: str
    language_tag: str
    language_name: str
    country: str
    received: Moment
    due: Moment
    assignee: str
    status: str
    tone: str
    revised: bool


@dataclass(frozen=True, slots=True)
class OptionView:
    """One thing to choose."""

    code: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A filter: its name in the address, its label, what can be chosen."""

    name: str
    label: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class ChipView:
    """A filter in use; the address leads to the list without it."""

    what: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class EmptyView:
    """Why there is nothing, and what to do."""

    title: str
    advice: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """The whole list."""

    sentence: str
    choices: tuple[ChoiceView, ...]
    chips: tuple[ChipView, ...]
    rows: tuple[RowView, ...]
    empty: EmptyView
    first_url: str
    next_url: str


class Desk:
    """One coordinator reading: their language, the office's content and zone, and the time."""

    def __init__(self, actor: Actor, reader: Reader, content: Content, now: datetime) -> None:
        self.actor, self.reader, self.content, self.now = actor, reader, content, now
        self.t = reader.words
        self.tag = reader.locale.tag
        self.zone: ZoneInfo = content.routing.calendar.zone

    def moment(self, at: datetime) -> Moment:
        """A time in the past, as one says it."""
        return Moment(_iso(at), formats.date_time(at, self.tag, self.zone), formats.ago(at, self.tag, now=self.now))

    def due(self, at: datetime, status: Status) -> Moment:
        """A time to keep: "today 14:00". Near only while nobody has answered yet."""
        near = ""
        if status in UNANSWERED:
            near = "overdue" if at <= self.now else "soon" if at - self.now <= SOON else ""
        return Moment(_iso(at), formats.date_time(at, self.tag, self.zone), self._day_and_time(at), near)

    def _day_and_time(self, at: datetime) -> str:
        time = formats.time(at, self.tag, self.zone)
        days = (at.astimezone(self.zone).date() - self.now.astimezone(self.zone).date()).days
        if days == 0:
            return self.t.gettext("today %(time)s") % {"time": time}
        if days == 1:
            return self.t.gettext("tomorrow %(time)s") % {"time": time}
        return formats.date(at, self.tag, self.zone)

    def condition(self, slug: str) -> str:
        """A condition's plain name, or what was stored where the content no longer has it."""
        if slug == UNKNOWN:
            return self.t.gettext("Disease not known")
        known = self.content.conditions.get(slug)
        return self.reader.content(f"condition.{slug}.name", known.name) if known else slug

    def age(self, group: str) -> str:
        """An age group in words."""
        return words.age_groups(self.t).get(group, group)

    def queue(self, name: str) -> str:
        """A queue's name."""
        known = self.content.routing.queues.get(name)
        return self.reader.content(f"queue.{name}.name", known.name) if known else name

    def language(self, tag: str) -> str:
        """A language in the coordinator's own."""
        return formats.language_name(tag, self.tag)

    def country(self, code: str) -> str:
        """A country in the coordinator's language; nothing for nothing."""
        return "" if code in {"", UNKNOWN} else formats.country_name(code, self.tag)

    def queues(self) -> list[str]:
        """The queues this person serves, in the order of the routing file."""
        return [name for name in self.content.routing.queues if self.actor.serves(name)]


def list_view(desk: Desk, asked: Asked, page: ListPage) -> ListView:
    """The list as it is shown."""
    chips = _chips(desk, asked)
    following = asked.but() | {"after": str(page.following)} if page.following else {}
    return ListView(
        sentence=_sentence(desk, page),
        choices=_choices(desk, asked),
        chips=chips,
        rows=tuple(_row(desk, row) for row in page.rows),
        empty=_empty(desk, asked, filtered=bool(chips)),
        first_url=_url(asked.but()) if asked.filters and asked.filters.after else "",
        next_url=_url(following) if following else "",
    )


def _row(desk: Desk, row: Row) -> RowView:
    found = row.summary
    received, due = desk.moment(found.received_at), desk.due(found.due_at, found.status)
    return RowView(
        url=f"/staff/inquiries/{found.id}",
        reference=found.reference,
        priority=found.priority,
        urgency=words.priorities(desk.t)[found.priority],
        age=desk.age(found.facts.age_group),
        condition=desk.condition(found.facts.condition),
        queue=desk.queue(found.queue) if len(desk.queues()) > 1 else "",
        language_tag=found.facts.language,
        language_name=formats.language_name(found.facts.language, found.facts.language),
        country=desk.country(found.facts.country),
        received=received,
        due=due,
        assignee=row.assignee,
        status=words.statuses(desk.t)[found.status],
        tone=tone(found.status),
        revised=found.revision > 1,
    )


def tone(status: Status) -> str:
    """The chip's colour and shape; the word beside it says the same."""
    return TONES.get(status) or ("open" if status in OPEN else "quiet")


def _choices(desk: Desk, asked: Asked) -> tuple[ChoiceView, ...]:
    t = desk.t
    spoken = {*desk.content.clinic.languages, *filter(None, [asked.language])}
    names = sorted(((code, desk.language(code)) for code in spoken), key=lambda pair: pair[1])
    called = words.statuses(t)
    statuses = [(OPEN_ONES, t.gettext("open")), (ALL_OF_THEM, t.gettext("all"))]
    statuses += [(status.value, called[status]) for status in Status if status is not Status.DRAFT]
    return (
        _choice("queue", t.gettext("Queue"), asked.queue, [("", t.gettext("all of mine")), *_queues(desk)]),
        _choice("status", t.gettext("Status"), asked.status, statuses),
        _choice("language", t.gettext("Language"), asked.language, [("", t.gettext("all")), *names]),
        _choice("assignee", t.gettext("Assigned to"), asked.assignee, list(_assigned(desk).items())),
    )


def _queues(desk: Desk) -> list[tuple[str, str]]:
    return [(name, desk.queue(name)) for name in desk.queues()]


def _assigned(desk: Desk) -> dict[str, str]:
    t = desk.t
    return {
        Assigned.ANY.value: t.gettext("anybody or nobody"),
        Assigned.ME.value: t.gettext("me"),
        Assigned.NOBODY.value: t.gettext("nobody yet"),
    }


def _choice(name: str, label: str, chosen: str, options: Sequence[tuple[str, str]]) -> ChoiceView:
    return ChoiceView(name, label, tuple(OptionView(code, text, code == chosen) for code, text in options))


def _chips(desk: Desk, asked: Asked) -> tuple[ChipView, ...]:
    t = desk.t
    said = {
        "queue": (t.gettext("in"), desk.queue(asked.queue)),
        "status": (t.gettext("with status"), words.statuses(t).get(asked.status, t.gettext("any"))),
        "language": (t.gettext("in the language"), desk.language(asked.language) if asked.language else ""),
        "assignee": (t.gettext("assigned to"), _assigned(desk).get(asked.assignee, asked.assignee)),
    }
    return tuple(ChipView(*said[name], _url(asked.but(**{name: USUAL[name]}))) for name in asked.but())


def _sentence(desk: Desk, page: ListPage) -> str:
    count = len(page.rows)
    if page.following:
        return desk.t.gettext("The newest first; there are more below.")
    if not count:
        return ""
    return desk.t.ngettext("%(count)s inquiry", "%(count)s inquiries", count) % {"count": count}


def _empty(desk: Desk, asked: Asked, *, filtered: bool) -> EmptyView:
    t = desk.t
    if not desk.queues():
        advice = t.gettext("Ask an administrator to add you to a queue; until then no inquiry is shown to you.")
        return EmptyView(t.gettext("You serve no queue yet"), advice)
    if asked.assignee == Assigned.ME:
        waiting = _url({"assignee": Assigned.NOBODY.value})
        advice = t.gettext("Look at those nobody has taken yet, and take one.")
        return EmptyView(t.gettext("Nothing is assigned to you"), advice, waiting, t.gettext("Show what is waiting"))
    if filtered or asked.filters is None:
        advice = t.gettext("Remove a filter above, or start again with all open inquiries.")
        return EmptyView(t.gettext("No inquiry matches"), advice, LIST, t.gettext("Show all open inquiries"))
    advice = t.gettext("Nobody is waiting. New inquiries appear here, and a mail tells you about each.")
    return EmptyView(t.gettext("All answered"), advice)


def _url(query: dict[str, str]) -> str:
    return f"{LIST}?{urlencode(query)}" if query else LIST


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
