"""What numbers say: weeks, how soon most were answered, where people gave up, and who has fallen silent."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEK: Final = timedelta(weeks=1)
HARDLY_CHANCE: Final = 0.01
"""A silence that would come by chance less than once in a hundred times is worth a look."""
USUAL_WEEKS: Final = 12
ENOUGH_WEEKS: Final = 4
WITHIN: Final = (0.5, 0.9)


def week_of(day: date, first_day: int) -> date:
    """The day on which its week began; ``first_day``: ISO weekday on which weeks begin (Monday 1 … Sunday 7)."""
    return day - timedelta(days=(day.isoweekday() - first_day) % 7)


def weeks_until(today: date, count: int, first_day: int) -> tuple[date, ...]:
    """The first days of so many weeks, the oldest first; the last one is under way."""
    this = week_of(today, first_day)
    return tuple(this - WEEK * back for back in range(count - 1, -1, -1))


def percentile(values: Collection[timedelta], share: float) -> timedelta | None:
    """Within which time at least this share was done (nearest rank, so it is one of the values); None without any."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1] if ordered else None


@dataclass(frozen=True, slots=True)
class Silence:
    """Whoever used to write and has not for longer than chance explains. ``usual``: inquiries a week, rounded."""

    who: str
    usual: int
    days: int


def silences(days: Mapping[str, Sequence[date]], *, today: date) -> tuple[Silence, ...]:
    """Who has fallen silent. ``days``: for each, the days on which inquiries came, within `USUAL_WEEKS`.

    Arrivals are taken for a Poisson process: none in ``t`` days at ``r`` a day has the chance exp(-r·t). The rate is
    that of the time before the silence, of `ENOUGH_WEEKS` at least, so that a young language raises no alarm.
    """
    found = []
    for who, came in sorted(days.items()):
        if not came:
            continue
        begun, last = min(came), max(came)
        quiet, lived = (today - last).days, (last - begun).days + 1
        if lived < ENOUGH_WEEKS * 7:
            continue
        rate = len(came) / lived
        if math.exp(-rate * quiet) < HARDLY_CHANCE:
            found.append(Silence(who, max(round(rate * 7), 1), quiet))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A complaint people meet: how many met it, and how many of those never sent their form."""

    question: str
    complaint: str
    locale: str
    met: int
    left: int


def given_up(met: Mapping[tuple[str, str], int], mended: Mapping[tuple[str, str], int]) -> tuple[GivenUp, ...]:
    """(locale, ``question:complaint``) → how often; those that lose most people first.

    Who met it just now may still be writing: a day's end is not the end of a form.
    """
    found = []
    for (locale, key), count in met.items():
        question, _, complaint = key.partition(":")
        left = max(count - mended.get((locale, key), 0), 0)
        found.append(GivenUp(question, complaint, locale, count, left))
    return tuple(sorted(found, key=lambda one: (-one.left, -one.met, one.question, one.complaint, one.locale)))


def share(part: int, whole: int) -> float | None:
    """How much of the whole; None of nothing."""
    return part / whole if whole else None


def ranked(counts: Mapping[str, int], *, most: int) -> tuple[tuple[tuple[str, int], ...], int]:
    """The most frequent, the largest first, and the sum of all others."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ordered[:most]), sum(count for _, count in ordered[most:])


def by_week(days: Iterable[tuple[date, int]], weeks: Sequence[date], first_day: int) -> tuple[int, ...]:
    """How many in each of the weeks; what lies outside is left out."""
    counts = dict.fromkeys(weeks, 0)
    for day, count in days:
        week = week_of(day, first_day)
        if week in counts:
            counts[week] += count
    return tuple(counts.values())
