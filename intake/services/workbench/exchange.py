"""Catalogs that go out to agencies and come back: as XLIFF 2.1, or as the gettext files they are."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from intake.content.loader import Content
from intake.domain.errors import Conflict
from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import DOMAINS, FORMATTED_DOMAINS, PATIENT_DOMAINS
from intake.lib.plurals import examples
from intake.lib.po import PoFile, block_of
from intake.lib.xliff import Item, State, write
from intake.services.workbench import book as books
from intake.services.workbench.arriving import Row, plan, received, version_of
from intake.services.workbench.book import Book, Message, file_of, read_book
from intake.services.workbench.checking import rules_of
from intake.services.workbench.saving import Words, put

OPEN: Final = frozenset({books.State.MISSING, books.State.FUZZY, books.State.REFUSED})


class AuthorNeeded(Exception):
    """Protected translations would change, and nobody was named who wrote them."""


def as_xliff(folder: Path, tag: str, domains: Collection[str] = (), *, missing: bool = False) -> str:
    """A language as XLIFF 2.1: these domains, or those it has; only what waits for a translator, if so wished.

    Raises `NotFound` where there is no such language, `CatalogError`.
    """
    book = read_book(folder, tag)
    offered = catalog_files.reviews_of(folder, tag).offered
    wanted = [domain for domain in DOMAINS if domain in (domains or _domains_of(folder, tag))]
    found = (message for message in book.messages if not missing or message.state in OPEN)
    items = [(message.domain, _item(book, message, offered=offered)) for message in found]
    files = {domain: [item for its, item in items if its == domain] for domain in wanted}
    return write(tag, files, formatted=FORMATTED_DOMAINS)


def as_po(folder: Path, tag: str, domain: str, *, missing: bool = False) -> str:
    """One domain as the gettext file it is; only what waits for a translator, if so wished.

    Raises `NotFound`, `CatalogError`.
    """
    book = read_book(folder, tag)
    file = file_of(folder, tag, domain)
    if not missing:
        return str(file)
    entries = [one.entry for one in book.messages if one.domain == domain and one.state in OPEN]
    return str(PoFile(block_of(file.header.entry), [block_of(entry) for entry in entries])).removesuffix("\n")


def look(folder: Path, tag: str, data: bytes, *, content: Content) -> Sequence[Row]:
    """What taking this file would change; nothing is written. Raises `NotFound`, `CannotImport`, `CatalogError`."""
    return plan(read_book(folder, tag), rules_of(folder, tag, content), received(data, tag))


def take(
    folder: Path, tag: str, data: bytes, *, content: Content, author: str, seen: str | None = None
) -> Sequence[Row]:
    """Write what passes the checks, each file with nothing but its changed messages; answers with all rows.

    ``author``: who translated; they cannot approve it. ``seen``: `version_of` the rows somebody has looked at.
    Raises as `look`, `Conflict` where they would be others by now, `AuthorNeeded`, `ReadOnly`; then nothing is written.
    """
    arrived, home = received(data, tag), catalog_files.reviews_path(folder, tag).parent
    read_book(folder, tag)  # there is such a language
    with replacing.locked(home):
        book = read_book(folder, tag)
        rows = plan(book, rules_of(folder, tag, content), arrived)
        if seen is not None and version_of(rows) != seen:
            raise Conflict
        new = [Words(row.message, row.entry, author) for row in rows if row.message and row.entry]
        if not author.strip() and any(one.message.protected and not one.entry.fuzzy for one in new):
            raise AuthorNeeded
        put(folder, book, new)
    return rows


def _domains_of(folder: Path, tag: str) -> Collection[str]:
    return {name for name in DOMAINS if name in PATIENT_DOMAINS or catalog_files.path_of(folder, tag, name).exists()}


def _item(book: Book, message: Message, *, offered: bool) -> Item:
    rule = book.rules[message.domain]
    numbers = examples(*rule) if rule and message.source.plural is not None else ()
    entry = replace(message.entry, comments=message.source.comments, places=message.source.places)
    return Item(message.id, entry, _state(message, offered=offered), message.version, numbers)


def _state(message: Message, *, offered: bool) -> State:
    """The standard's word for how far it is: reviewed once somebody approved it, final once patients read it."""
    if message.state in OPEN:
        return State.INITIAL
    if not message.protected or message.state is books.State.UNREAD:
        return State.TRANSLATED
    return State.FINAL if offered else State.REVIEWED
