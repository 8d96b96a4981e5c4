"""What the list of inquiries shows: tabs, rows and empty states, in the coordinator's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.domain.shelves import OPEN_SHELVES, Shelf
from intake.domain.triage import Waiting
from intake.lib import formats
from intake.services.desk.bulk import AT_ONCE
from intake.services.desk.views import SavedView
from intake.services.inbox import Assigned, ListPage, Row
from intake.services.inbox_list import Tally
from intake.web.inbox import words
from intake.web.inbox.desk import Desk, Moment
from intake.web.inbox.presenters import tone
from intake.web.inbox.queue.asked import LIST, QUARANTINE, Asked, read_query, url_of
from intake.web.inbox.queue.choices import ChipView, FiltersView, chips, filters_view

TABS: Final = 9  # with a number each; more views stand on their own page
EXPORT: Final = "/staff/export"
OURS: Final[tuple[dict[str, str], ...]] = ({}, {"assignee": Assigned.ME.value}, {"assignee": Assigned.NOBODY.value})


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the list."""

    id: str
    url: str
    version: int
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
    unread: str
    test: bool


@dataclass(frozen=True, slots=True)
class TabView:
    """A list one press away. ``count`` may end in a plus; ``shared``: a colleague's, or one's own for all."""

    label: str
    url: str
    count: str
    current: bool
    shared: bool = False


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
    """The whole list. ``keep``: the query to keep as a view, if there is one; ``export``: where to take it along."""

    sentence: str
    tabs: tuple[TabView, ...]
    suspects: LinkView | None
    zone: str
    filters: FiltersView
    chips: tuple[ChipView, ...]
    groups: tuple[GroupView, ...]
    empty: EmptyView
    url: str
    keep: str
    export: str
    at_once: int
    first_url: str
    next_url: str


def lists_to_count(desk: Desk, views: Sequence[SavedView]) -> list[Asked]:
    """The lists behind the tabs: the office's own, then the views."""
    queries = [view.query for view in views[: TABS - len(OURS)]]
    return [
        *(read_query(url_of(query).partition("?")[2], desk) for query in OURS),
        *(read_query(q, desk) for q in queries),
    ]


def list_view(desk: Desk, asked: Asked, page: ListPage, tabs: Sequence[Asked], views: Sequence[SavedView]) -> ListView:
    """The list as it is shown. ``tabs`` are what `lists_to_count` found for the views."""
    shown = chips(desk, asked, page)
    following = asked.but() | {"after": str(page.following)} if page.following else {}
    kept = {tab.query for tab in tabs} | {view.query for view in views}
    return ListView(
        sentence=_sentence(desk, page),
        tabs=_tabs(desk, asked, tabs, page.tallies, views),
        suspects=_suspects(desk, asked, page),
        zone=desk.zone_sentence(),
        filters=filters_view(desk, asked, page),
        chips=shown,
        groups=_groups(desk, page),
        empty=_empty(desk, asked, filtered=bool(shown)),
        url=url_of(asked.but()),
        keep=asked.query if asked.filters is not None and asked.query not in kept else "",
        export=f"{EXPORT}?{asked.query}" if asked.query else EXPORT,
        at_once=AT_ONCE,
        first_url=url_of(asked.but()) if asked.filters and asked.filters.after else "",
        next_url=url_of(following) if following else "",
    )


def _tabs(
    desk: Desk, asked: Asked, tabs: Sequence[Asked], tallies: Sequence[Tally], views: Sequence[SavedView]
) -> tuple[TabView, ...]:
    t = desk.t
    ours = (t.pgettext("tab", "All open"), t.pgettext("tab", "Mine"), t.pgettext("tab", "Nobody’s yet"))
    labels = [*((label, False) for label in ours), *((view.name, view.shared) for view in views)]
    return tuple(
        TabView(label, url_of(tab.but()), _number(desk, tally), tab.query == asked.query, shared)
        for (label, shared), tab, tally in zip(labels, tabs, tallies, strict=False)
    )


def _number(desk: Desk, tally: Tally) -> str:
    said = {"count": str(tally.number)}
    return desk.t.pgettext("number on a tab", "%(count)s+") % said if tally.more else said["count"]


def _groups(desk: Desk, page: ListPage) -> tuple[GroupView, ...]:
    """Each shelf has an order of its own, so each says which."""
    t = desk.t
    said = {
        Shelf.ANSWER: (t.gettext("Waiting for an answer"), t.gettext("due soonest first")),
        # Translators: A shelf of the list: we have to do something.
        Shelf.OFFICE: (t.gettext("Our turn"), t.gettext("in the order they were due")),
        Shelf.INQUIRER: (t.gettext("Waiting for the inquirer"), t.gettext("who has been silent for longest first")),
        # Translators: A shelf of the list.
        Shelf.ENDED: (t.gettext("Finished"), t.gettext("the latest first")),
        Shelf.HELD: (t.gettext("Looks like spam"), t.gettext("due soonest first")),
        Shelf.TEST: (t.gettext("Test inquiries"), t.gettext("due soonest first")),
    }
    rows = {shelf: tuple(_row(desk, row) for row in page.rows if row.summary.shelf is shelf) for shelf in Shelf}
    return tuple(GroupView(*said[shelf], found) for shelf, found in rows.items() if found)


def _row(desk: Desk, row: Row) -> RowView:
    found = row.summary
    return RowView(
        id=found.id,
        url=f"/staff/inquiries/{found.id}",
        version=found.version,
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
        due=desk.due(found.due_at, found.status) if found.waiting_for is Waiting.OFFICE else None,
        assignee=row.assignee,
        status=words.statuses(desk.t)[found.status],
        tone=tone(found.status),
        revised=found.revision > 1,
        unread=_unread(desk, row.talk.unread),
        test=found.test,
    )


def _unread(desk: Desk, count: int) -> str:
    said = desk.t.ngettext("%(count)s new message", "%(count)s new messages", count)
    return said % {"count": count} if count else ""


def _suspects(desk: Desk, asked: Asked, page: ListPage) -> LinkView | None:
    """The way to what looks like spam, while there is any: a person must look, for it may be none."""
    if not page.quarantined or asked.values["status"] == QUARANTINE:
        return None
    said = desk.t.ngettext(
        "%(count)s message looks like spam. Please have a look: it may be a real one.",
        "%(count)s messages look like spam. Please have a look: one may be real.",
        page.quarantined,
    )
    return LinkView(said % {"count": page.quarantined}, url_of({"status": QUARANTINE}))


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
    if asked.but() == {"assignee": Assigned.ME.value}:
        waiting = url_of({"assignee": Assigned.NOBODY.value})
        advice = t.gettext("Look at those nobody has taken yet, and take one.")
        return EmptyView(t.gettext("Nothing is assigned to you"), advice, waiting, t.gettext("Show what is waiting"))
    if filtered or asked.filters is None or asked.filters.shelves != OPEN_SHELVES:
        advice = t.gettext("Remove a filter above, or start again with all open inquiries.")
        return EmptyView(t.gettext("No inquiry matches"), advice, LIST, t.gettext("Show all open inquiries"))
    advice = t.gettext("Nobody is waiting. New inquiries appear here, and a mail tells you about each.")
    return EmptyView(t.gettext("All answered"), advice)
