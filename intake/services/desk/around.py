"""What stands round an inquiry on its page beside what it says itself: read in one look, for the page is a hot one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.domain.access import Actor
from intake.services.desk import replies, together
from intake.services.desk.replies import InTheMaking
from intake.services.desk.together import Together
from intake.services.inbox import CaseFile
from intake.services.mail import correcting
from intake.services.mail.correcting import AboutMail
from intake.services.office import Office
from intake.store.work import asks, ladders, tasks
from intake.store.work.asks import Ask
from intake.store.work.ladders import Climb
from intake.store.work.tasks import Task

__all__ = ["AboutMail", "Around", "Ask", "Climb", "around"]


@dataclass(frozen=True, slots=True)
class Around:
    """Of one inquiry: what belongs to it and may, tasks, answers in the making, what was asked, reminders, mails."""

    together: Together
    tasks: Sequence[Task]
    making: InTheMaking
    asks: Sequence[Ask]
    climb: Climb | None
    mails: Sequence[AboutMail]


async def around(actor: Actor, file: CaseFile, *, office: Office, now: datetime) -> Around:
    """For an inquiry that its reader has opened by `inbox.load`: whether they may is decided, and written down."""
    id_, keyring = file.inquiry.summary.id, office.keyring
    async with office.db.read() as snapshot:
        return Around(
            together=await together.look(snapshot, keyring, actor, file.inquiry),
            tasks=await tasks.of_inquiry(snapshot, keyring, id_),
            making=await replies.in_the_making(snapshot, keyring, id_, file.messages),
            asks=await asks.of_inquiry(snapshot, keyring, id_),
            climb=await ladders.of_inquiry(snapshot, id_),
            mails=await correcting.of_inquiry(snapshot, keyring, id_, file.inquiry.answers, now=now),
        )
