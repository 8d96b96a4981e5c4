"""What somebody sent, checked against the questionnaire: answers that can be kept, and what to ask again.

Never raises, whatever was sent. Answers to questions that are not asked are dropped, not refused: somebody changed
their mind about an earlier answer, or has no script.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.domain.questionnaire import (
    Question,
    Questionnaire,
    QuestionType,
    enabled,
    facts_for_asking,
    required,
)
from intake.domain.typed import Complaint, read_line, read_paragraphs, read_year
from intake.domain.values import YES, Answers

CODE_LENGTH = 64
VALUES_LOOKED_AT = 64
PHONE_CHANNELS = frozenset({"phone", "messenger"})
NOTHING_OF_THIS = "none"

Value = str | tuple[str, ...]
Read = Value | Complaint | None


@dataclass(frozen=True, slots=True)
class Readers:
    """What only libraries can read, handed in. Each answers with the value to keep, or ``None``: not understood.

    ``phone`` gets the text and the country of residence, for numbers typed without their country code.
    """

    email: Callable[[str], str | None]
    phone: Callable[[str, str | None], str | None]
    country: Callable[[str], str | None]
    language: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers that can be kept, and the complaints by question, in page order."""

    answers: Answers
    complaints: Mapping[str, Complaint]

    @property
    def complete(self) -> bool:
        """Whether there is nothing to ask again."""
        return not self.complaints


def check(
    questionnaire: Questionnaire, typed: Mapping[str, Sequence[str]], *, readers: Readers, today: date
) -> Checked:
    """Check a short form: question id → the values sent under its name. Names that are no questions are ignored."""
    found: dict[str, Value] = {}
    wrong: dict[str, Complaint] = {}
    # The phone last: its country code may come from the country of residence.
    for question in sorted(questionnaire.short, key=lambda item: item.type is QuestionType.PHONE):
        value = _read(question, typed.get(question.id, ()), readers, today, found.get("residence_country"))
        if isinstance(value, Complaint):
            wrong[question.id] = value
        elif value:
            found[question.id] = value
    answers = _asked(questionnaire, found, today)
    facts = facts_for_asking(questionnaire, answers, today)
    for question in questionnaire.short:
        if not enabled(question, answers, facts):
            wrong.pop(question.id, None)
        elif question.id not in answers and question.id not in wrong and required(question, answers, facts):
            wrong[question.id] = _missing(question)
    if not wrong.keys() & {"email", "phone"}:  # first things first: what was given must be readable
        wrong |= _unreachable(questionnaire, answers)
    order = [question.id for question in questionnaire.short]
    return Checked(answers, {name: wrong[name] for name in order if name in wrong})


def _asked(questionnaire: Questionnaire, found: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Only answers to questions that are asked. Dropping one may switch off another, hence until nothing changes."""
    kept = dict(found)
    while True:
        facts = facts_for_asking(questionnaire, kept, today)
        fewer = {name: kept[name] for name in kept if enabled(questionnaire.question(name), kept, facts)}
        if len(fewer) == len(kept):
            order = [question.id for question in questionnaire.short]
            return {name: fewer[name] for name in order if name in fewer}
        kept = fewer


def _missing(question: Question) -> Complaint:
    return Complaint.MUST_AGREE if question.type is QuestionType.BOX else Complaint.REQUIRED


def _unreachable(questionnaire: Questionnaire, answers: Answers) -> dict[str, Complaint]:
    """The office must be able to answer, and by the way the person asked for."""
    channel, has_email, has_phone = answers.get("preferred_channel"), "email" in answers, "phone" in answers
    if channel in PHONE_CHANNELS and not has_phone:
        return {"phone": Complaint.PHONE_NEEDED}
    if channel == "email" and not has_email:
        return {"email": Complaint.EMAIL_NEEDED}
    if not has_email and not has_phone and questionnaire.has("email"):
        return {"email": Complaint.CONTACT_MISSING}
    return {}


def _read(question: Question, sent: Sequence[str], readers: Readers, today: date, region: Value | None) -> Read:
    if question.type is QuestionType.MANY:
        return _read_many(question, sent)
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
        case QuestionType.BOX:
            return YES if raw == YES else Complaint.NOT_AN_OPTION
        case _:
            return raw if raw in question.codes else Complaint.NOT_AN_OPTION


def _read_many(question: Question, sent: Sequence[str]) -> Read:
    chosen = {value for value in sent[:VALUES_LOOKED_AT] if value}
    if len(sent) > VALUES_LOOKED_AT or not chosen <= question.codes:
        return Complaint.NOT_AN_OPTION
    # Somebody who ticks a warning sign and "none of these" has a warning sign.
    chosen = chosen - {NOTHING_OF_THIS} or chosen
    return tuple(option.code for option in question.options if option.code in chosen)


def _understood(
    raw: str, question: Question, reader: Callable[[str], str | None], complaint: Complaint
) -> str | Complaint | None:
    line = read_line(raw, question.max_length or CODE_LENGTH)
    if not line or isinstance(line, Complaint):
        return line or None
    return reader(line) or complaint
