"""PostgreSQL through asyncpg: what the house asks of each connection."""

import asyncio
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from intake.lib.transaction import CannotOpenDatabase

SETTINGS = {
    "application_name": "intake",
    "timezone": "UTC",
    "statement_timeout": "5s",
    "lock_timeout": "1s",
    "idle_in_transaction_session_timeout": "30s",
    "synchronous_commit": "on",
    "jit": "off",  # the statements are small
}
CONNECTIONS = 10
_LONG_IDLE = 5.0
_LOOKS, _PAUSE = 5, 0.1  # how often to look whether older transactions have ended, and seconds between
_OLDER = text(
    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND xact_start < :begun"
)


def open_engine(url: str) -> AsyncEngine:
    """The engine for ``postgres://`` or ``postgresql://``; asyncpg reads the address, with all that libpq allows."""
    try:
        import asyncpg
    except ImportError:
        raise CannotOpenDatabase("PostgreSQL needs one more package: pip install 'intake[postgres]'") from None
    connect = partial(asyncpg.connect, url, server_settings=SETTINGS, timeout=10, command_timeout=30)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=10,
        hide_parameters=True,
    )

    # After a restart of the server the pool holds dead connections. Asking each time would cost three round trips.
    @event.listens_for(engine.sync_engine, "checkin")
    def note_the_time(_: object, record: Any) -> None:
        record.info["idle since"] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def ask_whether_it_lives(connection: Any, record: Any, _: object) -> None:
        if monotonic() - record.info.get("idle since", monotonic()) > _LONG_IDLE:
            try:
                connection.ping()
            except Exception as error:
                raise DisconnectionError from error

    return engine


def snapshots(engine: AsyncEngine) -> AsyncEngine:
    """The same pool, for transactions that see one state and are refused a write."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


async def scrub(engine: AsyncEngine, rewritten: Sequence[str], cleaned: Sequence[str]) -> bool:
    """Take what was deleted out of these tables. False: an older transaction may still see it, so it had to stay.

    ``rewritten`` become new files, in which nothing deleted is left; they are locked meanwhile and must be small. In
    ``cleaned`` the space is given free and is overwritten by what comes next.
    """
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        begun = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
        for _ in range(_LOOKS):
            older = (await connection.execute(_OLDER, {"begun": begun})).scalar_one()
            if not older:
                break
            await asyncio.sleep(_PAUSE)
        await connection.execute(text("SET statement_timeout = 0"))
        try:
            await connection.execute(text(f"VACUUM (FULL) {', '.join(rewritten)}"))
            await connection.execute(text(f"VACUUM {', '.join(cleaned)}"))
        finally:
            await connection.execute(text(f"SET statement_timeout = '{SETTINGS['statement_timeout']}'"))
        return not older
