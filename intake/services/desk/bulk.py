"""The same change to many inquiries at once: first what would happen to each, then the change, then the way back.

Each inquiry is changed by the function that changes one alone, with its own question of who may and its own entry in
the audit trail. What a colleague or the inquirer changed meanwhile is left as it is, and said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from intake.domain import conversation
from intake.domain.access import SERVING, Action, Actor, may
from intake.domain.errors import Conflict, MoveRefused, NotAllowed, NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import UNMAILED, Waiting, may_move
from intake.domain.values import Status
from intake.lib.database import Snapshot, Transaction
from intake.lib.ids import is_id
from intake.services import inbox, replies
from intake.services.office import Office
from intake.store import audit, inquiries, quarantine, staff
from intake.store.audit import Entry
from intake.store.staff import Account
from intake.store.work import undos
from intake.store.work.undos import Undo

AT_ONCE: Final = 50
TO_UNDO: Final = timedelta(days=1)
_PENDING: Final = "pending"
_DONE: Final = "done"
_LONGEST_REASON: Final = 500


class Deed(StrEnum):
    """What can be done to many."""

    TAKE = "take"
    ASSIGN = "assign"
    STATUS = "status"
    REPLY = "reply"


ACTIONS: Final = {
    Deed.TAKE: Action.TAKE_INQUIRY,
    Deed.ASSIGN: Action.ASSIGN_INQUIRY,
    Deed.STATUS: Action.CHANGE_STATUS,
    Deed.REPLY: Action.ANSWER,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done. ``to``: whose they are to be, empty for nobody's. ``language``: of the ``text``."""

    deed: Deed
    to: str = ""
    status: Status | None = None
    reason: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    language: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One inquiry of the plan. ``refusal``: a code that says why nothing is done to it; empty: it is done."""

    summary: InquirySummary
    assignee: str
    refusal: str = ""
    by_mail: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen. ``gone``: how many of the chosen are not there, or not for this person.

    ``members``: who may be given one, names by id; ``languages``: those the chosen ones want to be answered in, the
    most frequent first.
    """

    steps: tuple[Step, ...]
    gone: int
    members: Mapping[str, str]
    languages: tuple[str, ...]

    @property
    def some(self) -> bool:
        """Whether anything would happen at all."""
        return any(not step.refusal for step in self.steps)


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


async def plan(actor: Actor, wish: Wish, ids: Sequence[str], *, office: Office, now: datetime) -> Plan:
    """What would happen to these, `AT_ONCE` at most, in this order. The look is written down as a list."""
    if actor.role not in SERVING:
        raise NotAllowed
    wanted = list(dict.fromkeys(ids))[:AT_ONCE]
    async with office.db.read() as snapshot:
        people = {account.id: account for account in await staff.everybody(snapshot, office.keyring)}
        found = [each for id_ in wanted if (each := await _mine(snapshot, actor, id_, wish.deed, office=office))]
        steps = [await _step(snapshot, actor, wish, each, people) for each in found]
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, actor.staff_id, "inbox.list", "inbox", "bulk", detail={"rows": len(found)}))
    spoken = [each.facts.language for each in found]
    languages = sorted(dict.fromkeys(spoken), key=lambda tag: -spoken.count(tag))
    queues = {each.queue for each in found}
    members = {id_: one.name for id_, one in people.items() if _serves_any(one, queues)}
    return Plan(tuple(steps), len(wanted) - len(found), members, tuple(languages))


async def perform(
    actor: Actor, wish: Wish, batch: str, chosen: Mapping[str, int], *, office: Office, now: datetime
) -> None:
    """Do it to each of these (id → the version that was looked at). The same ``batch`` again: nothing more happens.

    Raises `NotFound` where nothing is left to do it to.
    """
    if actor.role not in SERVING or not is_id(batch):
        raise NotFound
    async with office.db.write() as tx:
        ids = list(chosen)[:AT_ONCE]
        found = [each for id_ in ids if (each := await _mine(tx, actor, id_, wish.deed, office=office))]
        begun = await undos.begin(tx, [_before(actor, wish.deed, batch, each, now) for each in found])
    if not found:
        raise NotFound
    if not begun:
        return
    for each in found:
        refusal = await _do(actor, wish, batch, each, chosen[each.id], office=office, now=now)
        entry = _before(actor, wish.deed, batch, each, now)
        told = {"went": refusal or _DONE}
        async with office.db.write() as tx:
            await undos.note(tx, replace(entry, version=each.version + 1, before={**entry.before, **told}))


async def result(actor: Actor, batch: str, *, office: Office) -> Result:
    """How a batch of this person went. Raises `NotFound`."""
    async with office.db.read() as snapshot:
        entries = await _batch(snapshot, actor, batch)
        outcomes, open_ = [], False
        for entry in entries:
            found = await _mine(snapshot, actor, entry.inquiry_id, Deed(entry.before["did"]), office=office)
            if found is None:
                continue
            went, undone = entry.before["went"], entry.before.get("undone", "")
            outcomes.append(Outcome(found.reference, found.id, "" if went == _DONE else went, undone))
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
            told = {**entry.before, "undone": _DONE if undone else "changed"}
            await undos.note(tx, replace(entry, before=told))

        try:
            await inbox.carry_out(
                actor, entry.inquiry_id, action, put_back, db=office.db, keyring=office.keyring, now=now
            )
        except NotFound:
            continue


async def forget(office: Office, now: datetime) -> None:
    """A duty: what is too old to be undone is not kept."""
    async with office.db.write() as tx:
        await undos.forget(tx, before=now - TO_UNDO)


def complaint_about(wish: Wish, plan: Plan) -> str:
    """What is still missing before it can be said what would happen, as a code; empty: nothing."""
    if wish.deed is Deed.ASSIGN and wish.to and wish.to not in plan.members:
        return "not_a_member"
    if wish.deed is Deed.STATUS and wish.status is None:
        return "no_such_move"
    if len(wish.reason) > _LONGEST_REASON:
        return "reason_too_long"
    if wish.deed is Deed.REPLY and (complaint := conversation.complaint_about(wish.text)):
        return f"message_{complaint}"
    return ""


async def _mine(
    snapshot: Snapshot, actor: Actor, inquiry_id: str, deed: Deed, *, office: Office
) -> InquirySummary | None:
    if not is_id(inquiry_id):
        return None
    found = await inquiries.summary(snapshot, office.keyring, inquiry_id)
    return found if found is not None and may(actor, ACTIONS[deed], found.queue) else None


async def _step(
    snapshot: Snapshot, actor: Actor, wish: Wish, found: InquirySummary, people: Mapping[str, Account]
) -> Step:
    owner = people[found.assignee_id].name if found.assignee_id in people else ""
    refusal = _refusal(actor, wish, found, people)
    by_mail = True
    if wish.deed is Deed.REPLY and not refusal:
        by_mail = found.status not in UNMAILED and await inquiries.has_contact(snapshot, found.id, "email")
    return Step(found, owner, refusal, by_mail)


def _refusal(actor: Actor, wish: Wish, found: InquirySummary, people: Mapping[str, Account]) -> str:
    """Why nothing is done to this one, as a code."""
    if found.quarantined and (wish.deed is not Deed.STATUS or wish.status is not Status.SPAM):
        return "held"
    match wish.deed:
        case Deed.TAKE:
            return "yours_already" if found.assignee_id == actor.staff_id and found.status not in inbox.NEW else ""
        case Deed.ASSIGN:
            if (wish.to or None) == found.assignee_id:
                return "assigned_already"
            return "not_a_member" if wish.to and not _serves_any(people.get(wish.to), {found.queue}) else ""
        case Deed.STATUS:
            if wish.status is None or wish.status is Status.ERASED:
                return "not_by_hand"
            refused = may_move(found.status, wish.status, reason=wish.reason)
            return refused.code if refused else ""
        case Deed.REPLY:
            return "" if found.facts.language == wish.language else "other_language"


def _serves_any(account: Account | None, queues: set[str]) -> bool:
    return account is not None and any(may(account.actor, Action.READ_INQUIRY, queue) for queue in queues)


def _before(actor: Actor, deed: Deed, batch: str, found: InquirySummary, now: datetime) -> Undo:
    before = {
        "did": deed.value,
        "went": _PENDING,
        "status": found.status.value,
        "assignee": found.assignee_id or "",
        "waiting": found.waiting_for.value,
        "held": "yes" if found.quarantined else "",
    }
    return Undo(batch, found.id, actor.staff_id, now, found.version, before)


async def _do(
    actor: Actor, wish: Wish, batch: str, found: InquirySummary, version: int, *, office: Office, now: datetime
) -> str:
    """Do it to one, by the function that does it to one alone; why it was not done, as a code."""
    if found.quarantined and wish.status is not Status.SPAM:
        return "held"
    db, keyring = office.db, office.keyring
    try:
        match wish.deed:
            case Deed.TAKE:
                await inbox.take(actor, found.id, version, db=db, keyring=keyring, now=now)
            case Deed.ASSIGN:
                await inbox.assign(actor, found.id, version, wish.to or None, db=db, keyring=keyring, now=now)
            case Deed.STATUS:
                status = wish.status or found.status
                await inbox.change_status(
                    actor, found.id, version, status, wish.reason, db=db, keyring=keyring, now=now
                )
            case Deed.REPLY:
                if found.facts.language != wish.language:
                    return "other_language"
                await replies.answer(actor, found.id, version, wish.text, batch, office=office, now=now)
    except inbox.NotAMember:
        return "not_a_member"
    except MoveRefused as refused:
        return refused.code
    except (Conflict, NotFound):
        return "changed"
    return ""


async def _batch(snapshot: Snapshot, actor: Actor, batch: str) -> Sequence[Undo]:
    entries = await undos.of_batch(snapshot, batch) if is_id(batch) else ()
    if not entries or any(entry.staff_id != actor.staff_id for entry in entries):
        raise NotFound
    return entries


def _can_undo(entry: Undo) -> bool:
    """What was sent is read: an answer cannot be taken back."""
    told = entry.before
    return told["went"] == _DONE and told["did"] != Deed.REPLY and "undone" not in told


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
        assignee_id=old["assignee"] or None,
        waiting_for=Waiting(old["waiting"]),
    ):
        return False
    if old["held"]:
        await quarantine.hold(tx, found.id)
    detail = {"from": found.status.value, "to": status.value} if moved else {}
    await audit.append(tx, Entry(now, actor.staff_id, "inquiry.undo", inbox.KIND, found.id, detail=detail))
    return True
