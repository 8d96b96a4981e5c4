"""One value as somebody typed it: kept as it is, or refused with a code.

Length is looked at before anything else, and nothing here normalises Unicode: composing a long run of combining marks
takes quadratic time, so such runs are refused by counting.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from intake.domain.answer_dates import fold_digits, partial_date


class Complaint(StrEnum):
    """What is wrong with an answer. The sentences are the web's."""

    REQUIRED = "required"
    MUST_AGREE = "must_agree"
    TOO_LONG = "too_long"
    TOO_MANY_MARKS = "too_many_marks"
    CONTROL_CHARACTERS = "control_characters"
    LINE_BREAK = "line_break"
    NOT_AN_OPTION = "not_an_option"
    GIVEN_TWICE = "given_twice"
    NOT_A_YEAR = "not_a_year"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    YEAR_OTHER_CALENDAR = "year_other_calendar"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_PHONE = "not_a_phone"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_LANGUAGE = "unknown_language"
    CONTACT_MISSING = "contact_missing"
    EMAIL_NEEDED = "email_needed"
    PHONE_NEEDED = "phone_needed"
    CALLS_UNWANTED = "calls_unwanted"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_OUT_OF_RANGE = "number_out_of_range"
    NOT_A_DATE = "not_a_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    END_BEFORE_START = "end_before_start"
    NOT_LATIN = "not_latin"
    UNKNOWN_TIME_ZONE = "unknown_time_zone"
    TOO_MANY = "too_many"
    GOES_WITH_ANOTHER = "goes_with_another"


MARKS_IN_A_RUN = 30  # as many as Unicode's stream-safe format allows
OLDEST_AGE = 120
FIRST_YEAR = 1900
YEAR_LENGTH = 16
# Solar and lunar Hijri years; the Thai and the Hebrew count run ahead of ours by these.
HIJRI_YEARS = range(1250, 1501)
AHEAD = (543, 3760, 3761)
NUMBER_LENGTH = 16
# The decimal point and comma, the Arabic one, and the apostrophes and hyphens that keyboards make of plain ones.
_NUMBER = re.compile(r"(\d{1,6})(?:[.,\u066b](\d{1,4}))?")
_LATIN = re.compile(r"[A-Za-z' -]+")
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-"})
LINE_BREAKS = frozenset("\n\r\u2028\u2029\x85\x0b\x0c")


def read_line(raw: str, longest: int) -> str | Complaint:
    """A one-line text, trimmed at its ends."""
    if len(raw) > longest:
        return Complaint.TOO_LONG
    if not LINE_BREAKS.isdisjoint(raw):
        return Complaint.LINE_BREAK
    return _characters(raw, allowed="") or raw.strip()


def read_paragraphs(raw: str, longest: int) -> str | Complaint:
    """A text of several lines, trimmed at its ends."""
    # Browsers send two characters for each line break and count one, so the first look is generous.
    if len(raw) > 2 * longest:
        return Complaint.TOO_LONG
    text = raw.replace("\r\n", "\n")
    return Complaint.TOO_LONG if len(text) > longest else _characters(text, allowed="\n\t") or text.strip()


def read_year(raw: str, this_year: int) -> str | Complaint:
    """A Gregorian year in the digits of any script, returned in ASCII digits."""
    if len(raw) > YEAR_LENGTH:
        return Complaint.NOT_A_YEAR
    digits = [unicodedata.decimal(character, None) for character in raw.strip()]
    if len(digits) != 4 or None in digits:
        return Complaint.NOT_A_YEAR
    year = int("".join(str(digit) for digit in digits))
    if year in HIJRI_YEARS or any(FIRST_YEAR + ahead <= year <= this_year + ahead for ahead in AHEAD):
        return Complaint.YEAR_OTHER_CALENDAR
    if not FIRST_YEAR <= year <= this_year or this_year - year > OLDEST_AGE:
        return Complaint.YEAR_OUT_OF_RANGE
    return str(year)


def read_number(raw: str, lowest: int, highest: int, decimals: int) -> str | Complaint:
    """A number in the digits of any script, with a decimal comma or point; returned as ``72.5``."""
    found = _NUMBER.fullmatch(fold_digits(raw).strip()) if len(raw) <= NUMBER_LENGTH else None
    if found is None:
        return Complaint.NOT_A_NUMBER
    fraction = (found[2] or "").rstrip("0")
    if len(fraction) > decimals:
        return Complaint.NOT_A_NUMBER
    number = f"{int(found[1])}.{fraction}" if fraction else str(int(found[1]))
    return number if lowest <= float(number) <= highest else Complaint.NUMBER_OUT_OF_RANGE


def read_latin(raw: str, longest: int) -> str | Complaint:
    """A name in the letters of the machine-readable lines of a passport."""
    line = read_line(raw, longest)
    if isinstance(line, Complaint) or not line:
        return line
    plain = line.translate(_PLAIN)
    return plain if _LATIN.fullmatch(plain) else Complaint.NOT_LATIN


def read_date(day: str, month: str, year: str, today: date) -> str | Complaint:
    """A date that has passed, in three fields, as far as it is known: ``2023``, ``2023-04`` or ``2023-04-15``."""
    if not year.strip():
        return Complaint.NOT_A_DATE
    known = read_year(year, today.year)
    if isinstance(known, Complaint):
        return known
    parts = [read_number(part, 0, 31, 0) if part.strip() else "" for part in (month, day)]
    if any(isinstance(part, Complaint) for part in parts) or (parts[1] and not parts[0]):
        return Complaint.NOT_A_DATE
    found = partial_date(known, *parts)
    if found is None or "0" in parts:
        return Complaint.NOT_A_DATE
    return str(found) if found.earliest <= today else Complaint.DATE_OUT_OF_RANGE


def _characters(text: str, *, allowed: str) -> Complaint | None:
    """Control characters, halves of characters, and towers of marks. Bidi controls and encoded words may stay."""
    if text.isascii() and text.isprintable():  # most texts of one line, and then there is nothing to look for
        return None
    run = 0
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Cs"} and character not in allowed:
            return Complaint.CONTROL_CHARACTERS
        run = run + 1 if category in {"Mn", "Me"} or unicodedata.combining(character) else 0
        if run > MARKS_IN_A_RUN:
            return Complaint.TOO_MANY_MARKS
    return None
