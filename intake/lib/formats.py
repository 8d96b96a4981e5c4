"""Dates, countries and languages as each language writes them; text set apart so that directions do not mix.

Dates are never all digits: 3/7/26 is read in two ways, and a patient's due date must be read in one. English is written
as in "24 November 2026". A time always comes with its zone. Moments are aware and in UTC; a zone is what shows them.
"""

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import babel
from babel import dates, numbers, units

from intake.lib.locales import folder_of, is_known, spoken

_CLDR = Path(__file__).parent / "cldr"

# The locale whose habits are used for dates, where the bare language would give another country's.
_WRITTEN_AS = {"en": "en_GB", "pt": "pt_BR"}

_WRITTEN = re.compile("[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def date(moment: dt.datetime | dt.date, tag: str, zone: str | ZoneInfo = "UTC") -> str:
    """The day, its month by name: "24 November 2026". A moment is shown as the zone's day."""
    if isinstance(moment, dt.datetime):
        moment = _local(moment, zone).date()
    return _long(moment, tag)


def date_time(moment: dt.datetime, tag: str, zone: str | ZoneInfo) -> str:
    """Day and time with the zone's name: "24 November 2026, 11:30 (Israel Time)"."""
    shown = day_and_time(date(moment, tag, zone), time(moment, tag, zone), tag)
    return f"{shown} ({zone_name(moment, tag, zone)})"


def day_and_time(day: str, time: str, tag: str) -> str:
    """A day and a time already in words, joined as the language joins them: "24 November 2026, 11:30"."""
    return _joined(tag).replace("{0}", time).replace("{1}", day)


def day(moment: dt.datetime, tag: str, zone: str | ZoneInfo, *, now: dt.datetime) -> str:
    """The weekday and the day for a list, where the year goes without saying: "Mon 23 Nov"; else as `date` has it."""
    local = _local(moment, zone)
    if abs(local.date() - _local(now, zone).date()) > dt.timedelta(days=180):
        return date(moment, tag, zone)
    return dates.format_skeleton("MMMEd", local.date(), locale=babel_locale(tag))


def zone_name(moment: dt.datetime, tag: str, zone: str | ZoneInfo) -> str:
    """The zone's name, the same all year: "Israel Time"."""
    local = _local(moment, zone)
    return _zone_of(local.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0), str(local.tzinfo), tag)


def time(moment: dt.datetime, tag: str, zone: str | ZoneInfo) -> str:
    """The time of day alone, where the day is said beside it: "14:00"."""
    local = _local(moment, zone)
    return _short(local.hour, local.minute, tag)


def ago(moment: dt.datetime, tag: str, *, now: dt.datetime) -> str:
    """How long ago, or how soon: "2 hr ago", "in 3 days". Nothing under a minute is told apart."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 60:
        seconds = -60 if seconds <= 0 else 60
    delta, locale = dt.timedelta(seconds=seconds), babel_locale(tag)
    try:
        return dates.format_timedelta(delta, threshold=1, add_direction=True, format="short", locale=locale)
    except KeyError:  # CLDR has short words for one direction only (Arabic days, German weeks); the long ones are whole
        return dates.format_timedelta(delta, threshold=1, add_direction=True, format="long", locale=locale)


def file_size(size: int, tag: str) -> str:
    """How large a file is: "640 kB", "2.3 MB"; never nothing."""
    unit, number = ("kilobyte", max(1, round(size / 1000))) if size < 1_000_000 else ("megabyte", size / 1_000_000)
    return units.format_unit(round(number, 1), f"digital-{unit}", length="short", locale=babel_locale(tag))


@lru_cache(maxsize=1024)
def number(value: int, tag: str) -> str:
    """A whole number, its thousands set apart as the language does."""
    return numbers.format_decimal(value, locale=babel_locale(tag))


def short_date(day: dt.date, tag: str) -> str:
    """A day where the year goes without saying: "23 Nov"."""
    return dates.format_skeleton("MMMd", day, locale=babel_locale(tag))


def duration(length: dt.timedelta, tag: str) -> str:
    """How long something took, by its largest unit: "5 hr", "2 days"; never nothing."""
    shown = max(length, dt.timedelta(minutes=1))
    return dates.format_timedelta(shown, threshold=1.5, format="short", locale=babel_locale(tag))


def percent(share: float, tag: str) -> str:
    """A part of a whole: "87%"."""
    return numbers.format_percent(share, locale=babel_locale(tag))


def isolate(text: str) -> str:
    """Plain text between U+2068 and U+2069, so that a phone or a drug's name keeps its order among other letters.

    Controls inside are left out: one of them could end the isolation.
    """
    return f"\u2068{without_bidi_controls(text)}\u2069"


def without_bidi_controls(text: str) -> str:
    """The text without embeddings, overrides and isolates (marks such as U+200F stay: they only nudge)."""
    return _BIDI_CONTROLS.sub("", text)


def country_name(code: str, tag: str) -> str:
    """A country by its ISO 3166-1 code, in the language; the code itself if there is no name."""
    return str(babel_locale(tag).territories.get(code, code))


def countries(tag: str) -> list[tuple[str, str]]:
    """All 249 countries of ISO 3166-1, sorted as the language sorts them."""
    return [(code, country_name(code, tag)) for code in _order("countries", tag)]


@lru_cache(maxsize=4096)
def language_name(tag: str, in_tag: str) -> str:
    """A language by its tag, in another language: ``ru`` in ``he`` is רוסית."""
    folder, locale = folder_of(tag), babel_locale(in_tag)
    if name := locale.languages.get(folder):
        return str(name)
    language, _, rest = folder.partition("_")
    if language not in locale.languages:
        return tag
    detail = locale.scripts.get(rest) or locale.territories.get(rest)
    return f"{locale.languages[language]} ({detail})" if detail else str(locale.languages[language])


def languages(tag: str) -> list[tuple[str, str]]:
    """The languages somebody may ask to be answered in, sorted as the language sorts them.

    Whoever reads in a language that is not among them (it was added later) finds it first.
    """
    codes = _order("languages", tag)
    own = () if tag in codes or tag.split("-")[0] in codes else (tag,)
    return [(code, language_name(code, tag)) for code in (*own, *codes)]


def is_language(tag: str) -> bool:
    """Whether somebody may ask to be answered in it: one of `languages`, or one that can be added."""
    return tag in language_tags() or (bool(_WRITTEN.fullmatch(tag)) and is_known(tag))


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """All codes `countries` knows."""
    return frozenset(_order("countries", "en"))


@lru_cache(maxsize=1)
def language_tags() -> frozenset[str]:
    """All tags `languages` knows."""
    return frozenset(_order("languages", "en"))


@lru_cache(maxsize=64)
def month_names(tag: str) -> Mapping[str, int]:
    """The months in small letters, as this language and English write them in full and in short: "march" is 3."""
    names: dict[str, int] = {}
    for locale in (babel_locale("en"), babel_locale(tag)):
        for forms in locale.months.values():
            for width in ("abbreviated", "wide"):
                names |= {name.casefold().rstrip("."): month for month, name in forms[width].items()}
    return names


@lru_cache(maxsize=64)
def babel_locale(tag: str) -> babel.Locale:
    """The locale whose habits a language's dates follow."""
    tag = spoken(tag)
    return babel.Locale.parse(_WRITTEN_AS.get(tag, folder_of(tag)))


# Babel reads its patterns anew for each date, which costs more than sending a mail; few are different.
@lru_cache(maxsize=4096)
def _long(day: dt.date, tag: str) -> str:
    return dates.format_date(day, "long", locale=babel_locale(tag))


@lru_cache(maxsize=4096)
def _short(hour: int, minute: int, tag: str) -> str:
    return dates.format_time(dt.time(hour, minute), "short", locale=babel_locale(tag))


@lru_cache(maxsize=64)
def _joined(tag: str) -> str:
    return str(dates.get_datetime_format("medium", locale=babel_locale(tag))).replace("'", "")


@lru_cache(maxsize=4096)
def _zone_of(hour: dt.datetime, zone: str, tag: str) -> str:
    """By the hour: of a zone without a name its distance is told, which changes twice a year."""
    return dates.get_timezone_name(_local(hour, zone), "long", zone_variant="generic", locale=babel_locale(tag))


def _local(moment: dt.datetime, zone: str | ZoneInfo) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be shown")
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def has_order(tag: str) -> bool:
    """Whether countries and languages are sorted as this language sorts; if not, by the letters without their marks."""
    return spoken(tag) in _orders("countries")


@lru_cache(maxsize=64)
def _order(kind: str, tag: str) -> tuple[str, ...]:
    orders = _orders(kind)
    if order := orders.get(spoken(tag)):
        return tuple(order.split())
    name = country_name if kind == "countries" else language_name
    return tuple(sorted(orders["en"].split(), key=lambda code: _letters(name(code, tag))))


def _letters(text: str) -> tuple[str, str]:
    """What a name is sorted by where nobody has computed the language's own order."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)), text


@lru_cache(maxsize=2)
def _orders(kind: str) -> Mapping[str, str]:
    """Each language's order, computed with ICU by ``scripts/collation.py``: Babel cannot sort."""
    orders: Mapping[str, str] = json.loads((_CLDR / f"{kind}.json").read_text("utf-8"))
    return orders
