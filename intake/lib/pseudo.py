"""Text of a made-up language: English that can still be guessed, for finding what is not translated or does not fit.

``en-XA`` has marks on its letters and is longer by two fifths, as German or Greek are; ``ar-XB`` writes each letter as
an Arabic one, so that everything runs from right to left as it does for real readers, without a single control
character. Placeholders, tags, line breaks and codes (CAR-T, CD19) stay. Every line stands in brackets: where one is cut
off, joined from pieces or not translated at all, it is seen. The mark at its end stays the last character, as pages
may look at that.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from intake.lib import placeholders

OPENED: Final = "⟦"
CLOSED: Final = "⟧"

LONGER: Final = 0.4
"""By how much of itself a word grows."""

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED: Final = str.maketrans(_PLAIN, "àƀćďéƒĝĥíĵķļɱñóþɋŕšťúṽŵẋýžÀƁĆĎÉƑĜĤÍĴĶĻṀÑÓÞɊŔŠŤÚṼŴẊÝŽ")
_ARABIC: Final = str.maketrans(_PLAIN, "ابصدعفجهيژكلمنوپقرستثڤطخزض" * 2)
_CODE: Final = r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*\b(?<=[A-Z0-9-][A-Z0-9])"
_KEPT: Final = re.compile(rf"(%%|%\(\w+\)[sd]|{placeholders.TAG.pattern}|{_CODE}|\n)")
_LINE: Final = re.compile(r"(\s*)(.*?)([.:!?…]*)(\s*)")
_WORD: Final = re.compile(r"[A-Za-z]+")
_VOWELS: Final = frozenset("aeiouyAEIOUY")


def accented(text: str) -> str:
    """The text as ``en-XA`` has it: "Send the form" is "⟦Šééñďď ťĥéé ƒóóŕɱɱ⟧"."""
    return _said(text, lambda part: _WORD.sub(lambda word: _longer(word[0]), part).translate(_ACCENTED))


def mirrored(text: str) -> str:
    """The text as ``ar-XB`` has it: as long as the English, in letters that run the other way."""
    return _said(text, lambda part: part.translate(_ARABIC))


LANGUAGES: Final[Mapping[str, Callable[[str], str]]] = {"en-XA": accented, "ar-XB": mirrored}
"""What makes the text of each pseudo-locale."""


def _said(text: str, changed: Callable[[str], str]) -> str:
    """Every line in brackets, its last mark and the space round it outside; nothing but words is changed."""
    lines = "".join(part if _KEPT.fullmatch(part) else changed(part) for part in _KEPT.split(text)).split("\n")
    return "\n".join(_bracketed(line) for line in lines)


def _bracketed(line: str) -> str:
    parts = _LINE.fullmatch(line)
    return f"{parts[1]}{OPENED}{parts[2]}{CLOSED}{parts[3]}{parts[4]}" if parts and parts[2] else line


def _longer(word: str) -> str:
    """The word with its vowels drawn out, and its end where they do not suffice."""
    extra, letters = math.ceil(len(word) * LONGER), ""
    for letter in word:
        drawn = letter in _VOWELS and extra > 0
        letters += letter * 2 if drawn else letter
        extra -= drawn
    return letters + word[-1].lower() * extra
