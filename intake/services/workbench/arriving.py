"""What a file from a translator or an agency would change, message by message, before anything is written.

Nothing in it is taken on its word: every text passes the checks of `intake catalogs check`, and what was translated
from an English that has changed since is kept as fuzzy. What a file says of reviews approves nothing: people do that.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from intake.lib import po
from intake.lib.locales import folder_of
from intake.lib.po import Entry, previous_of
from intake.lib.po_merge import alike, descended
from intake.lib.reviews import source_hash, translation_hash
from intake.lib.safe_xml import MOST_BYTES, XmlRefused
from intake.lib.xliff_reading import Received, read
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.sentences import in_english
from intake.services.workbench.book import Book, Message
from intake.services.workbench.checking import LONGEST, Rules, check, written


class CannotImport(Exception):
    """Nothing of the file can be read. Its text says why, after the line."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class Fate(StrEnum):
    """What becomes of a message in the file."""

    NEW = "new"
    CHANGED = "changed"
    CONFIRMED = "confirmed"  # it was fuzzy, and its text still is right
    KEPT_AS_FUZZY = "fuzzy"  # its English has changed since it went out
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    REFUSED = "refused"


TAKEN: Final = frozenset({Fate.NEW, Fate.CHANGED, Fate.CONFIRMED, Fate.KEPT_AS_FUZZY})
"""What is written."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message of the file. ``entry``: what would be written to ``message``, if anything; ``rule``, ``reason``: why
    it is refused, or what the checks remark, in English; ``problems``: the same, for whoever reads another language."""

    line: int
    fate: Fate
    received: Received
    message: Message | None = None
    rule: str = ""
    reason: str = ""
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def about(self) -> str:
        """The message as reports name it."""
        source = self.message.source if self.message else self.received.entry
        return source.context or source.id or self.received.id


FEW: Final = 1_000
"""How many messages a file may hold besides twice those of today: for those of an older English we have to search."""

_SENTENCES: Final = {
    Rule.LENGTH: f"a text has more than {LONGEST} characters",
    "duplicate": "the message stands in the file more than once; nothing of it is taken",
    "unknown": "there is no such message here any more, and none like it",
    "source": "the English in the file is not the one that went out with this id",
    "stale": "the English has changed since, and there is a translation of the new one already",
    "overtaken": "somebody has changed the translation here since the file went out; compare the two by hand",
    "state": "the file says that this is not translated yet",
}


def received(data: bytes, tag: str) -> Sequence[Received]:
    """The messages of an XLIFF or a gettext file in this language. Raises `CannotImport`."""
    if len(data) > MOST_BYTES:
        raise CannotImport(1, f"the file has more than {MOST_BYTES >> 20} MB")
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            document = read(data)
            if document.tag.lower() != tag.lower():
                raise CannotImport(1, f"the file is in {document.tag or 'no language'} and not in {tag}")
            return document.received
        return _from_po(data, tag)
    except XmlRefused as refusal:
        raise CannotImport(refusal.line, refusal.problem) from None
    except po.PoError as error:
        raise CannotImport(error.line, error.problem) from None
    except UnicodeDecodeError:
        raise CannotImport(1, "the file is neither XLIFF nor gettext in UTF-8") from None


def _from_po(data: bytes, tag: str) -> Sequence[Received]:
    file = po.parse(data.decode("utf-8-sig"))
    if (language := file.field_of_header("Language") or "") not in {"", folder_of(tag), tag}:
        raise CannotImport(file.header.line, f"the file is in {language} and not in {tag}")
    return [
        Received(block.line, source_hash(block.entry), block.entry, told=not block.entry.fuzzy) for block in file.live
    ]


def plan(book: Book, rules: Rules, arrived: Sequence[Received]) -> Sequence[Row]:
    """What would become of each message, in the order of the file. It writes nothing. Raises `CannotImport`."""
    if len(arrived) > 2 * len(book.messages) + FEW:
        raise CannotImport(1, f"the file has {len(arrived)} messages, many more than there are here")
    return list(_Judge(book, rules, arrived).rows())


def version_of(rows: Sequence[Row]) -> str:
    """What a page of these rows carries, to tell whether one of their messages was changed meanwhile."""
    lines = [f"{row.message.url} {row.message.version}" for row in rows if row.message and row.fate in TAKEN]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


class _Judge:
    """One file beside one language."""

    def __init__(self, book: Book, rules: Rules, arrived: Sequence[Received]) -> None:
        self._book, self._rules, self._arrived = book, rules, arrived
        self._times = Counter(one.id for one in arrived)
        self._by_id = {message.id: message for message in book.messages}
        self._by_key = {message.source.key: message for message in book.messages}
        self._taken: set[str] = set()

    def rows(self) -> Iterator[Row]:
        """Each message, judged."""
        for one in self._arrived:
            message = self._by_id.get(one.id)
            if max(map(len, (one.entry.id, one.entry.plural or "", *one.entry.strings))) > LONGEST:
                yield _refused(one, message, Rule.LENGTH)
            elif one.problem:
                yield _refused(one, message, "unreadable", one.problem)
            elif self._times[one.id] > 1:
                yield _refused(one, message, "duplicate")
            elif source_hash(one.entry) != one.id:
                yield _refused(one, message, "source" if message else "unknown")
            elif not any(one.entry.strings):
                yield Row(one.line, Fate.EMPTY, one, message)
            elif message is None:
                yield self._of_old_english(one)
            else:
                yield self._known(one, message)

    def _known(self, one: Received, message: Message) -> Row:
        now, then = message.entry, one.was.removesuffix("-fuzzy")
        if one.entry.strings == now.strings and not (now.fuzzy and one.told):
            return Row(one.line, Fate.UNCHANGED, one, message)
        if one.was and one.was != message.version:
            untouched = translation_hash(replace(now, strings=one.entry.strings)) == then
            return Row(one.line, Fate.UNCHANGED, one, message) if untouched else _refused(one, message, "overtaken")
        if not one.told:
            return _refused(one, message, "state")
        problems = check(self._book, message, one.entry.strings, self._rules)
        said = "; ".join(in_english(problem) for problem in problems)
        if problems and problems[0].error:
            return _refused(one, message, problems[0].rule, said, problems)
        entry = written(message, one.entry.strings)
        fate = Fate.CHANGED if any(now.strings) else Fate.NEW
        fate = Fate.CONFIRMED if entry.strings == now.strings else fate
        return Row(one.line, fate, one, message, problems[0].rule if problems else "", said, entry, tuple(problems))

    def _of_old_english(self, one: Received) -> Row:
        """Its English is no longer what we say: kept for a translator to look at, where nobody was quicker."""
        source = alike(one.entry, (message.source for message in self._book.messages))
        message = self._by_key[source.key] if source else None
        if source is None or message is None:
            return _refused(one, None, "unknown")
        now, rule = message.entry, self._book.rules[message.domain]
        entry = descended(one.entry, source, rule[0] if rule else 1)
        if now.fuzzy and now.previous == entry.previous and now.strings == entry.strings:
            return Row(one.line, Fate.UNCHANGED, one, message)
        if any(now.strings) and not (now.fuzzy and now.previous == previous_of(one.entry)):
            return _refused(one, message, "stale")
        if message.id in self._taken:
            return _refused(one, message, "duplicate")
        if not one.told:
            return _refused(one, message, "state")
        old = replace(message, source=one.entry, entry=one.entry)
        problems = [problem for problem in check(self._book, old, one.entry.strings, self._rules) if problem.error]
        if problems:
            return _refused(one, message, problems[0].rule, in_english(problems[0]), problems[:1])
        self._taken.add(message.id)
        entry = replace(entry, notes=now.notes, flags=("fuzzy", *(flag for flag in now.flags if flag != "fuzzy")))
        return Row(one.line, Fate.KEPT_AS_FUZZY, one, message, entry=entry)


def _refused(
    one: Received, message: Message | None, rule: str, reason: str = "", problems: Sequence[Problem] = ()
) -> Row:
    return Row(one.line, Fate.REFUSED, one, message, rule, reason or _SENTENCES[rule], problems=tuple(problems))
