"""A translation is written where it belongs: one entry of one file changes, and nothing else of it by a byte.

Whoever saves is the only one of all processes who changes the language, and sees what the others wrote before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from anyio import to_thread

from intake.domain.access import Action, Actor, may
from intake.domain.errors import NotAllowed, Refused
from intake.lib import catalog_files, replacing
from intake.lib.po import Block, Entry, Key, PoFile, block_of
from intake.lib.reviews import reviews_text
from intake.services import reviews
from intake.services.catalogs.checks.problems import Problem
from intake.services.languages import Languages
from intake.services.office import Office
from intake.services.workbench.book import Book, Message, file_of, read_book
from intake.services.workbench.checking import written


class Unfit(Refused):
    """The rules say something of it: errors, or remarks that nobody has looked at yet."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(problem.rule.value for problem in problems))
        self.problems = problems


class Overtaken(Refused):
    """Somebody changed the translation meanwhile; nothing of either is lost. ``theirs``: how it stands now."""

    def __init__(self, theirs: Message) -> None:
        super().__init__(theirs.url)
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Author:
    """Whose words they are."""

    staff_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One translation to be written, and the version of the message it was made from.

    ``author``: whose words they are, where somebody else saves them.
    """

    message: Message
    strings: tuple[str, ...]
    version: str
    author: Author | None = None

    @property
    def entry(self) -> Entry:
        """As it is to stand in the file."""
        return written(self.message, self.strings)


@dataclass(frozen=True, slots=True)
class Words:
    """A translation as it is to stand in a file, and who wrote it."""

    message: Message
    entry: Entry
    author: str


def fit(problems: Sequence[Problem], *, confirmed: bool) -> None:
    """Raise `Unfit` for errors, and for remarks that were not confirmed."""
    if any(problem.error for problem in problems) or (problems and not confirmed):
        raise Unfit(problems)


async def write(
    actor: Actor, tag: str, changes: Sequence[Change], *, languages: Languages, office: Office, now: datetime
) -> None:
    """Write these, all or none, and let this process read them at once. What stands there already is well, too.

    They are `fit`. Raises `NotAllowed`, `Overtaken`, `ReadOnly`, `CatalogError`.
    """
    need(actor)
    mine = Author(actor.staff_id, actor.name)
    for change in await to_thread.run_sync(partial(_write, languages.folder, tag, changes, mine)):
        writer = replace(actor, staff_id=(change.author or mine).staff_id)
        await reviews.note_written(writer, [(change.message.url, change.entry)], office=office, now=now)
    await languages.refresh()


def writable(folder: Path, tag: str) -> bool:
    """Whether translations can be saved here: found out by trying, for no bits of a mode tell of a mount."""
    try:
        with TemporaryFile(dir=catalog_files.path_of(folder, tag, "site").parent):
            return True
    except OSError:
        return False


def need(actor: Actor) -> None:
    """Raise `NotAllowed` for whoever does not translate."""
    if not may(actor, Action.TRANSLATE):
        raise NotAllowed


def put(folder: Path, book: Book, new: Sequence[Words]) -> None:
    """Put these into the files of a language and keep whose the protected ones are, all or none.

    Inside `locked` of the language's folder, with the book as it is there. Raises `CatalogError`, `ReadOnly`.
    """
    contents, whose = dict[Path, str](), catalog_files.reviews_of(folder, book.tag)
    if protected := [one for one in new if one.message.protected and not one.entry.fuzzy]:
        for one in protected:
            whose = whose.written_by(one.author, one.entry)
        # The first to be renamed: at no moment there is a protected text whose author nobody knows.
        contents[catalog_files.reviews_path(folder, book.tag)] = reviews_text(whose)
    for domain in {one.message.domain for one in new}:
        entries = {one.message.source.key: one.entry for one in new if one.message.domain == domain}
        order = [one.source.key for one in book.messages if one.domain == domain]
        path = catalog_files.path_of(folder, book.tag, domain)
        contents[path] = str(changed(file_of(folder, book.tag, domain), entries, order))
    if contents:
        replacing.replace_all({path: text.encode("utf-8") for path, text in contents.items()})


def _write(folder: Path, tag: str, changes: Sequence[Change], mine: Author) -> list[Change]:
    with replacing.locked(catalog_files.reviews_path(folder, tag).parent):
        book = read_book(folder, tag)
        wanted = [change for change in changes if not _stands(book, change)]
        for change in wanted:
            theirs = book.message(change.message.domain, change.message.id)
            if theirs.version != change.version:
                raise Overtaken(theirs)
        put(folder, book, [Words(one.message, one.entry, (one.author or mine).name) for one in wanted])
    return wanted


def _stands(book: Book, change: Change) -> bool:
    now = book.message(change.message.domain, change.message.id).entry
    return now.strings == change.strings and not now.fuzzy


def changed(file: PoFile, entries: Mapping[Key, Entry], order: Sequence[Key]) -> PoFile:
    """The file with these entries in their places; one it does not have yet follows the one before it in ``order``."""
    blocks, left = list[Block](), dict(entries)
    for block in file.blocks:
        new = None if block.entry.obsolete else left.pop(block.entry.key, None)
        blocks.append(block if new is None else _like(block, new))
    for key, entry in left.items():
        at = order.index(key)
        known = {block.entry.key: place for place, block in enumerate(blocks) if not block.entry.obsolete}
        place = next((known[one] + 1 for one in reversed(order[:at]) if one in known), 0)
        blocks.insert(place, block_of(entry))
    if left:
        return _spaced(file.header, blocks)
    return PoFile(file.header, blocks)


def _like(old: Block, new: Entry) -> Block:
    """Written anew, with as many empty lines after it as before."""
    after = old.text[len(old.text.rstrip("\n")) :]
    return Block(new, block_of(new).text.rstrip("\n") + after)


def _spaced(header: Block, blocks: Sequence[Block]) -> PoFile:
    """An empty line between entries, none after the last; entries that have one already stay as they are."""
    parts = [header, *blocks]
    for at, block in enumerate(parts):
        last = at == len(parts) - 1
        ends_well = block.text.endswith("\n") and (last or block.text.endswith("\n\n"))
        if last or not ends_well:
            text = block.text.rstrip("\n") + ("\n" if last else "\n\n")
            parts[at] = Block(block.entry, text, block.line)
    return PoFile(parts[0], parts[1:])
