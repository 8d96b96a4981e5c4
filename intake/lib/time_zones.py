"""Time zones by the names of their places, as each language writes them."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from intake.lib import formats


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The zones of places where people live: ``Asia/Jerusalem``, and neither ``Etc/GMT+3`` nor ``EST5EDT``."""
    territories = get_global("zone_territories")
    known = available_timezones()
    return frozenset(zone for zone, place in territories.items() if place.isalpha() and zone in known and place != "AQ")


@lru_cache(maxsize=16)
def named(tag: str) -> tuple[tuple[str, str], ...]:
    """Zone and name, such as “Israel (Jerusalem)”, in the order of the names."""
    locale = formats.babel_locale(tag)
    territories = get_global("zone_territories")
    names = []
    for zone in zones():
        country = formats.country_name(territories[zone], tag)
        city = get_timezone_location(zone, locale=locale, return_city=True)
        city = city.rpartition("/")[2]  # CLDR has no name for America/Argentina/Salta in most languages
        names.append((zone, country if city == country else f"{country} ({city})"))
    return tuple(sorted(names, key=lambda item: item[1]))


def of_country(code: str) -> tuple[ZoneInfo, ...]:
    """The zones people of a country live in; none for a country nobody knows."""
    names = get_global("territory_zones").get(code, ())
    return tuple(ZoneInfo(name) for name in sorted(zones() & set(names)))
