"""Webhooks: what a system of the clinic's own is told of, and what becomes of one telling.

An event is read off what the audit trail says: whatever is written down of an inquiry is told in the same transaction,
by whichever way it came about, and nothing can be told that is not written down.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from intake.domain.message import Failure


class Event(StrEnum):
    """What can be told. A receiver must leave alone what it does not know: the list may grow."""

    INQUIRY_RECEIVED = "inquiry.received"
    INQUIRY_UPDATED = "inquiry.updated"  # the inquirer changed or added something, files and consents included
    INQUIRY_MESSAGE_RECEIVED = "inquiry.message_received"
    INQUIRY_ANSWERED = "inquiry.answered"
    INQUIRY_STATUS_CHANGED = "inquiry.status_changed"
    INQUIRY_WITHDRAWN = "inquiry.withdrawn"
    INQUIRY_ERASED = "inquiry.erased"
    MAIL_UNDELIVERABLE = "mail.undeliverable"  # a mail to the inquirer was given up, or came back
    TEST = "webhook.test"  # only when somebody asks for it


CHOSEN: Final = tuple(event for event in Event if event is not Event.TEST)
"""What a webhook can be set to hear."""

E = Event
READ_OFF: Final[Mapping[str, Event]] = {
    "inquiry.received": E.INQUIRY_RECEIVED,
    "inquiry.release": E.INQUIRY_RECEIVED,  # out of quarantine: nothing was told of it before
    "inquiry.amended": E.INQUIRY_UPDATED,
    "inquiry.details": E.INQUIRY_UPDATED,
    "inquiry.treatments": E.INQUIRY_UPDATED,
    "inquiry.contact": E.INQUIRY_UPDATED,
    "inquiry.told": E.INQUIRY_UPDATED,
    "file.add": E.INQUIRY_UPDATED,
    "file.remove": E.INQUIRY_UPDATED,
    "consent.given": E.INQUIRY_UPDATED,
    "consent.withdrawn": E.INQUIRY_UPDATED,
    "consent.patient": E.INQUIRY_UPDATED,
    "inquiry.message": E.INQUIRY_MESSAGE_RECEIVED,
    "inquiry.answer": E.INQUIRY_ANSWERED,
    "inquiry.decline": E.INQUIRY_ANSWERED,
    "inquiry.withdrawn": E.INQUIRY_WITHDRAWN,
    "mail.dead": E.MAIL_UNDELIVERABLE,
    "mail.bounced": E.MAIL_UNDELIVERABLE,
}
"""Actions of the audit trail, and what each tells."""


def events_of(action: str, outcome: str, detail: Mapping[str, str | int]) -> tuple[Event, ...]:
    """What an entry of the audit trail tells: most of them nothing, some that something happened and the status moved.

    A status that moved is written down with where it stood (``from``) and where it stands (``to``).
    """
    if outcome != "done":
        return ()
    event = READ_OFF.get(action)
    moved = action.startswith("inquiry.") and event is not E.INQUIRY_WITHDRAWN and {"from", "to"} <= detail.keys()
    if moved and detail["from"] != detail["to"]:
        return (event, E.INQUIRY_STATUS_CHANGED) if event else (E.INQUIRY_STATUS_CHANGED,)
    return (event,) if event else ()


class Paused(StrEnum):
    """Why a webhook is told nothing for now; what happens meanwhile waits."""

    BY_HAND = "by_hand"
    FAILURES = "failures"
    GONE = "gone"  # it answered 410


FAILURES_BEFORE_PAUSE: Final = 20


class Verdict(StrEnum):
    """What an answer means for one telling, and for those that wait behind it."""

    TAKEN = "taken"
    LATER = "later"  # the system is not well: everything for it waits
    REFUSED = "refused"  # this one is not wanted as it is; the next may be
    GONE = "gone"  # nothing is wanted there any more


def judge(status: int | None) -> Verdict:
    """What a status code means (None: there was no answer), by Standard Webhooks 1.0 and RFC 9110.

    A redirect is never followed: it would lead to an address that nobody has named.
    """
    if status is None or status < 200 or 300 <= status < 400 or status in {408, 425, 429} or status >= 500:
        return Verdict.LATER
    if status < 300:
        return Verdict.TAKEN
    return Verdict.GONE if status == 410 else Verdict.REFUSED


PATIENCE: Final = Failure.UNREACHABLE
"""A telling is tried again by the timetable of a mail whose server does not answer."""
