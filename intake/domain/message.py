"""Mails: their kinds, the life of an order in the outbox, and when to try again."""

from datetime import timedelta
from enum import StrEnum


class MailKind(StrEnum):
    """Each kind is a folder of templates: ``mail/<kind>/``."""

    INQUIRY_RECEIVED = "inquiry_received"
    INQUIRY_ROUTED = "inquiry_routed"
    INQUIRY_UPDATED = "inquiry_updated"  # to the desk: the inquirer wrote or added something
    MESSAGE_WAITING = "message_waiting"  # to the inquirer: an answer lies behind the access code
    CONTACT_CHANGED = "contact_changed"  # to the old address and the new one
    ONE_TIME_LINK = "one_time_link"
    DRAFT_SAVED = "draft_saved"
    ANSWER_AWAITED = "answer_awaited"  # to the inquirer: something they were asked for has not come yet
    # To the desk: nobody has accepted an inquiry. A kind for each reason why somebody is told.
    INQUIRY_REMINDER = "inquiry_reminder"  # they look after it, or serve its queue
    INQUIRY_REMINDER_STAND_IN = "inquiry_reminder_stand_in"
    INQUIRY_REMINDER_LEAD = "inquiry_reminder_lead"
    COLLEAGUE_MENTIONED = "colleague_mentioned"  # to a colleague whom a note names
    DESK_DIGEST = "desk_digest"  # to a colleague: orders that go out together; never the kind of an order
    INVITATION = "invitation"  # to a colleague: a link to choose a password
    REPLY_NOT_READ = "reply_not_read"  # to whoever wrote to the address that only sends


REMINDERS = frozenset({MailKind.INQUIRY_REMINDER, MailKind.INQUIRY_REMINDER_STAND_IN, MailKind.INQUIRY_REMINDER_LEAD})
"""Not sent any more once somebody has accepted the inquiry."""
TO_THE_DESK = REMINDERS | {MailKind.INQUIRY_ROUTED, MailKind.INQUIRY_UPDATED, MailKind.COLLEAGUE_MENTIONED}
"""Kinds a colleague reads: whoever serves the inquiry's queue, where nobody was named."""

AUTOMATIC = frozenset(
    {
        MailKind.INQUIRY_RECEIVED,
        MailKind.CONTACT_CHANGED,
        MailKind.ONE_TIME_LINK,
        MailKind.DRAFT_SAVED,
        MailKind.ANSWER_AWAITED,
        MailKind.REPLY_NOT_READ,
    }
)
"""Kinds to people outside that nobody here wrote anything for: an address gets few of them in a day."""


class OutboxState(StrEnum):
    """Where an order to send a mail stands."""

    QUEUED = "queued"
    LEASED = "leased"  # a worker has it; it is going out
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Failure(StrEnum):
    """Why a mail did not go out: decides how patient to be."""

    UNREACHABLE = "unreachable"  # no connection, or it broke
    BUSY = "busy"  # 4xx: not now
    MAILBOX_FULL = "mailbox_full"  # the person must tidy up first
    REFUSED = "refused"  # 5xx: never
    NOT_COMPOSED = "not_composed"  # our own fault, a broken template: tried once more, then a person is told


PATIENCE = timedelta(hours=72)
HOURLY = timedelta(hours=1)
FIRST_WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
)
SPREAD = 0.2
"""A wait is up to a tenth shorter or longer, so that what failed together is not tried together for ever."""
MAILBOX_FULL_CODES = frozenset({422, 452, 552})
_MAILBOX_FULL = "2.2"  # RFC 3463: subject and detail; also of what is refused for good


def _until_patience_ends(waits: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    left = PATIENCE - sum(waits, timedelta())
    return waits + (HOURLY,) * (left // HOURLY)


TIMETABLE: dict[Failure, tuple[timedelta, ...]] = {
    Failure.UNREACHABLE: _until_patience_ends(FIRST_WAITS),
    Failure.BUSY: _until_patience_ends(FIRST_WAITS),
    Failure.MAILBOX_FULL: _until_patience_ends(()),
    Failure.REFUSED: (),
    Failure.NOT_COMPOSED: FIRST_WAITS[:1],
}
"""The wait after the first failure, the second, …; past the end the order is dead and a person is told."""


def classify(code: int | None, *, permanent: bool, status: str = "") -> Failure:
    """The failure behind an SMTP reply (``None``: there was no reply). ``status``: its enhanced code (RFC 3463).

    An enhanced code says more than the plain one: 552 is a full mailbox and a mail that is too big.
    """
    if status.partition(".")[2] == _MAILBOX_FULL if status else code in MAILBOX_FULL_CODES:
        return Failure.MAILBOX_FULL
    if permanent:
        return Failure.REFUSED
    return Failure.UNREACHABLE if code is None else Failure.BUSY


def wait_after(failure: Failure, attempts: int, *, fraction: float = 0.5) -> timedelta | None:
    """How long to wait after this many attempts (1 is the first), or ``None``: give up.

    ``fraction``: where within its spread the wait lies, 0 to 1; whoever sends draws it.
    """
    waits = TIMETABLE[failure]
    return waits[attempts - 1] * (1 + SPREAD * (fraction - 0.5)) if 0 < attempts <= len(waits) else None
