"""A few facts about the database itself, by name."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import meta

_GET = select(meta.c.value).where(meta.c.key == bindparam("name"))


async def get(snapshot: Snapshot, name: str) -> bytes | None:
    """The value, or None."""
    value: bytes | None = (await snapshot.execute(_GET, {"name": name})).scalar()
    return value


async def put(tx: Transaction, name: str, value: bytes) -> None:
    """Set the value."""
    new = insert(meta).values(key=name, value=value)
    await tx.execute(new.on_conflict_do_update(index_elements=["key"], set_={"value": new.excluded.value}))


async def swap(tx: Transaction, name: str, old: bytes | None, value: bytes) -> bool:
    """Set the value, if it is still ``old`` (None: there is none yet). False: somebody else was first."""
    if old is None:
        new = insert(meta).values(key=name, value=value).on_conflict_do_nothing(index_elements=["key"])
        return (await tx.execute(new)).rowcount > 0
    same = update(meta).where(meta.c.key == name, meta.c.value == old)
    return (await tx.execute(same.values(value=value))).rowcount > 0
