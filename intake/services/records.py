"""The checklist of medical records, as coordinators judge it."""

from collections.abc import Mapping
from datetime import datetime

from intake.domain.access import Action, Actor
from intake.domain.errors import Conflict
from intake.domain.files import FileKind
from intake.domain.inquiry import InquirySummary
from intake.domain.records import Judgement, RecordState
from intake.lib.database import Transaction
from intake.services import inbox
from intake.services.office import Office
from intake.store import audit, inquiries, records
from intake.store.audit import Entry


async def judge(
    actor: Actor,
    inquiry_id: str,
    version: int,
    states: Mapping[FileKind, RecordState],
    *,
    office: Office,
    now: datetime,
) -> None:
    """Say how some records stand. Whoever judges has seen every file: raises `NotFound`, `Conflict`."""

    async def judged(tx: Transaction, found: InquirySummary) -> None:
        if found.version != version:
            raise Conflict
        seen, before = await records.of_inquiry(tx, office.keyring, found.id)
        after = {**before, **{kind: Judgement(state, now) for kind, state in states.items()}}
        if not await records.judge(tx, office.keyring, found.id, after, seen=seen):
            raise Conflict
        await inquiries.touch(tx, found.id, now=now)
        # Which records there are tells of an illness: the trail holds how many, and their names lie sealed.
        detail = {"count": len(states)}
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.records", "inquiry", found.id, detail=detail))

    if states:
        await inbox.carry_out(
            actor, inquiry_id, Action.CHANGE_STATUS, judged, db=office.db, keyring=office.keyring, now=now
        )
