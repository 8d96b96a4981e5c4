"""What a mail is about, as far as it may know: and whether anybody wants it any more."""

from typing import Final

from intake.domain.message import REMINDERS, TO_THE_DESK, MailKind
from intake.domain.recipients import Because
from intake.domain.triage import OPEN, SILENT, Waiting
from intake.domain.values import Priority, Status
from intake.lib.keyring import KeyRing
from intake.lib.translations import SOURCE
from intake.services.mail.composer import Composer
from intake.services.mail.kinds import LINKING, Mail, link_token, thread_of
from intake.store.deliveries import MailFacts
from intake.store.outbox import LeasedMail
from intake.store.staff_keys import StaffKey

OVER_ONCE_WITHDRAWN: Final = frozenset({MailKind.INQUIRY_RECEIVED, MailKind.MESSAGE_WAITING, MailKind.ANSWER_AWAITED})


def mail_about(
    order: LeasedMail,
    facts: MailFacts | None,
    address: str,
    *,
    composer: Composer,
    keyring: KeyRing,
    key: StaffKey | None = None,
    because: Because = Because.SERVES,
) -> Mail:
    """All that the mail of an order may say. ``key``: the reader's own, where they gave one."""
    desk = facts if order.kind in TO_THE_DESK else None
    received, due = (facts.received_at, facts.due_at) if facts else (order.created_at, order.created_at)
    if facts is not None and desk is None:
        due = composer.promised(facts.queue or "", facts.priority, received, due)
    return Mail(
        kind=order.kind,
        recipient=address,
        locale=order.locale,
        message_id=order.message_id,
        ordered_at=order.created_at,
        inquiry_id=order.inquiry_id or "",
        reference=facts.reference if facts else "",
        received_at=received,
        due_at=due,
        priority=desk.priority if desk else Priority.ROUTINE,
        language=desk.language if desk else SOURCE,
        country=desk.country if desk else None,
        token=link_token(keyring, order.id, order.kind) if order.kind in LINKING else "",
        discreet=order.discreet,
        thread=thread_of(keyring, order.inquiry_id),
        answers=order.answers,
        openpgp_key=key.content if key else b"",
        because=because,
    )


def is_unwanted(order: LeasedMail, facts: MailFacts | None) -> bool:
    """Whether nobody wants it any more: what it is about is gone, or what it says is not so."""
    if order.inquiry_id is None:
        return False
    if facts is None or facts.status in SILENT:
        return True
    withdrawn = facts.status is Status.WITHDRAWN and order.kind in OVER_ONCE_WITHDRAWN
    return withdrawn or _is_late(order, facts) or (order.digest and _is_seen(order, facts))


def _is_seen(order: LeasedMail, facts: MailFacts) -> bool:
    """Whether what stands in a digest is nothing new any more: somebody has accepted it, or answered."""
    if order.kind is MailKind.INQUIRY_ROUTED:
        return facts.reminded is not Waiting.OFFICE
    return facts.turn is not Waiting.OFFICE or facts.status not in OPEN


def _is_late(order: LeasedMail, facts: MailFacts) -> bool:
    """Whether what it reminds of has been done meanwhile."""
    if order.kind is MailKind.ANSWER_AWAITED:
        return facts.reminded is not Waiting.INQUIRER
    return order.kind in REMINDERS and facts.reminded is not Waiting.OFFICE
