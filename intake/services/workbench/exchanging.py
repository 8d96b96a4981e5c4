"""Whole files, out of the browser and back into it: what one would change is looked at before anything is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from anyio import to_thread

from intake.domain.access import Actor
from intake.services import reviews
from intake.services.languages import Languages
from intake.services.office import Office
from intake.services.workbench import exchange, suggesting
from intake.services.workbench.arriving import TAKEN, Row
from intake.services.workbench.book import file_of, read_book
from intake.services.workbench.checking import written
from intake.services.workbench.saving import Change, changed, need
from intake.store import audit
from intake.store.audit import Entry as Deed
from intake.store.work.suggestions import Suggestion

LONGEST: Final = 4 << 20
"""Bytes of a file that is uploaded; the longest of ours has a tenth of it."""


async def look(actor: Actor, tag: str, data: bytes, *, languages: Languages, office: Office) -> Sequence[Row]:
    """What this file would change. Raises `NotAllowed`, `NotFound`, `CannotImport`, `CatalogError`."""
    need(actor)
    work = partial(exchange.look, languages.folder, tag, data, content=office.content)
    return await to_thread.run_sync(work)


async def take(
    actor: Actor, tag: str, data: bytes, version: str, *, languages: Languages, office: Office, now: datetime
) -> int:
    """Write what passes the checks; how many messages. Raises as `look`, `Conflict` where they changed, `ReadOnly`."""
    need(actor)
    author = actor.name.strip() or actor.staff_id
    work = partial(exchange.take, languages.folder, tag, data, content=office.content, author=author, seen=version)
    done = [row for row in await to_thread.run_sync(work) if row.fate in TAKEN]
    new = [(row.message, row.entry) for row in done if row.message and row.entry and not row.entry.fuzzy]
    texts = [(message.url, entry) for message, entry in new if message.protected]
    await reviews.note_written(actor, texts, office=office, now=now)
    await _write_down(actor, "language.upload", tag, len(done), office=office, now=now)
    await languages.refresh()
    return len(done)


async def keep(actor: Actor, tag: str, data: bytes, *, languages: Languages, office: Office, now: datetime) -> int:
    """Keep what passes the checks as suggestions; how many. Raises as `look`."""
    rows = await look(actor, tag, data, languages=languages, office=office)
    changes = [
        Change(row.message, row.entry.strings, row.message.version)
        for row in rows
        if row.message and row.entry and row.fate in TAKEN and not row.entry.fuzzy
    ]
    await suggesting.suggest(actor, changes, office=office, now=now)
    await _write_down(actor, "language.suggest", tag, len(changes), office=office, now=now)
    return len(changes)


def with_suggestions(
    languages: Languages, tag: str, domain: str, suggested: Mapping[tuple[str, str], Suggestion]
) -> str:
    """A file as it would be with these suggestions in it. Raises `NotFound`, `CatalogError`."""
    book, file = read_book(languages.folder, tag), file_of(languages.folder, tag, domain)
    here = [one for one in book.messages if one.domain == domain]
    new = {
        one.source.key: written(one, suggested[domain, one.id].strings) for one in here if (domain, one.id) in suggested
    }
    return str(changed(file, new, [one.source.key for one in here]))


async def _write_down(actor: Actor, action: str, tag: str, count: int, *, office: Office, now: datetime) -> None:
    async with office.db.write() as tx:
        await audit.append(tx, Deed(now, actor.staff_id, action, "language", tag, detail={"count": count}))
