"""Two inquiries about one patient: two voices side by side, one that goes on in the other, or different people.

A person says it, for inquiries of queues they serve, and can take it back; nothing is sent to anybody by it. What lies
in a queue somebody does not serve is not mentioned to them, not even as a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.domain.access import Action, Actor, may
from intake.domain.errors import Conflict, NotFound, Refused
from intake.domain.inquiry import Inquiry, InquirySummary
from intake.domain.relation import Relation, Signal
from intake.domain.triage import OPEN, Waiting
from intake.domain.values import Status
from intake.lib.database import Database, Snapshot, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services import inbox
from intake.services.desk import alike
from intake.services.desk.alike import Hint
from intake.store import audit, inquiries, messages, staff
from intake.store.audit import Entry
from intake.store.messages import SILENCE, Talk
from intake.store.work import relations
from intake.store.work.relations import Bond

APART: Final = "inquiry.apart"
_ENDED: Final = "inquiry.status"


class NotTogether(Refused):
    """What was wanted of two inquiries cannot be.

    ``code``: same_inquiry, merged_already, ended_already, other_ended.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Tie:
    """What holds of this inquiry and another, who said so; ``goes_on``: this one was merged into the other."""

    other: InquirySummary
    kind: Relation
    by: str
    at: datetime
    goes_on: bool
    talk: Talk = SILENCE


@dataclass(frozen=True, slots=True)
class Together:
    """What somebody may know of an inquiry and others."""

    ties: tuple[Tie, ...] = ()
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two inquiries side by side."""

    one: Inquiry
    other: Inquiry
    signals: tuple[Signal, ...]
    tie: Tie | None


async def look(snapshot: Snapshot, keyring: KeyRing, actor: Actor, inquiry: Inquiry) -> Together:
    """What belongs to an inquiry that somebody has opened, and what may."""
    found = inquiry.summary
    bonds = await relations.of_inquiry(snapshot, found.id)
    ties = [await _tie(snapshot, keyring, actor, found.id, bond) for bond in bonds]
    hints = await alike.hints(snapshot, keyring, actor, found, inquiry.answers)
    return Together(tuple(tie for tie in ties if tie and tie.kind is not Relation.DIFFERENT), hints)


async def compare(
    actor: Actor, inquiry_id: str, other_id: str, *, db: Database, keyring: KeyRing, now: datetime
) -> Pair:
    """Open two inquiries side by side; each look is written down. Raises `NotFound`, `NotTogether`."""
    _two(inquiry_id, other_id)

    async def opened(tx: Transaction, found: Sequence[InquirySummary]) -> Pair:
        looks = [_entry(now, actor, inbox.READ, each, purpose=inbox.Purpose.COMPARE.value) for each in found]
        await audit.append(tx, *looks)
        one, other = [await inquiries.load(tx, keyring, each.id, classes=inbox.READABLE) for each in found]
        if one is None or other is None:
            raise NotFound
        bonds = await relations.between(tx, inquiry_id, other_id)
        tie = await _tie(tx, keyring, actor, inquiry_id, bonds[-1]) if bonds else None
        agreeing = alike.signals(one.summary, one.answers, other.summary, other.answers)
        return Pair(one, other, agreeing, tie)

    both = [inquiry_id, other_id]
    return await inbox.carry_out_all(actor, both, Action.READ_INQUIRY, opened, db=db, keyring=keyring, now=now)


async def say(
    actor: Actor,
    inquiry_id: str,
    other_id: str,
    kind: Relation,
    versions: tuple[int, int],
    *,
    db: Database,
    keyring: KeyRing,
    now: datetime,
) -> None:
    """Say what two inquiries are; of a merge, the first ends and goes on in the second.

    What was said of them before gives way, but a merge is undone first. ``versions``: of the two, as they were looked
    at. Raises `NotFound`, `Conflict`, `NotTogether`.
    """
    _two(inquiry_id, other_id)

    async def said(tx: Transaction, found: Sequence[InquirySummary]) -> None:
        ends, goes_on = found
        if (ends.version, goes_on.version) != versions:
            raise Conflict
        for bond in await relations.between(tx, inquiry_id, other_id):
            if bond.kind is Relation.MERGED:
                raise NotTogether("merged_already")
            await relations.undo(tx, bond, now=now)
        before = await _merge(tx, actor, ends, goes_on, now) if kind is Relation.MERGED else None
        await relations.add(tx, Bond(new_id(), inquiry_id, other_id, kind, actor.staff_id, now, before))
        await _write_down(tx, actor, f"inquiry.{kind.value}", ends, goes_on, now)

    both = [inquiry_id, other_id]
    await inbox.carry_out_all(actor, both, Action.CHANGE_STATUS, said, db=db, keyring=keyring, now=now)


async def take_back(
    actor: Actor, inquiry_id: str, other_id: str, *, db: Database, keyring: KeyRing, now: datetime
) -> None:
    """Nothing holds of the two any more; what had ended stands where it stood. Nothing said: nothing happens.

    Raises `NotFound`, `Conflict`.
    """
    _two(inquiry_id, other_id)

    async def taken(tx: Transaction, found: Sequence[InquirySummary]) -> None:
        one, other = found
        for bond in await relations.between(tx, inquiry_id, other_id):
            await relations.undo(tx, bond, now=now)
            ended = one if bond.inquiry_id == one.id else other
            if bond.kind is Relation.MERGED and ended.status is Status.DUPLICATE:
                await _reopen(tx, actor, ended, bond.before or Status.IN_TRIAGE, now)
            await _write_down(tx, actor, APART, one, other, now)

    both = [inquiry_id, other_id]
    await inbox.carry_out_all(actor, both, Action.CHANGE_STATUS, taken, db=db, keyring=keyring, now=now)


async def _merge(tx: Transaction, actor: Actor, ends: InquirySummary, goes_on: InquirySummary, now: datetime) -> Status:
    """The first is a duplicate from now on; what it waited for, the second waits for. Its status before."""
    if goes_on.merged_into is not None or ends.merged_into is not None:
        raise NotTogether("merged_already")
    if ends.status not in OPEN:
        raise NotTogether("ended_already")
    if goes_on.status not in OPEN:
        raise NotTogether("other_ended")
    ours = ends.waiting_for is Waiting.OFFICE
    changed = await inquiries.change(tx, ends.id, version=ends.version, now=now, status=Status.DUPLICATE)
    changed = changed and await inquiries.change(
        tx,
        goes_on.id,
        version=goes_on.version,
        now=now,
        priority=goes_on.priority.or_sooner(ends.priority),
        due_at=min(ends.due_at, goes_on.due_at) if ours else None,
        waiting_for=Waiting.OFFICE if ours else None,
    )
    if not changed:
        raise Conflict
    await audit.append(tx, _moved(now, actor, ends, Status.DUPLICATE))
    return ends.status


async def _reopen(tx: Transaction, actor: Actor, ended: InquirySummary, status: Status, now: datetime) -> None:
    if not await inquiries.change(tx, ended.id, version=ended.version, now=now, status=status):
        raise Conflict
    await audit.append(tx, _moved(now, actor, ended, status))


async def _tie(snapshot: Snapshot, keyring: KeyRing, actor: Actor, inquiry_id: str, bond: Bond) -> Tie | None:
    """What holds of two inquiries; None where the other is not this person's business, or was erased."""
    other = await inquiries.summary(snapshot, keyring, bond.beside(inquiry_id))
    if other is None or not may(actor, Action.READ_INQUIRY, other.queue):
        return None
    author = (await staff.by_ids(snapshot, keyring, [bond.author_id])).get(bond.author_id)
    talk = (await messages.talks(snapshot, [other.id])).get(other.id, SILENCE)
    goes_on = bond.kind is Relation.MERGED and bond.inquiry_id == inquiry_id
    return Tie(other, bond.kind, author.name if author else "", bond.created_at, goes_on, talk)


def _two(inquiry_id: str, other_id: str) -> None:
    if inquiry_id == other_id:
        raise NotTogether("same_inquiry")


async def _write_down(
    tx: Transaction, actor: Actor, action: str, one: InquirySummary, other: InquirySummary, now: datetime
) -> None:
    """An entry at each of the two, which names the other."""
    pairs = ((one, other), (other, one))
    await audit.append(tx, *(_entry(now, actor, action, mine, other=theirs.id) for mine, theirs in pairs))


def _moved(now: datetime, actor: Actor, found: InquirySummary, status: Status) -> Entry:
    return _entry(now, actor, _ENDED, found, **{"from": found.status.value, "to": status.value})


def _entry(now: datetime, actor: Actor, action: str, found: InquirySummary, **detail: str) -> Entry:
    return Entry(now, actor.staff_id, action, inbox.KIND, found.id, detail=detail)
