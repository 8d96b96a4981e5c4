"""Routing files as they were published: none is ever changed or taken away, and the newest counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import routing_versions

V = routing_versions.c


@dataclass(frozen=True, slots=True)
class RoutingVersion:
    """One of them, without its text. ``restores``: the earlier one it brought back; 0: the file that was shipped."""

    number: int
    published_at: datetime
    author_id: str
    restores: int | None


async def newest(snapshot: Snapshot) -> int | None:
    """The number of the one that counts, or None: the file that was shipped."""
    return (await snapshot.execute(select(func.max(V.id)))).scalar()


async def source(snapshot: Snapshot, number: int) -> str | None:
    """The text of one, or None if there is none of this number."""
    return (await snapshot.execute(select(V.source).where(V.id == number))).scalar()


async def add(tx: Transaction, text: str, author_id: str, *, restores: int | None, now: datetime) -> int:
    """Publish a text; its number."""
    row = {"source": text, "published_at": now, "author_id": author_id, "restores": restores}
    return int((await tx.execute(insert(routing_versions).values(row).returning(V.id))).scalar_one())


async def listing(snapshot: Snapshot, *, limit: int) -> Sequence[RoutingVersion]:
    """The latest, the newest first."""
    columns = (V.id, V.published_at, V.author_id, V.restores)
    rows = await snapshot.execute(select(*columns).order_by(V.id.desc()).limit(limit))
    return [RoutingVersion(row.id, row.published_at, row.author_id, row.restores) for row in rows]
