"""What a statement runs in: a `Snapshot` to read, a `Transaction` to write. The rest about databases stands on this.

A function that writes asks for a `Transaction`, a page that reads has a `Snapshot`; mypy refuses one for the other.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Literal, TypeVar

import anyio
from sqlalchemy import Connection, CursorResult, Executable, Insert
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.lib.compiled import compiled_insert

T = TypeVar("T")
Dialect = Literal["sqlite", "postgresql"]
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]
Interrupt = Callable[[], Awaitable[None]]


class DatabaseError(Exception):
    """The database refused or could not answer.

    DatabaseError
    ├── Conflict              a constraint says no: it exists already, or what it refers to does not
    ├── CannotOpenDatabase    it cannot be used at all; the message is one line for the operator
    └── DatabaseUnavailable   locked, full, gone, too slow: the same may work later
    """


class Conflict(DatabaseError):
    """A constraint says no. Nothing of the statement was done; on PostgreSQL only a savepoint saves the transaction."""


class CannotOpenDatabase(DatabaseError):
    """The database cannot be used at all: one line with the remedy."""


class DatabaseUnavailable(DatabaseError):
    """The database could not do it now. Whether a transaction that was being committed is stored is not known."""


async def settled(work: Awaitable[T], interrupt: Interrupt | None = None) -> T:
    """Await ``work`` to its end whatever happens; a cancellation is raised afterwards, once ``interrupt`` was called.

    A driver call cut in the middle leaves a connection that nobody can use and, on SQLite, a file that stays locked.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError as cancelled:
        if interrupt is not None:
            await interrupt()
        await _until_done(task)
        if not task.cancelled():
            task.exception()  # seen: the cancellation is what the caller hears
        raise cancelled


async def _until_done(task: "asyncio.Future[T]") -> None:
    # anyio cancels again at each turn of the loop, hence its scope; asyncio once more on shutdown, hence the loop.
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:
                continue


@contextmanager
def translated() -> Iterator[None]:
    """Driver errors as ours. Never shows parameters: they are somebody's."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(type(error.orig).__name__) from error
    except sqlite3.IntegrityError as error:
        raise Conflict(type(error).__name__) from error
    except (OperationalError, InterfaceError, PoolTimeout, ConnectionError, TimeoutError, sqlite3.Error) as error:
        raise DatabaseUnavailable(str(error).partition("\n")[0]) from error
    except DBAPIError as error:
        if error.connection_invalidated or _not_ours(error):
            raise DatabaseUnavailable(str(error.orig).partition("\n")[0]) from error
        raise


# Cancelled by a timeout, deadlock, serialization, lock not available, too many connections, shutting down, disk full.
_PASSING = ("57", "40", "55P03", "53")


def _not_ours(error: DBAPIError) -> bool:
    """Whether the trouble is the server's or the file's and not the statement's."""
    if type(error.orig) is sqlite3.DatabaseError:  # malformed, or no database at all
        return True
    code = getattr(error.orig, "sqlstate", None)
    return isinstance(code, str) and code.startswith(_PASSING)


class Snapshot:
    """One consistent state of the database, to read."""

    __slots__ = ("_connection", "_interrupt", "dialect")

    def __init__(self, connection: AsyncConnection, dialect: Dialect, interrupt: Interrupt | None = None) -> None:
        self._connection = connection
        self._interrupt = interrupt
        self.dialect: Dialect = dialect

    async def execute(self, statement: Executable, params: Parameters | None = None) -> CursorResult[Any]:
        """Run a statement; a list of parameters runs it for each. Raises `Conflict` or `DatabaseUnavailable`."""
        with translated():
            if self._interrupt is None:
                return await self._connection.execute(statement, params)
            return await settled(self._connection.execute(statement, params), self._interrupt)

    async def run_sync(self, work: Callable[[Connection], T]) -> T:
        """Call ``work`` with the plain connection (the migrations and their inspection need it)."""
        with translated():
            return await settled(self._connection.run_sync(work))


class Transaction(Snapshot):
    """All of it or none of it: committed when its block ends, undone when the block raises."""

    __slots__ = ()

    async def insert(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows with the same columns; quickest with a statement that is made once. Raises as `execute` does."""
        if not rows:
            return
        if self._interrupt is None:
            await self.execute(statement, rows)
            return
        # SQLAlchemy's way through aiosqlite changes threads three times for each statement; this is once.
        compiled = compiled_insert(statement, tuple(rows[0]), self._connection.dialect)
        driver: Any = (await self._connection.get_raw_connection()).driver_connection
        with translated():
            await settled(driver.executemany(compiled.sql, compiled.bind(rows)), self._interrupt)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that can fail alone: what it did is undone when its block raises, and the rest goes on."""
        with translated():
            nested = await settled(self._connection.begin_nested())
        try:
            yield
        except BaseException:
            with translated():
                await settled(nested.rollback())
            raise
        with translated():
            await settled(nested.commit())
