"""One question's answer as it was sent, read by its type: the value to keep, a complaint, or nothing at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.domain.answer_dates import LONGEST, PartialDate, read_when
from intake.domain.questionnaire import Question, QuestionType
from intake.domain.typed import (
    Complaint,
    read_date,
    read_latin,
    read_line,
    read_number,
    read_paragraphs,
    read_year,
)
from intake.domain.values import UNKNOWN, YES

CODE_LENGTH = 64
VALUES_LOOKED_AT = 64
SEVERAL = 20
NOTHING_OF_THIS = frozenset({"none", UNKNOWN})
DATE_PARTS = ("day", "month", "year")

Value = str | tuple[str, ...]
Read = Value | Complaint | None


@dataclass(frozen=True, slots=True)
class Readers:
    """What only libraries and content can read, handed in. Each answers with the value to keep, or ``None``.

    ``phone`` gets the text and the country of residence, for numbers typed without their country code. ``treatment``
    answers with a slug; what it does not know is kept as typed. ``when`` knows the names of months.
    """

    email: Callable[[str], str | None]
    phone: Callable[[str, str | None], str | None]
    country: Callable[[str], str | None]
    language: Callable[[str], str | None]
    time_zone: Callable[[str], str | None] = lambda _: None
    treatment: Callable[[str], str | None] = lambda _: None
    when: Callable[[str], PartialDate | None] = read_when


def read(
    question: Question, typed: Mapping[str, Sequence[str]], readers: Readers, today: date, region: Value | None
) -> Read:
    """What was sent under a question's name, and under the names that belong to it. ``region`` is for phones."""
    if question.type is QuestionType.DATE:
        return _read_date(question, typed, today)
    value = _read(question, typed.get(question.id, ()), readers, today, region)
    if not value and question.or_unknown and YES in typed.get(f"{question.id}.unknown", ())[:VALUES_LOOKED_AT]:
        return UNKNOWN
    return value


def _read_date(question: Question, typed: Mapping[str, Sequence[str]], today: date) -> Read:
    sent = [tuple(typed.get(f"{question.id}.{part}", ())) for part in DATE_PARTS]
    parts = [{value for value in values[:VALUES_LOOKED_AT] if value.strip()} for values in sent]
    if any(len(part) > 1 for part in parts):
        return Complaint.GIVEN_TWICE
    day, month, year = (next(iter(part), "") for part in parts)
    return read_date(day, month, year, today) if day or month or year else None


def _read(question: Question, sent: Sequence[str], readers: Readers, today: date, region: Value | None) -> Read:
    if question.type is QuestionType.MANY:
        return _read_many(question, sent)
    if question.type is QuestionType.COUNTRIES:
        return _read_several(sent, readers.country, Complaint.UNKNOWN_PLACE)
    if question.type is QuestionType.LANGUAGES:
        return _read_several(sent, readers.language, Complaint.UNKNOWN_LANGUAGE)
    given = {value for value in sent[:VALUES_LOOKED_AT] if value}
    if not given:
        return None
    if len(given) > 1 or len(sent) > VALUES_LOOKED_AT:
        # One question, two different answers: nobody but the person can say which one is meant.
        return Complaint.GIVEN_TWICE
    raw = given.pop()
    match question.type:
        case QuestionType.TEXT:
            return read_line(raw, question.max_length)
        case QuestionType.PARAGRAPHS:
            return read_paragraphs(raw, question.max_length)
        case QuestionType.YEAR:
            return read_year(raw, today.year) if raw.strip() else None
        case QuestionType.EMAIL:
            return _understood(raw, question, readers.email, Complaint.NOT_AN_EMAIL)
        case QuestionType.PHONE:
            home = region if isinstance(region, str) else None
            return _understood(raw, question, lambda text: readers.phone(text, home), Complaint.NOT_A_PHONE)
        case QuestionType.COUNTRY:
            return _understood(raw, question, readers.country, Complaint.UNKNOWN_PLACE)
        case QuestionType.LANGUAGE:
            return _understood(raw, question, readers.language, Complaint.UNKNOWN_LANGUAGE)
        case QuestionType.TIME_ZONE:
            return _understood(raw, question, readers.time_zone, Complaint.UNKNOWN_TIME_ZONE)
        case QuestionType.LATIN:
            return read_latin(raw, question.max_length)
        case QuestionType.WHEN:
            return read_line(raw, LONGEST)
        case QuestionType.NUMBER:
            bounds = question.minimum, question.maximum, question.decimals
            return read_number(raw, *bounds) if raw.strip() else None
        case QuestionType.TREATMENT:
            return _read_treatment(raw, question, readers)
        case QuestionType.BOX:
            return YES if raw == YES else Complaint.NOT_AN_OPTION
        case _:
            return raw if raw in question.codes else Complaint.NOT_AN_OPTION


def _read_many(question: Question, sent: Sequence[str]) -> Read:
    chosen = {value for value in sent[:VALUES_LOOKED_AT] if value}
    if len(sent) > VALUES_LOOKED_AT or not chosen <= question.codes:
        return Complaint.NOT_AN_OPTION
    # Somebody who ticks a warning sign and "none of these" has a warning sign.
    chosen = chosen - NOTHING_OF_THIS or chosen
    return tuple(option.code for option in question.options if option.code in chosen)


def _read_several(sent: Sequence[str], reader: Callable[[str], str | None], complaint: Complaint) -> Read:
    given = list(dict.fromkeys(value for value in sent[:VALUES_LOOKED_AT] if value.strip()))
    if len(sent) > VALUES_LOOKED_AT or len(given) > SEVERAL:
        return Complaint.TOO_MANY
    found = [reader(value) if len(value) <= CODE_LENGTH else None for value in given]
    known = tuple(code for code in found if code)
    return known if len(known) == len(found) else complaint


def _read_treatment(raw: str, question: Question, readers: Readers) -> str | Complaint:
    line = read_line(raw, question.max_length)
    return line if isinstance(line, Complaint) or not line else readers.treatment(line) or line


def _understood(
    raw: str, question: Question, reader: Callable[[str], str | None], complaint: Complaint
) -> str | Complaint | None:
    line = read_line(raw, question.max_length or CODE_LENGTH)
    if not line or isinstance(line, Complaint):
        return line or None
    return reader(line) or complaint
