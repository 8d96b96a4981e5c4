"""The demo's people and letters (``demo.toml``): data, so that a clinic can tell its own story with its own content.

Nobody in it exists. What is written there goes through the same checks as what a browser sends.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from intake.content.complaints import Complaints
from intake.content.reader import Node, read_toml
from intake.domain.questionnaire import Questionnaire, QuestionType
from intake.domain.values import StaffRole, Status

SHIPPED = Path(__file__).with_name("demo.toml")
EVERYBODY = "everybody"

_SPAN = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?")


class Deed(StrEnum):
    """What a colleague does with an inquiry."""

    TAKE = "take"
    ASSIGN = "assign"
    NOTE = "note"
    MOVE = "move"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class DemoColleague:
    """Somebody of the demo's office. What stands before the @ of their address names them in stories."""

    email: str
    name: str
    role: StaffRole
    languages: tuple[str, ...]
    locale: str
    queues: frozenset[str]
    leads: frozenset[str]
    all_queues: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to an inquiry, some time after it came.

    ``to``: a colleague, a status, or the reply template that was sent.
    """

    after: timedelta
    by: str
    does: Deed
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class DemoInquiry:
    """A form as somebody filled it in, and what the office did with it. An age stays believable in later years."""

    ago: timedelta
    page: str
    age: int | None
    typed: Mapping[str, Sequence[str]]
    story: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything the demo begins with."""

    staff: tuple[DemoColleague, ...]
    inquiries: tuple[DemoInquiry, ...]


def load_demo(questionnaire: Questionnaire, folder: Path | None = None) -> Demo:
    """The content folder's own demo, or the one shipped. Raises `ContentError` with every complaint."""
    path = folder / SHIPPED.name if folder and (folder / SHIPPED.name).is_file() else SHIPPED
    complaints = Complaints()
    top = read_toml(path, complaints)
    staff = tuple(_colleague(node) for node in top.tables("staff"))
    boxes = _typed(top.table(EVERYBODY), questionnaire)
    people = {called(colleague.email) for colleague in staff}
    inquiries = tuple(_inquiry(node, boxes, questionnaire, people) for node in top.tables("inquiries"))
    top.close()
    complaints.raise_any()
    return Demo(staff, inquiries)


def called(email: str) -> str:
    """How stories call somebody with this address."""
    return email.partition("@")[0]


def _colleague(node: Node) -> DemoColleague:
    return DemoColleague(
        email=node.text("email"),
        name=node.text("name"),
        role=node.code("role", StaffRole),
        languages=node.texts("languages"),
        locale=node.text("locale"),
        queues=frozenset(node.texts("queues")),
        leads=frozenset(node.texts("leads")),
        all_queues=node.flag("all_queues"),
    )


def _inquiry(
    node: Node, boxes: Mapping[str, Sequence[str]], questionnaire: Questionnaire, people: set[str]
) -> DemoInquiry:
    typed = dict(boxes) | _typed(node.table("illness"), questionnaire) | _typed(node.table("reach"), questionnaire)
    question = node.optional_text("question")
    for name in node.texts("unticked"):
        typed.pop(name, None)
    return DemoInquiry(
        ago=_span(node, "ago"),
        page=node.text("page"),
        age=node.optional_number("age"),
        typed=typed | ({"question": (question,)} if question else {}),
        story=tuple(_step(step, people) for step in node.tables("story")),
    )


def _typed(node: Node, questionnaire: Questionnaire) -> dict[str, Sequence[str]]:
    """Answers as a browser sends them. Names that are no questions (any more) are ignored later, as a browser's are."""

    def many(name: str) -> bool:
        return questionnaire.has(name) and questionnaire.question(name).type is QuestionType.MANY

    return {name: node.texts(name) if many(name) else (node.text(name),) for name in node.keys()}  # noqa: SIM118 - a Node


def _step(node: Node, people: set[str]) -> Step:
    step = Step(
        after=_span(node, "after"),
        by=node.text("by"),
        does=node.code("does", Deed),
        to=node.optional_text("to") or "",
        text=node.optional_text("text") or "",
    )
    statuses = {status.value for status in Status}
    known = {Deed.ASSIGN: people, Deed.MOVE: statuses, Deed.ANSWER: {step.to}}.get(step.does, {""})
    if step.by not in people:
        node.complain("by", f"{step.by!r} is nobody of [[staff]]")
    if step.to not in known:
        node.complain("to", f"{step.to!r} is none of {', '.join(sorted(known))}")
    if step.does is Deed.NOTE and not step.text:
        node.complain("text", "a note needs a text")
    return step


def _span(node: Node, key: str) -> timedelta:
    """A time such as ``2d 3h 40m``."""
    text = node.text(key)
    found = _SPAN.fullmatch(text)
    if not found or not any(found.groups()):
        node.complain(key, f"{key} = {text!r} must be a time such as 2d 3h 40m")
        return timedelta()
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
