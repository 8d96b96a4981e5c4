"""The sentences with legal weight: consents, notices, standing lines, panels, the privacy and the receipt page."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from intake.content import wording
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence

CONSENTS = ("C1", "C2", "C3", "C4")
NOTICES = ("N1", "N2")
LINES = (
    "emergency",
    "not_advice",
    "not_reviewed",
    "reviewed",
    "next_review",
    "draft_translation",
    "reference_text",
    "answer_languages",
    "not_counsel_reviewed",
)
PANELS = ("emergency", "same_day", "distress")
PRIVACY_SECTIONS = (  # what GDPR Articles 13 and 14 ask to be told
    "controller",
    "purposes",
    "what-we-ask",
    "about-someone-else",
    "who-sees-it",
    "where",
    "how-long",
    "rights",
    "withdraw",
    "complaint",
    "no-automated-decisions",
    "cookies",
)
_FILE = "legal.toml"
_CONSENT = "A patient agrees to this sentence. Translate exactly; it needs a back-translation."


@dataclass(frozen=True, slots=True)
class Wording:
    """What is ticked, and why it is asked."""

    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Something to agree to: unticked, separate, versioned. ``variants`` go by the inquirer's role."""

    id: str
    version: str
    required: bool
    text: str
    explanation: str
    variants: Mapping[str, Wording]

    def for_role(self, role: str) -> tuple[str, Wording]:
        """The context and the words for one inquirer role; the general ones where the role has none."""
        if role in self.variants:
            return f"consent.{self.id}.{role}", self.variants[role]
        return f"consent.{self.id}", Wording(self.text, self.explanation)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know before sending, acknowledged by a tick."""

    id: str
    version: str
    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A box that comes up when it matters."""

    id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegalSection:
    """A heading with paragraphs and points."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegalPage:
    """A page: privacy, or what the receipt is for."""

    id: str
    title: str
    summary: str
    sections: tuple[LegalSection, ...]


@dataclass(frozen=True, slots=True)
class Legal:
    """Everything of ``legal.toml``. ``counsel_reviewed_on`` is ``None`` until a lawyer has read it."""

    version: str
    written_on: dt.date
    counsel_reviewed_on: dt.date | None
    lines: Mapping[str, str]
    panels: Mapping[str, Panel]
    consents: Mapping[str, Consent]
    notices: Mapping[str, Notice]
    pages: Mapping[str, LegalPage]

    def line(self, id_: str) -> tuple[str, str]:
        """The context and the words of a standing line, for ``pgettext``."""
        return f"line.{id_}", self.lines[id_]


def load_legal(path: Path, complaints: Complaints) -> Legal:
    """Read ``legal.toml``."""
    top = read_toml(path, complaints)
    lines, panels = top.table("lines"), top.table("panels")
    consents, notices, pages = top.table("consents"), top.table("notices"), top.table("pages")
    for node, needed in ((panels, PANELS), (consents, CONSENTS), (notices, NOTICES)):
        _need(node, needed)
    _need(pages, ("privacy", "receipt"))
    legal = Legal(
        version=top.text("version"),
        written_on=top.date("written_on"),
        counsel_reviewed_on=top.optional_date("counsel_reviewed_on"),
        lines={id_: wording.sentence(lines, id_) for id_ in LINES},
        panels={id_: _panel(id_, node) for id_, node in _each(panels)},
        consents={id_: _consent(id_, node) for id_, node in _each(consents)},
        notices={id_: _notice(id_, node) for id_, node in _each(notices)},
        pages={id_: _page(id_, node) for id_, node in _each(pages)},
    )
    if "privacy" in legal.pages:
        told = {section.id for section in legal.pages["privacy"].sections}
        for missing in set(PRIVACY_SECTIONS) - told:
            pages.complain("privacy", f"the privacy page does not tell: {missing}")
    top.close()
    return legal


def messages(legal: Legal) -> Iterator[Sentence]:
    """Every sentence with legal weight for the translators."""
    for context, text, comment in _texts(legal):
        yield Sentence("legal", context, text, _FILE, comment)


def _texts(legal: Legal) -> Iterator[tuple[str, str, str]]:
    for id_, text in legal.lines.items():
        yield (
            f"line.{id_}",
            text,
            "Standing line. The emergency numbers stay as they are." if id_ == "emergency" else "",
        )
    for panel in legal.panels.values():
        yield f"panel.{panel.id}.title", panel.title, "Title of a box that must be understood at once."
        for number, text in enumerate(panel.paragraphs, 1):
            yield f"panel.{panel.id}.paragraph.{number}", text, "Safety text: short words, no doubt about what to do."
    for consent in legal.consents.values():
        for role in ("", *consent.variants):
            context, words = consent.for_role(role)
            yield f"{context}.text", words.text, _CONSENT
            yield f"{context}.explanation", words.explanation, "Explains the box above it."
    for notice in legal.notices.values():
        yield f"notice.{notice.id}.text", notice.text, _CONSENT
        yield f"notice.{notice.id}.explanation", notice.explanation, "Explains the box above it."
    for page in legal.pages.values():
        yield f"page.{page.id}.title", page.title, "Title of a page."
        yield f"page.{page.id}.summary", page.summary, ""
        for section in page.sections:
            place = f"page.{page.id}.{section.id}"
            yield f"{place}.title", section.title, "Heading."
            yield from ((f"{place}.paragraph.{n}", text, "") for n, text in enumerate(section.paragraphs, 1))
            yield from ((f"{place}.point.{n}", text, "Point of a list.") for n, text in enumerate(section.points, 1))


def _each(node: Node) -> list[tuple[str, Node]]:
    ids = node.keys()
    return [(id_, node.table(id_)) for id_ in ids]


def _need(node: Node, ids: tuple[str, ...]) -> None:
    for missing in sorted(set(ids) - set(node.keys())):
        node.complain(None, f"{missing} is missing")


def _panel(id_: str, node: Node) -> Panel:
    return Panel(id_, wording.sentence(node, "title"), wording.sentences(node, "paragraphs"))


def _consent(id_: str, node: Node) -> Consent:
    variants = node.table("variants")
    return Consent(
        id_,
        node.text("version"),
        node.flag("required"),
        wording.sentence(node, "text"),
        wording.sentence(node, "explanation"),
        {role: _words(part) for role, part in _each(variants)},
    )


def _words(node: Node) -> Wording:
    return Wording(wording.sentence(node, "text"), wording.sentence(node, "explanation"))


def _notice(id_: str, node: Node) -> Notice:
    return Notice(id_, node.text("version"), wording.sentence(node, "text"), wording.sentence(node, "explanation"))


def _page(id_: str, node: Node) -> LegalPage:
    return LegalPage(
        id_,
        wording.sentence(node, "title"),
        wording.sentence(node, "summary"),
        tuple(
            LegalSection(
                part.text("id"),
                wording.sentence(part, "title"),
                wording.sentences(part, "paragraphs"),
                wording.sentences(part, "points"),
            )
            for part in node.tables("sections")
        ),
    )
