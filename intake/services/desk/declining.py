"""Saying no with a letter: the words and the status that ends the inquiry, both or neither."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from intake.domain.access import Action, Actor
from intake.domain.errors import Conflict, MoveRefused
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import UNMAILED, may_move
from intake.domain.values import Status
from intake.lib.database import Transaction
from intake.lib.ids import new_id
from intake.services import inbox, replies
from intake.services.desk.replies import Written
from intake.services.messages import message_id
from intake.services.office import Office
from intake.services.replies import Answered
from intake.store import messages, notes, outbox
from intake.store.messages import Message
from intake.store.notes import Note

EXITS: Final = (
    Status.NOT_OFFERED,
    Status.REDIRECTED_LOCAL,
    Status.TRIAL_CLOSED_OR_FULL,
    Status.NO_RESPONSE,
    Status.WITHDRAWN,
)
"""The ends that are told to the inquirer in a letter."""


def open_exits(now: Status) -> Collection[Status]:
    """The ends that can be written of from here: where it can still come to, or stands already."""
    return tuple(end for end in EXITS if end is now or may_move(now, end, reason="a letter says why") is None)


async def decline(
    actor: Actor,
    inquiry_id: str,
    version: int,
    end: Status,
    written: Written,
    *,
    reason: str,
    form_id: str,
    office: Office,
    now: datetime,
) -> Answered:
    """Send the letter and end the inquiry. ``written.source``: the same in the coordinator's language, for colleagues.

    ``reason`` is kept as a note; the same form: one letter. Raises `NotFound`, `Conflict`, `MoveRefused`.
    """
    kept = message_id(office.keyring, inquiry_id, form_id, written.text)

    async def declined(tx: Transaction, found: InquirySummary) -> Answered:
        if await messages.is_kept(tx, kept):
            return Answered(kept, by_mail=False)
        if found.version != version:
            raise Conflict
        if end not in open_exits(found.status) or found.quarantined:
            raise MoveRefused(found.status, end, "no_such_move")
        note = Note(new_id(), found.id, actor.staff_id, now, reason)
        await notes.add(tx, office.keyring, note)
        if end in UNMAILED:
            await outbox.cancel_of(tx, found.id)
        letter = Message(
            id=kept,
            inquiry_id=found.id,
            author_id=actor.staff_id,
            created_at=now,
            read_at=None,
            text=written.text,
            locale=written.locale or found.facts.language,
            original=written.source,
            original_locale=actor.locale if written.source else "",
            machine=written.machine,
        )
        told = {"template": written.template, "note": note.id}
        return await replies.deliver(tx, found, letter, status=end, action="inquiry.decline", office=office, **told)

    done = await inbox.carry_out(
        actor, inquiry_id, Action.ANSWER, declined, db=office.db, keyring=office.keyring, now=now
    )
    if done.by_mail:
        office.ring()
    return done
