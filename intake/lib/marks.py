"""Marks in a text that say more about it than its words: whose language it is, what stands beside it.

A sentence passes through many hands (filled, joined, escaped) before it is part of a page. The marks are characters of
the private use area, so they pass with it, and `in_html` or `in_text` resolve them where the page or the mail is whole:
only there it is known whether a sentence stands where an element may stand.
"""

import re
from typing import Final

from intake.lib.locales import locale_of

DRAFT: Final = "\ue010"
"""A translation that nobody has read begins; its English original follows `ORIGINAL` and ends at `END`."""

ORIGINAL: Final = "\ue011"
FOREIGN: Final = "\ue012"
"""What is not in the page's language begins: its tag, `IN`, the text, `END`."""

IN: Final = "\ue014"
END: Final = "\ue013"

_MARKS = re.compile(f"{FOREIGN}([A-Za-z0-9-]*){IN}|[{DRAFT}{ORIGINAL}{END}]")
_ORIGINALS = re.compile(f"{ORIGINAL}[^{END}]*")
# What a browser reads as text alone, where an element cannot stand; then a tag; then everything else.
_PIECES = re.compile(r"<(title|option|textarea|script|style)\b[^>]*>.*?</\1>|<[^>]*>|[^<]+", re.DOTALL | re.IGNORECASE)
_OPENED = {
    DRAFT: "",
    ORIGINAL: ' <span class="original" lang="en" dir="ltr">',
    END: "</span>",
}


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
    return _MARKS.sub("", _ORIGINALS.sub("", text)) if END in text else text


def in_text(text: str) -> str:
    """Plain text with the original on a line of its own, in square brackets."""
    if END not in text:
        return text
    text = re.sub(f"{ORIGINAL}([^{END}]*){END}", r"\n[\1]", text)
    return _MARKS.sub("", text)


def in_html(page: str) -> str:
    """A page whose marks have become elements where elements may stand, and nothing elsewhere."""
    return _PIECES.sub(_resolved, page) if END in page else page


def _resolved(piece: re.Match[str]) -> str:
    if piece[0].startswith("<"):
        return plain(piece[0])
    return _MARKS.sub(_element, piece[0])


def _element(mark: re.Match[str]) -> str:
    if mark[1] is None:
        return _OPENED[mark[0]]
    return f'<span lang="{mark[1]}" dir="{locale_of(mark[1]).direction}">'
