"""What befalls mails in a test: as the worker and the reader of bounces would have written it down."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from intake.domain.message import OutboxState
from intake.lib.database import Database
from intake.store.tables import outbox


async def befall(db: Database, mail_id: str, **columns: Any) -> None:
    """These columns of one order are so from now on."""
    async with db.write() as tx:
        await tx.execute(update(outbox).where(outbox.c.id == mail_id).values(columns))


async def comes_back(db: Database, mail_id: str, at: datetime, code: str = "5.1.1") -> None:
    """It went out, and another server sent it back."""
    await befall(
        db, mail_id, state=OutboxState.SENT, sent_at=at, next_at=None, attempts=1, bounced_at=at, bounce_code=code
    )


async def dies(db: Database, mail_id: str, error: str = "recipient_550") -> None:
    """It was given up."""
    await befall(db, mail_id, state=OutboxState.DEAD, next_at=None, attempts=1, last_error=error)
