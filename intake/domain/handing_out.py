"""Whose turn it is to be given a new inquiry, where a queue hands them out."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from intake.domain.clock import Calendar
from intake.domain.recipients import Colleague

NEVER = datetime.min.replace(tzinfo=UTC)


class HandOut(StrEnum):
    """How a queue gives its new inquiries to people."""

    NOBODY = "nobody"  # they lie in the queue until somebody takes them
    ROUND_ROBIN = "round_robin"  # to whoever was given none for the longest time
    LEAST_LOADED = "least_loaded"  # to whoever looks after the fewest


def next_in_turn(
    how: HandOut,
    queue: str,
    language: str,
    roster: Iterable[Colleague],
    *,
    loads: Mapping[str, int],
    calendar: Calendar,
    now: datetime,
) -> Colleague | None:
    """Whoever is given the next inquiry: at work now, of the queue, speaks the language, has room. None: nobody fits.

    ``loads``: open inquiries by colleague. Never by who pays, and never by how ill somebody is.
    """
    if how is HandOut.NOBODY:
        return None
    fits = [
        person
        for person in roster
        if person.serves(queue)
        and person.speaks(language)
        and person.duty.has_room(loads.get(person.staff_id, 0))
        and person.duty.is_present(now, calendar)
    ]

    def rank(person: Colleague) -> tuple[int, datetime, str]:
        load = loads.get(person.staff_id, 0) if how is HandOut.LEAST_LOADED else 0
        return load, person.duty.last_given_at or NEVER, person.staff_id

    return min(fits, key=rank, default=None)
