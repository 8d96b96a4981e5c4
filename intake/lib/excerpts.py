"""Where words stand in a text, whatever accents and habits they are written with, and what stands round them."""

from dataclasses import dataclass, field
from typing import Final

from intake.lib.folding import folded

AROUND: Final = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text: what was found, and what stands before and after it."""

    before: str = field(repr=False)
    found: str = field(repr=False)
    after: str = field(repr=False)


def excerpt(text: str, wanted: str, *, around: int = AROUND) -> Excerpt | None:
    """The first place where ``wanted`` (folded, on one line) stands, as it is written there; or None."""
    spoken = _on_one_line(text)
    if not wanted or wanted not in folded(spoken):
        return None
    # Folding makes one sign of several and several of one: for the place each is folded by itself.
    signs = [(sign, place) for place, letter in enumerate(spoken) for sign in folded(letter)]
    begins = "".join(sign for sign, _ in signs).find(wanted)
    if begins < 0:
        return None
    start, last = signs[begins][1], signs[begins + len(wanted) - 1][1]
    end = last + 1
    while end < len(spoken) and not folded(spoken[end]):  # the accents of the last letter
        end += 1
    return Excerpt(_tail(spoken[:start], around), spoken[start:end], _head(spoken[end:], around))


def wanted(typed: str) -> str:
    """What to look for, of what somebody typed."""
    return folded(_on_one_line(typed))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _tail(text: str, around: int) -> str:
    """The end of a text, from a word's beginning on; what was left out is told by its sign."""
    if len(text) <= around:
        return text
    cut = text[-around:]
    return "… " + cut.partition(" ")[2] if " " in cut else "…" + cut


def _head(text: str, around: int) -> str:
    if len(text) <= around:
        return text
    cut = text[:around]
    return cut.rpartition(" ")[0] + " …" if " " in cut else cut + "…"
