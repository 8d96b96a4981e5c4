"""How many forms a number takes in each language, as the ``Plural-Forms`` header says it.

Babel's table is right for most. Two are set by hand: Babel numbers the last two Arabic forms the other way round than
CLDR and every translators' tool (11 to 99 would get the form for 100), and gives Hebrew no dual (יומיים, two days).
"""

from collections.abc import Callable
from typing import Final

from babel import UnknownLocaleError
from babel.messages.plurals import get_plural

from intake.lib.locales import folder_of, spoken

BY_HAND: Final = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "he": "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);",
}
TRIED: Final = 1_000
"""Numbers a rule is tried with: after the first hundred every language repeats itself."""

SHOWN: Final = 3
"""Runs of numbers that name a form."""


def plural_forms(tag: str) -> str:
    """The header of a catalog in this language."""
    language = tag.split("-")[0]
    if language in BY_HAND:
        return BY_HAND[language]
    try:
        return str(get_plural(folder_of(spoken(tag))).plural_forms)
    except UnknownLocaleError:
        return "nplurals=2; plural=(n != 1);"


def examples(count: int, rule: Callable[[int], int]) -> tuple[str, ...]:
    """For each form the numbers that take it: ``1``, ``2–4, 22–24, 32–34 …``; empty where no whole number does."""
    runs: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for number in range(TRIED + 1):
        of_form = runs[rule(number)]
        if of_form and of_form[-1][1] == number - 1:
            of_form[-1] = of_form[-1][0], number
        else:
            of_form.append((number, number))
    return tuple(_said(of_form) for of_form in runs)


def _said(runs: list[tuple[int, int]]) -> str:
    """The first runs. One that was still going on when the trying ended has no end."""
    parts = [_run(first, last) for first, last in runs[:SHOWN]]
    on = len(runs) > SHOWN and not parts[-1].endswith("…")
    return ", ".join(parts) + (" …" if on else "")


def _run(first: int, last: int) -> str:
    if last == TRIED:
        return f"{first}, {first + 1} …" if first < TRIED else f"{first} …"
    joined = ", " if last == first + 1 else "–"
    return str(first) if first == last else f"{first}{joined}{last}"
