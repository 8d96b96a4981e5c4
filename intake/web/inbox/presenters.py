"""What the list of inquiries shows: rows, filters and empty states, in the coordinator's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from intake.domain.triage import OPEN
from intake.domain.values import Status
from intake.lib import formats
from intake.services.inbox import Assigned, ListPage, Row
from intake.web.inbox import words
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.forms import ALL_OF_THEM, OPEN_ONES, QUARANTINE, USUAL, Asked

LIST = "/staff/"
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
    due: Moment | None
    assignee: str
    status: str
    tone: str
    revised: bool
    unread: str = ""


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
class GroupView:
    """Some rows in one order, and which."""

    title: str
    order: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class LinkView:
    """A sentence that leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ListView:
    """The whole list."""

    sentence: str
    suspects: LinkView | None
    zone: str
    choices: tuple[ChoiceView, ...]
    chips: tuple[ChipView, ...]
    groups: tuple[GroupView, ...]
    empty: EmptyView
    first_url: str
    next_url: str


def list_view(desk: Desk, asked: Asked, page: ListPage) -> ListView:
    """The list as it is shown."""
    chips = _chips(desk, asked)
    following = asked.but() | {"after": str(page.following)} if page.following else {}
    return ListView(
        sentence=_sentence(desk, page),
        suspects=_suspects(desk, asked, page),
        zone=desk.zone_sentence(),
        choices=_choices(desk, asked, page),
        chips=chips,
        groups=_groups(desk, page),
        empty=_empty(desk, asked, filtered=bool(chips)),
        first_url=_url(asked.but()) if asked.filters and asked.filters.after else "",
        next_url=_url(following) if following else "",
    )


def _groups(desk: Desk, page: ListPage) -> tuple[GroupView, ...]:
    """What waits for a first answer stands first and in another order than the rest, so each says which."""
    t = desk.t
    waiting = tuple(_row(desk, row) for row in page.rows if row.waiting and not row.talk.answered)
    answered = tuple(_row(desk, row) for row in page.rows if row.waiting and row.talk.answered)
    others = tuple(_row(desk, row) for row in page.rows if not row.waiting)
    groups = (
        GroupView(t.gettext("Waiting for a first answer"), t.gettext("due soonest first"), waiting),
        GroupView(t.gettext("Answered, still in triage"), t.gettext("in the order they were due"), answered),
        GroupView(t.gettext("The others"), t.gettext("newest first"), others),
    )
    return tuple(group for group in groups if group.rows)


def _row(desk: Desk, row: Row) -> RowView:
    found = row.summary
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
        received=desk.ago(found.received_at),
        due=None if row.talk.answered else desk.due(found.due_at, found.status),
        assignee=row.assignee,
        status=words.statuses(desk.t)[found.status],
        tone=tone(found.status),
        revised=found.revision > 1,
        unread=_unread(desk, row.talk.unread),
    )


def _unread(desk: Desk, count: int) -> str:
    said = desk.t.ngettext("%(count)s new message", "%(count)s new messages", count)
    return said % {"count": count} if count else ""


def tone(status: Status) -> str:
    """The chip's colour and shape; the word beside it says the same."""
    return TONES.get(status) or ("open" if status in OPEN else "quiet")


def _choices(desk: Desk, asked: Asked, page: ListPage) -> tuple[ChoiceView, ...]:
    t = desk.t
    # Inquiries come in any language, also in one the office did not list.
    listed = {row.summary.facts.language for row in page.rows}
    spoken = {*desk.content.clinic.languages, *listed, *filter(None, [asked.language])}
    names = sorted(((code, desk.language(code)) for code in spoken), key=lambda pair: pair[1])
    called = words.statuses(t)
    statuses = [(OPEN_ONES, t.gettext("open")), (ALL_OF_THEM, t.gettext("all"))]
    statuses.append((QUARANTINE, t.gettext("looks like spam")))
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
        Assigned.ANY.value: t.gettext("anyone"),
        Assigned.ME.value: t.gettext("me"),
        Assigned.NOBODY.value: t.gettext("nobody yet"),
    }


def _choice(name: str, label: str, chosen: str, options: Sequence[tuple[str, str]]) -> ChoiceView:
    return ChoiceView(name, label, tuple(OptionView(code, text, code == chosen) for code, text in options))


def _chips(desk: Desk, asked: Asked) -> tuple[ChipView, ...]:
    t = desk.t
    said = {
        "queue": (t.gettext("in"), desk.queue(asked.queue)),
        "status": (t.gettext("with status"), _status_said(desk, asked.status)),
        "language": (t.gettext("in the language"), desk.language(asked.language) if asked.language else ""),
        "assignee": (t.gettext("assigned to"), _assigned(desk).get(asked.assignee, asked.assignee)),
    }
    return tuple(ChipView(*said[name], _url(asked.but(**{name: USUAL[name]}))) for name in asked.but())


def _status_said(desk: Desk, status: str) -> str:
    if status == QUARANTINE:
        return desk.t.gettext("looks like spam")
    return words.statuses(desk.t).get(status, desk.t.gettext("any"))


def _suspects(desk: Desk, asked: Asked, page: ListPage) -> LinkView | None:
    """The way to what looks like spam, while there is any: a person must look, for it may be none."""
    if not page.quarantined or asked.status == QUARANTINE:
        return None
    said = desk.t.ngettext(
        "%(count)s message looks like spam. Please have a look: it may be a real one.",
        "%(count)s messages look like spam. Please have a look: one may be real.",
        page.quarantined,
    )
    return LinkView(said % {"count": page.quarantined}, _url({"status": QUARANTINE}))


def _sentence(desk: Desk, page: ListPage) -> str:
    count = len(page.rows)
    if page.following:
        return desk.t.gettext("There are more on the next page.")
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
