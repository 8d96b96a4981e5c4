"""Opening the storage: key ring first, then the database, and nothing at all when the two do not belong together.

Writing one inquiry under a key that nobody has would lose it, so a wrong or missing key ring stops the start (A26).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import keys, schema


class CannotStart(Exception):
    """The storage may not be opened. One line: what is wrong, and the remedy."""


@asynccontextmanager
async def open_storage(
    database_url: str, keyring_path: Path, *, may_migrate: bool | None = None
) -> AsyncIterator[tuple[Database, KeyRing]]:
    """The database, up to date, and the key ring that opens it.

    The key ring is made on the very first start: no database and no key ring. ``may_migrate`` defaults to yes on
    SQLite, and no on PostgreSQL, where several processes share the database and `intake migrate` is said explicitly.
    Raises `CannotStart`, `KeyRingError`, `CannotOpenDatabase`.
    """
    db = await Database.open(database_url)
    try:
        keyring = await _keyring(keyring_path, db)
        await _bring_up_to_date(db, may_migrate=db.dialect == "sqlite" if may_migrate is None else may_migrate)
        await keys.check(db, keyring)
        yield db, keyring
    except (keys.WrongKeyRing, schema.UnknownSchema) as error:
        raise CannotStart(str(error)) from None
    finally:
        await db.close()


async def _keyring(path: Path, db: Database) -> KeyRing:
    """The key ring this database was written with; a new one for a database that was never written."""
    written = await schema.revision(db) is not None and await keys.is_marked(db)
    if not path.exists() and not written:  # noqa: ASYNC240 - nobody is served yet
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return KeyRing.create(path)
    keyring = KeyRing.load(path)
    if written:  # before anything is changed, the schema included
        await keys.check(db, keyring)
    return keyring


async def _bring_up_to_date(db: Database, *, may_migrate: bool) -> None:
    if await schema.revision(db) == schema.HEAD:
        return
    if not may_migrate:
        raise CannotStart("the database is not up to date: run `intake migrate` once, then start again")
    await schema.upgrade(db)
