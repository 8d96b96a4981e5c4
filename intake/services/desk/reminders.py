"""Nothing waits unseen: of what nobody has accepted the office is reminded, of what was asked for the inquirer.

Only what a person does ends it. Two workers never remind twice: each step is taken by one of them.
"""

from datetime import datetime, timedelta
from typing import Final

import structlog

from intake.domain.inquiry import InquirySummary
from intake.domain.ladder import Reminded, Why, moment, reminded, rung_of
from intake.domain.message import MailKind
from intake.domain.suspicion import may_tell
from intake.domain.triage import OPEN, WAITS_FOR_INQUIRER, Mover, Waiting, may_move
from intake.domain.values import Priority, Status
from intake.lib.database import Transaction
from intake.services.hearing import remind
from intake.services.mail.readers import tell_inquirer
from intake.services.office import Office, tell_colleagues, tell_desk
from intake.store import audit, inquiries, staff
from intake.store.audit import Entry
from intake.store.work import ladders
from intake.store.work.ladders import Climb

AT_ONCE: Final = 100
PAUSE: Final = timedelta(minutes=15)
LOOK_AGAIN: Final = timedelta(hours=1)
KINDS: Final = {
    Why.OWNER: MailKind.INQUIRY_REMINDER,
    Why.DESK: MailKind.INQUIRY_REMINDER,
    Why.STAND_IN: MailKind.INQUIRY_REMINDER_STAND_IN,
    Why.LEAD: MailKind.INQUIRY_REMINDER_LEAD,
}
REMINDED: Final = "inquiry.reminded"

log = structlog.get_logger()


async def send_reminders(office: Office, now: datetime) -> None:
    """Whatever is to be reminded of now (a duty by the minute)."""
    async with office.db.read() as snapshot:
        due = await ladders.due(snapshot, now=now, limit=AT_ONCE)
    for seen in due:
        try:
            async with office.db.write() as tx:
                await _look(tx, seen, office=office, now=now)
        except Exception:  # one that cannot be read keeps no other from being reminded of
            log.exception("a reminder failed")
            async with office.db.write() as tx:
                await ladders.climb(tx, seen, step=seen.step, next_at=now + LOOK_AGAIN)
    if due:
        office.ring()


async def _look(tx: Transaction, seen: Climb, *, office: Office, now: datetime) -> None:
    await inquiries.hold(tx, seen.inquiry_id)
    found = await inquiries.summary(tx, office.keyring, seen.inquiry_id)
    if found is None or found.status not in OPEN or not may_tell(found.priority, held=found.quarantined):
        await ladders.forget(tx, seen.inquiry_id)
    elif found.waiting_for is Waiting.OFFICE:
        await _climb(tx, found, seen, office=office, now=now)
    elif found.status in WAITS_FOR_INQUIRER:
        await _ask_again(tx, found, seen, office=office, now=now)
    else:
        await ladders.forget(tx, seen.inquiry_id)


async def _climb(tx: Transaction, found: InquirySummary, seen: Climb, *, office: Office, now: datetime) -> None:
    """The next rung: to whoever is at work; of what cannot wait, at any hour."""
    routing, roster = office.content.routing, await staff.roster(tx)
    calendar = routing.calendar_of(found.queue)
    waits = moment(routing.ladder, seen.step, since=seen.since, due=found.due_at, calendar=calendar)
    # It may be due later by now. Past the top, the morning it was put off to has come.
    if now < waits and seen.step < len(routing.ladder):
        await ladders.climb(tx, seen, step=seen.step, next_at=waits)
        return
    tell = rung_of(routing.ladder, seen.step).tell
    readers = reminded(tell, found.assignee_id, found.queue, found.facts.language, roster, now=now)
    if found.priority is not Priority.SAME_DAY:
        there = {person.staff_id: person.duty.next_present(now, calendar) for person, _ in readers}
        coming = [moment for moment in there.values() if moment is not None]
        if coming and min(coming) > now:
            await ladders.climb(tx, seen, step=seen.step, next_at=min(coming))
            return
        readers = tuple(one for one in readers if there[one[0].staff_id] == now) or readers
    # Not at once, however long nobody looked: the next ones have a chance to be faster.
    next_at = moment(routing.ladder, seen.step + 1, since=seen.since, due=found.due_at, calendar=calendar, last=now)
    if await ladders.climb(tx, seen, step=seen.step + 1, next_at=max(next_at, now + PAUSE)):
        await _order(tx, found, readers, seen, office=office, now=now)


async def _order(
    tx: Transaction, found: InquirySummary, readers: Reminded, seen: Climb, *, office: Office, now: datetime
) -> None:
    because = f"{seen.since:%Y%m%d%H%M%S}:{seen.step}"
    told = {person: KINDS[why] for person, why in readers}
    await tell_colleagues(tx, found, told, because=because, office=office, now=now)
    detail = {"step": seen.step + 1, "told": len(told)}
    await audit.append(tx, Entry(now, "worker", REMINDED, "inquiry", found.id, detail=detail))


async def _ask_again(tx: Transaction, found: InquirySummary, seen: Climb, *, office: Office, now: datetime) -> None:
    """Remind the inquirer of what they were asked for; in the end close it. Who has no address is called instead."""
    reminders, step = office.content.routing.reminders, seen.step
    days = (*reminders.days, reminders.closes_after)
    at = seen.since + timedelta(days=days[min(step, len(days) - 1)])
    if now < at:
        await ladders.climb(tx, seen, step=step, next_at=at)
        return
    if step >= len(reminders.days):
        await _close(tx, found, office=office, now=now)
        return
    # The days between two reminders pass even when the first was late.
    next_at = max(seen.since, now - timedelta(days=days[step])) + timedelta(days=days[step + 1])
    if not await ladders.climb(tx, seen, step=step + 1, next_at=next_at):
        return
    because = f"{seen.since:%Y%m%d%H%M%S}:{step}"
    mailed = await tell_inquirer(tx, found, MailKind.ANSWER_AWAITED, because=because, office=office, now=now)
    detail = {"step": step + 1, "told": int(mailed)}
    await audit.append(tx, Entry(now, "worker", REMINDED, "inquiry", found.id, detail=detail))
    if not mailed:
        await _back_to_office(tx, found, because, office=office, now=now)


async def _close(tx: Transaction, found: InquirySummary, *, office: Office, now: datetime) -> None:
    new = Status.NO_RESPONSE
    if may_move(found.status, new, reason=None, by=Mover.SYSTEM) is None:
        await inquiries.change(tx, found.id, version=found.version, now=now, status=new)
        detail = {"from": found.status.value, "to": new.value}
        await audit.append(tx, Entry(now, "worker", "inquiry.status", "inquiry", found.id, detail=detail))


async def _back_to_office(
    tx: Transaction, found: InquirySummary, because: str, *, office: Office, now: datetime
) -> None:
    """No mail reaches them: a person must call, and nothing is closed behind their back."""
    due = office.content.routing.calendar_of(found.queue).due(found.priority, now)
    await inquiries.change(tx, found.id, version=found.version, now=now, due_at=due, waiting_for=Waiting.OFFICE)
    await ladders.forget(tx, found.id)
    about = await inquiries.summary(tx, office.keyring, found.id)
    if about is not None:
        await remind(tx, about, office=office, now=now)
        await tell_desk(tx, about, MailKind.INQUIRY_REMINDER, because=because, office=office, now=now)
