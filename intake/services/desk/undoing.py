"""How a change of many went, and the way back: for a day, wherever nobody changed anything since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from intake.domain.access import Actor
from intake.domain.errors import NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import Waiting
from intake.domain.values import Status
from intake.lib.database import Snapshot, Transaction
from intake.lib.ids import is_id
from intake.services import inbox
from intake.services.desk.bulk import ACTIONS, DONE, Deed, mine
from intake.services.office import Office
from intake.store import audit, inquiries, quarantine
from intake.store.audit import Entry
from intake.store.work import ladders, undos
from intake.store.work.undos import Undo

TO_UNDO: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went with one. ``refusal`` as for a `Step`; ``undone``: done, changed (by somebody since), or empty."""

    reference: str
    inquiry_id: str
    refusal: str = ""
    undone: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How it went. ``may_undo``: something of it can still be taken back."""

    deed: Deed
    outcomes: tuple[Outcome, ...]
    may_undo: bool


async def result(actor: Actor, batch: str, *, office: Office) -> Result:
    """How a batch of this person went. Raises `NotFound`."""
    async with office.db.read() as snapshot:
        entries = await _batch(snapshot, actor, batch)
        outcomes, open_ = [], False
        for entry in entries:
            found = await mine(snapshot, actor, entry.inquiry_id, Deed(entry.before["did"]), office=office)
            if found is None:
                continue
            went, undone = entry.before["went"], entry.before.get("undone", "")
            outcomes.append(Outcome(found.reference, found.id, "" if went == DONE else went, undone))
            open_ = open_ or (_can_undo(entry) and found.version == entry.version)
    return Result(Deed(entries[0].before["did"]), tuple(outcomes), open_)


async def undo(actor: Actor, batch: str, *, office: Office, now: datetime) -> None:
    """Put status and assignee back where they were, wherever nobody changed anything since. Raises `NotFound`."""
    async with office.db.read() as snapshot:
        entries = [entry for entry in await _batch(snapshot, actor, batch) if _can_undo(entry)]
    for entry in entries:
        if now - entry.at > TO_UNDO:
            continue
        action = ACTIONS[Deed(entry.before["did"])]

        async def put_back(tx: Transaction, found: InquirySummary, entry: Undo = entry) -> None:
            undone = await _put_back(tx, actor, found, entry, now=now)
            told = {**entry.before, "undone": DONE if undone else "changed"}
            await undos.note(tx, replace(entry, before=told))

        try:
            await inbox.carry_out(
                actor, entry.inquiry_id, action, put_back, db=office.db, keyring=office.keyring, now=now
            )
        except NotFound:
            continue


async def forget_undos(office: Office, now: datetime) -> None:
    """A duty: what is too old to be undone is not kept."""
    async with office.db.write() as tx:
        await undos.forget(tx, before=now - TO_UNDO)


async def _batch(snapshot: Snapshot, actor: Actor, batch: str) -> Sequence[Undo]:
    entries = await undos.of_batch(snapshot, batch) if is_id(batch) else ()
    if not entries or any(entry.staff_id != actor.staff_id for entry in entries):
        raise NotFound
    return entries


def _can_undo(entry: Undo) -> bool:
    """What was sent is read: an answer cannot be taken back."""
    told = entry.before
    return told["went"] == DONE and told["did"] != Deed.REPLY and "undone" not in told


async def _put_back(tx: Transaction, actor: Actor, found: InquirySummary, entry: Undo, *, now: datetime) -> bool:
    old = entry.before
    status = Status(old["status"])
    moved = status if status is not found.status else None
    if found.version != entry.version or not await inquiries.change(
        tx,
        found.id,
        version=found.version,
        now=now,
        status=moved,
        due_at=datetime.fromisoformat(old["due"]),
        assignee_id=old["assignee"] or None,
        waiting_for=Waiting(old["waiting"]),
    ):
        return False
    if old["held"]:
        await quarantine.hold(tx, found.id)
    elif status in inbox.NEW and not old["assignee"]:  # nobody looks after it again: somebody is to be reminded
        await ladders.begin(tx, [(found.id, found.received_at, now)])
    detail = {"from": found.status.value, "to": status.value} if moved else {}
    await audit.append(tx, Entry(now, actor.staff_id, "inquiry.undo", inbox.KIND, found.id, detail=detail))
    return True
