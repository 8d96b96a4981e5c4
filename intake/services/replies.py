"""A coordinator answers the inquirer: the words lie behind the access code, a mail says only that they are there."""

from dataclasses import dataclass
from datetime import datetime

from intake.domain.access import Action, Actor
from intake.domain.contact import ContactLimits
from intake.domain.errors import Conflict
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.triage import UNMAILED
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
    actor: Actor, inquiry_id: str, version: int, text: str, form_id: str, *, office: Office, now: datetime
) -> Answered:
    """Write to the inquirer, in words that are tidied and hold up (`domain.conversation`). The same form: one message.

    Whoever answers what nobody had taken looks after it from now on. Raises `NotFound`, and `Conflict` where the
    inquirer or a colleague was faster.
    """
    kept = message_id(office.keyring, inquiry_id, form_id, text)

    async def answered(tx: Transaction, found: InquirySummary) -> Answered:
        if await messages.is_kept(tx, kept):
            return Answered(kept, by_mail=False)
        if found.version != version:
            raise Conflict
        status = Status.IN_TRIAGE if found.status in inbox.NEW else None
        owner = actor.staff_id if found.assignee_id is None else KEEP
        if not await inquiries.change(
            tx, found.id, version=version, now=now, status=status, assignee_id=owner, answered_at=now
        ):
            raise Conflict
        message = Message(kept, found.id, actor.staff_id, now, None, text, found.facts.language)
        await messages.add(tx, office.keyring, message)
        by_mail = await _tell_inquirer(tx, found, kept, office=office, now=now)
        moved = {"from": found.status.value, "to": status.value} if status else {}
        detail = {"message": kept, "told": "by_mail" if by_mail else "nobody", **moved}
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.answer", inbox.KIND, found.id, detail=detail))
        return Answered(kept, by_mail)

    done = await inbox.carry_out(
        actor, inquiry_id, Action.ANSWER, answered, db=office.db, keyring=office.keyring, now=now
    )
    if done.by_mail:
        office.ring()
    return done


async def _tell_inquirer(tx: Transaction, about: InquirySummary, kept: str, *, office: Office, now: datetime) -> bool:
    """Order the mail, if they gave an address and may be written to."""
    if about.status in UNMAILED:
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
