"""When somebody of the office is there: their own hours or the office's, and the days they are away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from intake.domain.clock import DAY, Calendar

FARTHEST = 60  # days: who comes back later than that is not waited for


@dataclass(frozen=True, slots=True)
class Shift:
    """The hours of one weekday (ISO: Monday 1 … Sunday 7)."""

    day: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Duty:
    """When somebody works, who stands in for them, and how much they can carry.

    Without ``hours``: those of the office. ``absent_until`` left out: away until further notice. Without ``capacity``:
    no limit. ``last_given_at``: when an inquiry was last handed out to them.
    """

    zone: ZoneInfo | None = None
    hours: tuple[Shift, ...] = ()
    absent_from: datetime | None = None
    absent_until: datetime | None = None
    stand_in_id: str | None = None
    capacity: int | None = None
    last_given_at: datetime | None = None

    def is_away(self, at: datetime) -> bool:
        """Whether they are absent at this moment."""
        if self.absent_from is None or at < self.absent_from:
            return False
        return self.absent_until is None or at < self.absent_until

    def is_present(self, at: datetime, calendar: Calendar) -> bool:
        """Whether they are at work at this moment. ``calendar``: of the office, or of the queue it is about."""
        return self.next_present(at, calendar) == at

    def next_present(self, at: datetime, calendar: Calendar) -> datetime | None:
        """The first moment from ``at`` on at which they are at work; None: not in the next weeks."""
        begins = at.astimezone(self._zone(calendar)).date()
        for opens, closes in islice(self._spans(begins, calendar), FARTHEST):
            moment = max(at, opens)
            if self.absent_until is not None and self.is_away(moment):
                moment = max(moment, self.absent_until)
            if moment < closes and not self.is_away(moment):
                return moment
        return None

    def has_room(self, load: int) -> bool:
        """Whether somebody who looks after so many open inquiries can take one more."""
        return self.capacity is None or load < self.capacity

    def _spans(self, day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        zone = self._zone(calendar)
        for _ in range(FARTHEST):
            for opens, closes in self._hours_on(day, calendar):
                yield _moment(day, opens, zone), _moment(day, closes, zone)
            day += DAY

    def _hours_on(self, day: date, calendar: Calendar) -> list[tuple[time, time]]:
        """Whoever has hours of their own says when they are away; the office's holidays are not theirs."""
        if self.hours:
            return [(shift.opens, shift.closes) for shift in self.hours if shift.day == day.isoweekday()]
        return [(calendar.opens, calendar.closes)] if calendar.works(day) else []

    def _zone(self, calendar: Calendar) -> ZoneInfo:
        """Hours of one's own are by one's own clock; the office's by the office's, wherever somebody sits."""
        return self.zone if self.zone is not None and self.hours else calendar.zone


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
