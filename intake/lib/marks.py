"""Marks in a text that say more about it than its words: whose language it is, what stands beside it.

A sentence passes through many hands (filled, joined, escaped) before it is part of a page. The marks are characters of
the private use area, so they pass with it, and `in_html` or `in_text` resolve them where the page or the mail is whole:
only there it is known whether a sentence stands where an element may stand.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from intake.lib.locales import UnknownLocale, locale_of

DRAFT: Final = "\ue010"
"""A translation that nobody has read begins; its English original follows `ORIGINAL` and ends at `END`."""

ORIGINAL: Final = "\ue011"
FOREIGN: Final = "\ue012"
"""What is not in the page's language begins: its tag, `IN`, the text, `END`."""

IN: Final = "\ue014"
END: Final = "\ue013"

NUMBERED: Final = "\ue020"
"""A message of which somebody wants to know where it stands begins: its number, `SAYS`, the text, `SAID`."""

SAYS: Final = "\ue021"
SAID: Final = "\ue022"
_DIGITS: Final = 0xE030  # no letters and no digits: what looks for those in a text finds none in a mark
_NUMBERS = re.compile(f"{NUMBERED}([\ue030-\ue03f]+){SAYS}|{SAID}")

_MARKS = re.compile(f"({FOREIGN}[A-Za-z0-9-]*{IN}|[{DRAFT}{ORIGINAL}{FOREIGN}{IN}{END}])")
# What a browser reads as text alone, where an element cannot stand; then a tag; then everything else.
_PIECES = re.compile(r"<(title|option|textarea|script|style)\b[^>]*>.*?</\1>|<[^>]*>|[^<]+", re.DOTALL | re.IGNORECASE)
BESIDE: Final = ' <span class="original" lang="en" dir="ltr">', "</span>"
IN_MAIL: Final = (
    ' <span class="original" lang="en" dir="ltr" style="display:block;font-size:15px;font-weight:400">',
    "</span>",
)
"""How an original begins and ends on a page, and in a mail, which has no style sheet."""

_BELOW: Final = "\n[\u2068", "\u2069]"  # set apart: its full stop stays at its end where the text runs right to left
_HIDDEN: Final = "\x00"  # what stands for an original while it is left out
_LEFT_OUT: Final = "", _HIDDEN
_HEADING: Final = re.compile("<(/?)h[1-6]\\b", re.IGNORECASE)


def with_original(text: str, original: str) -> str:
    """A translation that nobody has read, and the English under it."""
    return f"{DRAFT}{text}{ORIGINAL}{original}{END}"


def foreign(text: str, tag: str) -> str:
    """A text in another language than the page's."""
    return f"{FOREIGN}{tag}{IN}{text}{END}"


def is_marked(text: str) -> bool:
    """Whether any mark is in the text."""
    return END in text


def plain(text: str) -> str:
    """The text alone, for where nothing may stand beside it: an attribute, a subject, a title."""
    return _resolved(text, []) if _MARKS.search(text) else text


def in_text(text: str) -> str:
    """Plain text with the original on a line of its own, in square brackets."""
    return _resolved(text, [], original=_BELOW) if END in text else text


def in_html(page: str, *, original: tuple[str, str] = BESIDE) -> str:
    """A page whose marks have become elements where elements may stand, and nothing elsewhere.

    A heading has no original: what stands below it has, and read aloud every heading twice hides the way.
    Where marks are not ours, as in what somebody typed, they may change how their own words look and nothing else.
    """
    still_open: list[str] = []
    in_heading = False

    def resolved(piece: re.Match[str]) -> str:
        nonlocal in_heading
        if tag := _HEADING.match(piece[0]):
            in_heading = not tag[1]
            still_open[:] = [end for end in still_open if end != _HIDDEN]  # what a heading leaves out ends with it
        if piece[0].startswith("<"):
            return plain(piece[0])
        beside = _LEFT_OUT if in_heading else original
        return _resolved(piece[0], still_open, original=beside, language=_in_language)

    return _PIECES.sub(resolved, page) if _MARKS.search(page) else page


def _resolved(
    text: str,
    still_open: list[str],
    *,
    original: tuple[str, str] = _LEFT_OUT,
    language: Callable[[str], tuple[str, str]] = lambda tag: ("", ""),
) -> str:
    """The text with each mark's beginning and end; ``still_open`` are the ends that are to come, the next one last."""
    said: list[str] = []
    for part in _MARKS.split(text):
        begin, hidden = part, _HIDDEN in still_open
        if part == DRAFT:
            begin, end = "", ""
            still_open.append(end)
        elif part.startswith(FOREIGN):
            begin, end = language(part[1:-1])
            still_open.append(end)
        elif part == ORIGINAL:
            begin = ""
            if still_open:
                begin, still_open[-1] = original
        elif part == END:
            begin = still_open.pop() if still_open else ""
            hidden = _HIDDEN in still_open
        elif part == IN:
            begin = ""
        if not hidden and begin != _HIDDEN:
            said.append(begin)
    return "".join(said)


def _in_language(tag: str) -> tuple[str, str]:
    try:
        return f'<span lang="{tag}" dir="{locale_of(tag).direction}">', "</span>"
    except UnknownLocale:
        return "", ""


def numbered(text: str, number: int) -> str:
    """A text that can be found again on the page it becomes part of."""
    digits = "".join(chr(_DIGITS + int(digit, 16)) for digit in f"{number:x}")
    return f"{NUMBERED}{digits}{SAYS}{text}{SAID}"


def without_numbers(text: str) -> str:
    """The text alone."""
    return _NUMBERS.sub("", text) if SAID in text else text


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in a text a number begins, or, without a number, where what it is about ends."""

    number: int | None
    start: int
    end: int


def each_number(text: str) -> Iterator[Mark]:
    """Every number in a text, and every end."""
    for found in _NUMBERS.finditer(text):
        yield Mark(_number(found[1]) if found[1] else None, found.start(), found.end())


def numbers_in(text: str) -> list[int]:
    """The numbers in it, in their order."""
    return [mark.number for mark in each_number(text) if mark.number is not None]


def placed(page: str, element: Callable[[int], tuple[str, str]]) -> str:
    """A page whose numbers have become elements where elements may stand, and nothing elsewhere.

    ``element``: what begins and what ends the text of a number.
    """
    ends: list[str] = []

    def begun_or_ended(mark: re.Match[str]) -> str:
        if mark[1]:
            start, end = element(_number(mark[1]))
            ends.append(end)
            return start
        return ends.pop() if ends else ""

    def resolved(piece: re.Match[str]) -> str:
        if piece[0].startswith("<"):
            return without_numbers(piece[0])
        return _NUMBERS.sub(begun_or_ended, piece[0])

    return _PIECES.sub(resolved, page)


def aside(page: str) -> list[int]:
    """The numbers that stand where no element may: in attributes, titles, options."""
    return [number for piece in _PIECES.finditer(page) if piece[0].startswith("<") for number in numbers_in(piece[0])]


def _number(digits: str) -> int:
    return int("".join(f"{ord(digit) - _DIGITS:x}" for digit in digits), 16)
