"""An inquirer writes to the office from behind their access code, and reads what the office wrote."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from intake.domain.errors import NotFound, TooMany
from intake.domain.message import MailKind
from intake.domain.visit import Visit
from intake.lib.database import Transaction
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.services.hearing import hear_words, heard_from
from intake.services.office import Office, tell_desk, this_hour
from intake.store import audit, keys, messages, throttles
from intake.store.audit import Entry
from intake.store.messages import Message

__all__ = ["Message", "message_id", "thread", "write"]

OF_INQUIRY: Final = Bucket(size=60, refill=timedelta(minutes=2))
# After "back" the browser fetches the page anew, with another form id, and puts the words back into the box.
SAME_WORDS: Final = timedelta(minutes=10)


async def write(visit: Visit, text: str, form_id: str, locale: str, *, office: Office, now: datetime) -> str:
    """Keep a message and tell the desk; its id. The same words again at once, or in the same form: the same message.

    What a contact reopens is open again afterwards. ``text`` is tidied and holds up (`domain.conversation`).
    Raises `NotFound` for an inquiry that was erased meanwhile, `TooMany` with the seconds to wait.
    """
    kept = message_id(office.keyring, visit.inquiry_id, form_id, text)
    async with office.db.write() as tx:
        if await messages.is_kept(tx, kept):
            return kept
        if last := await _said_just_now(tx, visit, text, office=office, now=now):
            return last
        bucket = throttles.key_of(office.keyring, "message", visit.inquiry_id)
        if wait := await throttles.take(tx, bucket, OF_INQUIRY, now=now):
            raise TooMany(wait)
        unread = await messages.oldest_unread(tx, visit.inquiry_id)
        message = Message(kept, visit.inquiry_id, None, now, None, text, locale)
        try:
            if await messages.add(tx, office.keyring, message):
                await _heard(tx, message, first_unread=unread or kept, office=office)
        except keys.KeyGone:
            raise NotFound from None
    office.ring()
    return kept


async def thread(visit: Visit, *, office: Office, now: datetime) -> Sequence[Message]:
    """All that was written, the oldest first; what the office wrote counts as read from now on.

    ``read_at`` is what it was before: a message without it is new to this reader. Raises `NotFound`.
    """
    try:
        async with office.db.read() as snapshot:
            found = await messages.of_inquiry(snapshot, office.keyring, visit.inquiry_id)
    except keys.KeyGone:
        raise NotFound from None
    if any(message.author_id and message.read_at is None for message in found):
        async with office.db.write() as tx:
            await messages.mark_read(tx, visit.inquiry_id, of_office=True, now=now)
    return found


def message_id(keyring: KeyRing, inquiry_id: str, form_id: str, text: str) -> str:
    """An id that the same form with the same words always gives, and nothing else."""
    return keyring.tag("message", f"{inquiry_id} {form_id} {text}", size=16).hex()


async def _said_just_now(tx: Transaction, visit: Visit, text: str, *, office: Office, now: datetime) -> str | None:
    """The inquirer's message with these words, if it is the last of the conversation and a few minutes old."""
    try:
        last = await messages.last(tx, office.keyring, visit.inquiry_id, since=now - SAME_WORDS)
    except keys.KeyGone:
        raise NotFound from None
    return last.id if last and last.author_id is None and last.text == text else None


async def _heard(tx: Transaction, message: Message, *, first_unread: str, office: Office) -> None:
    """What a message changes: the inquiry is open again, whoever has it before them notices, and the desk is told."""
    now = message.created_at
    alarmed = await hear_words(tx, message.inquiry_id, message.text, office=office, now=now)
    about, changed = await heard_from(tx, message.inquiry_id, office=office, now=now)
    detail = {"message": message.id, **changed}
    await audit.append(tx, Entry(now, "public", "inquiry.message", "inquiry", about.id, detail=detail))
    # At once for the first that nobody has opened; while it lies there, one mail an hour, however many follow. Words of
    # distress wait for no hour.
    because = message.id if alarmed else f"{first_unread}:{this_hour(now)}"
    await tell_desk(tx, about, MailKind.INQUIRY_UPDATED, because=because, office=office, now=now)
