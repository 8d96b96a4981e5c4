"""An order as people look at it: how it stands, for whom it is, and never an address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.domain.mail_state import MailStanding, MailTimes, standing
from intake.domain.message import TO_THE_DESK, MailKind, OutboxState


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """An order as an operator sees it: no address."""

    id: str
    kind: MailKind
    inquiry_id: str | None
    staff_id: str | None
    locale: str
    state: OutboxState
    attempts: int
    next_at: datetime | None
    last_error: str | None
    message_id: str
    created_at: datetime
    sent_at: datetime | None
    delayed_at: datetime | None = None
    bounced_at: datetime | None = None
    bounce_code: str | None = None
    digest: bool = False
    repeats_id: str | None = None

    @property
    def to_staff(self) -> bool:
        """Whether a colleague reads it, or nobody yet of those who serve the inquiry's queue."""
        return self.staff_id is not None or self.kind in TO_THE_DESK or self.kind is MailKind.INVITATION

    def standing(self, now: datetime) -> MailStanding:
        """How it stands, as a person says it."""
        times = (self.next_at, self.sent_at, self.delayed_at, self.bounced_at)
        about = MailTimes(self.state, self.created_at, *times, self.last_error, self.bounce_code, self.digest)
        return standing(about, now=now)


def entry_of(row: Any) -> OutboxEntry:
    """A row of this table as an operator sees it."""
    return OutboxEntry(
        id=row.id,
        kind=MailKind(row.kind),
        inquiry_id=row.inquiry_id,
        staff_id=row.staff_id,
        locale=row.locale,
        state=OutboxState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        last_error=row.last_error,
        message_id=row.message_id,
        created_at=row.created_at,
        sent_at=row.sent_at,
        delayed_at=row.delayed_at,
        bounced_at=row.bounced_at,
        bounce_code=row.bounce_code,
        digest=row.digest,
        repeats_id=row.repeats_id,
    )
