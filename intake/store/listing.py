"""Lists of inquiries, newest first, as quick among a million as among ten; or those due soonest first.

Pages go by key, never by offset. A filter of several queues or statuses would make an index useless for the order, so
each combination is asked for by itself, along its own index, and the results are merged.
What is due soonest has no index: only what still waits for an answer is asked for so, a few days' work and no archive.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, false, func, literal, select, tuple_, union_all

from intake.domain.inquiry import InquirySummary
from intake.domain.triage import OPEN, Waiting
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
)
_MOST_ARMS = 24

Codes = Collection[str] | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list, in codes. None: whatever it is; an empty collection: nothing."""

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
    quarantined: bool = False  # what looks like spam is listed by itself, and nowhere else


async def page(
    snapshot: Snapshot,
    keyring: KeyRing,
    filters: Filters,
    *,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> Sequence[InquirySummary]:
    """The newest that fit, after ``before`` (the last row's time, id). Ask for one more to see whether any are left."""
    arms = [arm.limit(limit) for arm in _arms(keyring, filters, before)]
    if len(arms) == 1:
        statement: Any = arms[0]
    else:
        merged = union_all(*(select(arm.subquery()) for arm in arms)).subquery()
        statement = select(merged).order_by(merged.c.received_at.desc(), merged.c.id.desc()).limit(limit)
    return await summaries(snapshot, keyring, (await snapshot.execute(statement)).all())


async def due(
    snapshot: Snapshot,
    keyring: KeyRing,
    filters: Filters,
    *,
    after: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> Sequence[InquirySummary]:
    """Those due soonest that fit, after ``after`` (the last row's due time, id). Meant for what still waits."""
    rest = []
    if after is not None:
        rest.append(tuple_(I.due_at, I.id) > tuple_(literal(after[0], Instant), literal(after[1], Text)))
    ways = [select(*COLUMNS).where(*way, *_rest(keyring, filters), *rest) for way in _ways(keyring, filters)]
    merged = union_all(*ways).subquery()
    statement = select(merged).order_by(merged.c.due_at, merged.c.id).limit(limit)
    return await summaries(snapshot, keyring, (await snapshot.execute(statement)).all())


async def count(snapshot: Snapshot, keyring: KeyRing, filters: Filters, *, cap: int = 1001) -> int:
    """How many fit; ``cap`` means so many or more."""
    arms = _arms(keyring, filters, None)
    each = union_all(*(select(arm.with_only_columns(I.id).limit(cap).subquery()) for arm in arms)).limit(cap).subquery()
    return int((await snapshot.execute(select(func.count()).select_from(each))).scalar_one())


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
    )


def _arms(keyring: KeyRing, filters: Filters, before: tuple[datetime, str] | None) -> list[Select[Any]]:
    """One statement for each way along an index; their results do not overlap."""
    rest = _rest(keyring, filters)
    if before is not None:
        rest.append(tuple_(I.received_at, I.id) < tuple_(literal(before[0], Instant), literal(before[1], Text)))
    order = (I.received_at.desc(), I.id.desc())
    return [select(*COLUMNS).where(*along, *rest).order_by(*order) for along in _ways(keyring, filters)]


def _ways(keyring: KeyRing, filters: Filters) -> list[list[ColumnElement[bool]]]:
    if filters.assignee_id is not None:
        own = I.assignee_id == filters.assignee_id
        return [[own, I.open == state, *_in(keyring, filters)] for state in _states(filters.statuses)]
    queues = None if filters.queues is None else sorted(filter_tag(keyring, "queue", code) for code in filters.queues)
    desks: list[list[ColumnElement[bool]]] = [[]] if queues is None else [[I.queue_tag == tag] for tag in queues]
    statuses = filters.statuses
    if statuses is None:
        # All of a queue is its open and its closed ones: one index fewer to keep.
        states = [[]] if queues is None else [[I.open == state] for state in (True, False)]
    elif set(statuses) == set(OPEN):
        states = [[I.open == literal(True)]]
    elif len(desks) * len(statuses) <= _MOST_ARMS:
        states = [[I.status == status] for status in sorted(status.value for status in statuses)]
    else:
        states = [[I.open == state, _one_of(statuses)] for state in _states(statuses)]
    return [desk + state for desk, state in product(desks, states)] or [[false()]]


def _states(statuses: Collection[Status] | None) -> list[bool]:
    return [True, False] if statuses is None else sorted({status in OPEN for status in statuses}) or [True]


def _in(keyring: KeyRing, filters: Filters) -> list[ColumnElement[bool]]:
    """Queues and statuses as plain conditions, where another index leads."""
    found: list[ColumnElement[bool]] = []
    if filters.queues is not None:
        found.append(I.queue_tag.in_(sorted(filter_tag(keyring, "queue", code) for code in filters.queues)))
    if filters.statuses is not None:
        found.append(_one_of(filters.statuses))
    return found


def _one_of(statuses: Collection[Status]) -> ColumnElement[bool]:
    return I.status.in_(sorted(status.value for status in statuses))


def _rest(keyring: KeyRing, filters: Filters) -> list[ColumnElement[bool]]:
    tagged: tuple[tuple[str, ColumnElement[bytes], Codes], ...] = (
        ("programme", I.programme_tag, filters.programmes),
        ("condition_group", I.condition_group_tag, filters.condition_groups),
        ("country", I.country_tag, filters.countries),
        ("age_group", I.age_group_tag, filters.age_groups),
        ("role", I.role_tag, filters.roles),
    )
    found: list[ColumnElement[bool]] = [
        column.in_(sorted(filter_tag(keyring, kind, code) for code in codes))
        for kind, column, codes in tagged
        if codes is not None
    ]
    found.append(I.quarantined == literal(filters.quarantined))
    if filters.languages is not None:
        found.append(I.language.in_(sorted(filters.languages)))
    if filters.unassigned:
        found.append(I.assignee_id.is_(None))
    return found
