"""Who reads a mail. To the office: decided when the inquiry comes in; when it is due, if nobody could be found then.

To the inquirer: whoever gave an address and may be written to.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from intake.domain.clock import Calendar
from intake.domain.contact import ContactLimits
from intake.domain.inquiry import InquirySummary
from intake.domain.message import AUTOMATIC, MailKind, OutboxState
from intake.domain.recipients import Colleague, recipients
from intake.domain.triage import UNMAILED
from intake.lib.database import Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.mail.limits import may_write
from intake.services.mail.telling import as_wished
from intake.services.office import Office
from intake.store import deliveries, outbox, revisions, staff, staff_mail
from intake.store.outbox import LeasedMail, MailOrder

LOOK_AGAIN: Final = timedelta(minutes=1)
NOBODY: Final = "nobody_serves_this_queue"

log = structlog.get_logger()


async def tell_inquirer(
    tx: Transaction, about: InquirySummary, kind: MailKind, *, because: str, office: Office, now: datetime
) -> bool:
    """Order a mail to the inquirer; whether one goes: they gave an address, and may be written to where it stands.

    Of what nobody wrote not too many a day (`limits`).

    Raises `keys.KeyGone` for an inquiry that was erased.
    """
    if about.status in UNMAILED:
        return False
    contents = await revisions.load(tx, office.keyring, about.id)
    email = contents.answers.get("email") if contents else None
    if contents is None or not isinstance(email, str):
        return False
    if kind in AUTOMATIC and not await may_write(tx, office.keyring, email, now=now, inquiry_id=about.id):
        return False
    discreet = ContactLimits.of(contents.answers).discreet
    tongue = office.tongue(about)
    order = office.order(kind, about.id, tongue, because=because, now=now, recipient=email, discreet=discreet)
    await outbox.enqueue(tx, office.keyring, [order])
    return True


async def find_readers(
    tx: Transaction, mails: Sequence[LeasedMail], *, keyring: KeyRing, calendar: Calendar, now: datetime
) -> list[LeasedMail]:
    """The mails that can go out now. What has no reader, or one who has left, is given to whoever serves its queue.

    The first keeps the order, each other gets one of their own, all of them when they wish. Nobody at all: it waits,
    and counts as a problem.
    """
    astray = [mail for mail in mails if mail.recipient is None]
    if not astray:
        return list(mails)
    roster = {colleague.staff_id: colleague for colleague in await staff.roster(tx)}
    ready = {mail.id: mail for mail in mails if mail.recipient is not None or mail.staff_id in roster}
    lost = [mail for mail in astray if mail.id not in ready]
    facts = await deliveries.facts(tx, keyring, lost) if lost else {}
    stranded: list[LeasedMail] = []
    for mail in lost:
        about = facts.get(mail.inquiry_id or "")
        if about is None or about.queue is None:
            # The inquiry was erased.
            await deliveries.not_sent(tx, mail, OutboxState.CANCELLED, error=outbox.NOT_WANTED)
            continue
        readers = recipients(about.queue, about.language, roster.values(), now=now)
        if not readers:
            stranded.append(mail)
            continue
        wanted = [_copy(mail, colleague, now) for colleague in readers]
        first, *others = as_wished(wanted, readers, about.priority, calendar=calendar, now=now)
        await outbox.enqueue(tx, keyring, others)
        await deliveries.assign(tx, mail, readers[0].staff_id, first.locale)
        if await _goes_now(tx, mail, first, now):
            ready[mail.id] = replace(mail, staff_id=first.staff_id, locale=first.locale, digest=False)
    if stranded:
        log.warning("nobody serves the queue of some inquiries", count=len(stranded))
        await deliveries.give_back(tx, stranded, at=now + LOOK_AGAIN, error=NOBODY)
    return [ready[mail.id] for mail in mails if mail.id in ready]


async def _goes_now(tx: Transaction, mail: LeasedMail, wished: MailOrder, now: datetime) -> bool:
    """Whether an order goes out now by what its new reader wishes; else it waits for them, or is left out."""
    if wished.refused is not None:
        await deliveries.not_sent(tx, mail, OutboxState.CANCELLED, error=wished.refused)
        return False
    at = wished.not_before or now
    await staff_mail.put_off(tx, mail.id, at, digest=wished.digest)
    if at > now:
        await deliveries.give_back(tx, [mail], at=at)
    return at <= now


def _copy(mail: LeasedMail, colleague: Colleague, now: datetime) -> MailOrder:
    id_ = new_id()
    domain = mail.message_id.rpartition("@")[2].removesuffix(">")
    return MailOrder(
        id=id_,
        kind=mail.kind,
        dedupe_key=f"{mail.id}:{colleague.staff_id}",
        inquiry_id=mail.inquiry_id,
        locale=colleague.locale,
        message_id=f"<{id_}@{domain}>",
        created_at=now,
        staff_id=colleague.staff_id,
    )
