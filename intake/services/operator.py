"""What the operator asks from the command line: no account, but written down."""

from collections.abc import Sequence
from datetime import UTC, datetime

from intake.domain.inquiry import InquirySummary
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import audit, inquiries
from intake.store.audit import Entry

OPERATOR = "operator"


async def latest(*, db: Database, keyring: KeyRing, limit: int) -> Sequence[InquirySummary]:
    """The latest inquiries of every queue, newest first."""
    found: list[InquirySummary] = []
    before = None
    async with db.read() as snapshot:
        while len(found) < limit:
            page = await inquiries.newest(snapshot, keyring, before=before, limit=min(200, limit))
            found += page
            if not page:
                break
            before = (page[-1].received_at, page[-1].id)
    found = found[:limit]
    async with db.write() as tx:
        entry = Entry(datetime.now(UTC), OPERATOR, "inbox.list", "inbox", "all", detail={"rows": len(found)})
        await audit.append(tx, entry)
    return found
