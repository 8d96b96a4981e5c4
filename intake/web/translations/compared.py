"""Where two texts differ, word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece of a comparison. ``kind``: same, added or removed."""

    kind: str
    text: str


def compared(old: str, new: str) -> tuple[PieceView, ...]:
    """The new text, with what was taken out of the old one in its place."""
    pieces = groupby(_pieces(_WORDS.findall(old), _WORDS.findall(new)), key=attrgetter("kind"))
    return tuple(PieceView(kind, "".join(piece.text for piece in group)) for kind, group in pieces)


def _pieces(old: list[str], new: list[str]) -> Iterator[PieceView]:
    for _, was_from, was_to, is_from, is_to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = old[was_from:was_to] == new[is_from:is_to]
        if not same and was_to > was_from:
            yield PieceView("removed", "".join(old[was_from:was_to]))
        if is_to > is_from:
            yield PieceView("same" if same else "added", "".join(new[is_from:is_to]))
