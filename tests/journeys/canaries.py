"""Words that stand nowhere else in the world, and a search for them in bytes, however they are spelled there."""

import base64
import json
import quopri
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import quote

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
IN_LINES = ("base64", "base64url", "quoted-printable")  # these are broken into lines
_BROKEN_LINES = re.compile(rb"=?\r?\n[ \t]?")


def words_of(*texts: str) -> list[str]:
    """The words worth looking for: short ones stand in other words, too."""
    return sorted({word for text in texts for word in re.findall(r"[^\W_]{4,}", text)})


def found(words: Iterable[str], hay: bytes) -> list[tuple[str, str]]:
    """Which words are in there, and how they are spelled."""
    unbroken = _BROKEN_LINES.sub(b"", hay)
    lower = hay.lower()
    folded = hay.decode("utf-8", "ignore").casefold()
    hits = [
        (word, how)
        for word in words
        for how, needle in _spellings(word)
        if needle in (unbroken if how.endswith(IN_LINES) else hay)
    ]
    hits += [(word, "casefolded") for word in words if unicodedata.normalize("NFC", word).casefold() in folded]
    hits += [(word, how) for word in words for how, needle in _in_digits(word) if needle in lower]
    return hits


@cache
def _spellings(word: str) -> tuple[tuple[str, bytes], ...]:
    return tuple(set(_spelled(word)))


def _spelled(word: str) -> Iterator[tuple[str, bytes]]:
    for form in ("NFC", "NFD"):
        for text in {unicodedata.normalize(form, way) for way in (word, word.casefold(), word.upper())}:
            for encoding in ENCODINGS:
                raw = text.encode(encoding)
                yield f"{form} {encoding}", raw
                for shift in range(3):
                    yield f"{form} {encoding} base64", _base64(raw, shift)
                    yield f"{form} {encoding} base64url", _base64(raw, shift).translate(bytes.maketrans(b"+/", b"-_"))
            yield f"{form} quoted-printable", quopri.encodestring(text.encode()).replace(b"=\n", b"")
            yield f"{form} JSON", json.dumps(text)[1:-1].encode()
            yield f"{form} HTML", text.encode("ascii", "xmlcharrefreplace")


@cache
def _in_digits(word: str) -> tuple[tuple[str, bytes], ...]:
    """Spellings in which letters are hexadecimal digits, of either case."""
    raw = word.encode()
    return (("URL", quote(raw).lower().encode()), ("hexadecimal", raw.hex().encode()))


def _base64(raw: bytes, shift: int) -> bytes:
    """What of the word is always the same in base64 when it begins ``shift`` bytes after a group of three."""
    encoded = base64.b64encode(bytes(shift) + raw)
    return encoded[(0, 2, 3)[shift] : (shift + len(raw)) * 8 // 6]
