"""A small office in a test: people, inquiries that come in, the duties of the minute, and the mails they order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.domain.access import Actor
from intake.domain.duty import Duty
from intake.domain.handing_out import HandOut
from intake.domain.inquiry import InquirySummary
from intake.domain.message import TO_THE_DESK, MailKind
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import inbox, messages
from intake.services.accounts import NewAccount
from intake.services.desk.handing_out import hand_out
from intake.services.desk.reminders import send_reminders
from intake.services.inquiries import Intake
from intake.services.office import Office
from intake.store import inquiries, outbox, staff
from intake.store.outbox_entries import OutboxEntry
from intake.store.work import ladders
from intake.store.work.ladders import Climb
from tests.makers import make_answers, make_draft
from tests.offices import make_office
from tests.people import CLARA, hire

JERUSALEM = ZoneInfo("Asia/Jerusalem")
LEA = replace(CLARA, email="lea@test.example", name="Lea Test", queues=frozenset(), leads=frozenset({"autoimmune"}))
NOA = replace(CLARA, email="noa@test.example", name="Noa Test", queues=frozenset(), leads=frozenset({"lead"}))
SAM = replace(CLARA, email="sam@test.example", name="Sam Test")


def local(text: str) -> datetime:
    """A moment by the office's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=JERUSALEM)


@dataclass
class House:
    """The office, and what happens in it."""

    db: Database
    keyring: KeyRing
    rung: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.office: Office = make_office(self.db, self.keyring, ring=lambda: self.rung.append("ding"))

    def hands_out(self, how: HandOut, *, queue: str = "autoimmune") -> None:
        """The queue gives its inquiries to people."""
        content = self.office.content
        queues = content.routing.queues
        changed = {**queues, queue: replace(queues[queue], hand_out=how)}
        content = replace(content, in_force=content.in_force.but(replace(content.routing, queues=changed)))
        self.office = replace(self.office, content=content)

    async def hire(self, new: NewAccount, duty: Duty | None = None) -> Actor:
        """Somebody works here."""
        actor = await hire(new, self.db, self.keyring)
        if duty is not None:
            await self.works(actor, duty)
        return actor

    async def works(self, actor: Actor, duty: Duty) -> None:
        """From now on somebody works like this."""
        async with self.db.write() as tx:
            account = await staff.by_id(tx, self.keyring, actor.staff_id)
            assert account is not None
            await staff.change(tx, self.keyring, replace(account, duty=duty))

    async def submit(self, number: int, at: datetime, **answers: str | tuple[str, ...] | None) -> str:
        """Somebody writes about lupus, in English; the id of their inquiry."""
        office = self.office
        intake = Intake(
            self.db, self.keyring, office.content, office.catalogs, sender="a@b.example", after_commit=lambda: None
        )
        given = make_answers(
            **{"condition": "sle", "preferred_language": "en", "email": f"p{number}@example.org"} | answers
        )
        receipt = await intake.submit(make_draft(form_id=f"form-{number}", answers=given, locale="en"), now=at)
        await intake.close()
        async with self.db.read() as snapshot:
            found = await inquiries.by_reference(snapshot, self.keyring, receipt.reference)
        assert found is not None
        return found.id

    async def minute(self, now: datetime) -> None:
        """The duties of one minute."""
        await hand_out(self.office, now)
        await send_reminders(self.office, now)

    async def minutes(self, *moments: str) -> None:
        """The duties of these minutes, by the office's clock."""
        for moment in moments:
            await self.minute(local(moment))

    async def about(self, inquiry_id: str) -> InquirySummary:
        """Where it stands."""
        async with self.db.read() as snapshot:
            found = await inquiries.summary(snapshot, self.keyring, inquiry_id)
        assert found is not None
        return found

    async def climb(self, inquiry_id: str) -> Climb | None:
        """How far its reminders have come."""
        async with self.db.read() as snapshot:
            return await ladders.of_inquiry(snapshot, inquiry_id)

    async def take(self, actor: Actor, inquiry_id: str, now: datetime) -> None:
        """Somebody says that they have it."""
        version = (await self.about(inquiry_id)).version
        await inbox.take(actor, inquiry_id, version, db=self.db, keyring=self.keyring, now=now)

    async def move(self, actor: Actor, inquiry_id: str, new: Status, now: datetime) -> None:
        """Somebody moves it by hand."""
        await inbox.change_status(
            actor,
            inquiry_id,
            (await self.about(inquiry_id)).version,
            new,
            "a reason",
            routing=self.office.content.routing,
            db=self.db,
            keyring=self.keyring,
            now=now,
        )

    async def write(self, inquiry_id: str, text: str, now: datetime) -> None:
        """The inquirer writes again."""
        await messages.write(Visit(inquiry_id), text, f"{now:%H%M%S}", "en", office=self.office, now=now)

    async def ordered(self, *kinds: MailKind) -> Sequence[OutboxEntry]:
        """The mails of these kinds that were ordered, the oldest first."""
        async with self.db.read() as snapshot:
            found = await outbox.entries(snapshot)
        return [entry for entry in reversed(found) if entry.kind in kinds]

    async def told(self, *kinds: MailKind) -> list[tuple[str, str]]:
        """Who of the office was told, and by which kind of mail."""
        async with self.db.read() as snapshot:
            names = {one.id: one.name.split()[0] for one in await staff.everybody(snapshot, self.keyring)}
        entries = await self.ordered(*(kinds or tuple(TO_THE_DESK)))
        told = [(entry.created_at, names.get(entry.staff_id or "", "nobody"), entry.kind.value) for entry in entries]
        return [(name, kind) for _, name, kind in sorted(told)]
