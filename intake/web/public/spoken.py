"""Answers in words, in the reader's language, and answers as the fields of a form have them."""

from collections.abc import Iterable
from datetime import date

from babel.dates import format_skeleton
from babel.lists import format_list

from intake.domain.questionnaire import Question, QuestionType
from intake.domain.reading import DATE_PARTS
from intake.domain.values import UNKNOWN, YES, Answer, Answers
from intake.lib import formats, time_zones
from intake.lib.catalogs import N_
from intake.web.public.options import Options

NOT_KNOWN = N_("I do not know")
# Translators: The answer to a question of the form.
TICKED = N_("Yes")


def said(question: Question, answer: Answer, options: Options) -> str:
    """One answer in words. A code that nobody knows any more is shown as it stands."""
    given = (answer,) if isinstance(answer, str) else answer
    words = [_word(question, one, options) for one in given]
    return words[0] if len(words) == 1 else format_list(words, locale=formats.babel_locale(options.voice.tag))


def typed_of(questions: Iterable[Question], answers: Answers, options: Options) -> dict[str, list[str]]:
    """What the fields of a page hold when these answers were given: field name → values."""
    typed: dict[str, list[str]] = {}
    for question in questions:
        answer = answers.get(question.id)
        if answer is not None:
            typed |= _typed(question, answer, options)
    return typed


def _typed(question: Question, answer: Answer, options: Options) -> dict[str, list[str]]:
    if question.or_unknown and answer == UNKNOWN:
        return {f"{question.id}.unknown": [YES]}
    if not isinstance(answer, str):
        return {question.id: list(answer)}
    if question.type is QuestionType.DATE:
        year, month, day = [*answer.split("-"), "", ""][:3]
        parts = (day.lstrip("0"), month.lstrip("0"), year)
        return {f"{question.id}.{name}": [part] for name, part in zip(DATE_PARTS, parts, strict=True)}
    if question.type is QuestionType.TREATMENT:
        known = options.content.treatments.get(answer)
        return {question.id: [options.name(known) if known else answer]}
    return {question.id: [answer]}


def _word(question: Question, answer: str, options: Options) -> str:
    tag = options.voice.tag
    if question.or_unknown and answer == UNKNOWN:
        return options.voice.say(NOT_KNOWN)
    match question.type:
        case QuestionType.BOX:
            return options.voice.say(TICKED)
        case QuestionType.COUNTRY | QuestionType.COUNTRIES:
            return formats.country_name(answer, tag)
        case QuestionType.LANGUAGE | QuestionType.LANGUAGES:
            return formats.language_name(answer, tag)
        case QuestionType.TIME_ZONE:
            return dict(time_zones.named(tag)).get(answer, answer)
        case QuestionType.DATE:
            return _partial(answer, tag)
        case QuestionType.TREATMENT:
            known = options.content.treatments.get(answer)
            return options.treatment(known) if known else answer
    option = question.option(answer)
    return options.label(question, option) if option else answer


def _partial(answer: str, tag: str) -> str:
    """A date as far as it is known: "2023", "April 2023", "15 April 2023"."""
    year, month, day = (int(part) for part in [*answer.split("-"), "0", "0"][:3])
    if day:
        return formats.date(date(year, month, day), tag)
    return format_skeleton("yMMMM", date(year, month, 1), locale=formats.babel_locale(tag)) if month else answer
