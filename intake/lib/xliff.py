"""Catalogs as translation agencies exchange them: XLIFF 2.1, written.

One ``<file>`` for each domain, one ``<unit>`` for each message, by its address (`reviews.source_hash`). A message with
plural forms is a ``<group>`` of units, one for each form, with the numbers that take it. Codes (placeholders, tags) lie
in ``<originalData>``, where no tool lets anybody mistype them. The same catalogs are the same bytes.

The rules are those of the OASIS standard "XLIFF Version 2.1" (13 February 2018), its core alone.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from intake.lib.inline import Code, Pair, Piece, pieces
from intake.lib.po import Entry

NAMESPACE: Final = "urn:oasis:names:tc:xliff:document:2.0"  # that of 2.1 as well
OURS: Final = "urn:intake:exchange"
VERSION: Final = "2.1"
OLD: Final = "intake:fuzzy"
"""The sub-state of a translation whose English has changed since."""

SINGULAR: Final = "english-singular"
PLURAL: Final = "english-plural"
"""Which notes of a group say its English: the units show each form's own."""

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class State(StrEnum):
    """How far a message is, in the standard's words."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Item:
    """A message that goes out. ``numbers``: for each plural form the numbers that take it; ``was``: what an answer
    names, so that nobody overwrites what was written meanwhile."""

    id: str
    entry: Entry
    state: State
    was: str
    numbers: tuple[str, ...] = ()


def write(tag: str, files: Mapping[str, Sequence[Item]], *, formatted: Container[str]) -> str:
    """The document. ``files``: the messages of each domain; ``formatted``: domains where a percent sign is doubled."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<xliff xmlns="{NAMESPACE}" xmlns:intake="{OURS}" version="{VERSION}" srcLang="en" trgLang={quoteattr(tag)}'
        ' xml:space="preserve">\n',
    ]
    for domain, items in files.items():
        if items:
            parts.append(f'<file id="{domain}" original="{domain}.pot" canResegment="no" translate="yes">\n')
            parts += [_message(item, domain in formatted) for item in items]
            parts.append("</file>\n")
    return "".join([*parts, "</xliff>\n"])


def _message(item: Item, formatted: bool) -> str:
    entry = item.entry
    head = f'id="{item.id}"' + (f" name={_attribute(entry.context)}" if entry.context is not None else "")
    head += f' intake:was="{item.was}"'
    if entry.plural is None:
        return _unit(head, _notes(_remarks(entry)), entry.id, entry.strings[0], item, formatted)
    english = [(SINGULAR, entry.id), (PLURAL, entry.plural)]
    units = []
    for form, string in enumerate(entry.strings):
        numbers = item.numbers[form] if form < len(item.numbers) else ""
        note = f"The form for these numbers: {numbers}" if numbers else "The form for fractions"
        source = entry.id if numbers == "1" else entry.plural
        units.append(_unit(f'id="{item.id}.{form}"', _notes([("form", note)]), source, string, item, formatted))
    body = _notes([*_remarks(entry), *english]) + "".join(units)
    return f'<group {head} type="intake:plural">\n{body}</group>\n'


def _remarks(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.context:
        yield "context", entry.context
    yield from (("developer", comment) for comment in entry.comments if comment)
    yield from (("translator", note) for note in entry.notes if note)
    if entry.places:
        yield "location", " ".join(entry.places)
    if entry.previous:
        yield "previous", "\n".join(line.removeprefix("#|").strip() for line in entry.previous)


def _notes(remarks: Iterable[tuple[str, str]]) -> str:
    # A note has no code points of its own in the standard: what XML cannot say is left out of a remark.
    written = [f'<note category="{kind}">{_escaped(_NOT_XML.sub("", text))}</note>\n' for kind, text in remarks]
    return f"<notes>\n{''.join(written)}</notes>\n" if written else ""


def _unit(head: str, notes: str, source: str, target: str, item: Item, formatted: bool) -> str:
    codes = _Codes()
    english = codes.written(pieces(source, formatted=formatted))
    codes.begin_target()
    said = codes.written(pieces(target, formatted=formatted))
    state = f' state="{item.state if target else State.INITIAL}"' + (f' subState="{OLD}"' if item.entry.fuzzy else "")
    return (
        f"<unit {head}>\n{notes}{codes.data}<segment{state}>\n<source>{english}</source>\n"
        + (f"<target>{said}</target>\n" if target else "")
        + "</segment>\n</unit>\n"
    )


@dataclass(slots=True)
class _Codes:
    """The codes of one unit. What stands in source and target alike has one id, so that a tool can tell."""

    _data: dict[str, str] = field(default_factory=dict)
    _of_source: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _free: dict[tuple[str, str], list[int]] | None = None
    _last: int = 0

    @property
    def data(self) -> str:
        """What the codes stand for."""
        rows = [f'<data id="{name}">{_body(text)}</data>\n' for text, name in self._data.items()]
        return f"<originalData>\n{''.join(rows)}</originalData>\n" if rows else ""

    def begin_target(self) -> None:
        """From now on codes are those of the source, as far as they go."""
        self._free = {key: list(ids) for key, ids in self._of_source.items()}

    def written(self, parts: Sequence[Piece]) -> str:
        """A text with its codes."""
        return "".join(self._piece(part) for part in parts)

    def _piece(self, part: Piece) -> str:
        match part:
            case Code():
                fixed = ' canDelete="no"' if part.needed else ""
                shown = f"disp={_attribute(part.text)}"
                return f'<ph id="{self._id(part.text, "")}" dataRef="{self._ref(part.text)}" {shown}{fixed}/>'
            case Pair():
                number, refs = self._id(part.start, part.end), (self._ref(part.start), self._ref(part.end))
                shown = f"dispStart={_attribute(part.start)} dispEnd={_attribute(part.end)}"
                head = f'id="{number}" dataRefStart="{refs[0]}" dataRefEnd="{refs[1]}" {shown}'
                return f'<pc {head} canCopy="no" canDelete="no">{self.written(part.inside)}</pc>'
            case text:
                return _body(text)

    def _ref(self, text: str) -> str:
        return self._data.setdefault(text, f"d{len(self._data) + 1}")

    def _id(self, *code: str) -> int:
        key = code[0], code[-1]
        if self._free is not None and self._free.get(key):
            return self._free[key].pop(0)
        self._last += 1
        if self._free is None:
            self._of_source.setdefault(key, []).append(self._last)
        return self._last


def _body(text: str) -> str:
    """A text between tags; what XML cannot say is a code point (``<cp>``)."""
    at, parts = 0, []
    for found in _NOT_XML.finditer(text):
        parts += [_escaped(text[at : found.start()]), f'<cp hex="{ord(found[0]):04X}"/>']
        at = found.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
