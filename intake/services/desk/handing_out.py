"""New inquiries are given to people, where a queue says so: while they are taken in, and when somebody comes to work.

Whoever is given one has not accepted it: they are reminded, and others after them, until a person says so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from intake.content.routing import Routing
from intake.domain.handing_out import NEVER, HandOut, next_in_turn
from intake.domain.message import MailKind
from intake.domain.recipients import Colleague
from intake.domain.triage import Waiting
from intake.lib.database import Transaction
from intake.services.office import Office, tell_colleagues
from intake.store import audit, inquiries, staff
from intake.store.audit import Entry
from intake.store.work import ladders

AT_ONCE: Final = 50
TICK: Final = timedelta(microseconds=1)
ASSIGNED: Final = "inquiry.assign"


class Turns:
    """Whose turn it is within one transaction. What is given is counted at once, for the next in the same group."""

    def __init__(self, routing: Routing, roster: Sequence[Colleague], loads: dict[str, int]) -> None:
        self._routing, self._roster, self._loads = routing, {person.staff_id: person for person in roster}, loads
        self._given: dict[str, datetime] = {}
        self._latest = max((person.duty.last_given_at or NEVER for person in roster), default=NEVER)

    @classmethod
    async def of(cls, tx: Transaction, routing: Routing, roster: Sequence[Colleague]) -> "Turns":
        """Looks how much everybody has; only where some queue hands out at all."""
        return cls(routing, roster, await ladders.loads(tx) if hands_out(routing) else {})

    def give(self, queue: str, language: str, *, now: datetime) -> Colleague | None:
        """Whoever is given the next inquiry of this queue; None: it stays with the queue."""
        found = next_in_turn(
            self._routing.hand_out(queue),
            queue,
            language,
            [person.given(self._given.get(person.staff_id)) for person in self._roster.values()],
            loads=self._loads,
            calendar=self._routing.calendar_of(queue),
            now=now,
        )
        if found is not None:
            self._loads[found.staff_id] = self._loads.get(found.staff_id, 0) + 1
            # One after the other also when they come at once: whose turn it is next must not be left to chance.
            self._latest = self._given[found.staff_id] = max(now, self._latest + TICK)
        return found

    def missed(self, queue: str) -> tuple[Colleague, ...]:
        """Who is told besides its people that a queue which hands out found nobody: those who lead it."""
        if self._routing.hand_out(queue) is HandOut.NOBODY:
            return ()
        return tuple(person for person in self._roster.values() if queue in person.leads)

    async def keep(self, tx: Transaction) -> None:
        """Write down who was given something, and when."""
        await staff.given(tx, self._given)


def hands_out(routing: Routing) -> bool:
    """Whether any queue gives its inquiries to people."""
    return any(queue.hand_out is not HandOut.NOBODY for queue in routing.queues.values())


async def hand_out(office: Office, now: datetime) -> None:
    """Give what came while nobody was there to whoever has come since (a duty by the minute)."""
    routing = office.content.routing
    if not hands_out(routing):
        return
    async with office.db.read() as snapshot:
        waiting = await ladders.unowned(snapshot, limit=AT_ONCE)
    if not waiting:
        return
    async with office.db.write() as tx:
        turns = await Turns.of(tx, routing, await staff.roster(tx))
        given = [await _give(tx, inquiry_id, turns, office=office, now=now) for inquiry_id in waiting]
        await turns.keep(tx)
    if any(given):
        office.ring()


async def _give(tx: Transaction, inquiry_id: str, turns: Turns, *, office: Office, now: datetime) -> bool:
    await inquiries.hold(tx, inquiry_id)
    found = await inquiries.summary(tx, office.keyring, inquiry_id)
    if found is None or found.assignee_id is not None or found.waiting_for is not Waiting.OFFICE:
        return False
    person = turns.give(found.queue, found.facts.language, now=now)
    if person is None:
        return False
    await inquiries.change(tx, found.id, version=found.version, now=now, assignee_id=person.staff_id)
    detail = {"to": person.staff_id}
    await audit.append(tx, Entry(now, "worker", ASSIGNED, "inquiry", found.id, detail=detail))
    because = f"given:{person.staff_id}:{now:%Y%m%d%H%M}"
    await tell_colleagues(tx, found, {person: MailKind.INQUIRY_ROUTED}, because=because, office=office, now=now)
    return True
