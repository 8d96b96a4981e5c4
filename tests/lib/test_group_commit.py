"""Group commit: many share a transaction, a bad one fails alone, and nobody is told before it is on disk."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text

from intake.lib.database import Closed, Conflict, Database, DatabaseUnavailable, GroupCommit, Transaction

pytestmark = pytest.mark.anyio

things = Table("things", MetaData(), Column("id", Integer, primary_key=True, autoincrement=False))
ADD = insert(things)


class Bad(Exception):
    """What a bad item raises."""


class Counter:
    """A database that counts its transactions, and can be told to fail at the commit."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.transactions = 0
        self.fail_commit = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        self.transactions += 1
        async with self.db.write() as tx:
            yield tx
            if self.fail_commit:
                raise OSError("no space left on device")


async def perform(tx: Transaction, items: Sequence[int]) -> Sequence[int]:
    """Store numbers; negative ones are bad."""
    await tx.insert(ADD, [{"id": abs(item)} for item in items])
    if any(item < 0 for item in items):
        raise Bad
    return [item * 10 for item in items]


@pytest.fixture
async def counted(empty_database_url: str) -> AsyncIterator[Counter]:
    database = await Database.open(empty_database_url)
    async with database.write() as tx:
        await tx.run_sync(things.create)
    yield Counter(database)
    await database.close()


async def ids(counted: Counter) -> list[int]:
    async with counted.db.read() as snapshot:
        return [row.id for row in await snapshot.execute(select(things.c.id).order_by(things.c.id))]


async def test_two_hundred_at_once_share_few_transactions(counted: Counter) -> None:
    group = GroupCommit(counted, perform)
    outcomes = await asyncio.gather(*(group.submit(number) for number in range(1, 201)))
    assert outcomes == [number * 10 for number in range(1, 201)]
    assert await ids(counted) == list(range(1, 201))
    assert counted.transactions <= 5
    await group.close()


async def test_a_bad_item_fails_alone(counted: Counter) -> None:
    group = GroupCommit(counted, perform)
    outcomes = await asyncio.gather(*(group.submit(n) for n in (1, 2, -3, 4, 4, 5)), return_exceptions=True)
    assert outcomes[:2] == [10, 20]
    assert isinstance(outcomes[2], Bad)
    assert outcomes[3] == 40
    assert isinstance(outcomes[4], Conflict)
    assert outcomes[5] == 50
    assert await ids(counted) == [1, 2, 4, 5]
    await group.close()


async def test_a_bad_item_by_itself_leaves_nothing(counted: Counter) -> None:
    group = GroupCommit(counted, perform)
    with pytest.raises(Bad):
        await group.submit(-1)
    assert await group.submit(2) == 20
    assert await ids(counted) == [2]
    await group.close()


async def test_a_failed_commit_reaches_every_caller_and_the_next_goes_on(counted: Counter) -> None:
    counted.fail_commit = True
    group = GroupCommit(counted, perform)
    first = asyncio.create_task(group.submit(1))
    await asyncio.sleep(0)
    rest = [asyncio.create_task(group.submit(number)) for number in (2, 3, 4)]
    outcomes = await asyncio.gather(first, *rest, return_exceptions=True)
    assert isinstance(outcomes[0], OSError)
    assert [type(outcome) for outcome in outcomes[1:]] == [DatabaseUnavailable] * 3
    assert len({id(outcome) for outcome in outcomes}) == 4
    assert await ids(counted) == []
    counted.fail_commit = False
    assert await group.submit(5) == 50
    await group.close()


async def test_a_database_that_goes_away_reaches_every_caller(counted: Counter) -> None:
    async def gone(tx: Transaction, items: Sequence[int]) -> Sequence[int]:
        raise DatabaseUnavailable("gone")

    group: GroupCommit[int, int] = GroupCommit(counted, gone)
    outcomes = await asyncio.gather(*(group.submit(n) for n in range(4)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [DatabaseUnavailable] * 4
    await group.close()


async def test_too_few_outcomes_are_nobodys_success(counted: Counter) -> None:
    async def short(tx: Transaction, items: Sequence[int]) -> Sequence[int]:
        return []

    group: GroupCommit[int, int] = GroupCommit(counted, short)
    outcomes = await asyncio.gather(*(group.submit(n) for n in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [AssertionError] * 3
    await group.close()


async def test_nobody_is_answered_before_the_commit(counted: Counter) -> None:
    answered_while_open: list[object] = []

    async def watched(tx: Transaction, items: Sequence[int]) -> Sequence[int]:
        outcomes = await perform(tx, items)
        await asyncio.sleep(0.02)
        answered_while_open.extend(task for task in tasks if task.done() and task not in done_before)
        return outcomes

    group = GroupCommit(counted, watched, limit=2)
    done_before: set[asyncio.Task[int]] = set()
    tasks = [asyncio.create_task(group.submit(n)) for n in range(6)]
    for task in tasks:
        task.add_done_callback(done_before.add)
    await asyncio.gather(*tasks)
    assert answered_while_open == []
    await group.close()


async def test_a_caller_who_leaves_does_not_break_the_others(counted: Counter) -> None:
    group = GroupCommit(counted, perform)
    tasks = [asyncio.create_task(group.submit(n)) for n in range(10)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert outcomes[1::2] == [n * 10 for n in range(1, 10, 2)]
    assert set(range(1, 10, 2)) <= set(await ids(counted))
    await group.close()


async def test_closing_writes_what_was_taken_and_takes_no_more(counted: Counter) -> None:
    group = GroupCommit(counted, perform, limit=4)
    tasks = [asyncio.create_task(group.submit(n)) for n in range(20)]
    await asyncio.sleep(0)
    await group.close()
    assert await asyncio.gather(*tasks) == [n * 10 for n in range(20)]
    with pytest.raises(Closed):
        await group.submit(99)


async def test_a_killed_connection_reaches_its_callers_and_the_pool_heals(counted: Counter) -> None:
    if counted.db.dialect != "postgresql":
        pytest.skip("SQLite has no server that could hang up")

    async def hang_up(tx: Transaction, items: Sequence[int]) -> Sequence[int]:
        await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return await perform(tx, items)

    group = GroupCommit(counted, hang_up)
    outcomes = await asyncio.gather(*(group.submit(n) for n in range(3)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [DatabaseUnavailable] * 3
    await group.close()
    healed = GroupCommit(counted, perform)
    assert await healed.submit(7) == 70
    await healed.close()
