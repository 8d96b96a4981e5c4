"""How a colleague wants to be told: at once, in the digest of the day or never, by urgency; and never in quiet hours.

What is due today passes always, and so do the reminders of the ladder, which go to whoever is at work, and an
invitation. A colleague's mention is not chosen by urgency, somebody called them by name; it waits for the end of quiet
hours. A new inquiry is never silent: where all who would be told chose never, the first of them is told after all.
What the inquirer adds later may be silent, for the list shows it and reminders follow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from intake.domain.clock import DAY
from intake.domain.message import MailKind
from intake.domain.values import Priority

LONGEST_QUIET: Final = timedelta(hours=14)
"""Longer quiet hours are refused: from and until were exchanged, most likely."""
BY_URGENCY: Final = frozenset({MailKind.INQUIRY_ROUTED, MailKind.INQUIRY_UPDATED})
"""Kinds somebody chooses about; nothing else is ever in a digest, or left out."""
HELD_OVER_NIGHT: Final = BY_URGENCY | {MailKind.COLLEAGUE_MENTIONED}


class Choice(StrEnum):
    """When somebody is told of inquiries of one urgency."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    NEVER = "never"


class Complaint(StrEnum):
    """Why wishes cannot be kept."""

    NO_DIGEST_TIME = "no_digest_time"
    QUIET_HALF = "quiet_half"
    QUIET_TOO_LONG = "quiet_too_long"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody chose; times by the clock where they are. Without wishes: each mail at once."""

    one_day: Choice = Choice.AT_ONCE
    routine: Choice = Choice.AT_ONCE
    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None

    def complaint(self) -> Complaint | None:
        """What does not fit together, or None."""
        if Choice.DIGEST in {self.one_day, self.routine} and self.digest_at is None:
            return Complaint.NO_DIGEST_TIME
        if (self.quiet_from is None) is not (self.quiet_until is None):
            return Complaint.QUIET_HALF
        too_long = self.quiet_from and self.quiet_until and _length(self.quiet_from, self.quiet_until) > LONGEST_QUIET
        return Complaint.QUIET_TOO_LONG if too_long else None

    def of(self, priority: Priority) -> Choice:
        """What they chose for this urgency; of what is due today nobody chooses."""
        chosen = {Priority.SAME_DAY: Choice.AT_ONCE, Priority.ONE_DAY: self.one_day, Priority.ROUTINE: self.routine}
        choice = chosen[priority]
        return Choice.AT_ONCE if choice is Choice.DIGEST and self.digest_at is None else choice

    def speaks(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first moment from ``now`` on that is not in quiet hours."""
        if self.quiet_from is None or self.quiet_until is None:
            return now
        moment, day = now, now.astimezone(zone).date() - DAY
        for _ in range(3):  # the spans that can hold this moment, one after the other
            ends = day if self.quiet_from < self.quiet_until else day + DAY
            if _moment(day, self.quiet_from, zone) <= moment < (end := _moment(ends, self.quiet_until, zone)):
                moment = end
            day += DAY
        return moment

    def digest(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the next digest after ``now`` goes out; one that falls into quiet hours, at their end."""
        if self.digest_at is None:
            return None
        today = now.astimezone(zone).date()
        days = (today + number * DAY for number in range(-1, 4))
        moments = (self.speaks(_moment(day, self.digest_at, zone), zone) for day in days)
        return min(moment for moment in moments if moment > now)


AS_IT_COMES: Final = Wishes()


@dataclass(frozen=True, slots=True)
class Telling:
    """When one colleague is told of one thing: at ``at``, by a mail of its own or with the digest. None: never."""

    at: datetime | None
    digest: bool = False


def tell(wishes: Wishes, kind: MailKind, priority: Priority, *, now: datetime, zone: ZoneInfo) -> Telling:
    """What the wishes of one person say of one mail ordered ``now``; ``zone`` is where they are."""
    if priority is Priority.SAME_DAY or kind not in HELD_OVER_NIGHT:
        return Telling(now)
    choice = wishes.of(priority) if kind in BY_URGENCY else Choice.AT_ONCE
    answers: dict[Choice, Callable[[], Telling]] = {
        Choice.AT_ONCE: lambda: Telling(wishes.speaks(now, zone)),
        Choice.DIGEST: lambda: Telling(wishes.digest(now, zone), digest=True),
        Choice.NEVER: lambda: Telling(None),
    }
    return answers[choice]()


def tell_each(
    people: Sequence[tuple[Wishes, ZoneInfo]], kind: MailKind, priority: Priority, *, now: datetime
) -> list[Telling]:
    """The same for everybody who would be told of one thing, in their order. Of a new inquiry somebody is told."""
    told = [tell(wishes, kind, priority, now=now, zone=zone) for wishes, zone in people]
    if kind is MailKind.INQUIRY_ROUTED and told and all(one.at is None for one in told):
        wishes, zone = people[0]
        told[0] = Telling(wishes.speaks(now, zone))
    return told


def _length(begins: time, ends: time) -> timedelta:
    """How long quiet hours are on a day like any other; the same time twice is a whole day."""
    any_day = date(2000, 1, 1)
    length = datetime.combine(any_day, ends) - datetime.combine(any_day, begins)
    return length if length > timedelta() else length + DAY


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """What a clock shows once: of an hour that comes twice the first, of one that is left out the same after it."""
    return datetime.combine(day, at, zone).astimezone(UTC)
