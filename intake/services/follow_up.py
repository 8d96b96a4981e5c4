"""One's own inquiry as the visitor sees it: where it stands and when an answer is due."""

from dataclasses import dataclass
from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.services.office import Office
from intake.store import inquiries


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the inquirer may know of where their inquiry stands."""

    reference: str
    status: Status
    received_at: datetime
    due_at: datetime


async def look(visit: Visit, *, office: Office) -> FollowUp:
    """Where the visitor's inquiry stands. Raises `NotFound` for one that was erased meanwhile."""
    async with office.db.read() as snapshot:
        found = await inquiries.summary(snapshot, office.keyring, visit.inquiry_id)
    if found is None:
        raise NotFound
    return FollowUp(found.reference, found.status, found.received_at, found.due_at)
