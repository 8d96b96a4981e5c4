"""The pages about what the clinic runs, and what it does not: words and evidence as data, checked when loaded."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.content import wording
from intake.content.facts import Fact
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence, protected
from intake.content.sources import Source

REQUIRED_SECTIONS = (
    "what-it-is",
    "for-whom",
    "evidence-status",
    "what-happens",
    "risks",
    "not-offered",
    "write-to-us",
)
LONGEST_REVIEW = dt.timedelta(days=184)  # six months
LONGEST_APPROVALS_CHECK = dt.timedelta(days=31)  # approvals are looked up every month


class Band(StrEnum):
    """The evidence band of a page."""

    APPROVED_EXISTS = "approved_exists"
    TRIALS_ONLY = "trials_only"
    EARLY_RESEARCH = "early_research"
    NOT_OFFERED = "not_offered"
    DEPENDS = "depends"


class Kind(StrEnum):
    """Where a page is reached from: it explains CAR-T, is a door of the home page, or is the honest no."""

    GENERAL = "general"
    DOOR = "door"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence band: its code, its few words and its sentence."""

    band: Band
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """When the facts were looked up, and by which kind of person the page was read. Nobody yet: both ``None``."""

    facts_as_of: dt.date
    next_review: dt.date
    approvals_check: dt.date
    reviewed_on: dt.date | None = None
    reviewer_role: str | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """Something open that a person must look up again; for staff, never shown to patients."""

    id: str
    text: str
    due: dt.date
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, points and facts."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question people ask, answered in paragraphs."""

    id: str
    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """One page."""

    slug: str
    kind: Kind
    order: int
    condition_groups: tuple[str, ...]
    title: str
    summary: str
    button: str
    evidence: Evidence
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    review: Review
    rechecks: tuple[Recheck, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the page, in its order."""
        return tuple(fact for section in self.sections for fact in section.facts)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources of its facts, each once, in order of use."""
        return tuple(dict.fromkeys(id_ for fact in self.facts for id_ in fact.sources))

    def context(self, *parts: str | int) -> str:
        """The context of one of its sentences: ``programme.car-t.section.risks.point.1``."""
        return ".".join(("programme", self.slug, *map(str, parts)))


def load_programmes(
    folder: Path,
    *,
    facts: Mapping[str, Fact],
    sources: Mapping[str, Source],
    groups: Collection[str],
    complaints: Complaints,
) -> Mapping[str, Programme]:
    """Read ``programmes/*.toml``, by slug in page order. ``groups`` are the condition groups that exist."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        node = read_toml(path, complaints)
        programme = _programme(node, facts, sources)
        if programme.slug != path.stem:
            node.complain("slug", f"slug must be the file's name: {path.stem}")
        for group in set(programme.condition_groups) - set(groups):
            node.complain("condition_groups", f"no condition has the group {group}")
        node.close()
        found.append(programme)
    used = {fact.id for programme in found for fact in programme.facts}
    for id_ in facts.keys() - used:
        complaints.add(folder.parent / "facts.toml", 1, f"fact {id_} stands on no page")
    return {programme.slug: programme for programme in sorted(found, key=lambda one: one.order)}


def messages(programmes: Mapping[str, Programme]) -> Iterator[Sentence]:
    """Every sentence of the pages for the translators; facts have their own."""
    for programme in programmes.values():
        for parts, text, comment in _texts(programme):
            file = f"programmes/{programme.slug}.toml"
            yield Sentence("clinic", programme.context(*parts), text, file, comment)


def _texts(programme: Programme) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    yield ("title",), programme.title, "Title of the page."
    yield ("summary",), programme.summary, "One sentence under the title on the home page."
    yield ("button",), programme.button, "Button that opens the form. It books nothing."
    yield ("evidence", "label"), programme.evidence.label, "Evidence band, a few words. Must not sound like an offer."
    yield ("evidence", "text"), programme.evidence.text, protected("Evidence band, the sentence.")
    if programme.review.reviewer_role:
        yield ("reviewer_role",), programme.review.reviewer_role, "Who reviewed the page: a role, not a name."
    for section in programme.sections:
        paragraph, point = "", "Point of a list."
        if section.id == "risks":
            paragraph, point = protected("What can go wrong."), protected("What can go wrong: point of a list.")
        yield ("section", section.id, "title"), section.title, "Heading."
        for number, text in enumerate(section.paragraphs, 1):
            yield ("section", section.id, "paragraph", number), text, paragraph
        for number, text in enumerate(section.points, 1):
            yield ("section", section.id, "point", number), text, point
    for question in programme.questions:
        yield ("question", question.id, "question"), question.question, "A question a patient asks."
        for number, text in enumerate(question.answer, 1):
            yield ("question", question.id, "answer", number), text, ""


def _programme(node: Node, facts: Mapping[str, Fact], sources: Mapping[str, Source]) -> Programme:
    evidence = node.table("evidence")
    sections = tuple(_section(part, facts) for part in node.tables("sections"))
    for missing in set(REQUIRED_SECTIONS) - {section.id for section in sections}:
        node.complain(None, f"the section {missing} is missing")
    _refuse_twice(node, [section.id for section in sections])
    return Programme(
        slug=node.text("slug"),
        kind=node.code("kind", Kind),
        order=node.number("order"),
        condition_groups=node.texts("condition_groups"),
        title=wording.sentence(node, "title", numbers=False),
        summary=wording.sentence(node, "summary", numbers=False),
        button=wording.sentence(node, "button", numbers=False),
        evidence=Evidence(
            evidence.code("band", Band),
            wording.sentence(evidence, "label", numbers=False),
            wording.sentence(evidence, "text", numbers=False),
        ),
        sections=sections,
        questions=tuple(_question(part) for part in node.tables("questions")),
        review=_review(node.table("review")),
        rechecks=tuple(_recheck(part, sources) for part in node.tables("rechecks")),
    )


def _section(node: Node, facts: Mapping[str, Fact]) -> Section:
    cited = node.texts("facts")
    for id_ in cited:
        if id_ not in facts:
            node.complain("facts", f"fact {id_} is not in facts.toml")
    section = Section(
        node.text("id"),
        wording.sentence(node, "title", numbers=False),
        wording.sentences(node, "paragraphs", numbers=False),
        wording.sentences(node, "points", numbers=False),
        tuple(facts[id_] for id_ in cited if id_ in facts),
    )
    if not (section.paragraphs or section.points or section.facts):
        node.complain(None, f"the section {section.id} says nothing")
    return section


def _question(node: Node) -> Question:
    return Question(
        node.text("id"),
        wording.sentence(node, "question", numbers=False),
        wording.sentences(node, "answer", numbers=False),
    )


def _review(node: Node) -> Review:
    review = Review(
        node.date("facts_as_of"),
        node.date("next_review"),
        node.date("approvals_check"),
        node.optional_date("reviewed_on"),
        node.optional_text("reviewer_role"),
    )
    if (review.reviewed_on is None) != (review.reviewer_role is None):
        node.complain(
            None, "reviewed_on and reviewer_role go together: a review has a day and a reviewer, or did not happen"
        )
    if review.next_review - (review.reviewed_on or review.facts_as_of) > LONGEST_REVIEW:
        node.complain("next_review", "the next review may be at most six months away")
    if review.approvals_check - review.facts_as_of > LONGEST_APPROVALS_CHECK:
        node.complain("approvals_check", "approvals are looked up again within a month")
    return review


def _recheck(node: Node, sources: Mapping[str, Source]) -> Recheck:
    recheck = Recheck(node.text("id"), node.text("text"), node.date("due"), node.texts("sources"))
    for id_ in set(recheck.sources) - set(sources):
        node.complain("sources", f"source {id_} is not in sources.toml")
    return recheck


def _refuse_twice(node: Node, ids: list[str]) -> None:
    for id_ in {id_ for id_ in ids if ids.count(id_) > 1}:
        node.complain(None, f"the section {id_} stands there twice")
