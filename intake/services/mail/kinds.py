"""The kinds of mail: what each may know, and which carry a link that works once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.domain.message import MailKind
from intake.domain.values import Priority
from intake.lib.keyring import KeyRing
from intake.lib.translations import SOURCE

TRIAL = "trial"
VALUES: Mapping[str, frozenset[str]] = {
    MailKind.INQUIRY_RECEIVED: frozenset({"reference", "received", "answer_by"}),
    MailKind.INQUIRY_ROUTED: frozenset({"reference", "urgency", "due", "language", "country", "inquiry"}),
    MailKind.INQUIRY_UPDATED: frozenset({"reference", "language", "inquiry"}),
    MailKind.MESSAGE_WAITING: frozenset({"reference"}),
    MailKind.CONTACT_CHANGED: frozenset({"reference", "ordered"}),
    MailKind.ONE_TIME_LINK: frozenset({"reference", "link"}),
    MailKind.DRAFT_SAVED: frozenset({"kept_until"}),
    MailKind.ANSWER_AWAITED: frozenset({"reference"}),
    MailKind.INQUIRY_REMINDER: frozenset({"reference", "due", "urgency", "inquiry"}),
    MailKind.INQUIRY_REMINDER_STAND_IN: frozenset({"reference", "due", "urgency", "inquiry"}),
    MailKind.INQUIRY_REMINDER_LEAD: frozenset({"reference", "due", "urgency", "inquiry"}),
    MailKind.COLLEAGUE_MENTIONED: frozenset({"reference", "inquiry"}),
    MailKind.INVITATION: frozenset({"link", "works_until"}),
    TRIAL: frozenset({"sent"}),
}
LINKING: Mapping[MailKind, str] = {MailKind.ONE_TIME_LINK: "link", MailKind.INVITATION: "invitation"}
"""Kinds with a link that works once, and what its secret is derived for."""
DRAFT_KEPT = timedelta(days=30)
INVITATION_KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to be written: to whom, about which inquiry, and the few facts a mail may know.

    ``due_at``: by when the desk must answer; of a mail to the inquirer, what they are promised.
    A draft is no inquiry yet: its mail has no reference. ``token`` is the secret of a link that works once.
    A ``discreet`` mail does not say who writes: a clinic's name is a hint of an illness.
    """

    kind: MailKind
    recipient: str
    locale: str
    message_id: str
    ordered_at: datetime
    inquiry_id: str
    reference: str
    received_at: datetime
    due_at: datetime
    priority: Priority = Priority.ROUTINE
    language: str = SOURCE
    country: str | None = None
    token: str = field(default="", repr=False)
    discreet: bool = False


def link_token(keyring: KeyRing, order_id: str, kind: MailKind = MailKind.ONE_TIME_LINK) -> str:
    """The secret of the one-time link in the mail with this order id: derived when it is composed, stored nowhere."""
    return keyring.tag(LINKING[kind], order_id, size=32).hex()
