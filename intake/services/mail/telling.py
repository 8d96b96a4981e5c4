"""The one place that decides when colleagues are told: orders to them pass through here before they lie in the outbox.

What a colleague does not want leaves an order that is cancelled at once, so that the inquiry shows that somebody chose
not to hear of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from intake.domain.access import Actor
from intake.domain.clock import Calendar
from intake.domain.errors import NotFound
from intake.domain.recipients import Colleague
from intake.domain.telling import Telling, Wishes, tell, tell_each
from intake.domain.values import Priority
from intake.lib.database import Database, Transaction
from intake.lib.keyring import KeyRing
from intake.store import audit, staff, staff_mail
from intake.store.audit import Entry
from intake.store.outbox import MailOrder

THEIR_CHOICE: Final = "their_choice"
"""Why an order was never sent: its reader wants no mail of such inquiries."""


def as_wished(
    orders: Sequence[MailOrder],
    people: Iterable[Colleague],
    priority: Priority,
    *,
    calendar: Calendar,
    now: datetime,
) -> tuple[MailOrder, ...]:
    """Orders of one kind about one inquiry, one for each colleague told, at the times their readers wish."""
    known = {person.staff_id: person for person in people}
    readers = [known[order.staff_id] for order in orders if order.staff_id in known]
    wishes = [(reader.wishes, zone_of(reader, calendar)) for reader in readers]
    told = tell_each(wishes, orders[0].kind, priority, now=now) if wishes else []
    by_reader = dict(zip((reader.staff_id for reader in readers), told, strict=True))
    return tuple(_told(order, by_reader[order.staff_id]) if order.staff_id in by_reader else order for order in orders)


def zone_of(person: Colleague, calendar: Calendar) -> ZoneInfo:
    """By whose clock somebody lives: their own, else the office's."""
    return person.duty.zone or calendar.zone


async def wishes_of(actor: Actor, *, db: Database) -> Wishes:
    """What somebody chose for themselves."""
    async with db.read() as snapshot:
        return await staff_mail.of(snapshot, actor.staff_id)


async def wish(
    actor: Actor, wishes: Wishes, *, calendar: Calendar, db: Database, keyring: KeyRing, now: datetime
) -> None:
    """From now on somebody is told so; what waits for them already goes by it, too.

    ``wishes`` fit together (`Wishes.complaint`). Raises `NotFound` where the account is gone.
    """
    async with db.write() as tx:
        account = await staff.by_id(tx, keyring, actor.staff_id)
        if account is None:
            raise NotFound
        await staff_mail.keep(tx, account.id, wishes)
        await _time_again(tx, account.id, wishes, zone_of(account.colleague, calendar), now)
        await audit.append(tx, Entry(now, account.id, "staff.mail", "staff", account.id))


async def _time_again(tx: Transaction, staff_id: str, wishes: Wishes, zone: ZoneInfo, now: datetime) -> None:
    """What waits for somebody, by their wishes of now. What nobody else is told of they are told all the same."""
    waiting = await staff_mail.waiting(tx, staff_id)
    told = {one.id: tell(wishes, one.kind, one.priority, now=now, zone=zone) for one in waiting}
    unwanted = [id_ for id_, telling in told.items() if telling.at is None]
    alone = await staff_mail.told_alone(tx, unwanted)
    told |= {id_: Telling(wishes.speaks(now, zone)) for id_ in alone}
    for id_, telling in told.items():
        if telling.at is not None:
            await staff_mail.put_off(tx, id_, telling.at, digest=telling.digest)
    await staff_mail.leave_out(tx, [id_ for id_ in unwanted if id_ not in alone], reason=THEIR_CHOICE)


def _told(order: MailOrder, telling: Telling) -> MailOrder:
    if telling.at is None:
        return replace(order, refused=THEIR_CHOICE)
    return replace(order, not_before=telling.at, digest=telling.digest)
