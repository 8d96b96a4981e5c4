"""Every version of the form that anybody was shown, so that an old inquiry can be read as it was asked."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import forms


async def remember(tx: Transaction, version: str, source: str, *, now: datetime) -> None:
    """Keep the form's source under its version; a version seen before stays as it is."""
    new = insert(forms).values(version=version, source=source, first_seen_at=now)
    await tx.execute(new.on_conflict_do_nothing(index_elements=["version"]))


async def source_of(snapshot: Snapshot, version: str) -> str | None:
    """The source of a version, or None."""
    found: str | None = (await snapshot.execute(select(forms.c.source).where(forms.c.version == version))).scalar()
    return found
