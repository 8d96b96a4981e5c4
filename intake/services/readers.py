"""What only libraries can read of a form, for `domain.checking`: addresses, phone numbers, countries, languages."""

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
    return text if text in formats.language_tags() else None


READERS = Readers(email=_email, phone=_phone, country=_country, language=_language)
