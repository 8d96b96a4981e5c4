"""What is wrong with a translation before it is saved: errors nobody may save, remarks to look at once more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from intake.lib import catalogs
from intake.lib.po import Entry
from intake.services.workbench.book import Book, Message

LONGEST: Final = 10_000
"""Characters of one form; the longest paragraph we have is a tenth of it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a rule says of a translation. ``detail``: what exactly, as far as the rule knows."""

    rule: str
    detail: str
    error: bool


def typed(message: Message, forms: Sequence[str]) -> tuple[str, ...]:
    """What a form sent, as it is kept: with our line ends, as many forms as the language has."""
    wanted = len(message.entry.strings)
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in forms[:wanted]]
    return tuple(texts) + ("",) * (wanted - len(texts))


def written(message: Message, strings: Sequence[str]) -> Entry:
    """The entry as it would stand in the file: nothing but the translation and what said that it is old changes."""
    flags = tuple(flag for flag in message.entry.flags if flag != "fuzzy")
    return replace(message.entry, strings=tuple(strings), flags=flags, previous=(), obsolete=False)


def check(book: Book, message: Message, strings: Sequence[str]) -> Sequence[Problem]:
    """Everything the rules say of this translation, errors first."""
    if any(len(text) > LONGEST for text in strings):
        return [Problem("too-long", str(LONGEST), error=True)]
    if not all(text.strip() for text in strings):
        return [Problem("missing", "", error=True)]
    refusal = catalogs.refusal(written(message, strings), message.domain, book.rules[message.domain])
    return [Problem("refused", refusal, error=True)] if refusal else []
