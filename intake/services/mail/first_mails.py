"""The mails of an inquiry that has just arrived, or was sent again: the acknowledgement, and what the desk is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from intake.domain.clock import Calendar
from intake.domain.contact import ContactLimits
from intake.domain.inquiry import InquiryDraft
from intake.domain.message import MailKind
from intake.domain.recipients import Colleague
from intake.domain.values import Priority
from intake.lib.ids import new_id
from intake.lib.translations import SOURCE
from intake.services.mail.limits import TOO_MANY
from intake.services.mail.telling import as_wished
from intake.store.outbox import MailOrder


class FirstMails:
    """Orders for one inquiry. ``digest`` tells apart how often its form was sent."""

    def __init__(self, draft: InquiryDraft, inquiry_id: str, digest: bytes, *, mail_domain: str, now: datetime) -> None:
        self._draft, self._id, self._digest = draft, inquiry_id, digest
        self._mail_domain, self._now = mail_domain, now

    def acknowledgement(self, *, paused: bool = False) -> tuple[MailOrder, ...]:
        """To the inquirer, who may have given no address. ``paused``: it has had its mails for today, and gets none."""
        email = self._draft.answers.get("email")
        if not isinstance(email, str):
            return ()
        order = self._order(MailKind.INQUIRY_RECEIVED, self._draft.locale, recipient=email)
        return (replace(order, refused=TOO_MANY) if paused else order,)

    def to_desk(self, told: Sequence[Colleague], priority: Priority, calendar: Calendar) -> tuple[MailOrder, ...]:
        """One mail for each colleague, when they wish. Nobody there yet: one order that waits for somebody."""
        routed = MailKind.INQUIRY_ROUTED
        orders = tuple(self._order(routed, person.locale, staff_id=person.staff_id) for person in told)
        return as_wished(orders, told, priority, calendar=calendar, now=self._now) or (self._order(routed, SOURCE),)

    def _order(
        self, kind: MailKind, locale: str, *, recipient: str | None = None, staff_id: str | None = None
    ) -> MailOrder:
        order_id = new_id()
        return MailOrder(
            id=order_id,
            kind=kind,
            dedupe_key=f"{self._id}:{kind.value}:{staff_id or ''}:{self._digest[:6].hex()}",
            inquiry_id=self._id,
            locale=locale,
            message_id=f"<{order_id}@{self._mail_domain}>",
            created_at=self._now,
            recipient=recipient,
            staff_id=staff_id,
            discreet=recipient is not None and ContactLimits.of(self._draft.answers).discreet,
        )
