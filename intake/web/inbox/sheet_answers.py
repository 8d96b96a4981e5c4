"""The answers on the page of one inquiry: closed ones in the coordinator's language, typed ones as they were typed."""

from datetime import date
from itertools import chain

from intake.domain.answer_dates import read_when
from intake.domain.contact import ABOUT_CONTACT, CONTACT
from intake.domain.questionnaire import Question, Questionnaire, QuestionType, Step
from intake.domain.values import UNKNOWN, YES, Answers
from intake.lib import formats
from intake.web.inbox.desk import Desk
from intake.web.inbox.sheet_views import BlockView, Pair

TYPED = frozenset({QuestionType.TEXT, QuestionType.PARAGRAPHS, QuestionType.WHEN, QuestionType.TREATMENT})


def with_details(asked: Questionnaire | None, current: Questionnaire) -> Questionnaire:
    """The form as it was sent, and the details as they are asked today: those are added later than the form."""
    if asked is None:
        return current
    blocks = {block.id: block for block in chain(current.blocks, asked.blocks)}
    details = (item for item in current.questions if item.step is Step.MORE and not asked.has(item.id))
    order = dict.fromkeys(block.id for block in chain(asked.blocks, current.blocks))
    return Questionnaire(tuple(blocks[name] for name in order), (*asked.questions, *details), asked.groups)


def blocks(desk: Desk, asked: Questionnaire, answers: Answers, lang: str) -> tuple[BlockView, ...]:
    """What was answered, part by part; how to reach them and what they wrote stand elsewhere on the page."""
    elsewhere = {*CONTACT, *ABOUT_CONTACT}
    shown = [
        question
        for question in asked.questions
        if answers.get(question.id)
        and not question.legal
        and question.id not in elsewhere
        and question.type is not QuestionType.PARAGRAPHS
    ]
    views = (
        BlockView(
            desk.reader.content(f"block.{block.id}.title", block.title),
            tuple(pair(desk, question, answers, lang) for question in shown if question.block == block.id),
        )
        for block in asked.blocks
    )
    return tuple(view for view in views if view.pairs)


def pair(desk: Desk, question: Question, answers: Answers, lang: str) -> Pair:
    """A question and its answer."""
    given = answers[question.id]
    codes = (given,) if isinstance(given, str) else given
    unknown = codes == (UNKNOWN,)
    said = [in_words(desk, question, code) for code in codes]
    label = desk.reader.content(f"question.{question.id}.label", question.label)
    # A name out of our own list is in the coordinator's language, although the question is typed.
    typed = question.type in TYPED and not unknown and said == list(codes)
    return Pair(label, " · ".join(said), lang if typed else "", unknown)


def in_words(desk: Desk, question: Question, code: str) -> str:
    """A closed answer in the coordinator's language; what was typed, as it was typed."""
    label = question.option_labels.get(code)
    if label and question.type is not QuestionType.CONDITION:
        return desk.reader.content(f"question.{question.id}.option.{code}", label)
    if question.or_unknown and code == UNKNOWN:
        return desk.t.pgettext("answer", "I do not know")
    match question.type:
        case QuestionType.CONDITION:
            return desk.condition(code)
        case QuestionType.COUNTRY | QuestionType.COUNTRIES:
            return desk.country(code)
        case QuestionType.LANGUAGE | QuestionType.LANGUAGES:
            return desk.language(code)
        case QuestionType.TREATMENT:
            return desk.treatment(code)
        case QuestionType.DATE:
            return _date(desk, code)
        case QuestionType.BOX:
            return desk.t.gettext("yes") if code == YES else code
        case _:
            return code


def _date(desk: Desk, code: str) -> str:
    """A day by the month's name; a year or a month as it is kept: nothing is added to what is known."""
    known = read_when(code)
    return formats.date(date(known.year, known.month, known.day), desk.tag) if known and known.day else code
