"""What is kept no longer than needed. Inquiries are not touched here: how long they stay is for counsel to say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from intake.lib.database import Database
from intake.services import drafts
from intake.services.accounts import SESSION_IDLE, SESSION_LIFE
from intake.services.mail.kinds import DRAFT_KEPT
from intake.services.visits import VISIT_IDLE, VISIT_LIFE
from intake.store import outbox, sessions, submissions, throttles, visits
from intake.store.work import invitations

SUBMISSIONS_KEPT: Final = timedelta(days=7)  # a form sent again after that is a new inquiry


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each went."""

    submissions: int
    sessions: int
    throttles: int
    drafts: int
    draft_mails: int
    visits: int
    invitations: int


async def sweep(*, db: Database, now: datetime) -> Swept:
    """Forget forms sent long ago, sessions, visits and throttles that are over, forms left aside, and their mails."""
    async with db.write() as tx:
        return Swept(
            await submissions.sweep(tx, before=now - SUBMISSIONS_KEPT),
            await sessions.sweep(tx, idle_since=now - SESSION_IDLE, started_before=now - SESSION_LIFE),
            await throttles.sweep(tx, now=now),
            await drafts.sweep(tx, now=now),
            await outbox.forget_old(tx, before=now - DRAFT_KEPT),
            await visits.sweep(tx, idle_since=now - VISIT_IDLE, started_before=now - VISIT_LIFE, now=now),
            await invitations.sweep(tx, now=now),
        )
