"""Notes of coordinators to each other, and whom they name: those find it among their tasks, and get one mail.

The mail says that somebody named them on an inquiry, and nothing of the note.
"""

from collections.abc import Collection
from datetime import datetime

from intake.domain.access import Action, Actor
from intake.domain.errors import Conflict
from intake.domain.inquiry import InquirySummary
from intake.domain.mention import named_in
from intake.domain.message import MailKind
from intake.lib.database import Transaction
from intake.lib.ids import new_id
from intake.services import inbox
from intake.services.office import Office, tell_colleagues
from intake.store import audit, notes, staff
from intake.store.audit import Entry
from intake.store.notes import Note
from intake.store.work import mentions


async def add(
    actor: Actor,
    inquiry_id: str,
    version: int,
    text: str,
    tell: Collection[str] = (),
    *,
    office: Office,
    now: datetime,
) -> None:
    """Write to the colleagues of the queue; ``tell`` and whoever is named after an ``@`` hear of it.

    Whoever writes has seen the latest state: raises `NotFound`, `NotAllowed`, `Conflict`, `inbox.NotAMember`.
    """

    async def noted(tx: Transaction, found: InquirySummary) -> bool:
        if found.version != version:
            raise Conflict
        people = {one.staff_id: one.name for one in await inbox.members_of(tx, office.keyring, found.queue)}
        if not set(tell) <= people.keys():
            raise inbox.NotAMember
        named = (set(tell) | named_in(text, people)) - {actor.staff_id}
        note = Note(new_id(), found.id, actor.staff_id, now, text)
        await notes.add(tx, office.keyring, note)
        detail: dict[str, str | int] = {"note": note.id} | ({"named": len(named)} if named else {})
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.note", inbox.KIND, found.id, detail=detail))
        if named:
            await mentions.add(tx, note.id, found.id, named, now=now)
            told = {one: MailKind.COLLEAGUE_MENTIONED for one in await staff.roster(tx) if one.staff_id in named}
            await tell_colleagues(tx, found, told, because=note.id, office=office, now=now)
        return bool(named)

    told = await inbox.carry_out(
        actor, inquiry_id, Action.WRITE_NOTE, noted, db=office.db, keyring=office.keyring, now=now
    )
    if told:
        office.ring()
