"""What looks like spam: kept apart until a person has looked."""

from datetime import datetime

from sqlalchemy import update

from intake.lib.database import Transaction
from intake.store.tables import inquiries


async def release(tx: Transaction, inquiry_id: str, *, version: int, now: datetime) -> bool:
    """Let an inquiry out. False: it is not at ``version`` any more, or was let out already."""
    change = (
        update(inquiries)
        .where(inquiries.c.id == inquiry_id, inquiries.c.version == version, inquiries.c.quarantined)
        .values(quarantined=False, version=inquiries.c.version + 1, updated_at=now)
    )
    return (await tx.execute(change)).rowcount > 0


async def hold(tx: Transaction, inquiry_id: str) -> None:
    """Put an inquiry back among those that wait for somebody to look."""
    await tx.execute(update(inquiries).where(inquiries.c.id == inquiry_id).values(quarantined=True))
