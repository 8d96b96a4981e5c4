"""The same change to many inquiries at once: first what would happen to each, then the change. `undoing` leads back.

Each inquiry is changed by the function that changes one alone, with its own question of who may and its own entry in
the audit trail. What a colleague or the inquirer changed meanwhile is left as it is, and said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from intake.domain import conversation
from intake.domain.access import SERVING, Action, Actor, may
from intake.domain.errors import Conflict, MoveRefused, NotAllowed, NotFound
from intake.domain.inquiry import InquirySummary
from intake.domain.triage import UNMAILED, may_move
from intake.domain.values import Status
from intake.lib.database import Snapshot, Transaction
from intake.lib.ids import is_id
from intake.services import inbox, replies
from intake.services.office import Office
from intake.store import audit, inquiries, staff
from intake.store.audit import Entry
from intake.store.staff import Account
from intake.store.work import undos
from intake.store.work.undos import Undo

AT_ONCE: Final = 50
PENDING: Final = "pending"
DONE: Final = "done"
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


async def plan(actor: Actor, wish: Wish, ids: Sequence[str], *, office: Office, now: datetime) -> Plan:
    """What would happen to these, `AT_ONCE` at most, in this order. The look is written down as a list."""
    if actor.role not in SERVING:
        raise NotAllowed
    wanted = list(dict.fromkeys(ids))[:AT_ONCE]
    async with office.db.read() as snapshot:
        people = {account.id: account for account in await staff.everybody(snapshot, office.keyring)}
        found = [each for id_ in wanted if (each := await mine(snapshot, actor, id_, wish.deed, office=office))]
        steps = [await _step(snapshot, actor, wish, each, people) for each in found]
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, actor.staff_id, "inbox.list", "inbox", "bulk", detail={"rows": len(found)}))
        await _write_down_tries(tx, actor, wish.deed, wanted, found, now=now)
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
        found = [each for id_ in ids if (each := await mine(tx, actor, id_, wish.deed, office=office))]
        await _write_down_tries(tx, actor, wish.deed, ids, found, now=now)
        begun = await undos.begin(tx, [_before(actor, wish.deed, batch, each, now) for each in found])
    if not found:
        raise NotFound
    if not begun:
        return
    for each in found:
        refusal = await _do(actor, wish, batch, each, chosen[each.id], office=office, now=now)
        entry = _before(actor, wish.deed, batch, each, now)
        told = {"went": refusal or DONE}
        async with office.db.write() as tx:
            await undos.note(tx, replace(entry, version=each.version + 1, before={**entry.before, **told}))


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


async def mine(
    snapshot: Snapshot, actor: Actor, inquiry_id: str, deed: Deed, *, office: Office
) -> InquirySummary | None:
    """The inquiry, if there is one and this person may do this to it."""
    if not is_id(inquiry_id):
        return None
    found = await inquiries.summary(snapshot, office.keyring, inquiry_id)
    return found if found is not None and may(actor, ACTIONS[deed], found.queue) else None


async def _write_down_tries(
    tx: Transaction, actor: Actor, deed: Deed, ids: Sequence[str], found: Sequence[InquirySummary], *, now: datetime
) -> None:
    """Who asks for what is not theirs, or for nothing, is written down as for one inquiry alone."""
    tried = [id_ for id_ in ids if is_id(id_) and id_ not in {each.id for each in found}]
    action = f"inquiry.{ACTIONS[deed].value}"
    await audit.append(tx, *(Entry(now, actor.staff_id, action, inbox.KIND, id_, "refused") for id_ in tried))


async def _step(
    snapshot: Snapshot, actor: Actor, wish: Wish, found: InquirySummary, people: Mapping[str, Account]
) -> Step:
    owner = people.get(found.assignee_id or "")
    refusal = _refusal(actor, wish, found, people)
    by_mail = True
    if wish.deed is Deed.REPLY and not refusal:
        by_mail = found.status not in UNMAILED and await inquiries.has_contact(snapshot, found.id, "email")
    return Step(found, owner.name if owner else "", refusal, by_mail)


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
        "went": PENDING,
        "status": found.status.value,
        "assignee": found.assignee_id or "",
        "waiting": found.waiting_for.value,
        "due": found.due_at.isoformat(),
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
                status, routing = wish.status or found.status, office.content.routing
                await inbox.change_status(
                    actor, found.id, version, status, wish.reason, routing=routing, db=db, keyring=keyring, now=now
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
