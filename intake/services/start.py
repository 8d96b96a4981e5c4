"""Opening the storage: key ring first, then the database, and nothing at all when the two do not belong together.

Writing one inquiry under a key that nobody has would lose it, so a wrong or missing key ring stops the start (A26).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from intake.lib.database import Database, database_file
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
    file = database_file(database_url)
    keyring = _keyring(keyring_path, file)
    db = await Database.open(database_url)
    try:
        await _bring_up_to_date(db, may_migrate=file is not None if may_migrate is None else may_migrate)
        await _check(db, keyring)
        yield db, keyring
    finally:
        await db.close()


def _keyring(path: Path, file: Path | None) -> KeyRing:
    """The key ring, made where this is the very first start (PostgreSQL tells by its check value whether it was)."""
    if path.exists():
        return KeyRing.load(path)
    if file is not None and file.exists():
        raise CannotStart(
            f"the key ring {path} is missing, but there is a database: put the original key ring back, "
            "nothing stored can be read without it"
        )
    for folder in filter(None, (path.parent, file and file.parent)):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return KeyRing.create(path)


async def _check(db: Database, keyring: KeyRing) -> None:
    try:
        await keys.check(db, keyring)
    except keys.WrongKeyRing as error:
        raise CannotStart(str(error)) from None


async def _bring_up_to_date(db: Database, *, may_migrate: bool) -> None:
    try:
        if await schema.revision(db) == schema.HEAD:
            return
        if not may_migrate:
            raise CannotStart("the database is not up to date: run `intake migrate` once, then start again")
        await schema.upgrade(db)
    except schema.UnknownSchema as error:
        raise CannotStart(str(error)) from None
