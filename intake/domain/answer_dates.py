"""Dates as far as somebody knows them. What was typed is kept; what it plainly says is for comparing and export.

Nothing is invented: a year stays a year, and “spring 2023” is no date that could be compared.
"""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LONGEST = 40
YEARS = range(1900, 2101)
NO_MONTHS: Mapping[str, int] = {}

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_YEAR_LAST = re.compile(r"(?:(\d{1,2})([-/.]))?(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]+)\.?,?\s+(\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day. ``month`` and ``day`` are 0 where they are not known."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """``2023``, ``2023-04`` or ``2023-04-15``."""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def read_when(text: str, months: Mapping[str, int] = NO_MONTHS) -> PartialDate | None:
    """What a text plainly says, in the digits of any script: ``2023``, ``04/2023``, ``15.4.2023``, ``2023-04-15``.

    ``months`` are names in small letters (“march” → 3). ``None`` where it is not plain or no day of the calendar.
    """
    if len(text) > LONGEST:
        return None
    line = fold_digits(text).strip()
    if found := _YEAR_FIRST.fullmatch(line):
        return partial_date(found[1], found[2], found[3])
    if found := _YEAR_LAST.fullmatch(line):
        return _year_last(found[1], found[2], found[3], found[4])
    if found := _NAMED.fullmatch(line):
        month = months.get(found[2].casefold())
        return partial_date(found[3], month, found[1]) if month else None
    return None


def partial_date(year: str | int, month: str | int | None = None, day: str | int | None = None) -> PartialDate | None:
    """A date out of its parts, if there is such a one."""
    parts = PartialDate(int(year), int(month or 0), int(day or 0))
    if parts.year not in YEARS or not 0 <= parts.month <= 12 or (parts.day and not parts.month):
        return None
    if parts.day > (calendar.monthrange(parts.year, parts.month)[1] if parts.month else 0):
        return None
    return parts


def fold_digits(text: str) -> str:
    """The decimal digits of any script as ASCII digits."""
    return text if text.isascii() else "".join(_digit(character) for character in text)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _year_last(first: str | None, mark: str | None, second: str, year: str) -> PartialDate | None:
    if first is None:
        return partial_date(year, second)
    day_first, month_first = partial_date(year, second, first), partial_date(year, first, second)
    if mark == "." or day_first == month_first or month_first is None:
        return day_first
    if day_first is None:
        return month_first
    return partial_date(year)  # 3/7/2023 is read in two ways; the year is the same in both
