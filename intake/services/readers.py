"""What only libraries can read of a form, for `domain.checking`: addresses, phone numbers, countries, languages."""

from functools import lru_cache
from zoneinfo import available_timezones

from intake.domain.checking import Readers
from intake.lib import contacts, formats


def _email(text: str) -> str | None:
    email = contacts.parse_email(text)
    return email.address if email else None


def _phone(text: str, country: str | None) -> str | None:
    phone = contacts.parse_phone(text, country)
    return phone.e164 if phone else None


def _country(text: str) -> str | None:
    return text if text in formats.country_codes() else None


def _language(text: str) -> str | None:
    return text if formats.is_language(text) else None


def _time_zone(text: str) -> str | None:
    return _time_zones().get(text.strip().replace(" ", "_").casefold())


@lru_cache(maxsize=1)
def _time_zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name or name == "UTC"}


READERS = Readers(email=_email, phone=_phone, country=_country, language=_language, time_zone=_time_zone)
