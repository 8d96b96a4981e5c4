"""A small house with mail: a database, a mail server that does as it is told, and the services between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from intake.domain.inquiry import InquiryDraft
from intake.domain.message import MailKind
from intake.domain.values import StaffRole
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import Courier, Patience, SmtpCourier
from intake.services.inquiries import Intake
from intake.services.mail import delivery
from intake.services.mail import outbox as orders_of
from intake.services.mail.composer import Composer
from intake.services.mail.delivery import Batch
from intake.services.mail.domains import Domains
from intake.services.receipts import Receipt
from intake.store import staff
from intake.store.outbox_entries import OutboxEntry
from intake.store.staff import Account
from tests.fakes.smtp import Sink
from tests.makers import make_answers, make_catalogs, make_content, make_draft

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
AMAL, CLARA = "amal@example.org", "clara@example.org"
IMPATIENT = Patience(connect=0.5, command=0.5, data=0.5)


@dataclass
class House:
    """A small house: a database, a mail server, and the services between them."""

    db: Database
    keyring: KeyRing
    sink: Sink
    catalogs: Catalogs = field(default_factory=make_catalogs)

    def __post_init__(self) -> None:
        content = make_content()
        self.domains = Domains()
        self.composer = Composer(
            content, self.catalogs, base_url="https://intake.example.org", sender="Clinic <intake@example.org>"
        )
        self.courier: Courier = SmtpCourier(self.sink.url, patience=IMPATIENT)
        self.intake = Intake(
            self.db,
            self.keyring,
            content,
            self.catalogs,
            sender="intake@example.org",
            after_commit=lambda: None,
        )

    async def submit(
        self, number: int = 1, *, email: str | None = AMAL, now: datetime = NOW, **answers: str
    ) -> Receipt:
        """Somebody writes."""
        return await self.intake.submit(draft(number, email, **answers), now=now)

    async def deliver(self, now: datetime = NOW, *, courier: Courier | None = None, limit: int = 64) -> Batch:
        """One look at the outbox."""
        courier = courier or self.courier
        batch = await delivery.claim_due(
            db=self.db,
            keyring=self.keyring,
            courier=courier,
            composer=self.composer,
            now=now,
            limit=limit,
            domains=self.domains,
            draw=lambda: 0.5,
        )
        await batch.run()
        await courier.close()
        return batch

    async def orders(self, kind: MailKind = MailKind.INQUIRY_RECEIVED) -> Sequence[OutboxEntry]:
        """The orders of a kind, the oldest first."""
        return [order for order in reversed(await orders_of.orders(db=self.db)) if order.kind is kind]

    async def order(self, kind: MailKind = MailKind.INQUIRY_RECEIVED) -> OutboxEntry:
        """The only order of a kind."""
        (only,) = await self.orders(kind)
        return only

    def taken(self, recipient: str = AMAL) -> list[str]:
        """The Message-IDs this recipient was sent."""
        return [str(mail.message["Message-ID"]) for mail in self.sink.taken if mail.recipient == recipient]

    async def hire(self, email: str = CLARA, *, active: bool = True, locale: str = "en") -> str:
        """A coordinator of every queue who speaks Georgian."""
        account = Account(
            id=email.partition("@")[0],
            email=email,
            name="Clara",
            password_hash="-",
            role=StaffRole.COORDINATOR,
            locale=locale,
            languages=("ka", "en"),
            all_queues=True,
            queues={},
            active=active,
            created_at=NOW,
        )
        async with self.db.write() as tx:
            await staff.add(tx, self.keyring, account)
        return account.id


def draft(number: int, email: str | None, **answers: str) -> InquiryDraft:
    """What somebody sends."""
    return make_draft(form_id=f"form-{number}", answers=make_answers(email=email, **answers))
