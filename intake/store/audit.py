"""Who did what to which thing, written in the same transaction as the deed. Ids and codes only, no patient's word."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from intake.domain.webhook import events_of
from intake.lib.database import Snapshot, Transaction
from intake.store import tellings
from intake.store.sealing import from_json, to_json
from intake.store.tables import audit

_INSERT = insert(audit)


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. ``actor``: a staff id, ``public``, ``worker`` or ``operator``. ``outcome``: ``done`` or ``refused``."""

    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    outcome: str = "done"
    detail: Mapping[str, str | int] = field(default_factory=dict)


async def append(tx: Transaction, *entries: Entry) -> None:
    """Add entries, in order, and have systems of the clinic's own told of what they hear of (`store.tellings`)."""
    await tx.insert(_INSERT, [_row(entry) for entry in entries])
    told = [
        (event, entry.object_id, entry.at)
        for entry in entries
        for event in events_of(entry.action, entry.outcome, entry.detail)
    ]
    await tellings.order(tx, told)


async def about(
    snapshot: Snapshot, object_kind: str, object_id: str, *, limit: int = 200, done_but: Collection[str] | None = None
) -> Sequence[Entry]:
    """What happened to one thing, the latest first. ``done_but``: only what was done, and none of these actions."""
    statement = select(audit).where(audit.c.object_kind == object_kind, audit.c.object_id == object_id)
    if done_but is not None:
        statement = statement.where(audit.c.outcome == "done", audit.c.action.not_in(sorted(done_but)))
    statement = statement.order_by(audit.c.seq.desc()).limit(limit)
    return [_entry(row) for row in await snapshot.execute(statement)]


async def times(
    snapshot: Snapshot, object_kind: str, object_id: str, action: str
) -> Sequence[tuple[str, int, datetime]]:
    """How often each actor did this to one thing, and when last; done, not refused."""
    statement = (
        select(audit.c.actor, func.count().label("times"), func.max(audit.c.at).label("last"))
        .where(audit.c.object_kind == object_kind, audit.c.object_id == object_id)
        .where(audit.c.action == action, audit.c.outcome == "done")
        .group_by(audit.c.actor)
        .order_by(audit.c.actor)
    )
    return [(row.actor, row.times, row.last) for row in await snapshot.execute(statement)]


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "outcome": entry.outcome,
        # Sorted: the same entry is the same bytes, which a chain of hashes will need.
        "detail": to_json(dict(sorted(entry.detail.items()))).decode(),
    }


def _entry(row: Any) -> Entry:
    detail = from_json(row.detail.encode())
    return Entry(row.at, row.actor, row.action, row.object_kind, row.object_id, row.outcome, detail)
