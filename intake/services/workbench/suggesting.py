"""What a translator would write where nobody can write the languages here: kept until somebody takes or drops it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.domain.access import Actor
from intake.domain.errors import NotFound
from intake.lib.ids import new_id
from intake.services import reviews
from intake.services.office import Office
from intake.services.workbench.book import Book, Message
from intake.services.workbench.saving import Author, Change, need
from intake.store import audit, staff
from intake.store.audit import Entry as Deed
from intake.store.work import suggestions
from intake.store.work.suggestions import State, Suggestion


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion and whose it is."""

    suggestion: Suggestion
    author: Author


async def suggest(actor: Actor, changes: Sequence[Change], *, office: Office, now: datetime) -> None:
    """Keep these; whoever suggested a protected text cannot approve it later. Raises `NotAllowed`."""
    need(actor)
    new = [
        Suggestion(new_id(), one.message.tag, one.message.domain, one.message.id, one.strings, actor.staff_id, now)
        for one in changes
    ]
    async with office.db.write() as tx:
        await suggestions.add(tx, *new)
    texts = [(one.message.url, one.entry) for one in changes if one.message.protected]
    await reviews.note_written(actor, texts, office=office, now=now)


async def of_message(message: Message, *, office: Office) -> Sequence[Suggested]:
    """What is suggested for a message and does not stand there already, the oldest first."""
    async with office.db.read() as snapshot:
        found = await suggestions.open_of_message(snapshot, message.tag, message.domain, message.id)
        accounts = await staff.by_ids(snapshot, office.keyring, [one.author_id for one in found])
    names = {account.id: account.name for account in accounts.values()}
    return [
        Suggested(one, Author(one.author_id, names.get(one.author_id, "")))
        for one in found
        if one.strings != message.entry.strings or message.entry.fuzzy
    ]


async def of_language(book: Book, *, office: Office) -> Mapping[tuple[str, str], Suggestion]:
    """The latest suggestion for each message of a language, by domain and id; none that stands there already."""
    async with office.db.read() as snapshot:
        found = await suggestions.open_of(snapshot, book.tag)
    known = {(one.domain, one.message_id): one for one in found if (one.domain, one.message_id) in book.by_id}
    return {key: one for key, one in known.items() if book.by_id[key].entry.strings != one.strings}


async def drop(actor: Actor, message: Message, id_: str, *, office: Office, now: datetime) -> None:
    """Put a suggestion of this message away; once more is well, too. Raises `NotAllowed`, `NotFound`."""
    need(actor)
    await _end(actor, message, id_, State.DROPPED, office=office, now=now)


async def taken(actor: Actor, message: Message, id_: str, *, office: Office, now: datetime) -> None:
    """Say that a suggestion of this message was saved."""
    await _end(actor, message, id_, State.TAKEN, office=office, now=now)


async def _end(actor: Actor, message: Message, id_: str, state: State, *, office: Office, now: datetime) -> None:
    async with office.db.write() as tx:
        if not await suggestions.exists(tx, id_, message.tag, message.domain, message.id):
            raise NotFound
        if await suggestions.end(tx, id_, state):
            deed = Deed(now, actor.staff_id, f"suggestion.{state.value}", "translation", message.url)
            await audit.append(tx, deed)
