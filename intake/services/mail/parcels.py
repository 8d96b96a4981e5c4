"""What goes out as one message: an order by itself, or all that are due of one colleague's digest.

The message is the oldest order's, so that a digest tried again keeps its Message-ID; all of it is sent, or none.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from intake.domain.message import MailKind
from intake.domain.recipients import Because, Colleague, because
from intake.lib.keyring import KeyRing
from intake.services.mail.composer import Composer
from intake.services.mail.kinds import Mail
from intake.services.mail.subject import is_unwanted, mail_about
from intake.store.deliveries import MailFacts
from intake.store.outbox import LeasedMail
from intake.store.staff_keys import StaffKey


@dataclass(frozen=True, slots=True)
class Parcel:
    """Orders that go out together, the oldest first."""

    orders: tuple[LeasedMail, ...]

    @property
    def lead(self) -> LeasedMail:
        """The order whose message it is."""
        return self.orders[0]

    def wanted(self, facts: Mapping[str, MailFacts]) -> Collection[LeasedMail]:
        """Those somebody still wants: in a digest stands nothing that has been accepted meanwhile."""
        return [order for order in self.orders if not is_unwanted(order, facts.get(order.inquiry_id or ""))]


def parcels(orders: Iterable[LeasedMail]) -> list[Parcel]:
    """Whatever is due, as it goes out."""
    found: dict[str, list[LeasedMail]] = {}
    for order in sorted(orders, key=lambda order: (order.created_at, order.id)):
        found.setdefault(order.staff_id if order.digest and order.staff_id else order.id, []).append(order)
    return [Parcel(tuple(some)) for some in found.values()]


@dataclass(frozen=True, slots=True)
class Readers:
    """What mails say to whom: what is known of the colleagues who read them, or look after what they are about."""

    people: Mapping[str, Colleague]
    keys: Mapping[str, StaffKey]
    facts: Mapping[str, MailFacts]

    def mail(
        self, order: LeasedMail, rows: Collection[LeasedMail], address: str, *, composer: Composer, keyring: KeyRing
    ) -> Mail:
        """The mail of an order, with ``rows`` where it is a digest."""
        if not order.digest:
            return self._alone(order, address, composer, keyring)
        # Of what is new altogether it is not said that something was added, too.
        new_last = sorted(rows, key=lambda row: row.kind is MailKind.INQUIRY_ROUTED)
        listed = {row.inquiry_id: self._alone(row, address, composer, keyring) for row in new_last}
        one = self._alone(order, address, composer, keyring)
        rows_of_mail = tuple(listed.values())
        return replace(one, kind=MailKind.DESK_DIGEST, inquiry_id="", reference="", thread="", rows=rows_of_mail)

    def _alone(self, order: LeasedMail, address: str, composer: Composer, keyring: KeyRing) -> Mail:
        about, key = self.facts.get(order.inquiry_id or ""), self.keys.get(order.staff_id or "")
        why = self._because(order, about)
        return mail_about(order, about, address, composer=composer, keyring=keyring, key=key, because=why)

    def _because(self, order: LeasedMail, about: MailFacts | None) -> Because:
        reader = self.people.get(order.staff_id or "")
        if reader is None or about is None or about.queue is None:
            return Because.SERVES
        return because(reader, about.queue, about.language, owner=self.people.get(about.assignee_id or ""))
