"""The database, whichever engine it is: `Database.read` to look, `Database.write` to change, `GroupCommit` for many.

SQLite is one file, one writer at a time across all processes, and readers who never wait for it. PostgreSQL is a pool.
The statements are the same; nobody above ``store`` sees one.
"""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from intake.lib import postgresql, sqlite
from intake.lib.group_commit import Closed, GroupCommit
from intake.lib.instance_lock import AlreadyRunning, InstanceLock
from intake.lib.transaction import (
    CannotOpenDatabase,
    Conflict,
    DatabaseError,
    DatabaseUnavailable,
    Dialect,
    Interrupt,
    Snapshot,
    Transaction,
    settled,
    translated,
)

__all__ = [
    "AlreadyRunning",
    "CannotOpenDatabase",
    "Closed",
    "Conflict",
    "Database",
    "DatabaseError",
    "DatabaseUnavailable",
    "GroupCommit",
    "InstanceLock",
    "Snapshot",
    "Transaction",
    "database_file",
]


def database_file(url: str) -> Path | None:
    """The SQLite file of a database URL; None for a server."""
    return sqlite.path_of(url) if url.startswith("sqlite:") else None


class Database:
    """Open connections. Make one with `open`, and `close` it."""

    def __init__(self, dialect: Dialect, writer: AsyncEngine, reader: AsyncEngine, file: Path | None) -> None:
        self.dialect: Dialect = dialect
        self.file = file
        self._writer = writer
        self._reader = reader
        self._lock = sqlite.WriterLock(file) if file else None

    @classmethod
    async def open(cls, url: str) -> "Database":
        """Connect; an SQLite file is made if missing. No schema work here. Raises `CannotOpenDatabase`."""
        file = database_file(url)
        if file is None:
            engine = postgresql.open_engine(url)
            db = cls("postgresql", engine, postgresql.snapshots(engine), None)
        else:
            try:
                sqlite.create_file(file)
                db = cls("sqlite", sqlite.writer_engine(file), sqlite.reader_engine(file), file)
            except OSError as error:
                raise CannotOpenDatabase(f"{file}: {error.strerror}; check the folder and its owner") from None
        try:
            async with db.write():
                pass
        except BaseException as error:
            await db.close()
            if isinstance(error, DatabaseUnavailable | OSError):
                raise CannotOpenDatabase(f"{file or 'PostgreSQL'}: cannot be opened ({error})") from error
            raise
        return db

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Snapshot]:
        """One consistent state, for a short while: a forgotten reader keeps the journal growing."""
        connection = self._reader.connect()
        try:
            await settled(self._enter(connection))
            yield Snapshot(connection, self.dialect, self._interrupter(connection))
        finally:
            await settled(self._leave(connection))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """All of the block, or none of it. On SQLite `BEGIN IMMEDIATE`, under the lock every process respects."""
        if self._lock is None:
            async with self._transaction() as tx:
                yield tx
        else:
            async with self._lock.held(), self._transaction() as tx:
                yield tx

    async def scrub(self, *, rewritten: Sequence[str], cleaned: Sequence[str], most: int | None = None) -> bool:
        """Leave no byte of what was deleted, as far as the engine can. False: not now, somebody still sees it.

        The tables' names are for PostgreSQL, see there; SQLite writes the whole file anew while everybody who writes
        waits, so one larger than ``most`` bytes is left as it is.
        """
        if self._lock is None or self.file is None:
            with translated():
                return await settled(postgresql.scrub(self._writer, rewritten, cleaned))
        if most is not None and self.file.stat().st_size > most:
            return False
        async with self._lock.held(), self._writer.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            with translated():
                return await settled(sqlite.scrub(driver))

    async def close(self) -> None:
        """Close every connection; SQLite then folds its journal into the file."""
        await self._reader.dispose()
        if self._lock is None:
            await self._writer.dispose()
            return
        try:
            async with self._lock.held():
                await self._writer.dispose()
        except DatabaseUnavailable:
            await self._writer.dispose()
        finally:
            self._lock.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        connection = self._writer.connect()
        try:
            await settled(self._enter(connection))
            yield Transaction(connection, self.dialect, self._interrupter(connection))
            with translated():
                await settled(connection.commit())
        finally:
            # Whatever was not committed is undone here, and the lock is let go only after that.
            await settled(self._leave(connection))

    @staticmethod
    async def _enter(connection: AsyncConnection) -> None:
        with translated():
            try:
                await connection.start()
                await connection.begin()
            except sqlite3.Error as error:  # from the pragmas of a new connection, where SQLAlchemy does not translate
                raise DatabaseUnavailable(str(error)) from error

    @staticmethod
    async def _leave(connection: AsyncConnection) -> None:
        if connection.sync_connection is not None:  # it was reached
            with translated():
                await connection.close()

    def _interrupter(self, connection: AsyncConnection) -> Interrupt | None:
        return partial(_interrupt, connection) if self.dialect == "sqlite" else None


async def _interrupt(connection: AsyncConnection) -> None:
    """Stop the statement that runs on an SQLite connection; asyncpg does this by itself."""
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is not None:
        await driver.interrupt()
