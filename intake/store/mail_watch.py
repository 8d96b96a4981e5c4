"""What of the mail has not gone as it should, counted: each question is one range of one index, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false, func, or_, select

from intake.domain.message import MailKind, OutboxState
from intake.domain.triage import OPEN
from intake.lib.database import Snapshot
from intake.store.mails import MANY
from intake.store.outbox import IS_MAIL, NOT_WANTED
from intake.store.tables import blind_indexes, inquiries, outbox

S = OutboxState
_O, _I = outbox.c, inquiries.c


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, at most `MANY`, and since when the oldest."""

    count: int
    oldest: datetime | None


async def unacknowledged(
    snapshot: Snapshot, *, since: datetime, before: datetime, limit: int = MANY
) -> Sequence[tuple[str, datetime]]:
    """Open inquiries of that time with an address and without an order that says so to them: id and arrival.

    Not counted: what is held as spam, what is a test, what goes on in another inquiry. An address that was given later
    had its own mail. What was stopped with an inquiry that is open again told nobody anything.
    """
    kinds = [MailKind.INQUIRY_RECEIVED.value, MailKind.CONTACT_CHANGED.value]
    stopped = (_O.state == S.CANCELLED) & (_O.last_error == NOT_WANTED)
    told = exists().where(_O.inquiry_id == _I.id, _O.kind.in_(kinds), ~func.coalesce(stopped, false()))
    reachable = exists().where(blind_indexes.c.inquiry_id == _I.id, blind_indexes.c.kind == "email")
    statement = (
        select(_I.id, _I.received_at)
        .where(_I.received_at.between(since, before), _I.open, ~_I.quarantined, ~_I.test, _I.merged_into.is_(None))
        .where(_I.status.in_([status.value for status in OPEN]), ~told, reachable)
        .order_by(_I.received_at)
        .limit(limit)
    )
    return [(row.id, row.received_at) for row in await snapshot.execute(statement)]


async def late_acknowledgements(snapshot: Snapshot, *, ordered_before: datetime) -> Counted:
    """Acknowledgements ordered before then that are still to go out."""
    waiting = _O.state.in_([S.QUEUED, S.LEASED]) & (_O.kind == MailKind.INQUIRY_RECEIVED)
    return await _count(snapshot, _O.created_at, waiting, _O.created_at <= ordered_before)


async def overdue(snapshot: Snapshot, *, due_before: datetime) -> Counted:
    """Mails that were due before then and that nobody has taken up."""
    return await _count(snapshot, _O.next_at, _O.next_at <= due_before)


async def held_up(snapshot: Snapshot, errors: Sequence[str], *, ordered_before: datetime) -> Counted:
    """Mails ordered before then that wait for the mail server itself: ``errors`` are how such words begin."""
    words = or_(*(_O.last_error.startswith(error) for error in errors))
    return await _count(snapshot, _O.created_at, _O.state == S.QUEUED, _O.created_at <= ordered_before, words)


async def expired(snapshot: Snapshot, *, before: datetime) -> Counted:
    """Mails whose worker let its lease run out before then, and that no other has taken up."""
    return await _count(snapshot, _O.next_at, _O.state == S.LEASED, _O.next_at <= before)


async def dead(snapshot: Snapshot) -> Counted:
    """Mails that were given up and that nobody has sent again, to this address or another."""
    other = outbox.alias("other")
    again = exists().where(other.c.repeats_id == _O.id)
    return await _count(snapshot, _O.created_at, _O.state == S.DEAD, ~again)


async def _count(snapshot: Snapshot, time: ColumnElement[datetime], *which: ColumnElement[bool]) -> Counted:
    found = select(time.label("since")).where(IS_MAIL, *which).order_by(time).limit(MANY).subquery()
    row = (
        await snapshot.execute(select(func.count().label("how_many"), func.min(found.c.since).label("oldest")))
    ).one()
    return Counted(row.how_many, row.oldest)
