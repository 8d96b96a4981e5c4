"""The schema's revision, and bringing a database up to it. Alembic is imported only when there is something to do."""

import re
from typing import Final

from sqlalchemy import Connection, inspect, text

from intake.lib.database import Database
from intake.lib.paths import MIGRATIONS

REVISIONS: Final = tuple(
    sorted(match[1] for path in (MIGRATIONS / "versions").glob("*.py") if (match := re.match(r"(\d{4})_", path.name)))
)
HEAD: Final = REVISIONS[-1]

# Any number does, as long as every node of this service uses the same.
_ONE_MIGRATES = 0x1A7A_4B1E


class UnknownSchema(Exception):
    """The database is newer than this program, or not one of ours. One line for the operator."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"the database has schema {found}, this version of intake knows {HEAD}: start the newer version again, "
            "or restore the backup made before the upgrade"
        )


async def revision(db: Database) -> str | None:
    """The database's revision; None when it is empty. Raises `UnknownSchema`."""
    async with db.read() as snapshot:
        return await snapshot.run_sync(_revision)


async def upgrade(db: Database) -> None:
    """Bring the database to `HEAD`, in one transaction; whoever comes second finds it done. Raises `UnknownSchema`."""
    async with db.write() as tx:
        await tx.run_sync(_upgrade)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in REVISIONS:
        raise UnknownSchema(found)
    return found


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Others migrating wait here, as they do on SQLite for the writer lock. Both locks end with the transaction.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_MIGRATES})
        connection.execute(text("SET LOCAL lock_timeout = '1s'"))
    if _revision(connection) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
