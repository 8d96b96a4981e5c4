"""The form as a value: what is asked, of whom, and how it was worded when somebody answered.

From this one declaration come the page, its checks, the coordinator's sheet, filters and exports. A questionnaire is
pinned by the hash of everything a patient can read in it; its JSON brings any past one back exactly as it was asked.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from intake.domain.ages import maybe_child
from intake.domain.values import YES, Answers, Sensitivity


class QuestionType(StrEnum):
    """How an answer is given."""

    ONE = "one"
    MANY = "many"
    BOX = "box"
    TEXT = "text"
    PARAGRAPHS = "paragraphs"
    YEAR = "year"
    EMAIL = "email"
    PHONE = "phone"
    CONDITION = "condition"
    COUNTRY = "country"
    LANGUAGE = "language"


class Step(StrEnum):
    """When it is asked: on the first form, with the details later, or by the staff."""

    SHORT = "short"
    MORE = "more"
    STAFF = "staff"


When = tuple[Mapping[str, tuple[str, ...]], ...]
"""Alternatives, one of which must fit; each names questions or facts, all of which must have one of the codes."""

DERIVED = frozenset({"condition_group", "child"})
"""Facts that `facts_for_asking` works out, usable in a `When` beside question ids."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. ``group`` is its condition group; ``alarm`` opens the emergency panel."""

    code: str
    group: str = ""
    alarm: bool = False
    search: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the page."""

    id: str
    title: str
    intro: str = ""


@dataclass(frozen=True)
class Question:
    """One question. Texts are the English source; the message contexts are ``question.<id>.label`` and so on.

    ``legal`` (``consent.C1``, ``notice.N1``) says that label and why are texts of ``legal.toml``, translated there.
    """

    id: str
    block: str
    step: Step
    type: QuestionType
    label: str
    sensitivity: Sensitivity
    required: bool = False
    required_when: When = ()
    enable_when: When = ()
    unless: When = ()
    max_length: int = 0
    autocomplete: str = ""
    hint: str = ""
    why: str = ""
    help: str = ""
    only_if: str = ""
    legal: str = ""
    options: tuple[Option, ...] = ()
    option_labels: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that can be chosen."""
        return frozenset(option.code for option in self.options)

    def option(self, code: str) -> Option | None:
        """The option of this code."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Questionnaire:
    """All blocks and questions, in page order. ``groups`` are the condition groups' labels, in their order."""

    blocks: tuple[Block, ...]
    questions: tuple[Question, ...]
    groups: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def short(self) -> tuple[Question, ...]:
        """The questions of the first form."""
        return tuple(question for question in self.questions if question.step is Step.SHORT)

    @cached_property
    def version(self) -> str:
        """A short hash of everything that is asked and how it is worded."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    def question(self, question_id: str) -> Question:
        """The question of this id; `KeyError` where there is none."""
        return self._by_id[question_id]

    def has(self, question_id: str) -> bool:
        """Whether there is such a question."""
        return question_id in self._by_id

    def in_block(self, block_id: str, step: Step = Step.SHORT) -> tuple[Question, ...]:
        """The questions of one part of the page."""
        return tuple(item for item in self.questions if item.block == block_id and item.step is step)

    def to_json(self) -> str:
        """The canonical definition: equal questionnaires give equal text. Search words stay out: nobody reads them."""
        definition = {
            "blocks": [asdict(block) for block in self.blocks],
            "groups": list(self.groups.items()),
            "questions": [_plain(question) for question in self.questions],
        }
        return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, source: str) -> "Questionnaire":
        """A questionnaire as it was, from `to_json`."""
        definition = json.loads(source)
        return cls(
            blocks=tuple(Block(**block) for block in definition["blocks"]),
            questions=tuple(_question(question) for question in definition["questions"]),
            groups=dict(definition["groups"]),
        )


def facts_for_asking(questionnaire: Questionnaire, answers: Answers, today: date) -> dict[str, str]:
    """The derived facts that decide which questions are asked: the condition's group; whether a child is possible."""
    facts = {}
    condition, year = answers.get("condition"), answers.get("birth_year")
    if isinstance(condition, str) and questionnaire.has("condition"):
        option = questionnaire.question("condition").option(condition)
        facts["condition_group"] = option.group if option else ""
    if isinstance(year, str) and year.isdecimal():
        facts["child"] = YES if maybe_child(int(year), today) else "no"
    return facts


def fits(when: When, answers: Answers, facts: Mapping[str, str]) -> bool:
    """Whether one of the alternatives fits what was answered."""
    return any(
        all(_given(name, answers, facts) & set(codes) for name, codes in alternative.items()) for alternative in when
    )


def enabled(question: Question, answers: Answers, facts: Mapping[str, str]) -> bool:
    """Whether the question is asked of somebody who answered like this."""
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


def _spelled(questionnaire: Questionnaire, key: str, wanted: Iterable[str], today: date) -> tuple[str, list[str]]:
    if key == "condition_group":
        return "condition", [
            option.code for option in questionnaire.question("condition").options if option.group in wanted
        ]
    if key == "child":
        years = range(today.year - 120, today.year + 1)
        return "birth_year", [str(year) for year in years if (YES if maybe_child(year, today) else "no") in wanted]
    return key, list(wanted)


def _given(name: str, answers: Answers, facts: Mapping[str, str]) -> set[str]:
    found = facts.get(name) if name in DERIVED else answers.get(name)
    if found is None:
        return set()
    return {found} if isinstance(found, str) else set(found)


def _plain(question: Question) -> dict[str, Any]:
    plain = {item.name: getattr(question, item.name) for item in fields(question)}
    plain["options"] = [{"code": o.code, "group": o.group, "alarm": o.alarm} for o in question.options]
    plain["option_labels"] = dict(question.option_labels)
    return plain


def _question(plain: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **plain,
            "step": Step(plain["step"]),
            "type": QuestionType(plain["type"]),
            "sensitivity": Sensitivity(plain["sensitivity"]),
            "options": tuple(Option(**option) for option in plain["options"]),
            **{name: _when(plain[name]) for name in ("required_when", "enable_when", "unless")},
        }
    )


def _when(plain: Iterable[Mapping[str, Iterable[str]]]) -> When:
    return tuple({name: tuple(codes) for name, codes in alternative.items()} for alternative in plain)
