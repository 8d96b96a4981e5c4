"""One language as a translator works on it: every message of the sources beside what the language's files say of it.

Read anew whenever a file has changed, by whichever process; between two changes it is the same object.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from intake.domain.errors import NotFound
from intake.lib import catalog_files, po
from intake.lib.catalog_files import PluralRule, Source
from intake.lib.plurals import plural_forms
from intake.lib.po import Entry, PoFile
from intake.lib.reviews import source_hash, translation_hash
from intake.lib.translations import SOURCE, key_of
from intake.services.languages import look

KEPT: Final = 6
"""Languages held in memory: so many as are worked on at the same time."""


class State(StrEnum):
    """How far a message is in one language."""

    MISSING = "missing"
    FUZZY = "fuzzy"
    REFUSED = "refused"  # written, but nobody is shown it: it breaks its source
    UNREAD = "unread"  # protected, and nobody has approved what is written
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Message:
    """One message in one language. ``entry``: as the language's file has it, or an empty one.

    ``refusal``: why it cannot be shown, as the log says it. ``position``: its place among all of the language.
    """

    tag: str
    domain: str
    id: str
    source: Entry
    entry: Entry
    protected: bool
    state: State
    refusal: str
    position: int

    @property
    def version(self) -> str:
        """What a form carries, to tell whether somebody changed the translation meanwhile."""
        return translation_hash(self.entry) + ("-fuzzy" if self.entry.fuzzy else "")

    @property
    def url(self) -> str:
        """Its address below the workbench: ``he/site/0123456789abcdef``."""
        return f"{self.tag}/{self.domain}/{self.id}"


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """A whole language; the same object until one of its files changes.

    ``rules``: the plural rule of each domain's file, or the language's own where there is none.
    """

    tag: str
    messages: tuple[Message, ...]
    by_id: Mapping[tuple[str, str], Message]
    rules: Mapping[str, PluralRule | None]

    def has(self, domain: str) -> bool:
        """Whether anything of this domain is there to be translated."""
        return any(message.domain == domain for message in self.messages)

    def message(self, domain: str, message_id: str) -> Message:
        """The message with this address. Raises `NotFound`."""
        found = self.by_id.get((domain, message_id))
        if found is None:
            raise NotFound
        return found


def read_book(folder: Path, tag: str) -> Book:
    """A language as it lies on disk now. Raises `NotFound` where there is none, `CatalogError` for a broken file."""
    seen = look(folder)
    if tag == SOURCE or tag not in seen:
        raise NotFound
    return _book(folder, tag, (seen[SOURCE], seen[tag]))


def previous_source(entry: Entry) -> Entry | None:
    """The English an old translation was made from, where the file remembers it."""
    if not entry.previous:
        return None
    kept = "\n".join(line.removeprefix("#|").strip() for line in entry.previous)
    ending = 'msgstr[0] ""' if "msgid_plural" in kept else 'msgstr ""'
    try:
        return po.parse(f'msgid ""\nmsgstr ""\n\n{kept}\n{ending}\n').live[0].entry
    except (po.PoError, IndexError):
        return None


def file_of(folder: Path, tag: str, domain: str) -> PoFile:
    """A language's file, or an empty one where nobody has begun it. Raises `CatalogError`."""
    path = catalog_files.path_of(folder, tag, domain)
    return catalog_files.read(path) if path.exists() else po.empty_catalog(tag, plural_forms(tag))


@lru_cache(maxsize=KEPT)
def _book(folder: Path, tag: str, _: object) -> Book:
    approved, messages, rules = (
        catalog_files.reviews_of(folder, tag).approved,
        list[Message](),
        dict[str, PluralRule | None](),
    )
    for domain, sources in catalog_files.read_sources(folder).items():
        file = file_of(folder, tag, domain)
        rules[domain] = rule = catalog_files.plural_rule(file.field_of_header("Plural-Forms"))
        there = {key_of(block.entry.context, block.entry.id): block.entry for block in reversed(file.live)}
        for key, source in (sources or {}).items():
            entry = _as_written(there.get(key), source.entry, rule[0] if rule else 1)
            refusal = catalog_files.refusal(entry, domain, rule) if entry.translated else None
            state = _state(source, entry, refusal, approved)
            id_, at = source_hash(source.entry), len(messages)
            messages.append(Message(tag, domain, id_, source.entry, entry, source.protected, state, refusal or "", at))
    return Book(tag, tuple(messages), {(one.domain, one.id): one for one in messages}, rules)


def _as_written(entry: Entry | None, source: Entry, forms: int) -> Entry:
    """What the file says; nothing where it has none, or has it with another plural than the source by now."""
    if entry is not None and entry.plural == source.plural:
        return entry
    return replace(source, strings=("",) if source.plural is None else ("",) * forms)


def _state(source: Source, entry: Entry, refusal: str | None, approved: frozenset[tuple[str, str]]) -> State:
    if not any(entry.strings):
        return State.MISSING
    if entry.fuzzy:
        return State.FUZZY
    if not entry.translated:
        return State.MISSING
    if refusal:
        return State.REFUSED
    if source.protected and (source_hash(entry), translation_hash(entry)) not in approved:
        return State.UNREAD
    return State.DONE
