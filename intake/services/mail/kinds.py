"""The kinds of mail: what each may know, and which carry a link that works once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.domain.message import MailKind
from intake.domain.recipients import Because
from intake.domain.telling import BY_URGENCY
from intake.domain.values import Priority
from intake.lib.catalogs import N_
from intake.lib.keyring import KeyRing
from intake.lib.translations import SOURCE

TRIAL = "trial"
LIST = "list"
"""The gap that a list fills: a group for each urgency, a row for each inquiry."""
GROUP = frozenset({"urgency"})
ROW = frozenset({"reference", "news", "due", "language", "country", "inquiry"})
"""What the parts of a list may know."""
KEY_UNUSABLE = "key_unusable"
"""What goes out in the place of a mail that could not be encrypted to its reader's key: that something waits."""
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
    MailKind.DESK_DIGEST: frozenset({"count", LIST}),
    MailKind.INVITATION: frozenset({"link", "works_until"}),
    MailKind.REPLY_NOT_READ: frozenset(),
    TRIAL: frozenset({"sent"}),
    KEY_UNUSABLE: frozenset(),
}
URGENCY = {
    # Translators: How urgent an inquiry is: an answer today.
    Priority.SAME_DAY: N_("today"),
    Priority.ONE_DAY: N_("within one working day"),
    # Translators: How urgent an inquiry is: not urgent.
    Priority.ROUTINE: N_("routine"),
}
NEWS = {
    MailKind.INQUIRY_ROUTED: N_("New inquiry"),
    MailKind.INQUIRY_UPDATED: N_("Something was added"),
}
"""What a row of a digest tells of."""
LINKING: Mapping[MailKind, str] = {MailKind.ONE_TIME_LINK: "link", MailKind.INVITATION: "invitation"}
"""Kinds with a link that works once, and what its secret is derived for."""
CAN_BE_TURNED_OFF = BY_URGENCY | {MailKind.DESK_DIGEST}
"""Kinds a colleague may get later, or not at all."""
DRAFT_KEPT = timedelta(days=30)
INVITATION_KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to be written: to whom, about which inquiry, and the few facts a mail may know.

    ``due_at``: by when the desk must answer; of a mail to the inquirer, what they are promised.
    A draft is no inquiry yet: its mail has no reference. ``token`` is the secret of a link that works once.
    A ``discreet`` mail does not say who writes: a clinic's name is a hint of an illness.
    Mails with the same ``thread`` belong together. ``answers``: the Message-ID of the mail of theirs that set it off.
    ``because``: why a colleague gets it. ``rows``: what a digest tells of, each as a mail of its own would.
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
    thread: str = ""
    answers: str = ""
    openpgp_key: bytes = field(default=b"", repr=False)
    because: Because = Because.SERVES
    rows: Sequence["Mail"] = ()


def by_urgency(mails: Iterable[Mail]) -> list[Mail]:
    """The order of a list: what is urgent first, and of that what is due soonest."""
    return sorted(mails, key=lambda mail: (mail.priority.rank, mail.due_at, mail.received_at))


def thread_of(keyring: KeyRing, inquiry_id: str | None) -> str:
    """What the mails of an inquiry have in common: nobody guesses it, and no page is found by it. None: nothing."""
    return keyring.tag("mail thread", inquiry_id, size=16).hex() if inquiry_id else ""


def link_token(keyring: KeyRing, order_id: str, kind: MailKind = MailKind.ONE_TIME_LINK) -> str:
    """The secret of the one-time link in the mail with this order id: derived when it is composed, stored nowhere."""
    return keyring.tag(LINKING[kind], order_id, size=32).hex()
