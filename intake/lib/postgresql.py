"""PostgreSQL through asyncpg: what the house asks of each connection."""

from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import event
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
