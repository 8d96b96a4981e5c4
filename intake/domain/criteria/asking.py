"""Which questions the office can put to somebody again, and which of those it put are still to be answered."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from intake.domain.asking import DERIVED, enabled, facts_for_asking
from intake.domain.contact import ABOUT_CONTACT, CONTACT
from intake.domain.questionnaire import Question, Questionnaire, QuestionType, Step
from intake.domain.values import UNKNOWN, Answers, Sensitivity

MOST: Final = 12
"""A short form: whoever gets twenty questions answers none."""
_READABLE: Final = frozenset({Sensitivity.P0, Sensitivity.P1, Sensitivity.P2})


def askable(form: Questionnaire, answers: Answers, today: date) -> tuple[Question, ...]:
    """What the office can ask this person: what it may read the answer of, and what has none yet but “not known”.

    The disease always: whoever chose one that is unclear may know better by now.
    """
    facts = facts_for_asking(form, answers, today)
    blocks = {block.id for block in form.blocks if enabled(block, answers, facts)}
    return tuple(
        question
        for question in form.questions
        if _may_be_asked(question)
        and (_is_open(question.id, answers) or question.type is QuestionType.CONDITION)
        and (enabled(question, answers, facts) or any(_is_open(one, answers) for one in _parents(form, question)))
        and question.block in blocks
    )


def chosen(form: Questionnaire, ids: Collection[str], answers: Answers, today: date) -> tuple[str, ...]:
    """What was ticked, in the order of the form, with the questions some of them go with."""
    facts = facts_for_asking(form, answers, today)
    wanted = {question.id for question in askable(form, answers, today) if question.id in ids}
    for question in form.questions:
        if question.id in wanted and not enabled(question, answers, facts):
            wanted |= set(_parents(form, question))
    return tuple(question.id for question in form.questions if question.id in wanted)


def still_open(
    form: Questionnaire, ids: Iterable[str], told: Collection[str], answers: Answers, today: date
) -> tuple[Question, ...]:
    """The questions that are not answered yet: those that are asked now, or once another of them is answered."""
    facts = facts_for_asking(form, answers, today)
    left = [form.question(id_) for id_ in dict.fromkeys(ids) if form.has(id_) and id_ not in told]
    here = {question.id for question in left}
    return tuple(one for one in left if enabled(one, answers, facts) or here.intersection(_parents(form, one)))


def _may_be_asked(question: Question) -> bool:
    plain = not question.card and not question.legal and question.step is not Step.STAFF
    return plain and question.sensitivity in _READABLE and question.id not in {*CONTACT, *ABOUT_CONTACT}


def _is_open(question_id: str, answers: Answers) -> bool:
    return answers.get(question_id) in {None, "", (), UNKNOWN, (UNKNOWN,)}


def _parents(form: Questionnaire, question: Question) -> tuple[str, ...]:
    """The questions whose answers decide whether this one is asked."""
    names = (name for alternative in question.enable_when for name in alternative if name not in DERIVED)
    return tuple(dict.fromkeys(name for name in names if form.has(name) and _may_be_asked(form.question(name))))
