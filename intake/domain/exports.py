"""What leaves the house with an export, and in which columns. One table for every format, made from the questionnaire.

Codes stand for themselves unless a `Speaker` says them; the columns' names are codes in any case, so that what reads
the file today reads it tomorrow. How somebody wants to be reached goes with every export, and where nobody may call
there is no number (`domain.contact`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from intake.domain.consent import AUTHORITY, OF_PATIENT, SHARE, STUDIES, USE, Consents, latest
from intake.domain.contact import ContactLimits, Limit, reachable
from intake.domain.files import FileInfo
from intake.domain.inquiry import InquirySummary
from intake.domain.questionnaire import Block, Question, Questionnaire
from intake.domain.treatment import TreatmentCard
from intake.domain.values import YES, Answer, Answers, Sensitivity

NO: Final = "no"
OPEN_TO_EXPORT: Final = frozenset({Sensitivity.P0, Sensitivity.P1, Sensitivity.P2})
"""Identity documents, money and extra-sensitive health (P3, P4) leave with no export."""

CONSENTS: Final = (USE, OF_PATIENT, SHARE, AUTHORITY, STUDIES)
WORK: Final = (
    "reference",
    "status",
    "priority",
    "queue",
    "programme_routed",
    "waiting_for",
    "test",
    "held",
    "language",
    "country",
    "received_at",
    "due_at",
    "updated_at",
    "first_answered_at",
    "assignee",
    "flags",
)
"""What the office knows of an inquiry: always there, before what was answered. No question has one of these names."""

CONSENTS_PART: Final = "consents"
TREATMENTS: Final = "treatments"
REFERENCE: Final = "reference"
NUMBER: Final = "number"


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    FHIR = "fhir"


@dataclass(frozen=True, slots=True)
class Letter:
    """That a message was written, when and by which side; not what it says."""

    id: str
    at: datetime
    from_office: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """One inquiry as it leaves, its answers `masked`. ``assignee`` is a name; letters and files only where wanted."""

    summary: InquirySummary
    form_version: str
    updated_at: datetime
    first_answered_at: datetime | None
    answers: Answers = field(repr=False)
    cards: tuple[TreatmentCard, ...] = field(default=(), repr=False)
    consents: Consents = field(default=(), repr=False)
    assignee: str = ""
    letters: tuple[Letter, ...] = ()
    files: tuple[FileInfo, ...] = field(default=(), repr=False)


class Speaker(Protocol):
    """Says codes to somebody."""

    def code(self, column: str, code: str) -> str:
        """A code of one of the columns of `WORK`, of the limits or of a consent."""

    def answer(self, question: Question, code: str) -> str:
        """A closed answer; what was typed comes back as it was typed."""


class Codes:
    """Says nothing: codes stay codes."""

    def code(self, column: str, code: str) -> str:
        """The code."""
        return code

    def answer(self, question: Question, code: str) -> str:
        """The code, or what was typed."""
        return code


CODES: Final[Speaker] = Codes()
Row = Mapping[str, Answer]
"""A row by column: a text, or several codes."""


class Table:
    """The columns of an export. ``parts``: which blocks of the form, consents and treatments; None: all of them."""

    def __init__(self, form: Questionnaire, *, parts: Iterable[str] | None = None, speaker: Speaker = CODES) -> None:
        self.form = form
        self._speaker = speaker
        wanted = frozenset(all_parts(form) if parts is None else parts)
        self.questions = tuple(one for one in _exportable(form) if not one.card and one.block in wanted)
        self.on_card = tuple(one for one in _exportable(form) if one.card and TREATMENTS in wanted)
        self._limits = tuple(f"limit.{limit.value}" for limit in Limit)
        self._consents = tuple(f"consent.{id_}" for id_ in CONSENTS) if CONSENTS_PART in wanted else ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of an inquiry, without its treatments."""
        return (*WORK, *self._limits, *(question.id for question in self.questions), *self._consents)

    @property
    def card_columns(self) -> tuple[str, ...]:
        """The columns of one treatment: whose, the how many-th, and what was answered. None where nobody wants them."""
        return (REFERENCE, NUMBER, *(question.id for question in self.on_card)) if self.on_card else ()

    def row(self, one: Exported) -> Row:
        """An inquiry by column; what is empty is left out."""
        said = self._speaker
        found: dict[str, Answer] = dict(_work(one, said))
        limits = ContactLimits.of(one.answers)
        held = {f"limit.{limit.value}" for limit in limits.named}
        if not limits.may_name_illness:
            held.add(f"limit.{Limit.NO_ILLNESS.value}")
        found |= {column: said.code(column, YES if column in held else NO) for column in self._limits}
        found |= dict(_said(self.questions, one.answers, said))
        for column in self._consents:
            event = latest(one.consents, column.removeprefix("consent."))
            if event is not None:
                found[column] = said.code("consent", event.deed.value)
        return found

    def cards(self, one: Exported) -> Sequence[Row]:
        """An inquiry's treatments by column, without its reference and their numbers."""
        return [dict(_said(self.on_card, card.answers, self._speaker)) for card in one.cards] if self.on_card else []


def all_parts(form: Questionnaire) -> tuple[str, ...]:
    """Everything that can be chosen: blocks with a question of their own, treatments, consents."""
    blocks = [
        block.id for block in form.blocks if any(one.block == block.id for one in _exportable(form) if not one.card)
    ]
    return (*dict.fromkeys([*blocks, TREATMENTS]), CONSENTS_PART)


def masked(answers: Answers) -> Answers:
    """The answers as they may leave: in place of a number nobody may call, the code of what was asked."""
    allowed = reachable(answers)
    hidden = {name: Limit.NO_CALLS.value for name in ("phone",) if answers.get(name) and not allowed[name]}
    return {**answers, **hidden}


def of_every_version(current: Questionnaire, former: Iterable[Questionnaire]) -> Questionnaire:
    """Everything that was ever asked: today's form, then what only earlier ones had, the latest of them first."""
    blocks: dict[str, Block] = {block.id: block for block in current.blocks}
    questions: dict[str, Question] = {question.id: question for question in current.questions}
    for one in former:
        blocks = {**{block.id: block for block in one.blocks}, **blocks}
        questions |= {question.id: question for question in one.questions if question.id not in questions}
    order = dict.fromkeys([*(block.id for block in current.blocks), *blocks])
    return Questionnaire(tuple(blocks[id_] for id_ in order), tuple(questions.values()), current.groups)


def _exportable(form: Questionnaire) -> Iterator[Question]:
    return (question for question in form.questions if question.sensitivity in OPEN_TO_EXPORT)


def _work(one: Exported, said: Speaker) -> Iterator[tuple[str, Answer]]:
    summary = one.summary
    codes = {
        "status": summary.status.value,
        "priority": summary.priority.value,
        "queue": summary.queue,
        "programme_routed": summary.facts.programme,
        "waiting_for": summary.waiting_for.value,
        "test": YES if summary.test else NO,
        "held": YES if summary.quarantined else NO,
        "language": summary.facts.language,
        "country": summary.facts.country,
    }
    times = {
        "received_at": summary.received_at,
        "due_at": summary.due_at,
        "updated_at": one.updated_at,
        "first_answered_at": one.first_answered_at,
    }
    yield REFERENCE, summary.reference
    yield from ((column, said.code(column, code)) for column, code in codes.items() if code)
    # ISO 8601 in UTC in any language: times are sorted and counted with.
    yield from ((column, at.isoformat(timespec="seconds")) for column, at in times.items() if at is not None)
    if one.assignee:
        yield "assignee", one.assignee
    if summary.flags:
        yield "flags", tuple(said.code("flags", flag.value) for flag in summary.flags)


def _said(questions: Iterable[Question], answers: Answers, said: Speaker) -> Iterator[tuple[str, Answer]]:
    for question in questions:
        given = answers.get(question.id)
        if given and isinstance(given, str):
            yield question.id, said.answer(question, given)
        elif given:
            yield question.id, tuple(said.answer(question, code) for code in given)
