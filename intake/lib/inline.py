"""A sentence cut into words and codes: what a translator's tool shows as one solid piece that nobody can mistype.

Placeholders (``%(name)s``), doubled percent signs and tags are codes; a tag and its end are a pair where they nest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.lib.placeholders import COUNTS, TAG, names

_CODE = re.compile(rf"{TAG.pattern}|%\(\w+\)[sd]")
_CODE_OR_PERCENT = re.compile(rf"{_CODE.pattern}|%%")
_NAME = re.compile(r"<(/?)\s*([\w-]+)")


@dataclass(frozen=True, slots=True)
class Code:
    """Something that must stay as it is. ``needed``: a translation without it is refused."""

    text: str

    @property
    def needed(self) -> bool:
        """Whether it may not be left out: everything but a number, which "one day" can do without."""
        return self.text != "%%" and not names(self.text) & COUNTS


@dataclass(frozen=True, slots=True)
class Pair:
    """A tag, what stands inside, and its end."""

    start: str
    end: str
    inside: tuple["Piece", ...]


Piece = str | Code | Pair


def pieces(text: str, *, formatted: bool) -> tuple[Piece, ...]:
    """The text, cut. ``formatted``: a percent sign is written twice. Where tags do not nest, each stands for itself."""
    flat = list(_flat(text, _CODE_OR_PERCENT if formatted else _CODE))
    nested: list[list[Piece]] = [[]]
    opened: list[str] = []
    for piece in flat:
        tag = _NAME.match(piece.text) if isinstance(piece, Code) else None
        if not isinstance(piece, Code) or tag is None or tag[2] == "br":
            nested[-1].append(piece)
        elif not tag[1]:
            opened.append(piece.text)
            nested.append([])
        elif opened and (name := _NAME.match(opened[-1])) and name[2] == tag[2]:
            inside = tuple(nested.pop())
            nested[-1].append(Pair(opened.pop(), piece.text, inside))
        else:
            return tuple(flat)
    return tuple(flat) if opened else tuple(nested[0])


def _flat(text: str, pattern: re.Pattern[str]) -> Iterator[str | Code]:
    at = 0
    for found in pattern.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield Code(found[0])
        at = found.end()
    if at < len(text):
        yield text[at:]
