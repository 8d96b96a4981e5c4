"""What services that change an inquiry work with, and the way its desk is told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from intake.content.loader import Content
from intake.domain.inquiry import InquirySummary
from intake.domain.message import MailKind
from intake.domain.recipients import Colleague, in_charge, recipients
from intake.domain.suspicion import may_tell
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.lib.translations import SOURCE
from intake.services.mail.telling import as_wished
from intake.services.tallies import Tallies
from intake.store import inquiries, outbox, staff
from intake.store.outbox import MailOrder
from intake.store.work import relations


@dataclass(frozen=True, slots=True)
class Office:
    """Handed to such services as a whole. ``ring`` wakes the worker once a transaction with a mail order is over."""

    db: Database
    keyring: KeyRing
    content: Content
    catalogs: Catalogs
    mail_domain: str
    ring: Callable[[], None]
    tallies: Tallies = field(default_factory=Tallies)

    def tongue(self, about: InquirySummary) -> str:
        """The language of a mail to the inquirer: the one asked for, where we have it, else that of their page."""
        return about.facts.language if about.facts.language in self.catalogs.tags else about.locale

    def order(
        self,
        kind: MailKind,
        inquiry_id: str | None,
        locale: str,
        *,
        because: str,
        now: datetime,
        recipient: str | None = None,
        staff_id: str | None = None,
        order_id: str | None = None,
        discreet: bool = False,
    ) -> MailOrder:
        """A mail about an inquiry (None: about a draft). ``because`` tells occasions apart: one mail for each."""
        id_ = order_id or new_id()
        return MailOrder(
            id=id_,
            kind=kind,
            dedupe_key=occasion(kind, inquiry_id, because, staff_id=staff_id),
            inquiry_id=inquiry_id,
            locale=locale,
            message_id=f"<{id_}@{self.mail_domain}>",
            created_at=now,
            recipient=recipient,
            staff_id=staff_id,
            discreet=discreet,
        )


def occasion(kind: MailKind, inquiry_id: str | None, because: str, *, staff_id: str | None = None) -> str:
    """What an order is known by: a second one for the same occasion is not taken."""
    return f"{inquiry_id or ''}:{kind.value}:{staff_id or ''}:{because}"


def this_hour(now: datetime) -> str:
    """For ``because``: one mail an hour, however much comes within it."""
    return f"{now:%Y%m%d%H}"


async def tell_desk(
    tx: Transaction, about: InquirySummary, kind: MailKind, *, because: str, office: Office, now: datetime
) -> None:
    """Order a mail to whoever looks after the inquiry or stands in for them, else to those who are told of a new one.

    Nobody is told of a test, or of what is held as spam, unless that cannot wait.
    """
    if about.test or not may_tell(about.priority, held=about.quarantined):
        return
    if about.merged_into is not None:  # they look where it goes on
        about = await inquiries.summary(tx, office.keyring, await relations.goes_on_in(tx, about.id)) or about
    roster = await staff.roster(tx)
    owner = in_charge(about.assignee_id, about.queue, roster, now=now)
    told = (owner,) if owner else recipients(about.queue, about.facts.language, roster, now=now)
    if told:
        await tell_colleagues(tx, about, dict.fromkeys(told, kind), because=because, office=office, now=now)
    else:
        order = office.order(kind, about.id, SOURCE, because=because, now=now)
        await outbox.enqueue(tx, office.keyring, [order])


async def tell_colleagues(
    tx: Transaction,
    about: InquirySummary,
    told: Mapping[Colleague, MailKind],
    *,
    because: str,
    office: Office,
    now: datetime,
) -> None:
    """Order a mail to each of these colleagues, of its kind, to go out when they wish."""
    calendar = office.content.routing.calendar
    for kind in dict.fromkeys(told.values()):
        people = [person for person, theirs in told.items() if theirs is kind]
        orders = [
            office.order(kind, about.id, person.locale, because=because, now=now, staff_id=person.staff_id)
            for person in people
        ]
        wished = as_wished(orders, people, about.priority, calendar=calendar, now=now)
        await outbox.enqueue(tx, office.keyring, wished)
