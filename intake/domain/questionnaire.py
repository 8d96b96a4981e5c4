"""The form as a value: what is asked, of whom, and how it was worded when somebody answered.

From this one declaration come the page, its checks, the coordinator's sheet, filters and exports. A questionnaire is
pinned by the hash of everything a patient can read in it; its JSON brings any past one back exactly as it was asked.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from intake.domain.values import Sensitivity


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
    COUNTRIES = "countries"
    LANGUAGES = "languages"
    LATIN = "latin"  # a name as the machine-readable lines of a passport have it
    WHEN = "when"  # a date as far as it is known, kept as typed
    DATE = "date"  # three fields: ``<id>.day``, ``<id>.month``, ``<id>.year``
    NUMBER = "number"
    TIME_ZONE = "time_zone"
    TREATMENT = "treatment"  # the slug of a treatment, or the name as typed


class Step(StrEnum):
    """When it is asked: on the first form, with the details later, or by the staff."""

    SHORT = "short"
    MORE = "more"
    STAFF = "staff"


When = tuple[Mapping[str, tuple[str, ...]], ...]
"""Alternatives, one of which must fit; each names questions or facts, all of which must have one of the codes."""

TREATMENT_CARD = "treatment"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. ``group`` is its condition group; ``alarm`` opens the emergency panel."""

    code: str
    group: str = ""
    alarm: bool = False
    search: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the page, or of step ``more`` a page of its own. ``intro`` says why it is asked."""

    id: str
    title: str
    intro: str = ""
    step: Step = Step.SHORT
    enable_when: When = ()
    unless: When = ()


@dataclass(frozen=True)
class Question:
    """One question. Texts are the English source; the message contexts are ``question.<id>.label`` and so on.

    ``legal`` (``consent.C1``, ``notice.N1``) says that label and why are texts of ``legal.toml``, translated there.
    ``card`` names the kind of card it belongs to, asked once for each. ``or_unknown``: beside what is typed there is a
    box ``<id>.unknown`` for “I do not know”. ``not_before`` names the question whose date this one cannot come before.
    ``maximum`` and ``decimals`` are of numbers, as ``minimum`` is. ``variants`` are sentences that are agreed to
    together with the label, each by the role of who writes; their contexts are ``<legal>.<role>.text``.
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
    card: str = ""
    or_unknown: bool = False
    not_before: str = ""
    minimum: int = 0
    maximum: int = 0
    decimals: int = 0
    variants: tuple[tuple[str, str], ...] = ()

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
    def free_texts(self) -> tuple[str, ...]:
        """The questions that are answered in people's own words; names and addresses are none."""
        return tuple(item.id for item in self.questions if item.type is QuestionType.PARAGRAPHS)

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

    def block(self, block_id: str) -> Block:
        """The block of this id; `KeyError` where there is none."""
        return {block.id: block for block in self.blocks}[block_id]

    def in_block(self, block_id: str, step: Step = Step.SHORT) -> tuple[Question, ...]:
        """The questions of one part of the page, without those of cards."""
        here = (item for item in self.questions if item.block == block_id and item.step is step)
        return tuple(item for item in here if not item.card)

    def on_card(self, card: str = TREATMENT_CARD) -> tuple[Question, ...]:
        """The questions asked once for each card."""
        return tuple(item for item in self.questions if item.card == card)

    def to_json(self) -> str:
        """The canonical definition: equal questionnaires give equal text. Search words stay out: nobody reads them."""
        definition = {
            "blocks": [_told(block) for block in self.blocks],
            "groups": list(self.groups.items()),
            "questions": [_plain(question) for question in self.questions],
        }
        return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, source: str) -> "Questionnaire":
        """A questionnaire as it was, from `to_json`."""
        return _read(source)


@lru_cache(maxsize=16)  # each page of an inquiry needs the form it was written on, and there are few forms
def _read(source: str) -> Questionnaire:
    definition = json.loads(source)
    return Questionnaire(
        blocks=tuple(_block(block) for block in definition["blocks"]),
        questions=tuple(_question(question) for question in definition["questions"]),
        groups=dict(definition["groups"]),
    )


def _plain(question: Question) -> dict[str, Any]:
    plain = _told(question) | {"option_labels": dict(question.option_labels)}
    plain["options"] = [{"code": o.code, "group": o.group, "alarm": o.alarm} for o in question.options]
    return plain


# What came later is written down only where it says something: the forms of earlier days keep their version.
_LATER = (
    frozenset({"step", "enable_when", "unless"}),
    frozenset({"card", "or_unknown", "not_before", "minimum", "maximum", "decimals", "variants"}),
)


def _told(part: Block | Question) -> dict[str, Any]:
    later = _LATER[isinstance(part, Question)]
    named = ((item.name, getattr(part, item.name), item.default) for item in fields(part))
    return {name: value for name, value, usual in named if name not in later or value != usual or usual is MISSING}


def _block(plain: Mapping[str, Any]) -> Block:
    step = Step(plain.get("step", Step.SHORT))
    whens = {name: _when(plain.get(name, ())) for name in ("enable_when", "unless")}
    return Block(plain["id"], plain["title"], plain["intro"], step, **whens)


def _question(plain: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **plain,
            "step": Step(plain["step"]),
            "type": QuestionType(plain["type"]),
            "sensitivity": Sensitivity(plain["sensitivity"]),
            "options": tuple(Option(**option) for option in plain["options"]),
            "variants": tuple((role, text) for role, text in plain.get("variants", ())),
            **{name: _when(plain[name]) for name in ("required_when", "enable_when", "unless")},
        }
    )


def _when(plain: Iterable[Mapping[str, Iterable[str]]]) -> When:
    return tuple({name: tuple(codes) for name, codes in alternative.items()} for alternative in plain)
