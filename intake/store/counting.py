"""Counting inquiries without opening one: by clear columns, and by keyed tags turned back into the codes they are of.

Tests, spam and what is held back are not counted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, func, select, type_coerce

from intake.domain.values import Priority, Status
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.store.arrivals import filter_tag
from intake.store.columns import micros, moment
from intake.store.tables import inquiries, milestones

I = inquiries.c  # noqa: E741 - read as "the inquiry's"
_HOUR = 3_600_000_000
_LEFT_OUT = (Status.SPAM.value, Status.DUPLICATE.value)
_TAGS = {"country": I.country_tag, "programme": I.programme_tag}

Queues = Collection[str] | None


@dataclass(frozen=True, slots=True)
class Wait:
    """When an inquiry came, and when a person first answered; None: nobody has yet."""

    language: str
    priority: Priority
    received_at: datetime
    answered_at: datetime | None


async def arrivals(
    snapshot: Snapshot, keyring: KeyRing, queues: Queues, *, since: datetime
) -> Sequence[tuple[str, datetime, int]]:
    """(language, hour, how many came in it): hours, so that a day can begin in any zone. No queues: every one."""
    at = type_coerce(I.received_at, BigInteger)
    hour = (at - at % _HOUR).label("hour")
    statement = select(I.language, hour, func.count().label("total")).where(*_which(keyring, queues, since))
    rows = await snapshot.execute(statement.group_by(I.language, hour))
    return [(row.language, moment(row.hour), int(row.total)) for row in rows]


async def by_code(
    snapshot: Snapshot, keyring: KeyRing, queues: Queues, kind: str, codes: Iterable[str], *, since: datetime
) -> Mapping[str, int]:
    """How many of each code of a ``country`` or ``programme``; whatever is none of ``codes`` is counted under ""."""
    column = _TAGS[kind]
    known = {filter_tag(keyring, kind, code): code for code in codes}
    statement = select(column.label("tag"), func.count().label("total")).where(*_which(keyring, queues, since))
    found: dict[str, int] = {}
    for row in await snapshot.execute(statement.group_by(column)):
        code = known.get(bytes(row.tag), "")
        found[code] = found.get(code, 0) + int(row.total)
    return found


async def reached(snapshot: Snapshot, keyring: KeyRing, queues: Queues, *, since: datetime) -> Mapping[Status, int]:
    """Of those that came since then, how many have ever come to each status."""
    statement = select(milestones.c.status, func.count().label("total")).join(
        inquiries, I.id == milestones.c.inquiry_id
    )
    rows = await snapshot.execute(statement.where(*_which(keyring, queues, since)).group_by(milestones.c.status))
    return {Status(row.status): int(row.total) for row in rows}


async def waits(snapshot: Snapshot, keyring: KeyRing, queues: Queues, *, since: datetime) -> Sequence[Wait]:
    """How long each that came since then has waited for a person."""
    columns = (I.language, I.priority, I.received_at, I.first_answered_at)
    rows = await snapshot.execute(select(*columns).where(*_which(keyring, queues, since)))
    return [Wait(row.language, Priority(row.priority), row.received_at, row.first_answered_at) for row in rows]


def _which(keyring: KeyRing, queues: Queues, since: datetime) -> list[ColumnElement[bool]]:
    which = [
        type_coerce(I.received_at, BigInteger) >= micros(since),
        I.test.is_(False),
        I.quarantined.is_(False),
        I.status.not_in(_LEFT_OUT),
    ]
    if queues is not None:
        which.append(I.queue_tag.in_(sorted(filter_tag(keyring, "queue", code) for code in queues)))
    return which
