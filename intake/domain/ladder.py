"""Whom to remind of an inquiry that nobody has accepted, and when: wider each time, and never silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from intake.domain.clock import DAY, Calendar
from intake.domain.recipients import LEAD_QUEUE, Colleague, recipients, stand_in_of
from intake.domain.values import StaffRole


class Tell(StrEnum):
    """Whom a rung tells."""

    OWNER = "owner"  # who looks after it; of what nobody looks after, the queue's people
    STAND_IN = "stand_in"
    LEADS = "leads"
    LEAD_QUEUE = "lead_queue"


class When(StrEnum):
    """When a rung is reached."""

    HALFWAY = "halfway"  # half of the time until it is due has gone
    DUE = "due"
    AFTER_DUE = "after_due"
    NEXT_MORNING = "next_morning"  # the next working day after it was due


class Why(StrEnum):
    """Why somebody is reminded; the mail says it."""

    OWNER = "owner"
    DESK = "desk"
    STAND_IN = "stand_in"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step. ``hours`` only after it was due."""

    tell: Tell
    when: When
    hours: int = 0


Ladder = Sequence[Rung]
Reminded = tuple[tuple[Colleague, Why], ...]


def rung_of(ladder: Ladder, step: int) -> Rung:
    """The rung of a step; the last is climbed again and again until a person accepts."""
    return ladder[min(step, len(ladder) - 1)]


def moment(
    ladder: Ladder, step: int, *, since: datetime, due: datetime, calendar: Calendar, last: datetime | None = None
) -> datetime:
    """When a step is reached. ``last``: when the one before was; past the top, one each working morning."""
    if step >= len(ladder):
        return _morning_after(last or due, calendar)
    rung = ladder[step]
    match rung.when:
        case When.HALFWAY:
            return since + max(due - since, timedelta()) / 2
        case When.DUE:
            return due
        case When.AFTER_DUE:
            return due + timedelta(hours=rung.hours)
        case When.NEXT_MORNING:
            return _morning_after(due, calendar)


def reminded(
    tell: Tell, assignee_id: str | None, queue: str, language: str, roster: Iterable[Colleague], *, now: datetime
) -> Reminded:
    """Who is told on a rung, and why. Where nobody is, those of the next rung; in the end whoever is there at all."""
    people = tuple(roster)
    here = tuple(person for person in people if not person.duty.is_away(now))
    owner = next((person for person in people if person.staff_id == assignee_id and person.serves(queue)), None)
    stand_in = stand_in_of(owner, queue, people, now=now) if owner else None
    answers: dict[Tell, Reminded] = {
        Tell.OWNER: ((owner, Why.OWNER),) if owner in here and owner else (),
        Tell.STAND_IN: ((stand_in, Why.STAND_IN),) if stand_in else (),
        Tell.LEADS: tuple((person, Why.LEAD) for person in here if queue in person.leads),
        Tell.LEAD_QUEUE: tuple((person, Why.LEAD) for person in here if LEAD_QUEUE in person.leads),
    }
    if tell is Tell.OWNER and owner is None:
        return tuple((person, Why.DESK) for person in recipients(queue, language, people, now=now))
    order = list(Tell)
    for next_tell in order[order.index(tell) :]:
        if answers[next_tell]:
            return answers[next_tell]
    last = recipients(LEAD_QUEUE, language, people, now=now)
    return tuple((person, Why.LEAD if person.role is StaffRole.ADMINISTRATOR else Why.DESK) for person in last)


def _morning_after(at: datetime, calendar: Calendar) -> datetime:
    day = at.astimezone(calendar.zone).date() + DAY
    while not calendar.works(day):
        day += DAY
    return datetime.combine(day, calendar.opens, calendar.zone).astimezone(UTC)
