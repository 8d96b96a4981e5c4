"""What the page of the criteria shows: all in the reader's language, nothing left to decide for a template."""

from dataclasses import dataclass

from intake.web.inbox.desk import Moment
from intake.web.inbox.presenters import OptionView


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question, and what was said to it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a text: how it stands (``yes``, ``no``, ``open``), and the answers it rests on."""

    text: str
    code: str
    standing: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a text was read. Without an address, nobody has seen it."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class BasisView:
    """What a text stands on."""

    region: str
    dated: str
    confidence: str
    sources: tuple[SourceView, ...]
    reviewed: str
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One published text beside the inquiry. ``because`` says in a line what decided it."""

    id: str
    title: str
    outcome: str
    said: str
    because: str
    lines: tuple[LineView, ...]
    one_of: tuple[LineView, ...]
    note: str
    basis: BasisView


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """The texts of one programme."""

    title: str
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, slots=True)
class StatedView:
    """A sentence with what it stands on: a path after a CAR-T, or a reviewer's flag."""

    title: str
    text: str
    answers: tuple[AnswerView, ...]
    basis: BasisView


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question that can be put to the inquirer."""

    id: str
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """What the office writes down itself."""

    id: str
    label: str
    hint: str
    options: tuple[OptionView, ...]


@dataclass(frozen=True, slots=True)
class AskView:
    """Questions that were put. ``left``: how many nobody has answered yet."""

    id: str
    at: Moment
    questions: tuple[str, ...]
    left: int
    open: bool
    state: str


@dataclass(frozen=True, slots=True)
class CountView:
    """How many texts have an outcome."""

    outcome: str
    said: str
    count: int


@dataclass(frozen=True, slots=True)
class CriteriaPanel:
    """What the page of the inquiry says of it."""

    url: str
    counts: tuple[CountView, ...]
    asked: int
    repeat: bool


@dataclass(frozen=True, slots=True)
class CriteriaView:
    """The page."""

    url: str
    version: int
    reference: str
    condition: str
    counts: tuple[CountView, ...]
    programmes: tuple[ProgrammeView, ...]
    hidden: int
    repeat: StatedView | None
    flags: tuple[StatedView, ...]
    hints: tuple[str, ...]
    autoimmune: bool
    may_ask: bool
    questions: tuple[QuestionView, ...]
    more: tuple[QuestionView, ...]
    most: int
    facts: tuple[FactView, ...]
    asks: tuple[AskView, ...]
    form_id: str
