"""What becomes of a canary: the steps it goes, why it stops at one, and which language is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """What a patient goes through, in order; at the end what was made up is taken away again."""

    FORM = "form"
    SEND = "send"
    RECEIPT = "receipt"
    FOLLOW_UP = "follow_up"
    MAIL = "mail"  # the acknowledgement is in the mailbox
    LETTER = "letter"  # and it says what it should
    ERASE = "erase"


class Why(StrEnum):
    """Why a canary stopped."""

    UNREACHABLE = "unreachable"  # nobody answers at the address
    STATUS = "status"  # an answer, but not the page
    OTHER_HOUSE = "other_house"  # who answers there does not know our mark
    LANGUAGE = "language"  # the page or the mail says it is in another language
    FIELD = "field"  # the page does not ask what must be answered
    NOT_TAKEN = "not_taken"  # the form came back with complaints
    NO_RECEIPT = "no_receipt"  # no reference, or no access code
    NOT_A_TEST = "not_a_test"  # it was kept as if a person had written
    NOT_THERE = "not_there"  # the code does not open the follow-up page
    NOT_SENT = "not_sent"  # the mail still waits with us, or was given up
    NOT_ARRIVED = "not_arrived"  # the mail server took it, and it is not in the mailbox
    MAILBOX = "mailbox"  # the mailbox cannot be read
    HEADERS = "headers"
    SUBJECT = "subject"
    PARTS = "parts"  # not a text part and an HTML part
    OURS = "ours"  # a fault of our own


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a canary in one language went. ``step`` is None where all went well; ``detail`` is a code, never a text.

    ``took``: seconds of each step it went.
    """

    locale: str
    at: datetime
    step: Step | None = None
    why: Why | None = None
    detail: str = ""
    took: Mapping[Step, float] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """Whether the mail arrived and everything was as it should be."""
        return self.step is None

    @property
    def seconds(self) -> float:
        """How long it took in all."""
        return sum(self.took.values())


@dataclass(frozen=True, slots=True)
class Perch:
    """What is known of one language: when a canary began last, went well last, failed last, and where."""

    began_at: datetime | None = None
    ok_at: datetime | None = None
    failed_at: datetime | None = None
    step: Step | None = None
    why: Why | None = None

    @property
    def is_failing(self) -> bool:
        """Whether the last one that came to an end failed."""
        return self.failed_at is not None and (self.ok_at is None or self.failed_at > self.ok_at)


LATE: Final = 2
"""So many periods without one that went well are too many."""
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def next_due(perches: Mapping[str, Perch], locales: Sequence[str], *, every: timedelta, now: datetime) -> str | None:
    """The language whose turn it is; None: not yet. Each has its turn once in ``every``, spread evenly over it."""
    if not locales:
        return None
    begun = {tag: perches.get(tag, Perch()).began_at or _NEVER for tag in locales}
    since = now - max(begun.values())
    if timedelta() <= since < every / len(locales):  # a clock that was set back keeps nobody waiting
        return None
    return min(locales, key=lambda tag: (begun[tag], locales.index(tag)))


def without_one(
    perches: Mapping[str, Perch], locales: Sequence[str], *, every: timedelta, now: datetime
) -> Mapping[str, datetime | None]:
    """The languages without one that went well lately, and when the last one did. ``every`` is nothing where none is
    sent by the clock: then only those whose last one failed.
    """
    known = {tag: perches.get(tag, Perch()) for tag in locales}
    late = [tag for tag, perch in known.items() if every and (perch.ok_at is None or now - perch.ok_at > LATE * every)]
    return {tag: perch.ok_at for tag, perch in known.items() if perch.is_failing or tag in late}
