"""A coordinator answers the inquirer: the words lie behind the access code, a mail says only that they are there."""

from dataclasses import dataclass
from datetime import datetime

from intake.domain.access import Action, Actor
from intake.domain.contact import ContactLimits
from intake.domain.errors import Conflict
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.triage import UNMAILED, Waiting, whose_turn
from intake.domain.values import Status
from intake.lib.database import Transaction
from intake.services import inbox
from intake.services.messages import message_id
from intake.services.office import Office
from intake.store import audit, inquiries, messages, outbox
from intake.store.audit import Entry
from intake.store.inquiries import KEEP
from intake.store.messages import Message


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer. ``by_mail``: whether a mail tells the inquirer; else somebody must tell them."""

    message_id: str
    by_mail: bool


async def answer(
    actor: Actor,
    inquiry_id: str,
    version: int,
    text: str,
    form_id: str,
    *,
    office: Office,
    now: datetime,
    machine: bool = False,
) -> Answered:
    """Write to the inquirer, in words that are tidied and hold up (`domain.conversation`). The same form: one message.

    ``machine``: a machine made the words and nobody has checked them. Whoever answers what nobody had taken looks after
    it from now on. Raises `NotFound`, and `Conflict` where the inquirer or a colleague was faster.
    """
    kept = message_id(office.keyring, inquiry_id, form_id, text)

    async def answered(tx: Transaction, found: InquirySummary) -> Answered:
        if await messages.is_kept(tx, kept):
            return Answered(kept, by_mail=False)
        if found.version != version:
            raise Conflict
        language = found.facts.language
        message = Message(kept, found.id, actor.staff_id, now, None, text, language, machine=machine)
        return await deliver(tx, found, message, office=office)

    done = await inbox.carry_out(
        actor, inquiry_id, Action.ANSWER, answered, db=office.db, keyring=office.keyring, now=now
    )
    if done.by_mail:
        office.ring()
    return done


async def deliver(
    tx: Transaction,
    found: InquirySummary,
    message: Message,
    *,
    office: Office,
    by: str = "",
    status: Status | None = None,
    action: str = "inquiry.answer",
    **told: str,
) -> Answered:
    """Put a message where the inquirer reads it, and order the mail; the one way an answer leaves the office.

    ``by``: who sends it, if not its author. ``status``: where the inquiry stands from now on; what was new is in
    triage. ``told``: what else the audit trail says. Raises `Conflict` where somebody was faster.
    """
    now, author = message.created_at, message.author_id
    if status is None and found.status in inbox.NEW:
        status = Status.IN_TRIAGE
    turn = Waiting.INQUIRER if status in {None, Status.IN_TRIAGE} else whose_turn(status or found.status)
    changed = await inquiries.change(
        tx,
        found.id,
        version=found.version,
        now=now,
        status=status,
        assignee_id=author if found.assignee_id is None else KEEP,
        answered_at=now,
        waiting_for=turn,
    )
    if not changed:
        raise Conflict
    await messages.add(tx, office.keyring, message)
    mailed = await _tell_inquirer(tx, found, message.id, status or found.status, office=office, now=now)
    moved = {"from": found.status.value, "to": status.value} if status and status is not found.status else {}
    made = {"by": "machine"} if message.machine else {}
    detail = {"message": message.id, "told": "by_mail" if mailed else "nobody", **moved, **made, **told}
    await audit.append(tx, Entry(now, by or author or "worker", action, inbox.KIND, found.id, detail=detail))
    return Answered(message.id, mailed)


async def _tell_inquirer(
    tx: Transaction, about: InquirySummary, kept: str, status: Status, *, office: Office, now: datetime
) -> bool:
    """Order the mail, if they gave an address and may be written to in the status it has now."""
    if status in UNMAILED:
        return False
    inquiry = await inquiries.load(tx, office.keyring, about.id, classes=inbox.READABLE)
    email = inquiry.answers.get("email") if inquiry else None
    if inquiry is None or not isinstance(email, str):
        return False
    order = office.order(
        MailKind.MESSAGE_WAITING,
        about.id,
        office.tongue(about),
        because=kept,
        now=now,
        recipient=email,
        discreet=ContactLimits.of(inquiry.answers).discreet,
    )
    await outbox.enqueue(tx, office.keyring, [order])
    return True
