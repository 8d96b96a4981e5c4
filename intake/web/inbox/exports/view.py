"""What the page of exports shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.domain.exports import CONSENTS_PART, Format
from intake.lib import formats
from intake.services.desk.exports import LIMIT
from intake.services.inbox import ListPage
from intake.web.inbox.desk import Desk
from intake.web.inbox.exports.forms import Wanted
from intake.web.inbox.queue.asked import Asked, url_of
from intake.web.inbox.queue.choices import ChipView, chips


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One thing to choose, and what it is good for."""

    code: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ExportView:
    """The page. ``too_many``: what to do instead; ``asks_password``: not given within the last minutes."""

    back: str
    query: str
    chips: tuple[ChipView, ...]
    sentence: str
    too_many: str
    empty: bool
    formats: tuple[ChoiceView, ...]
    parts: tuple[ChoiceView, ...]
    said: bool
    bom: bool
    asks_password: bool
    problem: str


def export_view(
    desk: Desk,
    asked: Asked,
    wanted: Wanted,
    parts: Sequence[str],
    number: int,
    *,
    asks_password: bool,
    problem: str = "",
) -> ExportView:
    """The page for this list."""
    t, most = desk.t, formats.number(LIMIT, desk.tag)
    fits = number <= LIMIT
    said = t.ngettext("%(number)s inquiry is in this list.", "%(number)s inquiries are in this list.", number)
    more = t.gettext("More than %(number)s inquiries are in this list.") % {"number": most}
    narrow = t.gettext("One file takes %(number)s. Narrow the list down, by status or by time, and export it in parts.")
    return ExportView(
        back=url_of(asked.but()),
        query=asked.query,
        chips=chips(desk, asked, ListPage(rows=())),
        sentence=said % {"number": formats.number(number, desk.tag)} if fits else more,
        too_many="" if fits else narrow % {"number": most},
        empty=number == 0,
        formats=_formats(desk, wanted),
        parts=tuple(ChoiceView(code, _part(desk, code), "", code in wanted.parts) for code in parts),
        said=wanted.said,
        bom=wanted.bom,
        asks_password=asks_password,
        problem=problem,
    )


def _formats(desk: Desk, wanted: Wanted) -> tuple[ChoiceView, ...]:
    t = desk.t
    told = {
        Format.XLSX: (t.gettext("Excel (XLSX)"), t.gettext("A sheet of inquiries and one of treatments.")),
        Format.CSV: (t.gettext("Table (CSV)"), t.gettext("For any spreadsheet or statistics program.")),
        Format.JSONL: (t.gettext("JSON Lines"), t.gettext("For programmers: one inquiry a line.")),
        Format.FHIR: (
            t.gettext("FHIR R4"),
            t.gettext("For a hospital’s system: one bundle a line, always complete and in codes."),
        ),
    }
    return tuple(ChoiceView(code.value, *words, code is wanted.format) for code, words in told.items())


def _part(desk: Desk, code: str) -> str:
    """A part of the form by its title there."""
    if code == CONSENTS_PART:
        return desk.t.gettext("Consents")
    block = desk.content.questionnaire.block(code)
    return desk.reader.content(f"block.{code}.title", block.title)
