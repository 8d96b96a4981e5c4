"""A database: what a transaction keeps and undoes, and that nothing leaves an SQLite file locked."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select, text

from intake.lib.database import (
    CannotOpenDatabase,
    Conflict,
    Database,
    DatabaseUnavailable,
    Transaction,
    database_file,
)
from intake.lib.sqlite import PRAGMAS, READER, WriterLock
from intake.lib.transaction import settled

pytestmark = pytest.mark.anyio

things = Table("things", MetaData(), Column("id", Integer, primary_key=True, autoincrement=False), Column("name", Text))
ADD = insert(things)


@pytest.fixture
async def bare(empty_database_url: str) -> AsyncIterator[Database]:
    """A database with one table."""
    database = await Database.open(empty_database_url)
    async with database.write() as tx:
        await tx.run_sync(things.create)
    yield database
    await database.close()


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[Database]:
    """An SQLite database with one table."""
    database = await Database.open(f"sqlite:///{tmp_path / 'folder' / 'intake.db'}")
    async with database.write() as tx:
        await tx.run_sync(things.create)
    yield database
    await database.close()


async def ids(database: Database) -> list[int]:
    async with database.read() as snapshot:
        return [row.id for row in await snapshot.execute(select(things.c.id).order_by(things.c.id))]


async def test_a_transaction_that_ends_is_kept(bare: Database) -> None:
    async with bare.write() as tx:
        await tx.insert(ADD, [{"id": 1, "name": "a"}, {"id": 2, "name": None}])
        await tx.execute(ADD, {"id": 3, "name": "c"})
    assert await ids(bare) == [1, 2, 3]


async def test_a_transaction_that_raises_leaves_nothing(bare: Database) -> None:
    async def work() -> None:
        async with bare.write() as tx:
            await tx.execute(ADD, {"id": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await work()
    assert await ids(bare) == []


async def test_a_savepoint_fails_alone(bare: Database) -> None:
    async def part(tx: Transaction) -> None:
        async with tx.savepoint():
            await tx.execute(ADD, {"id": 2})
            await tx.insert(ADD, [{"id": 1}])

    async with bare.write() as tx:
        await tx.execute(ADD, {"id": 1})
        with pytest.raises(Conflict):
            await part(tx)
        await tx.execute(ADD, {"id": 3})
    assert await ids(bare) == [1, 3]


async def test_a_snapshot_refuses_to_write(bare: Database) -> None:
    async with bare.read() as snapshot:
        with pytest.raises(Exception, match=r"readonly|read-only"):
            await snapshot.execute(ADD, {"id": 1})
    assert await ids(bare) == []


async def test_a_snapshot_sees_one_state_while_others_write(bare: Database) -> None:
    count = text("SELECT count(*) FROM things")
    async with bare.read() as snapshot:
        assert (await snapshot.execute(count)).scalar() == 0
        async with bare.write() as tx:
            await tx.execute(ADD, {"id": 1})
        assert (await snapshot.execute(count)).scalar() == 0
    assert await ids(bare) == [1]


async def test_writers_take_turns(bare: Database) -> None:
    async with bare.write() as tx:
        await tx.execute(ADD, {"id": 1, "name": "0"})

    async def add_one() -> None:
        async with bare.write() as tx:
            lock = select(things.c.name).with_for_update()
            seen = int((await tx.execute(lock)).scalar_one())
            await tx.execute(things.update().values(name=str(seen + 1)))

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with bare.read() as snapshot:
        assert (await snapshot.execute(select(things.c.name))).scalar() == "20"


async def test_errors_never_show_what_was_written(bare: Database) -> None:
    async def work() -> None:
        async with bare.write() as tx:
            await tx.execute(ADD, {"id": 1, "name": "Leyla"})
            await tx.execute(ADD, {"id": 1, "name": "Leyla"})

    with pytest.raises(Conflict) as caught:
        await work()
    error: BaseException | None = caught.value
    while error is not None:
        assert "Leyla" not in f"{error}{error!r}"
        error = error.__cause__


@pytest.mark.parametrize("where", ["before", "in a statement", "after"])
async def test_a_cancelled_transaction_leaves_nothing_locked(bare: Database, where: str) -> None:
    slow = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 1e8) SELECT max(i) FROM n",
        "postgresql": "SELECT pg_sleep(4)",
    }[bare.dialect]
    begun = asyncio.Event()

    async def work() -> None:
        async with bare.write() as tx:
            await tx.execute(ADD, {"id": 1})
            begun.set()
            if where == "in a statement":
                await tx.execute(text(slow))
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    if where != "before":
        await begun.wait()
        await asyncio.sleep(0.1)
    else:
        await asyncio.sleep(0)
    task.cancel()
    started = monotonic()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with bare.write() as tx:
        await tx.execute(ADD, {"id": 2})
    assert monotonic() - started < 2
    assert await ids(bare) == [2]


async def test_cancelling_at_any_moment_leaves_a_database_that_works(bare: Database) -> None:
    async def work(number: int) -> None:
        async with bare.write() as tx:
            await tx.execute(ADD, {"id": number})
            async with tx.savepoint():
                await tx.insert(ADD, [{"id": number + 1000}])
        async with bare.read() as snapshot:
            await snapshot.execute(select(things))

    for number in range(60):
        task = asyncio.create_task(work(number))
        for _ in range(number):
            await asyncio.sleep(0)
        if number % 3 == 0:
            await asyncio.sleep(number / 20_000)
        task.cancel()
        await asyncio.wait([task])
    await work(500)
    stored = await ids(bare)
    assert {500, 1500} <= set(stored)
    assert {i + 1000 for i in stored if i < 1000} == {i for i in stored if i >= 1000}


async def test_a_settled_call_ends_before_its_cancellation_is_heard() -> None:
    ended = []

    async def call() -> None:
        await asyncio.sleep(0.05)
        ended.append(True)

    task = asyncio.create_task(settled(call()))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [True]


async def test_sqlite_connections_have_the_pragmas_we_promise(embedded: Database) -> None:
    words = {"ON": "1", "OFF": "0", "MEMORY": "2", "FULL": "2"}

    async def of(snapshot: object, name: str) -> str:
        assert hasattr(snapshot, "execute")
        return str((await snapshot.execute(text(f"PRAGMA {name}"))).scalar())

    async with embedded.write() as tx:
        assert {name: await of(tx, name) for name in PRAGMAS} == {k: words.get(v, v) for k, v in PRAGMAS.items()}
        assert await of(tx, "journal_mode") == "wal"
        assert await of(tx, "query_only") == "0"
        assert await of(tx, "wal_autocheckpoint") == "1000"
    async with embedded.read() as snapshot:
        wanted = PRAGMAS | READER
        assert {name: await of(snapshot, name) for name in wanted} == {k: words.get(v, v) for k, v in wanted.items()}


async def test_only_the_owner_can_read_the_file(embedded: Database) -> None:
    assert embedded.file is not None
    for path in embedded.file.parent.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


async def test_another_process_waits_for_the_writer(embedded: Database) -> None:
    code = """
import asyncio, sys
from sqlalchemy import text
from intake.lib.database import Database
async def main():
    db = await Database.open(sys.argv[1])
    async with db.write() as tx:
        await tx.execute(text("INSERT INTO things (id) VALUES (2)"))
    await db.close()
asyncio.run(main())
"""
    async with embedded.write() as tx:
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", code, f"sqlite:///{embedded.file}")
        await tx.execute(ADD, {"id": 1})
        await asyncio.sleep(1.5)
        assert other.returncode is None
    assert await asyncio.wait_for(other.wait(), 10) == 0
    assert await ids(embedded) == [1, 2]


async def test_a_writer_that_does_not_end_is_told_of(tmp_path: Path) -> None:
    database = tmp_path / "intake.db"
    one, other = WriterLock(database), WriterLock(database, patience=0.05)
    async with one.held():
        with pytest.raises(DatabaseUnavailable, match="another process"):
            async with other.held():
                pass
    async with other.held():
        pass
    one.close()
    other.close()


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "intake.db"
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(CannotOpenDatabase, match=r"intake\.db"):
        await Database.open(f"sqlite:///{path}")


async def test_a_server_that_is_not_there_is_refused() -> None:
    with pytest.raises(CannotOpenDatabase):
        await Database.open("postgres://nobody@127.0.0.1:1/nothing")


def test_a_database_url_names_its_file() -> None:
    assert database_file("sqlite:////var/lib/in take%20/a?b.db") == Path("/var/lib/in take%20/a?b.db")
    assert database_file("sqlite:///here.db") == Path("here.db")
    assert database_file("postgresql://localhost/intake") is None


def test_a_reader_cannot_be_handed_to_a_function_that_writes(tmp_path: Path) -> None:
    code = tmp_path / "wrong.py"
    code.write_text(
        "from intake.lib.database import Snapshot, Transaction\n"
        "def write(tx: Transaction) -> None: ...\n"
        "def page(snapshot: Snapshot) -> None:\n    write(snapshot)\n"
    )
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", str(code)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 'incompatible type "Snapshot"; expected "Transaction"' in run.stdout
