"""The list of inquiries, shelf by shelf, as quick among a hundred thousand as among a thousand.

Pages go by key, never by offset, and every filter has an index in the list's own order. Where several filters meet,
the list is read along the one that fits fewest: none of the others may tempt the engine onto a longer way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, func, literal, select, tuple_, union_all

from intake.domain.inquiry import InquirySummary
from intake.domain.shelves import REAL_SHELVES, Shelf
from intake.domain.triage import Waiting
from intake.domain.values import Priority, Status
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.store import answers
from intake.store.answers import ROUTING, Trace
from intake.store.arrivals import filter_tag
from intake.store.columns import Instant
from intake.store.tables import inquiries

I = inquiries.c  # noqa: E741 - read as "the inquiry's"
COLUMNS = (
    I.id,
    I.reference,
    I.status,
    I.priority,
    I.locale,
    I.received_at,
    I.due_at,
    I.assignee_id,
    I.revision,
    I.version,
    I.quarantined,
    I.waiting_for,
    I.test,
    I.merged_into,
    I.shelf,
    I.place,
)
FEW: Final = 300  # filters are told apart by how much they fit up to here; beyond, a page is soon full along any
MOST_LOOKED_AT: Final = 500  # rows behind the number on a tab
# A number is looked for along the filter that says most; these say least, the last least of all.
_COMMON: Final = {"status": 1, "language": 2, "priority": 3, "queue_tag": 4}

Codes = Collection[str] | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list, in codes. None: whatever it is; an empty collection: nothing."""

    shelves: Collection[Shelf] = tuple(shelf for shelf in REAL_SHELVES if shelf is not Shelf.HELD)
    queues: Codes = None
    statuses: Collection[Status] | None = None
    languages: Codes = None
    assignee_id: str | None = None
    unassigned: bool = False
    programmes: Codes = None
    condition_groups: Codes = None
    countries: Codes = None
    age_groups: Codes = None
    roles: Codes = None
    priorities: Collection[Priority] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in the list: after it the next page begins, so that new arrivals do not shift anything."""

    shelf: Shelf
    place: int
    inquiry_id: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many fit; ``more``: or more, nobody looked any further."""

    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Term:
    """One filter: its column is one of these values. None among them: it is empty."""

    column: ColumnElement[Any]
    values: Sequence[Any]

    def along(self) -> list[ColumnElement[bool]]:
        """The conditions of as many ways along its index as it has values."""
        return [self.column.is_(None) if value is None else self.column == value for value in self.values]

    def beside(self) -> ColumnElement[bool]:
        """The same as a condition that no index can serve."""
        column = func.coalesce(self.column, self.column)
        return column.is_(None) if self.values == [None] else column.in_(self.values)


async def page(
    snapshot: Snapshot, keyring: KeyRing, filters: Filters, *, after: Place | None = None, limit: int = 50
) -> Sequence[InquirySummary]:
    """The first that fit, after ``after``. Ask for one more to see whether any are left."""
    terms = _terms(keyring, filters)
    shelves = [shelf for shelf in sorted(filters.shelves) if after is None or shelf >= after.shelf]
    leads = await _rarest(snapshot, terms, shelves)
    rows: list[Any] = []
    for shelf, lead in leads.items():
        edge = after if after is not None and shelf is after.shelf else None
        statement = _along(lead, terms, shelf, edge, limit - len(rows))
        rows += (await snapshot.execute(statement)).all()
        if len(rows) >= limit:
            break
    return await summaries(snapshot, keyring, rows)


async def newest(
    snapshot: Snapshot, keyring: KeyRing, *, before: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[InquirySummary]:
    """The newest of all but those held and tests, after ``before`` (the last row's time, id)."""
    statement = select(*COLUMNS).where(~I.quarantined, ~I.test)
    if before is not None:
        edge = tuple_(literal(before[0], Instant), literal(before[1], Text))
        statement = statement.where(tuple_(I.received_at, I.id) < edge)
    statement = statement.order_by(I.received_at.desc(), I.id.desc()).limit(limit)
    return await summaries(snapshot, keyring, (await snapshot.execute(statement)).all())


async def count(snapshot: Snapshot, keyring: KeyRing, filters: Filters, *, cap: int = 1001) -> int:
    """How many fit; ``cap`` means so many or more."""
    fitting = select(I.id).where(*conditions(keyring, filters)).limit(cap).subquery()
    return int((await snapshot.execute(select(func.count()).select_from(fitting))).scalar_one())


async def tallies(snapshot: Snapshot, keyring: KeyRing, many: Sequence[Filters], *, cap: int = 100) -> Sequence[Tally]:
    """How many fit each of these, all in one statement. None of them looks at more than some hundred rows."""
    if not many:
        return ()
    statement = union_all(*(_tally(keyring, filters, index) for index, filters in enumerate(many)))
    found = {row.which: row for row in (await snapshot.execute(statement)).all()}
    rows = [found[index] for index in range(len(many))]
    return [Tally(min(row.fit, cap), row.fit > cap or row.seen >= MOST_LOOKED_AT) for row in rows]


def conditions(keyring: KeyRing, filters: Filters) -> list[ColumnElement[bool]]:
    """What fits, for a statement that goes a way of its own."""
    return [_on(filters.shelves), *(_any_of(term) for term in _terms(keyring, filters))]


async def summaries(snapshot: Snapshot, keyring: KeyRing, rows: Sequence[Any]) -> Sequence[InquirySummary]:
    """Rows of `COLUMNS`, with what their routing trace says."""
    parts = await answers.load_many(snapshot, keyring, {row.id: row.revision for row in rows}, classes=[ROUTING])
    return [_summary(row, parts.get(row.id, {}).get(ROUTING)) for row in rows]


def _summary(row: Any, value: Any) -> InquirySummary:
    trace = Trace.from_value(value) if value else Trace.unreadable()
    return InquirySummary(
        id=row.id,
        reference=row.reference,
        status=Status(row.status),
        priority=Priority(row.priority),
        queue=trace.decision.queue,
        facts=trace.facts,
        locale=row.locale,
        received_at=row.received_at,
        due_at=row.due_at,
        assignee_id=row.assignee_id,
        revision=row.revision,
        version=row.version,
        quarantined=row.quarantined,
        flags=trace.flags,
        waiting_for=Waiting(row.waiting_for),
        test=row.test,
        merged_into=row.merged_into,
        shelf=Shelf(row.shelf),
        place=row.place,
    )


def _along(lead: _Term | None, terms: Sequence[_Term], shelf: Shelf, edge: Place | None, limit: int) -> Select[Any]:
    """A page of one shelf along the lead's index, or along the shelf's own."""
    rest = [I.shelf == shelf.value, *(term.beside() for term in terms if term is not lead)]
    if edge is not None:
        rest.append(tuple_(I.place, I.id) > tuple_(literal(edge.place), literal(edge.inquiry_id, Text)))
    order = (I.place, I.id)
    arms = [select(*COLUMNS).where(*way, *rest).order_by(*order).limit(limit) for way in _ways(lead)]
    if len(arms) == 1:
        return arms[0]
    merged = union_all(*(select(arm.subquery()) for arm in arms)).subquery()
    return select(merged).order_by(merged.c.place, merged.c.id).limit(limit)


def _ways(lead: _Term | None) -> list[list[ColumnElement[bool]]]:
    return [[]] if lead is None else [[way] for way in lead.along()]


async def _rarest(snapshot: Snapshot, terms: Sequence[_Term], shelves: Sequence[Shelf]) -> dict[Shelf, _Term | None]:
    """For each shelf the filter that fits fewest there; a shelf on which one of them fits nothing is left out."""
    if len(terms) < 2:
        return {shelf: terms[0] if terms else None for shelf in shelves if not terms or terms[0].values}
    pairs = [(shelf, term) for shelf in shelves for term in terms]
    fits = [select(literal(1)).where(_any_of(term), I.shelf == shelf.value).limit(FEW) for shelf, term in pairs]
    counted = select(*(select(func.count()).select_from(fit.subquery()).scalar_subquery() for fit in fits))
    numbers = (await snapshot.execute(counted)).one() if pairs else ()
    found: dict[Shelf, list[tuple[int, _Term]]] = {shelf: [] for shelf in shelves}
    for (shelf, term), number in zip(pairs, numbers, strict=True):
        found[shelf].append((number, term))
    fewest = {shelf: min(counts, key=lambda pair: pair[0]) for shelf, counts in found.items()}
    return {shelf: term for shelf, (number, term) in fewest.items() if number}


def _tally(keyring: KeyRing, filters: Filters, index: int) -> Select[int, int, int]:
    """One row: which, how many were seen, how many of them fit."""
    terms = sorted(_terms(keyring, filters), key=lambda term: _COMMON.get(str(term.column.key), 0))
    seen = select(*{term.column.key: term.column for term in terms}.values() or (I.id,))
    seen = seen.where(_on(filters.shelves), *(_any_of(term) for term in terms[:1]))
    looked_at = seen.limit(MOST_LOOKED_AT).subquery()
    fit = [_any_of(_Term(looked_at.c[str(term.column.key)], term.values)) for term in terms[1:]]
    number = func.count().filter(*fit) if fit else func.count()
    return select(literal(index).label("which"), func.count().label("seen"), number.label("fit")).select_from(looked_at)


def _terms(keyring: KeyRing, filters: Filters) -> list[_Term]:
    tagged: tuple[tuple[str, ColumnElement[bytes], Codes], ...] = (
        ("queue", I.queue_tag, filters.queues),
        ("programme", I.programme_tag, filters.programmes),
        ("condition_group", I.condition_group_tag, filters.condition_groups),
        ("country", I.country_tag, filters.countries),
        ("age_group", I.age_group_tag, filters.age_groups),
        ("role", I.role_tag, filters.roles),
    )
    plain: tuple[tuple[ColumnElement[str], Codes], ...] = (
        (I.status, filters.statuses),
        (I.language, filters.languages),
        (I.priority, filters.priorities),
        (I.assignee_id, None if filters.assignee_id is None else [filters.assignee_id]),
    )
    terms = [
        _Term(column, sorted(filter_tag(keyring, kind, code) for code in codes))
        for kind, column, codes in tagged
        if codes is not None
    ]
    terms += [_Term(column, sorted(str(code) for code in codes)) for column, codes in plain if codes is not None]
    return [*terms, _Term(I.assignee_id, [None])] if filters.unassigned else terms


def _any_of(term: _Term) -> ColumnElement[bool]:
    return term.column.is_(None) if term.values == [None] else term.column.in_(term.values)


def _on(shelves: Collection[Shelf]) -> ColumnElement[bool]:
    return I.shelf.in_(sorted(shelf.value for shelf in shelves))
