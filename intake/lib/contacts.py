"""Telephone numbers and e-mail addresses as people type them, read strictly into one form that machines may use.

Lengths are capped before anything else looks at the text. Nothing here asks the network.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, ValidationResult

from intake.lib.ids import fold_digits

LONGEST_PHONE = 40
LONGEST_EMAIL = 254

# Only what a number is written with: letters, extensions, pauses, parameters are refused before the parser sees them.
_PHONE = re.compile(r"\+?[0-9 ()./-]*")
_SHORTEST_NATIONAL = 7


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number as E.164 (``+995555123456``) and the region it belongs to, if it belongs to one."""

    e164: str
    region: str | None


@dataclass(frozen=True, slots=True)
class Email:
    """One address. ``ascii`` is what any mail server takes; None when the part before the @ needs SMTPUTF8."""

    address: str
    ascii: str | None

    @property
    def key(self) -> str:
        """The address as it is compared: people write their own with and without capitals."""
        return unicodedata.normalize("NFC", self.address.casefold())


def parse_phone(text: str, region: str | None = None) -> PhoneNumber | None:
    """The number somebody typed, or None. ``region`` (``GE``) helps to read a number without its country code.

    A possible length is enough: new ranges open faster than tables are updated, and a refused patient is worse than a
    doubtful number.
    """
    if len(text) > LONGEST_PHONE:
        return None
    written = _plain(text)
    if not _PHONE.fullmatch(written):
        return None
    if written.startswith("00"):
        written = "+" + written[2:]
    number = _parsed(written, region)
    if number is None and not written.startswith("+"):
        number = _with_forgotten_plus(written)
    if number is None or not _is_callable(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    found = phonenumbers.region_code_for_number(number)
    return PhoneNumber(e164, found if found and found.isalpha() else None)


def possible_phones(text: str) -> frozenset[str]:
    """Every number (E.164) that somebody may have meant, from whatever country they would dial it. None: no number."""
    if len(text) > LONGEST_PHONE or sum(sign.isdecimal() for sign in text) < _SHORTEST_NATIONAL:
        return frozenset()
    if not _PHONE.fullmatch(_plain(text)):
        return frozenset()
    abroad = parse_phone(text)
    if abroad is not None and _plain(text).startswith(("+", "00")):
        return frozenset({abroad.e164})
    read = (parse_phone(text, region) for region in sorted(phonenumbers.SUPPORTED_REGIONS))
    return frozenset(number.e164 for number in read if number)


def parse_email(text: str) -> Email | None:
    """The one address somebody typed, or None. No names, comments, quotes, lists, literals or local hosts."""
    if len(text) > LONGEST_EMAIL:
        return None
    try:
        # `.test` is let in: it is reserved for rehearsals, and mail to it harms nobody.
        valid = validate_email(_trimmed(text), check_deliverability=False, strict=True, test_environment=True)
    except (EmailNotValidError, ValueError):
        return None
    return Email(valid.normalized, valid.ascii_email)


def _plain(text: str) -> str:
    """ASCII digits, one kind of dash and space, no invisible marks."""
    narrow = fold_digits(unicodedata.normalize("NFKC", text))
    return "".join(_simple(character) for character in narrow).strip()


def _simple(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if character == "\N{MINUS SIGN}" or category == "Pd":
        return "-"
    return " " if category == "Zs" or character == "\t" else character


def _trimmed(text: str) -> str:
    """Without the spaces and invisible marks that copying and right-to-left keyboards leave at the ends."""
    start, end = 0, len(text)
    while start < end and _is_margin(text[start]):
        start += 1
    while end > start and _is_margin(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_margin(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _parsed(written: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException:
        return None


def _with_forgotten_plus(written: str) -> phonenumbers.PhoneNumber | None:
    number = _parsed("+" + written, None)
    return number if number is not None and phonenumbers.is_valid_number(number) else None


def _is_callable(number: phonenumbers.PhoneNumber) -> bool:
    if phonenumbers.is_valid_number(number):
        return True
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return possible and len(phonenumbers.national_significant_number(number)) >= _SHORTEST_NATIONAL
