"""A person has looked at what seemed to be spam, and it is not: now it goes the way of every inquiry."""

from dataclasses import replace
from datetime import datetime

from intake.domain.access import Action, Actor
from intake.domain.contact import ContactLimits
from intake.domain.errors import Conflict
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.lib.database import Transaction
from intake.services import inbox
from intake.services.hearing import remind
from intake.services.mail.limits import TOO_MANY, may_write
from intake.services.office import Office, tell_desk
from intake.store import audit, inquiries, outbox, quarantine
from intake.store.audit import Entry

RELEASED = "released"
PAUSED = "paused"
"""What the history says of mail that was not sent because the address has had its mails for today."""


async def release(actor: Actor, inquiry_id: str, version: int, *, office: Office, now: datetime) -> None:
    """Let it out: the inquirer gets the acknowledgement, unless others were sent to them today; the desk its mail.

    That mail was paused stands in its history, so that somebody tells them another way. Raises `NotFound`, `Conflict`.
    """

    async def released(tx: Transaction, found: InquirySummary) -> None:
        if not await quarantine.release(tx, found.id, version=version, now=now):
            raise Conflict
        paused = await _acknowledge(tx, found, office=office, now=now)
        told = replace(found, quarantined=False)
        await remind(tx, told, office=office, now=now)
        await tell_desk(tx, told, MailKind.INQUIRY_ROUTED, because=RELEASED, office=office, now=now)
        detail = {"mail": PAUSED} if paused else {}
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.release", inbox.KIND, found.id, detail=detail))

    await inbox.carry_out(
        actor, inquiry_id, Action.CHANGE_STATUS, released, db=office.db, keyring=office.keyring, now=now
    )
    office.ring()


async def _acknowledge(tx: Transaction, about: InquirySummary, *, office: Office, now: datetime) -> bool:
    """Order the receipt. True: there is an address, and it has had its mails for today."""
    inquiry = await inquiries.load(tx, office.keyring, about.id, classes=inbox.READABLE)
    email = inquiry.answers.get("email") if inquiry else None
    if inquiry is None or not isinstance(email, str):
        return False
    paused = not await may_write(tx, office.keyring, email, now=now, inquiry_id=about.id)
    order = office.order(
        MailKind.INQUIRY_RECEIVED,
        about.id,
        office.tongue(about),
        because=RELEASED,
        now=now,
        recipient=email,
        discreet=ContactLimits.of(inquiry.answers).discreet,
    )
    await outbox.enqueue(tx, office.keyring, [replace(order, refused=TOO_MANY) if paused else order])
    return paused
