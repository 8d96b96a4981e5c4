"""What is kept no longer than needed. Inquiries are not touched here: how long they stay is for counsel to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from intake.lib.database import Database
from intake.services import drafts
from intake.services.accounts import SESSION_IDLE, SESSION_LIFE
from intake.services.mail import DRAFT_KEPT
from intake.store import outbox, sessions, submissions, throttles

SUBMISSIONS_KEPT: Final = timedelta(days=7)  # a form sent again after that is a new inquiry


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each went."""

    submissions: int
    sessions: int
    throttles: int
    drafts: int
    draft_mails: int


async def sweep(*, db: Database, now: datetime) -> Swept:
    """Forget forms sent long ago, sessions and throttles that are over, forms put aside and left, and their mails."""
    async with db.write() as tx:
        return Swept(
            await submissions.sweep(tx, before=now - SUBMISSIONS_KEPT),
            await sessions.sweep(tx, idle_since=now - SESSION_IDLE, started_before=now - SESSION_LIFE),
            await throttles.sweep(tx, now=now),
            await drafts.sweep(tx, now=now),
            await outbox.forget_old(tx, before=now - DRAFT_KEPT),
        )
