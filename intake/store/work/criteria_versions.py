"""The published criteria as they once were, to see whose result another version changes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import criteria_versions


async def remember(tx: Transaction, version: str, source: str, *, now: datetime) -> None:
    """Keep a version; used again after another one, it counts from now on."""
    new = insert(criteria_versions).values(version=version, source=source, first_seen_at=now)
    again = {"first_seen_at": now}
    await tx.execute(new.on_conflict_do_update(index_elements=["version"], set_=again))


async def latest(snapshot: Snapshot) -> str | None:
    """The version that was remembered last."""
    order = criteria_versions.c.first_seen_at.desc()
    found: str | None = (await snapshot.execute(select(criteria_versions.c.version).order_by(order).limit(1))).scalar()
    return found


async def before(snapshot: Snapshot, version: str) -> tuple[str, datetime] | None:
    """The source of the version that was used before this one, and since when this one is; None if it is the first."""
    rows = await snapshot.execute(
        select(criteria_versions.c.version, criteria_versions.c.source, criteria_versions.c.first_seen_at).order_by(
            criteria_versions.c.first_seen_at.desc()
        )
    )
    known = rows.all()
    since = next((row.first_seen_at for row in known if row.version == version), None)
    if since is None:
        return None
    older = next((row for row in known if row.first_seen_at < since), None)
    return (older.source, since) if older else None
