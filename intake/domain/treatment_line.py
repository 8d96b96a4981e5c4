"""What somebody went through, laid out along the years: as exactly as it is known, and nothing more exact than that.

Places are shares of the whole width, 0 at the beginning of the first year. Whoever draws them mirrors them for
languages that run from right to left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.domain.answer_dates import PartialDate

MOST_LABELS = 8


class Mark(StrEnum):
    """How a piece of a row is drawn."""

    SURE = "sure"  # it went on all this time
    SOFT = "soft"  # it began, ended or happened somewhere in here: a month or a year is all that is known
    TICK = "tick"  # on this day


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that went on from one date to another, or happened once: then there is no ``end``."""

    start: PartialDate | None
    end: PartialDate | None = None
    ongoing: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether it has a place among the years at all."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a row, from one place to another; a tick has the same twice."""

    mark: Mark
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Year:
    """A year's beginning. ``named``: whether there is room for its number."""

    number: int
    place: float
    named: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The years, and the pieces of each stretch in the order given; none for what has no date."""

    years: tuple[Year, ...]
    rows: tuple[tuple[Piece, ...], ...]


def lay_out(stretches: Sequence[Stretch], today: date) -> Line:
    """The line of these stretches. What is ongoing is drawn up to today, or a little where it begins in the future."""
    days = [day for stretch in stretches for day in _days(stretch, today)]
    if not days:
        return Line((), tuple(() for _ in stretches))
    first, last = min(days).year, max(days).year
    scale = _Scale(date(first, 1, 1), date(last, 12, 31))
    return Line(_years(first, last, scale), tuple(tuple(_pieces(stretch, scale, today)) for stretch in stretches))


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def at(self, day: date, *, after: bool = False) -> float:
        """Where a day begins, or where it is over."""
        whole = (self.last - self.first).days + 1
        return round(((day - self.first).days + after) / whole, 5)


def _days(stretch: Stretch, today: date) -> Iterable[date]:
    for known in (stretch.start, stretch.end):
        if known is not None:
            yield from (known.earliest, known.latest)
    if stretch.ongoing and stretch.start is not None:
        yield today


def _years(first: int, last: int, scale: _Scale) -> tuple[Year, ...]:
    every = -(-(last - first + 1) // MOST_LABELS)
    return tuple(
        Year(number, scale.at(date(number, 1, 1)), (number - first) % every == 0) for number in range(first, last + 1)
    )


def _pieces(stretch: Stretch, scale: _Scale, today: date) -> Iterable[Piece]:
    start, end = stretch.start, stretch.end
    if start is None or (end is None and not stretch.ongoing):
        yield from (_edge(known, scale) for known in (start, end) if known is not None)
        return
    begins = scale.at(start.latest, after=not start.day)
    ends = scale.at(end.earliest, after=bool(end.day)) if end else scale.at(max(today, start.latest), after=True)
    sure = begins < ends  # not within one year, nor where the dates are the wrong way round
    if not (sure and start.day):
        yield _edge(start, scale)
    if sure:
        yield Piece(Mark.SURE, begins, ends)
    if end is not None and end != start and not (sure and end.day):
        yield _edge(end, scale)


def _edge(known: PartialDate, scale: _Scale) -> Piece:
    """A date by itself: a tick for a day, a soft bar over the month or year that it may be in."""
    if known.day:
        return Piece(Mark.TICK, scale.at(known.earliest), scale.at(known.earliest))
    return Piece(Mark.SOFT, scale.at(known.earliest), scale.at(known.latest, after=True))
