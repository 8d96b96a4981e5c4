"""Which questions are asked of somebody who answered so far like this, and which of them must be answered."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from intake.domain.ages import born_of, maybe_child, possible_ages
from intake.domain.answer_dates import PartialDate
from intake.domain.questionnaire import Block, Question, Questionnaire, When
from intake.domain.values import YES, Answers

CHILDBEARING = (12, 55)
DERIVED = frozenset({"condition_group", "child", "childbearing_age"})
"""Facts that `facts_for_asking` works out, usable in a `When` beside question ids."""


def facts_for_asking(questionnaire: Questionnaire, answers: Answers, today: date) -> dict[str, str]:
    """The derived facts that decide which questions are asked: the condition's group; what the age may be."""
    facts = {}
    condition, born = answers.get("condition"), born_of(answers)
    if isinstance(condition, str) and questionnaire.has("condition"):
        option = questionnaire.question("condition").option(condition)
        facts["condition_group"] = option.group if option else ""
    if born is not None:
        facts |= _of_age(born, today)
    return facts


def _of_age(born: PartialDate, today: date) -> dict[str, str]:
    youngest, oldest = possible_ages(born, today)
    childbearing = youngest <= CHILDBEARING[1] and oldest >= CHILDBEARING[0]
    return {
        "child": YES if maybe_child(born, today) else "no",
        "childbearing_age": YES if childbearing else "no",
    }


def fits(when: When, answers: Answers, facts: Mapping[str, str]) -> bool:
    """Whether one of the alternatives fits what was answered."""
    return any(
        all(_given(name, answers, facts) & set(codes) for name, codes in alternative.items()) for alternative in when
    )


def enabled(question: Question | Block, answers: Answers, facts: Mapping[str, str]) -> bool:
    """Whether the question or block is asked of somebody who answered like this."""
    if question.enable_when and not fits(question.enable_when, answers, facts):
        return False
    return not (question.unless and fits(question.unless, answers, facts))


def required(question: Question, answers: Answers, facts: Mapping[str, str]) -> bool:
    """Whether an enabled question must be answered."""
    return question.required or bool(question.required_when and fits(question.required_when, answers, facts))


def in_answers_only(questionnaire: Questionnaire, when: When, today: date) -> list[dict[str, list[str]]]:
    """A `When` with its derived facts spelled out as answers, for the script on the page, which knows only those."""
    return [
        {
            name: codes
            for key, wanted in alternative.items()
            for name, codes in [_spelled(questionnaire, key, wanted, today)]
        }
        for alternative in when
    ]


def left_to_page(
    when: When, here: Collection[str], answers: Answers, facts: Mapping[str, str]
) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """A `When` without what is decided already: of its names only those asked ``here`` remain, for the script.

    An empty alternative in it always fits; no alternative at all never does.
    """
    return tuple(
        {name: codes for name, codes in alternative.items() if name in here}
        for alternative in when
        if all(_given(name, answers, facts) & set(codes) for name, codes in alternative.items() if name not in here)
    )


def _spelled(questionnaire: Questionnaire, key: str, wanted: Iterable[str], today: date) -> tuple[str, list[str]]:
    if key == "condition_group":
        return "condition", [
            option.code for option in questionnaire.question("condition").options if option.group in wanted
        ]
    if key in {"child", "childbearing_age"}:
        years = range(today.year - 120, today.year + 1)
        return "birth_year", [str(year) for year in years if _of_age(PartialDate(year), today)[key] in wanted]
    return key, list(wanted)


def _given(name: str, answers: Answers, facts: Mapping[str, str]) -> set[str]:
    found = facts.get(name) if name in DERIVED else answers.get(name)
    if found is None:
        return set()
    return {found} if isinstance(found, str) else set(found)
