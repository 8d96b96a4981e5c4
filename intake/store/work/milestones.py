"""When an inquiry first reached each status: written with every change, for the statistics alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from intake.domain.values import Status
from intake.lib.database import Transaction
from intake.store.tables import milestones

_INSERT = insert(milestones).on_conflict_do_nothing()


async def reached(tx: Transaction, steps: Sequence[tuple[str, Status, datetime]]) -> None:
    """Note that inquiries came to a status at a time; only the first time counts."""
    await tx.insert(_INSERT, [{"inquiry_id": id_, "status": status.value, "at": at} for id_, status, at in steps])
