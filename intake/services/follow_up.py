"""One's own inquiry as the visitor sees it: where it stands, when an answer is due, and who has opened it."""

from dataclasses import dataclass
from datetime import datetime

from intake.domain.errors import NotFound
from intake.domain.triage import UNANSWERED
from intake.domain.values import StaffRole, Status
from intake.domain.visit import Visit
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.services.office import Office
from intake.store import audit, inquiries, messages, staff
from intake.store.audit import Entry
from intake.store.messages import SILENCE

READ, READ_FILE = "inquiry.read", "file.read"
# Those who are no colleague: the visitor themselves, the service, and who hosts it.
PUBLIC, WORKER, OPERATOR = "public", "worker", "operator"


@dataclass(frozen=True, slots=True)
class Looked:
    """How often people of one role opened the inquiry, or its documents.

    ``role``: that of an account, ``operator``, or empty: the account is gone.
    """

    role: str
    times: int
    last_at: datetime
    documents: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``action`` is a code of the audit; ``status`` is where the inquiry came to stand."""

    at: datetime
    by_visitor: bool
    action: str
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the inquirer may know of their inquiry. ``due_at`` only while an answer is awaited."""

    reference: str
    status: Status
    received_at: datetime
    due_at: datetime | None
    events: tuple[Event, ...]
    looked: tuple[Looked, ...]


async def look(visit: Visit, *, office: Office) -> FollowUp:
    """The visitor's inquiry. Raises `NotFound` for one that was erased meanwhile."""
    async with office.db.read() as snapshot:
        found = await inquiries.summary(snapshot, office.keyring, visit.inquiry_id)
        if found is None or found.status is Status.ERASED:
            raise NotFound
        entries = await audit.about(snapshot, "inquiry", visit.inquiry_id, done_but=[READ, READ_FILE])
        looked = [
            *await _looked(snapshot, office.keyring, visit, READ),
            *await _looked(snapshot, office.keyring, visit, READ_FILE),
        ]
        talk = (await messages.talks(snapshot, [found.id])).get(found.id, SILENCE)
    calendar, waits = office.content.routing.calendar_of(found.queue), found.status in UNANSWERED and not talk.answered
    return FollowUp(
        reference=found.reference,
        status=found.status,
        received_at=found.received_at,
        due_at=calendar.promised(found.priority, found.received_at, found.due_at) if waits else None,
        events=tuple(_event(entry) for entry in reversed(entries)),
        looked=tuple(looked),
    )


async def _looked(snapshot: Snapshot, keyring: KeyRing, visit: Visit, action: str) -> tuple[Looked, ...]:
    """Who opened it, role by role: whose name it was is not the visitor's business, how often and when is."""
    every = await audit.times(snapshot, "inquiry", visit.inquiry_id, action)
    found = [one for one in every if one[0] not in {PUBLIC, WORKER}]
    accounts = await staff.by_ids(snapshot, keyring, [actor for actor, _, _ in found if actor != OPERATOR])
    by_role: dict[str, list[tuple[int, datetime]]] = {}
    for actor, times, last in found:
        role = accounts[actor].role.value if actor in accounts else OPERATOR if actor == OPERATOR else ""
        by_role.setdefault(role, []).append((times, last))
    return tuple(
        Looked(role, sum(one[0] for one in looks), max(one[1] for one in looks), action == READ_FILE)
        for role, looks in sorted(by_role.items(), key=lambda pair: _rank(pair[0]))
    )


def _rank(role: str) -> int:
    order = [StaffRole.COORDINATOR, StaffRole.ADMINISTRATOR, StaffRole.TRANSLATOR, OPERATOR]
    return order.index(role) if role in order else len(order)


def _event(entry: Entry) -> Event:
    new = str(entry.detail.get("to", ""))
    status = Status(new) if new in set(Status) else None
    return Event(entry.at, entry.actor == PUBLIC, entry.action, status)
