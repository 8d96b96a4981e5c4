"""What is wrong with a translation before it is saved: errors nobody may save, remarks to look at once more.

The rules are those of `intake catalogs check`; in front of them stands what readers' pages would refuse.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from intake.content.complaints import Complaints
from intake.content.loader import Content
from intake.lib import catalog_files
from intake.lib.po import Entry
from intake.services.catalogs.checks.message import check_message
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.glossary import FILE, Glossary, Medicines, glossary_path, medicines_of, read_glossary
from intake.services.workbench.book import KEPT, Book, Message

LONGEST: Final = 10_000
"""Characters of one form; the longest paragraph we have is a tenth of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What a language is checked by. The same object until somebody changes its glossary."""

    glossary: Glossary


def rules_of(folder: Path, tag: str, content: Content) -> Rules:
    """The rules of a language as they are now; a glossary that cannot be read says nothing."""
    paths = (folder / FILE, glossary_path(folder, tag))
    stamps = tuple((path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else None for path in paths)
    return _rules(folder, tag, stamps, medicines_of(content.treatments.values()))


def typed(message: Message, forms: Sequence[str]) -> tuple[str, ...]:
    """What a form sent, as it is kept: with our line ends, as many forms as the language has."""
    wanted = len(message.entry.strings)
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in forms[:wanted]]
    return tuple(texts) + ("",) * (wanted - len(texts))


def written(message: Message, strings: Sequence[str]) -> Entry:
    """The entry as it would stand in the file: nothing but the translation and what said that it is old changes."""
    flags = tuple(flag for flag in message.entry.flags if flag != "fuzzy")
    return replace(message.entry, strings=tuple(strings), flags=flags, previous=(), obsolete=False)


def check(book: Book, message: Message, strings: Sequence[str], rules: Rules) -> Sequence[Problem]:
    """Everything the rules say of this translation, errors first."""
    if any(len(text) > LONGEST for text in strings):
        return [Problem(Rule.LENGTH, wanted=f"≤ {LONGEST}")]
    strings = tuple(strings)
    found = check_message(message.source, strings, tag=book.tag, domain=message.domain, glossary=rules.glossary)
    if not any(problem.error for problem in found):
        rule = book.rules[message.domain]
        refusal = catalog_files.refusal(written(message, strings), message.domain, rule)
        found += [Problem(Rule.PLURAL_HEADER, found=refusal)] if refusal else []
    return sorted(found, key=lambda problem: not problem.error)


@lru_cache(maxsize=KEPT)
def remarked(book: Book, rules: Rules) -> Collection[str]:
    """The ids of all messages of which the rules say something, though they are written."""
    return frozenset(
        message.id
        for message in book.messages
        if any(message.entry.strings) and check(book, message, message.entry.strings, rules)
    )


@lru_cache(maxsize=KEPT)
def _rules(folder: Path, tag: str, _: object, medicines: Medicines) -> Rules:
    return Rules(read_glossary(folder, tag, medicines, Complaints()))
