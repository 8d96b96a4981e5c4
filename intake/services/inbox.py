"""The inbox: what a coordinator sees of inquiries and does with them.

Whatever shows or changes one inquiry goes through `admission.carry_out`, which asks `domain.access.may`.
A reason and a note are sealed with the inquiry; the audit trail holds codes and ids alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from intake.content.routing import Routing
from intake.domain.access import Action, Actor, may
from intake.domain.consent import Consents
from intake.domain.duty import Duty
from intake.domain.errors import Conflict, MoveRefused, NotFound
from intake.domain.files import FileInfo
from intake.domain.inquiry import Inquiry, InquirySummary
from intake.domain.questionnaire import Questionnaire
from intake.domain.records import Judgements
from intake.domain.treatment import TreatmentCard
from intake.domain.triage import Waiting, may_move, whose_turn
from intake.domain.values import Sensitivity, Status
from intake.lib.database import Database, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.admission import KIND, carry_out, carry_out_all
from intake.services.inbox_list import Assigned, Cursor, Filters, ListPage, Row, page
from intake.store import audit, files, forms, inquiries, messages, notes, records, staff
from intake.store.audit import Entry
from intake.store.messages import Message
from intake.store.notes import Note
from intake.store.staff import Account
from intake.store.work import ladders

__all__ = ["KIND", "Assigned", "Cursor", "Filters", "ListPage", "Row", "carry_out", "carry_out_all", "page"]

NEW: Final = frozenset({Status.SUBMITTED, Status.ACKNOWLEDGED})
# Identity documents, money and extra-sensitive health (P3, P4) are for other people than a coordinator.
READABLE: Final = frozenset({Sensitivity.P0.value, Sensitivity.P1.value, Sensitivity.P2.value})
READ: Final = "inquiry.read"
READ_FILE: Final = "file.read"
# Of two inquiries; who serves the queue of one alone must not learn from its history that there is another.
TOGETHER: Final = frozenset({"inquiry.same_patient", "inquiry.merged", "inquiry.different", "inquiry.apart"})


class Purpose(StrEnum):
    """Why an inquiry is opened; the audit trail keeps it."""

    SHOW = "show"
    EXPLAIN = "explain"  # after a change that was not made
    COMPARE = "compare"  # beside another one
    ANSWER = "answer"  # to write an answer beside what they wrote
    BRIEF = "brief"  # on one sheet of paper
    SENSITIVE = "sensitive"  # what is extra sensitive alone, for a reason that is kept


class NotAMember(Conflict):
    """The colleague it should be assigned to does not serve its queue, or not any more."""


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague an inquiry can be assigned to. ``duty``: when they work."""

    staff_id: str
    name: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an inquiry. ``who`` is a colleague's name, or empty: ``actor`` is then a code."""

    at: datetime
    actor: str
    who: str
    action: str
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One inquiry, as a coordinator of its queue may read it. ``asked`` is the form it was written on, if known.

    A message of the inquirer without ``read_at`` is new: nobody of the office had opened it before this look.
    """

    inquiry: Inquiry
    asked: Questionnaire | None
    assignee: str
    members: tuple[Member, ...]
    notes: tuple[Note, ...]
    messages: tuple[Message, ...]
    files: tuple[FileInfo, ...]
    judged: Judgements
    history: tuple[Event, ...]
    names: Mapping[str, str]
    consents: Consents
    cards: tuple[TreatmentCard, ...] = field(default=(), repr=False)


async def load(
    actor: Actor, inquiry_id: str, purpose: Purpose, *, db: Database, keyring: KeyRing, now: datetime
) -> CaseFile:
    """Open one inquiry, and write down that it was. Raises `NotFound`."""

    async def opened(tx: Transaction, found: InquirySummary) -> CaseFile:
        await _write_down(tx, actor, READ, found, now, purpose=purpose.value)
        file = await _case_file(tx, keyring, found)
        if purpose is Purpose.SHOW:
            await messages.mark_read(tx, found.id, of_office=False, now=now)
        return file

    return await carry_out(actor, inquiry_id, Action.READ_INQUIRY, opened, db=db, keyring=keyring, now=now)


async def take(actor: Actor, inquiry_id: str, version: int, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Make it mine; what was new is in triage from now on, and nobody is reminded any more.

    Whoever was given an inquiry accepts it in this way, too. Raises `NotFound`, `Conflict`.
    """

    async def taken(tx: Transaction, found: InquirySummary) -> None:
        status = Status.IN_TRIAGE if found.status in NEW else None
        await _change(tx, found, version, now, status=status, assignee_id=actor.staff_id)
        if found.waiting_for is Waiting.OFFICE:  # of what the inquirer was asked for they are still reminded
            await ladders.forget(tx, found.id)
        await _write_down(tx, actor, "inquiry.take", found, now, **_from_to(found.status, status))

    await carry_out(actor, inquiry_id, Action.TAKE_INQUIRY, taken, db=db, keyring=keyring, now=now)


async def assign(
    actor: Actor, inquiry_id: str, version: int, to: str | None, *, db: Database, keyring: KeyRing, now: datetime
) -> None:
    """Give it to a colleague of its queue, or to nobody. Raises `NotFound`, `Conflict`, `NotAMember`."""

    async def assigned(tx: Transaction, found: InquirySummary) -> None:
        if to is not None and to not in {member.staff_id for member in await members_of(tx, keyring, found.queue)}:
            raise NotAMember
        await _change(tx, found, version, now, assignee_id=to)
        await _write_down(tx, actor, "inquiry.assign", found, now, to=to or "")

    await carry_out(actor, inquiry_id, Action.ASSIGN_INQUIRY, assigned, db=db, keyring=keyring, now=now)


async def change_status(
    actor: Actor,
    inquiry_id: str,
    version: int,
    new: Status,
    reason: str,
    *,
    routing: Routing,
    db: Database,
    keyring: KeyRing,
    now: datetime,
) -> None:
    """Move it. Where the turn comes back to the office, the clock begins anew.

    Raises `NotFound`, `Conflict`, `MoveRefused`.
    """

    async def moved(tx: Transaction, found: InquirySummary) -> None:
        _same_version(found, version)
        refused = may_move(found.status, new, reason=reason)
        if new is Status.ERASED:  # erasing destroys the key; a status alone would only claim it
            refused = MoveRefused(found.status, new, "not_by_hand")
        if refused is not None:
            raise refused
        back = whose_turn(new) is Waiting.OFFICE and found.waiting_for is not Waiting.OFFICE
        due_at = routing.calendar_of(found.queue).due(found.priority, now) if back else None
        await _change(tx, found, version, now, status=new, due_at=due_at)
        told = {"note": await _keep_note(tx, keyring, actor, found, reason, now)} if reason else {}
        await _write_down(tx, actor, "inquiry.status", found, now, **_from_to(found.status, new), **told)

    await carry_out(actor, inquiry_id, Action.CHANGE_STATUS, moved, db=db, keyring=keyring, now=now)


async def _case_file(tx: Transaction, keyring: KeyRing, found: InquirySummary) -> CaseFile:
    opened = await inquiries.whole(tx, keyring, found.id, classes=READABLE)
    if opened is None:
        raise NotFound
    inquiry, cards, consents = opened
    source = await forms.source_of(tx, inquiry.form_version)
    written = await notes.of_inquiry(tx, keyring, found.id)
    # Many looks, allowed or not, must not push a deed out of sight.
    entries = await audit.about(tx, KIND, found.id, done_but=[READ, READ_FILE, *TOGETHER])
    accounts = await staff.everybody(tx, keyring, active_only=False)
    names = {account.id: account.name for account in accounts}
    return CaseFile(
        inquiry=inquiry,
        asked=Questionnaire.from_json(source) if source else None,
        assignee=names.get(found.assignee_id or "", ""),
        members=_serving([one for one in accounts if one.can_log_in], found.queue),
        notes=tuple(reversed(written)),
        messages=tuple(await messages.of_inquiry(tx, keyring, found.id)),
        files=tuple(await files.of_owner(tx, keyring, found.id)),
        judged=(await records.of_inquiry(tx, keyring, found.id))[1],
        history=tuple(
            Event(entry.at, entry.actor, names.get(entry.actor, ""), entry.action, entry.detail) for entry in entries
        ),
        names=names,
        consents=consents,
        cards=cards,
    )


async def members_of(tx: Transaction, keyring: KeyRing, queue: str) -> tuple[Member, ...]:
    """Who serves a queue, by name: they can be given its inquiries, tasks, and be named in its notes."""
    return _serving(await staff.everybody(tx, keyring), queue)


def _serving(accounts: Sequence[Account], queue: str) -> tuple[Member, ...]:
    serving = [account for account in accounts if may(account.actor, Action.READ_INQUIRY, queue)]
    return tuple(Member(one.id, one.name, one.duty) for one in sorted(serving, key=lambda account: account.name))


async def _change(
    tx: Transaction,
    found: InquirySummary,
    version: int,
    now: datetime,
    *,
    status: Status | None = None,
    due_at: datetime | None = None,
    assignee_id: str | inquiries.Keep | None = inquiries.KEEP,
) -> None:
    _same_version(found, version)
    changed = await inquiries.change(
        tx, found.id, version=version, now=now, status=status, due_at=due_at, assignee_id=assignee_id
    )
    if not changed:
        raise Conflict


def _same_version(found: InquirySummary, version: int) -> None:
    if found.version != version:
        raise Conflict


async def _keep_note(
    tx: Transaction, keyring: KeyRing, actor: Actor, found: InquirySummary, text: str, now: datetime
) -> str:
    note = Note(new_id(), found.id, actor.staff_id, now, text)
    await notes.add(tx, keyring, note)
    return note.id


async def _write_down(
    tx: Transaction, actor: Actor, action: str, found: InquirySummary, now: datetime, **detail: str
) -> None:
    await audit.append(tx, Entry(now, actor.staff_id, action, KIND, found.id, detail=detail))


def _from_to(old: Status, new: Status | None) -> dict[str, str]:
    return {"from": old.value, "to": new.value} if new is not None else {}
