"""The brief on paper: in one language, or side by side in two, each line in its own direction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from intake.domain.questionnaire import QuestionType
from intake.lib.formats import isolate
from intake.services.inbox import CaseFile
from intake.web.inbox.brief.line import LineView
from intake.web.inbox.brief.view import BriefView, brief_view
from intake.web.inbox.desk import Desk
from intake.web.inbox.presenters import OptionView
from intake.web.inbox.reach import contact_view
from intake.web.inbox.sheet_answers import blocks, pair, with_details
from intake.web.inbox.sheet_views import Pair

USUAL = ("line", "words", "records")
"""What is printed unless somebody chooses: never how to reach the patient."""


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A language of the page."""

    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A label and what is said, in the language of its column."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class RowView:
    """One line, a cell for each column. ``words``: what somebody typed, once, in the language they typed it in."""

    cells: tuple[CellView, ...]
    words: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the page, with its title for each column."""

    code: str
    titles: tuple[str, ...]
    rows: tuple[RowView, ...]
    line: LineView | None = None


@dataclass(frozen=True, slots=True)
class PaperView:
    """The page. ``flags`` and ``warnings`` for each column; ``printed`` says by whom and when."""

    reference: str
    columns: tuple[ColumnView, ...]
    heads: tuple[BriefView, ...]
    notices: tuple[str, ...]
    parts: tuple[PartView, ...]
    printed: str
    choices: tuple[OptionView, ...]
    languages: tuple[OptionView, ...]
    url: str


def paper_view(desks: Sequence[Desk], file: CaseFile, chosen: Collection[str], languages: Collection[str]) -> PaperView:
    """The page for one desk or two: the coordinator's own, and the same in a second language."""
    first, found = desks[0], file.inquiry.summary
    briefs = tuple(brief_view(desk, file) for desk in desks)
    made = {
        "summary": _summary(desks, briefs),
        "line": _treatments(desks, briefs),
        "words": _words(desks, file),
        "records": _records(desks, briefs),
        "answers": _answers(desks, file),
        "contact": _contact(desks, file),
    }
    second = desks[-1].tag if len(desks) > 1 else ""
    by = {"name": first.actor.name, "when": first.exactly(first.now)}
    return PaperView(
        reference=found.reference,
        columns=tuple(ColumnView(desk.reader.locale.tag, desk.reader.locale.direction) for desk in desks),
        heads=briefs,
        notices=tuple(_notice(desk) for desk in desks),
        parts=tuple(part for code, part in made.items() if part.rows and (code in chosen or code == "summary")),
        printed=first.t.gettext("Printed by %(name)s, %(when)s.") % by,
        choices=tuple(OptionView(code, _titles(first)[code], code in chosen) for code in made if code != "summary"),
        languages=tuple(OptionView(tag, first.language(tag), tag == second) for tag in languages if tag != first.tag),
        url=f"/staff/inquiries/{found.id}",
    )


def _titles(desk: Desk) -> dict[str, str]:
    t = desk.t
    return {
        "summary": t.gettext("In brief"),
        "line": t.gettext("Treatments so far"),
        "words": t.gettext("In their own words"),
        "records": t.gettext("Records"),
        "answers": t.gettext("All answers"),
        "contact": t.gettext("Contact"),
    }


def _notice(desk: Desk) -> str:
    return desk.t.gettext("What the inquirer told us, put in order. It is not a medical decision.")


def _part(desks: Sequence[Desk], code: str, rows: Sequence[RowView], line: LineView | None = None) -> PartView:
    return PartView(code, tuple(_titles(desk)[code] for desk in desks), tuple(rows), line)


def _joined(parts: Iterable[str]) -> str:
    """Parts in the order they are said, each by itself: a Latin name among Hebrew ones must not move the others."""
    return " · ".join(isolate(part) for part in parts if part)


def _row(pairs: Sequence[Pair]) -> RowView:
    """The same question in every language. What was typed stands once, and so does a name of our own list."""
    first = pairs[0]
    if first.lang:
        return RowView(tuple(CellView(each.label, "") for each in pairs), first.text, first.lang)
    return RowView(tuple(CellView(each.label, each.text) for each in pairs))


def _rows(columns: Sequence[Sequence[Pair]]) -> list[RowView]:
    return [_row(pairs) for pairs in zip(*columns, strict=True)]


def _summary(desks: Sequence[Desk], briefs: Sequence[BriefView]) -> PartView:
    columns = []
    for desk, brief in zip(desks, briefs, strict=True):
        said = [
            Pair(fact.label, _joined(part.text for part in fact.parts) or desk.t.gettext("not said"))
            for fact in brief.facts
        ]
        if brief.flags:
            said.insert(0, Pair(desk.t.gettext("Warning signs"), _joined(brief.flags)))
        columns.append(said)
    return _part(desks, "summary", _rows(columns))


def _treatments(desks: Sequence[Desk], briefs: Sequence[BriefView]) -> PartView:
    """The line is drawn once; each treatment is told in every language, and dates stand as they were typed."""
    rows = []
    for same in zip(*(brief.line.rows for brief in briefs), strict=True):
        cells = tuple(CellView(one.name, _joined((one.when, one.response, one.stopped))) for one in same)
        rows.append(RowView(cells, same[0].note, same[0].note_lang))
    return _part(desks, "line", rows, briefs[0].line)


def _words(desks: Sequence[Desk], file: CaseFile) -> PartView:
    answers, lang = file.inquiry.answers, file.inquiry.summary.locale
    asked = with_details(file.asked, desks[0].content.questionnaire)
    typed = [item for item in asked.questions if item.type is QuestionType.PARAGRAPHS and answers.get(item.id)]
    return _part(desks, "words", _rows([[pair(desk, item, answers, lang) for item in typed] for desk in desks]))


def _records(desks: Sequence[Desk], briefs: Sequence[BriefView]) -> PartView:
    columns = []
    for desk, brief in zip(desks, briefs, strict=True):
        there, missing = _joined(brief.records_there), _joined(brief.records_missing)
        none = desk.t.gettext("none")
        columns.append(
            [
                Pair(desk.t.gettext("Records here"), there or none),
                Pair(desk.t.gettext("Records missing"), missing or none),
            ]
        )
    return _part(desks, "records", _rows(columns))


def _answers(desks: Sequence[Desk], file: CaseFile) -> PartView:
    asked = with_details(file.asked, desks[0].content.questionnaire)
    told = [blocks(desk, asked, file.inquiry.answers, file.inquiry.summary.locale) for desk in desks]
    return _part(desks, "answers", _rows([list(chain.from_iterable(each.pairs for each in parts)) for parts in told]))


def _contact(desks: Sequence[Desk], file: CaseFile) -> PartView:
    asked, found = with_details(file.asked, desks[0].content.questionnaire), file.inquiry.summary
    columns = []
    for desk in desks:
        reach = contact_view(desk, asked, file.inquiry.answers, found.reference, found.status)
        t = desk.t
        given = ((t.gettext("Name"), reach.name), (t.gettext("E-mail"), reach.email), (t.gettext("Phone"), reach.phone))
        said = [Pair(label, text, found.locale) for label, text in given if text]
        columns.append([*said, *(replace(one, lang="") for one in reach.answers)])
    return _part(desks, "contact", _rows(columns))
