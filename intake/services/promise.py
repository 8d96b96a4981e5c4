"""What the public pages may say of languages and speed: read from the roster and from the answers that were given."""

from datetime import datetime

from intake.content.loader import Content
from intake.domain.promise import SINCE, Promise, promise
from intake.lib.database import Database
from intake.store import inquiries, staff


async def look(*, db: Database, content: Content, now: datetime) -> Promise:
    """What is so now. Two reads along indexes; nothing sealed is opened."""
    async with db.read() as snapshot:
        roster = await staff.roster(snapshot)
        answered = await inquiries.first_answers(snapshot, since=now - SINCE)
    return promise(
        roster,
        answered,
        calendar=content.routing.calendar,
        queues=tuple(content.routing.queues),
        order=content.clinic.languages,
    )
