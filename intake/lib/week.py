"""Days of the week and office hours as each language writes them: "Sunday – Thursday, 09:00 – 17:00 (Israel Time)"."""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

import babel
from babel import dates, lists, localedata

from intake.lib.formats import babel_locale, day_and_time


def office_hours(days: Collection[int], opens: dt.time, closes: dt.time, tag: str, zone: ZoneInfo) -> str:
    """Working days (ISO: Monday 1 … Sunday 7), hours and zone. Neighbouring days are joined, over a week's end too."""
    locale = babel_locale(tag)
    hours = " – ".join(dates.format_time(time, "short", locale=locale) for time in (opens, closes))
    shown = day_and_time(_days(frozenset(days), locale), hours, tag)
    return f"{shown} ({dates.get_timezone_name(zone, 'long', locale=locale, zone_variant='generic')})"


def day_names(tag: str) -> tuple[str, ...]:
    """The days of the week, Monday first."""
    names = dates.get_day_names("wide", context="stand-alone", locale=babel_locale(tag))
    return tuple(str(names[day]) for day in range(7))


def _days(days: frozenset[int], locale: babel.Locale) -> str:
    names = dates.get_day_names("wide", context="stand-alone", locale=locale)
    runs: list[str] = []
    for first in sorted(day for day in days if _before(day) not in days or len(days) == 7):
        last = first
        while _after(last) in days and _after(last) != first:
            last = _after(last)
        name = str(names[first - 1])
        runs.append(name if last == first else f"{name} – {names[last - 1]}")
        if len(days) == 7:
            break
    return lists.format_list(runs, style="standard", locale=locale)


def _before(day: int) -> int:
    return 7 if day == 1 else day - 1


def _after(day: int) -> int:
    return 1 if day == 7 else day + 1


def weekend_of(country: str) -> frozenset[int]:
    """The days off of a country's week (ISO weekdays), after CLDR; none for a country nobody knows."""
    if country not in babel_locale("en").territories:
        return frozenset()
    week = babel.Locale.parse(_a_locale_of().get(country, "en"))  # without a locale: the world's Saturday and Sunday
    return frozenset(range(week.weekend_start + 1, week.weekend_end + 2))


@lru_cache(maxsize=1)
def _a_locale_of() -> Mapping[str, str]:
    """Any locale of each country: the week is the country's, not the language's."""
    return {name.rpartition("_")[2]: name for name in sorted(localedata.locale_identifiers()) if "_" in name}
