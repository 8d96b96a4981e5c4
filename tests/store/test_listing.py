"""The list: the right rows in the right order, and always along an index."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event, text, update

from intake.domain.inquiry import InquirySummary
from intake.domain.routing import Decision
from intake.domain.shelves import OPEN_SHELVES, Shelf, shelf_of
from intake.domain.suspicion import Sign
from intake.domain.triage import OPEN, Waiting
from intake.domain.values import Priority, Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import inquiries, staff
from intake.store.inquiries import Filters, Place
from intake.store.tables import inquiries as table
from tests.store.making import NOON, make_account, make_arrival

pytestmark = pytest.mark.anyio

CLOSED = frozenset(Status) - frozenset(OPEN)
ALL = tuple(Shelf)


@pytest.fixture
async def filled(db: Database, keyring: KeyRing) -> Database:
    """Sixty inquiries at three desks, in five statuses, some held, some answered; three share each moment."""
    statuses = (Status.SUBMITTED, Status.IN_TRIAGE, Status.MEDICAL_REVIEW, Status.CLOSED, Status.SPAM)
    arrivals = [
        make_arrival(
            status=statuses[number % 5],
            decision=Decision("r", ("heme", "repeat", "autoimmune")[number % 3], Priority.ROUTINE, ()),
            language=("ka", "en")[number % 2],
            priority=(Priority.SAME_DAY, Priority.ROUTINE)[number % 7 > 0],
            facts=replace(make_arrival().facts, language=("ka", "en")[number % 2]),
            received_at=NOON + timedelta(minutes=number // 3),
            due_at=NOON + timedelta(days=2, minutes=(number * 7 % 60) // 3),
            signs=(Sign.TRAP,) if number % 11 == 0 and statuses[number % 5] in OPEN else (),
        )
        for number in range(60)
    ]
    async with db.write() as tx:
        await staff.add(tx, keyring, make_account(id="clara"))
        await inquiries.insert_many(tx, keyring, arrivals)
        for arrival in arrivals[:7]:
            await inquiries.change(tx, arrival.id, version=1, now=NOON, assignee_id="clara")
        for arrival in arrivals[30:40]:
            await inquiries.touch(tx, arrival.id, now=NOON + timedelta(hours=1), waiting_for=Waiting.INQUIRER)
    return db


EVERY = [
    Filters(),
    Filters(shelves=ALL),
    Filters(shelves=OPEN_SHELVES),
    Filters(shelves=[Shelf.HELD]),
    Filters(queues=["heme"]),
    Filters(queues=["heme", "repeat"]),
    Filters(queues=[]),
    Filters(statuses=[]),
    Filters(statuses=[Status.SUBMITTED]),
    Filters(statuses=CLOSED, queues=["heme"]),
    Filters(queues=["heme", "repeat", "autoimmune"], shelves=OPEN_SHELVES),
    Filters(queues=["heme"], statuses=[Status.CLOSED, Status.SPAM]),
    Filters(assignee_id="clara"),
    Filters(assignee_id="clara", shelves=OPEN_SHELVES, queues=["heme"]),
    Filters(unassigned=True, statuses=[Status.SUBMITTED]),
    Filters(unassigned=True),
    Filters(languages=["ka"], queues=["heme"], shelves=ALL),
    Filters(priorities=[Priority.SAME_DAY]),
    Filters(countries=["GE"], programmes=["blood-cancers"], condition_groups=["leukaemia-b"]),
    Filters(age_groups=["0-11"], roles=["child"]),
]


def fits(row: InquirySummary, filters: Filters) -> bool:
    wanted = (
        (filters.queues, row.queue),
        (filters.statuses, row.status),
        (filters.languages, row.facts.language),
        (filters.age_groups, row.facts.age_group),
        (filters.priorities, row.priority),
        (None if filters.assignee_id is None else [filters.assignee_id], row.assignee_id),
        ([None] if filters.unassigned else None, row.assignee_id),
    )
    return row.shelf in filters.shelves and all(codes is None or value in codes for codes, value in wanted)


async def everything(db: Database, keyring: KeyRing) -> list[InquirySummary]:
    """All of them in the order the rules ask for, worked out by hand."""
    async with db.read() as snapshot:
        rows = [*await inquiries.newest(snapshot, keyring, limit=100)]
        rows += await inquiries.page(snapshot, keyring, Filters(shelves=[Shelf.HELD]), limit=100)
        changed = {row.id: row.updated_at for row in (await snapshot.execute(table.select())).all()}

    def order(row: InquirySummary) -> tuple[int, float, str]:
        at = changed[row.id] if row.waiting_for is Waiting.INQUIRER else row.due_at
        since = at.timestamp() if row.status in OPEN else -changed[row.id].timestamp()
        return row.shelf, since, row.id

    return sorted(rows, key=order)


@pytest.mark.parametrize("filters", EVERY)
async def test_pages_follow_each_other_without_gap_or_repeat(
    filled: Database, keyring: KeyRing, filters: Filters
) -> None:
    expected = [row.id for row in await everything(filled, keyring) if fits(row, filters)]
    async with filled.read() as snapshot:
        seen: list[str] = []
        after = None
        while rows := await inquiries.page(snapshot, keyring, filters, after=after, limit=7):
            seen += [row.id for row in rows]
            after = Place(rows[-1].shelf, rows[-1].place, rows[-1].id)
        assert seen == expected
        assert await inquiries.count(snapshot, keyring, filters) == len(seen)
        assert await inquiries.count(snapshot, keyring, filters, cap=3) == min(3, len(seen))
        (exact, capped) = await inquiries.tallies(snapshot, keyring, [filters, filters], cap=len(seen))
    assert (exact.number, exact.more) == (len(seen), False)
    assert exact == capped


async def test_a_number_on_a_tab_stops_at_its_cap(filled: Database, keyring: KeyRing) -> None:
    async with filled.read() as snapshot:
        (few,) = await inquiries.tallies(snapshot, keyring, [Filters(queues=["heme"])], cap=3)
        assert await inquiries.tallies(snapshot, keyring, []) == ()
    assert (few.number, few.more) == (3, True)


async def test_the_database_puts_every_inquiry_on_the_shelf_the_rule_names(db: Database, keyring: KeyRing) -> None:
    kinds = list(product(Status, Waiting, (False, True), (False, True)))
    arrivals = [make_arrival() for _ in kinds]
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, arrivals)
        for arrival, (status, waiting, held, test) in zip(arrivals, kinds, strict=True):
            values = {"status": status, "open": status in OPEN, "waiting_for": waiting, "quarantined": held}
            await tx.execute(update(table).where(table.c.id == arrival.id).values(**values, test=test))
    async with db.read() as snapshot:
        found = await inquiries.page(snapshot, keyring, Filters(shelves=ALL), limit=1_000)
    shelves = {row.id: row.shelf for row in found}
    for arrival, (status, waiting, held, test) in zip(arrivals, kinds, strict=True):
        assert shelves[arrival.id] is shelf_of(status, waiting, held=held, test=test), (status, waiting, held, test)


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
        for shelf in sorted(filters.shelves):
            await inquiries.page(snapshot, keyring, filters, after=Place(shelf, -1, ""))
        asked = [each for each in statements if "ORDER BY" in each[0]]
        plans = [await snapshot.execute(text(f"EXPLAIN QUERY PLAN {_filled_in(*each)}")) for each in asked]
        steps = [[row.detail for row in plan] for plan in plans]
    assert steps or "0-11" in (filters.age_groups or ())  # there is none: nothing is read at all
    for (sql, _), plan in zip(asked, steps, strict=True):
        ways = [step for step in plan if "inquiries" in step]
        assert ways
        # Each reads one filter and one shelf in their order; what is sorted after that is a page for each at most.
        assert all("USING INDEX ix_inquiries_" in step and "shelf=?" in step for step in ways), plan
        assert "(inquiries.place, inquiries.id) >" not in sql or all("(place,id)>(?,?)" in step for step in ways), plan
        assert len(ways) > 1 or not any("TEMP B-TREE" in step for step in plan), plan


def _filled_in(sql: str, parameters: object) -> str:
    values = iter(parameters)  # type: ignore[call-overload]
    return re.sub(r"\?", lambda _: _literal(next(values)), sql)


def _literal(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"x'{bytes(value).hex()}'"
    return str(int(value)) if isinstance(value, int) else "'" + str(value) + "'"
