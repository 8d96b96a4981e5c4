"""What the page of an uploaded file shows: what is new, changed, the same, and what is refused and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.lib.locales import Locale
from intake.services.workbench.arriving import TAKEN, Fate, Row, version_of
from intake.web.common.staff import Reader
from intake.web.translations import rules, words
from intake.web.translations.common import HOME
from intake.web.translations.compared import PieceView, compared
from intake.web.translations.list_view import shortened

SHOWN: Final = 200
"""Rows shown of each kind; a whole language has thousands."""

ORDER: Final = (Fate.REFUSED, Fate.CHANGED, Fate.NEW, Fate.KEPT_AS_FUZZY, Fate.CONFIRMED)


@dataclass(frozen=True, slots=True)
class RowView:
    """One message of the file."""

    url: str
    line: int
    source: str
    was: str
    said: str
    pieces: tuple[PieceView, ...]
    why: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Everything that goes the same way."""

    title: str
    tone: str
    rows: tuple[RowView, ...]
    more: int


@dataclass(frozen=True, slots=True)
class UploadView:
    """The whole file. ``text``: it is sent again with the decision, so that nothing is kept in between."""

    tag: str
    dir: str
    summary: tuple[str, ...]
    groups: tuple[GroupView, ...]
    text: str
    seen: str
    takes: int


def upload_view(rows: Sequence[Row], data: bytes, locale: Locale, reader: Reader) -> UploadView:
    """What a file would change."""
    counts, named = Counter(row.fate for row in rows), words.fates(reader.words)
    groups = []
    for fate in ORDER:
        found = [row for row in rows if row.fate is fate]
        if found:
            shown = tuple(_row(row, reader) for row in found[:SHOWN])
            tone = "same_day" if fate is Fate.REFUSED else "open"
            groups.append(GroupView(f"{named[fate]}: {len(found)}", tone, shown, max(len(found) - SHOWN, 0)))
    return UploadView(
        tag=locale.tag,
        dir=locale.direction,
        summary=tuple(f"{named[fate]}: {counts[fate]}" for fate in Fate if counts[fate]),
        groups=tuple(groups),
        text=data.decode("utf-8-sig", "replace"),
        seen=version_of(rows),
        takes=sum(counts[fate] for fate in TAKEN),
    )


def _row(row: Row, reader: Reader) -> RowView:
    message, new = row.message, row.received.entry.strings
    was = "\n".join(message.entry.strings) if message else ""
    said = "\n".join(new)
    told = " ".join(rules.said(reader.words, problem) for problem in row.problems)
    why = words.import_refusals(reader.words).get(row.rule, told or row.reason)
    return RowView(
        url=f"{HOME}/{message.url}" if message else "",
        line=row.line,
        source=shortened(message.source.id if message else row.received.entry.id),
        was=was,
        said=said,
        pieces=compared(was, said) if was and row.fate is Fate.CHANGED else (),
        why=why,
    )
