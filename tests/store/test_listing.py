"""The list: the right rows in the right order, and always along an index."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text

from intake.domain.routing import Decision
from intake.domain.triage import OPEN
from intake.domain.values import Priority, Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import inquiries, staff
from intake.store.inquiries import Filters
from tests.store.making import NOON, make_account, make_arrival

pytestmark = pytest.mark.anyio

CLOSED = frozenset(Status) - frozenset(OPEN)


@pytest.fixture
async def filled(db: Database, keyring: KeyRing) -> Database:
    """Sixty inquiries at three desks, in four statuses; three share each moment."""
    statuses = (Status.SUBMITTED, Status.IN_TRIAGE, Status.CLOSED, Status.SPAM)
    arrivals = [
        make_arrival(
            status=statuses[number % 4],
            decision=Decision("r", ("heme", "repeat", "autoimmune")[number % 3], Priority.ROUTINE, ()),
            language=("ka", "en")[number % 2],
            facts=replace(make_arrival().facts, language=("ka", "en")[number % 2]),
            received_at=NOON + timedelta(minutes=number // 3),
        )
        for number in range(60)
    ]
    async with db.write() as tx:
        await staff.add(tx, keyring, make_account(id="clara"))
        await inquiries.insert_many(tx, keyring, arrivals)
        for arrival in arrivals[:7]:
            await inquiries.change(tx, arrival.id, version=1, now=NOON, assignee_id="clara")
    return db


EVERY = [
    Filters(),
    Filters(queues=["heme"]),
    Filters(queues=["heme", "repeat"]),
    Filters(queues=[]),
    Filters(statuses=[]),
    Filters(statuses=[Status.SUBMITTED]),
    Filters(statuses=OPEN),
    Filters(statuses=CLOSED),
    Filters(statuses=frozenset(Status)),
    Filters(queues=["heme", "repeat", "autoimmune"], statuses=OPEN),
    Filters(queues=["heme", "repeat", "autoimmune"], statuses=frozenset(Status) - {Status.SPAM}),
    Filters(queues=["heme"], statuses=[Status.CLOSED, Status.SPAM]),
    Filters(assignee_id="clara"),
    Filters(assignee_id="clara", statuses=OPEN, queues=["heme"]),
    Filters(unassigned=True, statuses=[Status.SUBMITTED]),
    Filters(languages=["ka"], queues=["heme"]),
    Filters(countries=["GE"], programmes=["blood-cancers"], condition_groups=["leukaemia-b"]),
    Filters(age_groups=["0-11"], roles=["child"]),
]


@pytest.mark.parametrize("filters", EVERY)
async def test_pages_follow_each_other_without_gap_or_repeat(
    filled: Database, keyring: KeyRing, filters: Filters
) -> None:
    async with filled.read() as snapshot:
        everybody = await inquiries.page(snapshot, keyring, Filters(), limit=100)
        assert [(row.received_at, row.id) for row in everybody] == sorted(
            ((row.received_at, row.id) for row in everybody), reverse=True
        )
        expected = [
            row.id
            for row in everybody
            if (filters.queues is None or row.queue in filters.queues)
            and (filters.statuses is None or row.status in filters.statuses)
            and (filters.languages is None or row.facts.language in filters.languages)
            and (filters.assignee_id is None or row.assignee_id == filters.assignee_id)
            and (not filters.unassigned or row.assignee_id is None)
            and (filters.age_groups is None or row.facts.age_group in filters.age_groups)
        ]
        seen: list[str] = []
        before = None
        while rows := await inquiries.page(snapshot, keyring, filters, before=before, limit=7):
            seen += [row.id for row in rows]
            before = (rows[-1].received_at, rows[-1].id)
        assert seen == expected
        assert await inquiries.count(snapshot, keyring, filters) == len(seen)
        assert await inquiries.count(snapshot, keyring, filters, cap=3) == min(3, len(seen))


@pytest.mark.parametrize("filters", EVERY)
async def test_what_is_due_soonest_comes_first_without_gap_or_repeat(
    filled: Database, keyring: KeyRing, filters: Filters
) -> None:
    async with filled.read() as snapshot:
        expected = sorted((row.due_at, row.id) for row in await inquiries.page(snapshot, keyring, filters, limit=100))
        seen: list[tuple[datetime, str]] = []
        while rows := await inquiries.due(snapshot, keyring, filters, after=seen[-1] if seen else None, limit=7):
            seen += [(row.due_at, row.id) for row in rows]
    assert seen == expected


@pytest.mark.parametrize("filters", [each for each in EVERY if each.queues != [] and each.statuses != []])
async def test_every_page_goes_along_an_index(filled: Database, keyring: KeyRing, filters: Filters) -> None:
    """No sorting of what an index has in order, no walk through the whole table."""
    if filled.dialect != "sqlite":
        pytest.skip("PostgreSQL rightly walks through so few rows")
    statements: list[tuple[str, object]] = []
    engine = filled._reader.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements.append((statement, parameters))

    async with filled.read() as snapshot:
        await inquiries.page(snapshot, keyring, filters, before=(NOON + timedelta(days=1), "z"))
        sql = statements[0][0]
        values = iter(statements[0][1])  # type: ignore[call-overload]
        explained = await snapshot.execute(
            text("EXPLAIN QUERY PLAN " + re.sub(r"\?", lambda _: _literal(next(values)), sql))
        )
        plan = [row.detail for row in explained]
    ways = [step for step in plan if "inquiries" in step]
    # Each begins where the last page ended and reads in order; what is sorted after that is a page at most.
    assert ways
    assert all("(received_at,id)<(?,?)" in step for step in ways), plan


def _literal(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"x'{bytes(value).hex()}'"
    return str(int(value)) if isinstance(value, int) else "'" + str(value) + "'"
