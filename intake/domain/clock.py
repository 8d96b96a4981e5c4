"""By when a person of the office must have looked: office hours, working days and holidays in the office's own zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.domain.values import Priority

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Allowances:
    """How long each priority leaves."""

    same_day_in_hours: timedelta = timedelta(hours=2)
    same_day_otherwise: timedelta = timedelta(hours=8)
    one_day: int = 1
    routine: int = 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's week. ``working_days`` are ISO weekdays (Monday 1 … Sunday 7); ``holidays`` carry their names."""

    zone: ZoneInfo
    working_days: frozenset[int]
    opens: time
    closes: time
    holidays: Mapping[date, str]
    allowances: Allowances

    @property
    def first_day(self) -> int:
        """The ISO weekday on which the office's week begins: the first working day after a day off."""
        rested = [day for day in sorted(self.working_days) if (day - 2) % 7 + 1 not in self.working_days]
        return rested[0] if rested else 1

    def works(self, day: date) -> bool:
        """Whether the office is open on this day at all."""
        return day.isoweekday() in self.working_days and day not in self.holidays

    def open_at(self, moment: datetime) -> bool:
        """Whether somebody is there now."""
        local = self._local(moment)
        return self.works(local.date()) and self.opens <= local.time() < self.closes

    def due(self, priority: Priority, received: datetime) -> datetime:
        """When the answer is due, in UTC. A red flag is always seen on the day it came."""
        if priority is Priority.SAME_DAY:
            return self._same_day(received)
        days = self.allowances.one_day if priority is Priority.ONE_DAY else self.allowances.routine
        return self._closing(self._working_day(received, days))

    def promised(self, priority: Priority, received: datetime, due: datetime) -> datetime:
        """By when the inquirer is told that somebody answers. The office's own goal for a red flag is no promise:

        whoever is told "today" on the evening before a holiday waits where they must not.
        """
        return max(due, self.due(Priority.ONE_DAY, received)) if priority is Priority.SAME_DAY else due

    def days_taken(self, received: datetime, answered: datetime) -> int:
        """Within how many working days it was answered, counted as `due` counts them; on the same day is within 1."""
        start, end = self._local(received), self._local(answered).date()
        day, days = start.date(), int(self.works(start.date()) and start.time() < self.opens)
        while day < end:
            day += DAY
            days += self.works(day)
        return max(days, 1)

    def _same_day(self, received: datetime) -> datetime:
        allowed = self.allowances.same_day_in_hours if self.open_at(received) else self.allowances.same_day_otherwise
        local = self._local(received)
        last_minute = datetime.combine(local.date(), time(23, 59), self.zone).astimezone(UTC)
        received = received.astimezone(UTC)
        return max(received, min(received + allowed, last_minute))

    def _working_day(self, received: datetime, days: int) -> date:
        """The day so many whole working days away. What comes while nobody is there starts with the next opening."""
        local = self._local(received)
        day = local.date()
        before_work = self.works(day) and local.time() < self.opens
        left = days if not before_work else days - 1
        while left > 0 or not self.works(day):
            day += DAY
            left -= self.works(day)
        return day

    def _closing(self, day: date) -> datetime:
        return datetime.combine(day, self.closes, self.zone).astimezone(UTC)

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment without its zone means nothing")
        return moment.astimezone(self.zone)
