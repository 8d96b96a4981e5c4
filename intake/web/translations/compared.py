"""Where two texts differ, word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

MOST: Final = 1_000
"""Words, spaces and marks of two texts that are compared; those of our longest paragraph are fewer. Where words repeat,
the time it takes grows with the cube: a page of one word, twice, would stop the service for minutes."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class PieceView:
    """A piece of a comparison. ``kind``: same, added or removed."""

    kind: str
    text: str


def compared(old: str, new: str) -> tuple[PieceView, ...]:
    """The new text, with what was taken out of the old one in its place; very long ones stand whole, old then new."""
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    if len(was) + len(now) > MOST:
        was, now = [old], [new]
    pieces = groupby(_pieces(was, now), key=attrgetter("kind"))
    return tuple(PieceView(kind, "".join(piece.text for piece in group)) for kind, group in pieces)


def _pieces(old: list[str], new: list[str]) -> Iterator[PieceView]:
    for _, was_from, was_to, is_from, is_to in difflib.SequenceMatcher(None, old, new).get_opcodes():
        same = old[was_from:was_to] == new[is_from:is_to]
        if not same and was_to > was_from:
            yield PieceView("removed", "".join(old[was_from:was_to]))
        if is_to > is_from:
            yield PieceView("same" if same else "added", "".join(new[is_from:is_to]))
