"""A few facts about the database itself, by name."""

from sqlalchemy import bindparam, select
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
