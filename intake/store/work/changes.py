"""What changed lately, as the audit trail counts it: one number says how far somebody has heard."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from intake.lib.database import Snapshot
from intake.store.tables import audit, inquiries

_LATEST = select(func.coalesce(func.max(audit.c.seq), 0))


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody changed an inquiry. ``actor`` as the audit trail has it; ``queue_tag``: whose business it is."""

    seq: int
    at: datetime
    actor: str
    inquiry_id: str
    reference: str
    queue_tag: bytes


async def latest(snapshot: Snapshot) -> int:
    """How far the trail has come."""
    return int((await snapshot.execute(_LATEST)).scalar_one())


async def after(snapshot: Snapshot, seq: int, *, but: Collection[str], limit: int) -> Sequence[Change]:
    """What was done to inquiries after that, in order; actions that change nothing are left out with ``but``.

    Of a test nobody hears.
    """
    columns = (audit.c.seq, audit.c.at, audit.c.actor, inquiries.c.id, inquiries.c.reference, inquiries.c.queue_tag)
    done = (audit.c.seq > seq, audit.c.object_kind == "inquiry", audit.c.outcome == "done", ~inquiries.c.test)
    statement = select(*columns).join(inquiries, inquiries.c.id == audit.c.object_id)
    statement = statement.where(*done, audit.c.action.not_in(sorted(but))).order_by(audit.c.seq).limit(limit)
    return [
        Change(row.seq, row.at, row.actor, row.id, row.reference, row.queue_tag)
        for row in await snapshot.execute(statement)
    ]
