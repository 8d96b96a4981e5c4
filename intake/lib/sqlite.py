"""SQLite as the embedded database: one writer, many readers, and a lock file that makes several processes take turns.

A test reads each pragma back through the connections made here.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from intake.lib.transaction import DatabaseUnavailable

PRAGMAS = {
    "busy_timeout": "5000",
    "foreign_keys": "ON",
    "trusted_schema": "OFF",
    "secure_delete": "ON",
    "cell_size_check": "ON",
    "mmap_size": "0",
    "temp_store": "MEMORY",
    "journal_size_limit": str(64 * 1024 * 1024),
    # NORMAL loses acknowledged inquiries when the power fails, and FULL costs 0.15 ms.
    "synchronous": "FULL",
}
WRITER = {"journal_mode": "WAL"}
READER = {"query_only": "ON", "wal_autocheckpoint": "0"}
READERS = 4
PATIENCE = 10.0
_NO_LONGER = 500  # milliseconds to wait for readers, while everybody who writes waits, too


def path_of(url: str) -> Path:
    """The file behind ``sqlite:///relative`` or ``sqlite:////absolute``. No escapes: what is written is the path."""
    return Path(url.removeprefix("sqlite:///"))


def create_file(path: Path) -> None:
    """An empty file only its owner can read; the journal beside it inherits that."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def writer_engine(path: Path) -> AsyncEngine:
    """The one connection that writes. Whoever uses it holds the `WriterLock`."""
    return _engine(path, PRAGMAS | WRITER, begin="BEGIN IMMEDIATE", connections=1)


def reader_engine(path: Path) -> AsyncEngine:
    """Connections that are refused a write, and never move the journal into the file."""
    return _engine(path, PRAGMAS | READER, begin="BEGIN", connections=READERS)


def _engine(path: Path, pragmas: dict[str, str], *, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        # The driver would begin a transaction of its own choice, DEFERRED and late.
        connect_args={"isolation_level": None},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def say_begin(connection: Any) -> None:
        # DEFERRED and then writing fails at once with SQLITE_BUSY_SNAPSHOT; IMMEDIATE waits its turn.
        # Straight to the driver: a cursor of SQLAlchemy's would change threads three times.
        connection.connection.dbapi_connection.run_async(lambda driver: driver.execute(begin))

    return engine


async def scrub(driver: Any) -> bool:
    """Leave no byte of what was deleted, in the file or its journal. False: somebody still reads an older state.

    ``secure_delete`` overwrites what is deleted, but not the copies that stay in the free space of a page when its rows
    are shared out among more pages: of forty inquiries deleted from six hundred, one had left such a copy. VACUUM
    writes only what is still there. The journal is empty once the checkpoint answers (0, 0, 0).
    """

    async def run(statement: str) -> Any:
        async with driver.execute(statement) as answer:  # closed again: one that is open stands in the way of VACUUM
            return await answer.fetchone()

    await run(f"PRAGMA busy_timeout={_NO_LONGER}")
    try:
        await run("VACUUM")
        return tuple(await run("PRAGMA wal_checkpoint(TRUNCATE)")) == (0, 0, 0)
    finally:
        await run(f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}")


class WriterLock:
    """``flock`` on ``<db>.writer``, held from BEGIN to COMMIT by whoever writes, in whichever process.

    SQLite has a lock of its own; this one also keeps checkpoints of two processes apart (the "WAL-reset" bug of SQLite
    before 3.51.3), and never blocks the event loop.
    """

    def __init__(self, database: Path, *, patience: float = PATIENCE) -> None:
        self._path = database.with_name(database.name + ".writer")
        self._patience = patience
        self._turn = asyncio.Lock()
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """In turn in this process, then against the others. Raises `DatabaseUnavailable` when they do not let go."""
        async with self._turn:
            await self._take()
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    async def _take(self) -> None:
        deadline, pause = monotonic() + self._patience, 0.001
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if monotonic() > deadline:
                    raise DatabaseUnavailable(f"{self._path}: another process is writing and does not end") from None
                # Short: a busy server leaves only small gaps between its transactions.
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, 0.01)

    def close(self) -> None:
        """Let go of the file for good."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
