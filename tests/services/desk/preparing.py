"""An office with Clara, who prepares an answer in English, and Tove, who speaks Hebrew; one inquiry, in Hebrew."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from intake.domain.access import Actor
from intake.domain.inquiry import InquirySummary
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services import messages
from intake.services.desk import replies
from intake.services.desk.replies import Workplace, Written
from intake.services.messages import Message
from intake.store import audit, inquiries
from intake.store import messages as kept
from intake.store.audit import Entry
from intake.store.inquiries import NewInquiry
from tests.offices import make_office
from tests.people import Cast, hire_everybody
from tests.web.office import arrive

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ENGLISH = "Dear Amal Example, your scan has come."
HEBREW = "שלום, הסריקה הגיעה."


@dataclass
class House:
    """What a test works with."""

    db: Database
    keyring: KeyRing
    cast: Cast
    new: NewInquiry
    rung: int = 0
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.office = make_office(self.db, self.keyring, ring=self._ring)

    def _ring(self) -> None:
        self.rung += 1

    async def summary(self) -> InquirySummary:
        """The inquiry as it stands."""
        async with self.db.read() as snapshot:
            found = await inquiries.summary(snapshot, self.keyring, self.new.id)
        assert found is not None
        return found

    async def desk(self, actor: Actor | None = None) -> Workplace:
        """What the coordinator has before them."""
        return await replies.open_desk(actor or self.cast.clara, self.new.id, self.id, office=self.office, now=NOW)

    async def save(self, written: Written, version: int = 0, *, reply: str = "") -> None:
        """Clara keeps a draft."""
        await replies.save(
            self.cast.clara, self.new.id, reply or self.id, version, written, office=self.office, now=NOW
        )

    async def said(self) -> list[Message]:
        """The conversation."""
        async with self.db.read() as snapshot:
            return list(await kept.of_inquiry(snapshot, self.keyring, self.new.id))

    async def write(self, words: str = "One more thing.", *, minutes: int = 1) -> None:
        """The inquirer writes."""
        now = NOW + timedelta(minutes=minutes)
        await messages.write(Visit(self.new.id), words, new_id(), "he", office=self.office, now=now)

    async def move(self, status: Status) -> None:
        """A colleague changes the status."""
        found = await self.summary()
        async with self.db.write() as tx:
            assert await inquiries.change(tx, found.id, version=found.version, now=NOW, status=status)

    async def trail(self, kind: str = "inquiry", id_: str = "") -> list[Entry]:
        """What was written down, the latest first."""
        async with self.db.read() as snapshot:
            return list(await audit.about(snapshot, kind, id_ or self.new.id))


async def open_house(db: Database, keyring: KeyRing, **answers: Any) -> House:
    """Everybody is there, and an inquiry from Georgia in Hebrew lies with the autoimmune desk."""
    cast = await hire_everybody(db, keyring)
    new = await arrive(db, keyring, language="he", received_at=NOW - timedelta(days=1), **answers)
    return House(db, keyring, cast, new)
