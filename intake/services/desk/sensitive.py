"""What is extra sensitive in an inquiry (P3): closed, and opened for one look, each time with a reason that is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.domain.access import Action, Actor
from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.questionnaire import Questionnaire
from intake.domain.values import Answers, Sensitivity
from intake.lib.database import Database, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services import inbox
from intake.store import audit, forms, inquiries, notes
from intake.store.audit import Entry
from intake.store.notes import Note

OPENED: Final = "inquiry.sensitive"


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened. ``asked`` is the form it was written on, if known."""

    about: InquirySummary
    asked: Questionnaire | None
    answers: Answers


async def open_for(
    actor: Actor, inquiry_id: str, reason: str, *, db: Database, keyring: KeyRing, now: datetime
) -> Opened:
    """Open what is extra sensitive, for a coordinator of its queue who says why.

    The reason is kept as a note that colleagues read; the patient sees that it was opened once more. Raises `NotFound`.
    """

    async def opened(tx: Transaction, found: InquirySummary) -> Opened:
        inquiry = await inquiries.load(tx, keyring, found.id, classes=[Sensitivity.P3.value])
        if inquiry is None:
            raise NotFound
        note = Note(new_id(), found.id, actor.staff_id, now, reason)
        await notes.add(tx, keyring, note)
        purpose = {"purpose": inbox.Purpose.SENSITIVE.value}
        await audit.append(
            tx,
            Entry(now, actor.staff_id, inbox.READ, inbox.KIND, found.id, detail=purpose),
            Entry(now, actor.staff_id, OPENED, inbox.KIND, found.id, detail={"note": note.id}),
        )
        source = await forms.source_of(tx, inquiry.form_version)
        return Opened(found, Questionnaire.from_json(source) if source else None, inquiry.answers)

    return await inbox.carry_out(actor, inquiry_id, Action.READ_SENSITIVE, opened, db=db, keyring=keyring, now=now)
