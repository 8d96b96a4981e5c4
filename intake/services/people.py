"""The people who work here: invited, changed, sent away and let back in by an administrator; their week is their own.

Nobody but its owner ever knows a password: an account is made without one, and a link by mail, which works once and for
two days, lets its reader choose. The address of an account never changes, so no administrator can have the link sent to
themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake.content.routing import Routing
from intake.domain.access import Action, Actor, may
from intake.domain.duty import Duty
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.values import StaffRole
from intake.lib import contacts
from intake.lib.database import Snapshot, Transaction
from intake.lib.ids import new_id
from intake.services import invitations as links
from intake.services.accounts import Account, CannotAdd, close, keep_an_administrator, let_go
from intake.services.office import Office
from intake.store import audit, sessions, staff
from intake.store.audit import Entry
from intake.store.work import invitations, ladders


@dataclass(frozen=True, slots=True)
class Person:
    """One account as the list shows it. ``load``: open inquiries; ``invited_until``: a link works until then."""

    account: Account
    load: int
    present: bool
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What an administrator says of somebody. A queue that is led is served as well."""

    name: str
    role: StaffRole
    languages: tuple[str, ...]
    locale: str
    queues: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    all_queues: bool = False
    capacity: int | None = None


async def overview(actor: Actor, *, office: Office, now: datetime) -> Sequence[Person]:
    """Everybody by name, those who are gone last. Raises `NotAllowed`."""
    _administrator(actor)
    async with office.db.read() as snapshot:
        accounts = await staff.everybody(snapshot, office.keyring, active_only=False)
        loads, invited = await ladders.loads(snapshot), await invitations.open_ones(snapshot, now=now)
    people = [
        Person(one, loads.get(one.id, 0), _is_present(one, office.content.routing, now), invited.get(one.id))
        for one in accounts
    ]
    return sorted(people, key=lambda person: (not person.account.active, person.account.name.casefold()))


async def look(actor: Actor, staff_id: str, *, office: Office, now: datetime) -> tuple[Person, Sequence[Account]]:
    """One account, and who could stand in for them; for an administrator, or for themselves. Raises `NotFound`."""
    if actor.staff_id != staff_id:
        _administrator(actor)
    async with office.db.read() as snapshot:
        account = await staff.by_id(snapshot, office.keyring, staff_id)
        if account is None:
            raise NotFound
        load = (await ladders.loads(snapshot)).get(staff_id, 0)
        until = (await invitations.open_ones(snapshot, now=now)).get(staff_id)
        others = await _stand_ins(snapshot, account, office)
    return Person(account, load, _is_present(account, office.content.routing, now), until), others


async def invite(actor: Actor, email: str, profile: Profile, *, office: Office, now: datetime) -> str:
    """Make an account without a password, and mail its owner the link to choose one; the account's id.

    Raises `NotAllowed`, and `CannotAdd`: not_an_email, taken, no_name, no_queue, no_language.
    """
    _administrator(actor)
    parsed = contacts.parse_email(email)
    if parsed is None:
        raise CannotAdd("not_an_email")
    _complete(profile)
    account = Account(
        id=new_id(),
        email=parsed.key,
        name=profile.name,
        password_hash="",
        role=profile.role,
        locale=profile.locale,
        languages=profile.languages,
        all_queues=profile.all_queues,
        queues=_queues(profile),
        active=True,
        created_at=now,
        duty=Duty(capacity=profile.capacity),
    )
    async with office.db.write() as tx:
        if await staff.by_email(tx, office.keyring, parsed.key) is not None:
            raise CannotAdd("taken")
        await staff.add(tx, office.keyring, account)
        await links.send(tx, account, office=office, now=now)
        await _write_down(tx, actor, "staff.invite", account.id, now, role=account.role.value)
    office.ring()
    return account.id


async def invite_again(actor: Actor, staff_id: str, *, office: Office, now: datetime) -> None:
    """A new link, for who lost the first or forgot the password; until it is used, the password stays what it was.

    Raises `NotFound` also for a closed account, `NotAllowed`, `TooMany`.
    """
    _administrator(actor)
    async with office.db.write() as tx:
        account = await staff.by_id(tx, office.keyring, staff_id)
        if account is None or not account.active:
            raise NotFound
        await links.send(tx, account, office=office, now=now)
        await _write_down(tx, actor, "staff.invite", staff_id, now)
    office.ring()


async def change(actor: Actor, staff_id: str, profile: Profile, *, office: Office, now: datetime) -> None:
    """Change what somebody is here for. Whose role or queues change logs in again, and keeps nothing of other queues.

    Raises `NotAllowed`, `NotFound`, `LastAdministrator`, and `CannotAdd`: no_name, no_queue, no_language.
    """
    _administrator(actor)
    _complete(profile)
    async with office.db.write() as tx:
        before = await staff.by_id(tx, office.keyring, staff_id)
        if before is None:
            raise NotFound
        if profile.role is not StaffRole.ADMINISTRATOR:
            await keep_an_administrator(tx, before)
        after = replace(
            before,
            name=profile.name,
            role=profile.role,
            languages=profile.languages,
            locale=profile.locale,
            queues=_queues(profile),
            all_queues=profile.all_queues,
            duty=replace(before.duty, capacity=profile.capacity),
        )
        await staff.change(tx, office.keyring, after)
        moved = (before.role, before.queues, before.all_queues) != (after.role, after.queues, after.all_queues)
        if moved and staff_id != actor.staff_id:
            await sessions.end_all_of(tx, staff_id)
        if moved:
            serves = [queue for queue in office.content.routing.queues if after.colleague.serves(queue)]
            await let_go(tx, office.keyring, staff_id, actor.staff_id, serves=serves, now=now)
        await _write_down(tx, actor, "staff.change", staff_id, now, role=after.role.value)


async def set_week(
    actor: Actor,
    staff_id: str,
    duty: Duty,
    *,
    languages: tuple[str, ...] | None = None,
    locale: str | None = None,
    office: Office,
    now: datetime,
) -> None:
    """Somebody's hours, zone, absence and stand-in; their languages, where given. By them or an administrator.

    What ``duty`` says of capacity is not looked at. Raises `NotFound`, and `CannotAdd`: no_stand_in, no_language.
    """
    if actor.staff_id != staff_id:
        _administrator(actor)
    async with office.db.write() as tx:
        before = await staff.by_id(tx, office.keyring, staff_id)
        if before is None:
            raise NotFound
        known = {one.id for one in await _stand_ins(tx, before, office)}
        if duty.stand_in_id is not None and duty.stand_in_id not in known:
            raise CannotAdd("no_stand_in")
        if languages == ():
            raise CannotAdd("no_language")
        after = replace(
            before,
            languages=languages or before.languages,
            locale=locale or before.locale,
            duty=replace(duty, capacity=before.duty.capacity),
        )
        await staff.change(tx, office.keyring, after)
        await _write_down(tx, actor, "staff.week", staff_id, now)


async def set_open(actor: Actor, staff_id: str, *, active: bool, office: Office, now: datetime) -> None:
    """Close an account, with every session and link of it, or open it again. What they wrote stays.

    Raises `NotAllowed`, `NotFound`, `LastAdministrator`.
    """
    _administrator(actor)
    async with office.db.write() as tx:
        account = await staff.by_id(tx, office.keyring, staff_id)
        if account is None:
            raise NotFound
        if active:
            await staff.set_active(tx, staff_id, active=True)
            await _write_down(tx, actor, "staff.enable", staff_id, now)
        else:
            await close(tx, office.keyring, account, actor.staff_id, now=now)


def _administrator(actor: Actor) -> None:
    if not may(actor, Action.MANAGE_STAFF):
        raise NotAllowed


def _complete(profile: Profile) -> None:
    """Raises `CannotAdd` for what would make an account nobody can work with."""
    serves = bool(profile.queues or profile.leads or profile.all_queues)
    if not profile.name:
        raise CannotAdd("no_name")
    if not profile.languages:
        raise CannotAdd("no_language")
    if profile.role is StaffRole.COORDINATOR and not serves:
        raise CannotAdd("no_queue")
    if profile.role is StaffRole.TRANSLATOR and serves:
        raise CannotAdd("translator_queue")


def _queues(profile: Profile) -> dict[str, bool]:
    return {queue: queue in profile.leads for queue in sorted(profile.queues | profile.leads)}


def _is_present(account: Account, routing: Routing, now: datetime) -> bool:
    return account.active and bool(account.password_hash) and account.duty.is_present(now, routing.calendar)


async def _stand_ins(snapshot: Snapshot, account: Account, office: Office) -> list[Account]:
    """Colleagues who see a queue of theirs, too; nobody stands in where they may not look."""
    everybody = await staff.everybody(snapshot, office.keyring)
    queues = [queue for queue in office.content.routing.queues if account.colleague.serves(queue)]
    fit = (one for one in everybody if one.id != account.id and any(one.colleague.serves(queue) for queue in queues))
    return sorted(fit, key=lambda one: one.name.casefold())


async def _write_down(tx: Transaction, actor: Actor, action: str, staff_id: str, now: datetime, **detail: str) -> None:
    await audit.append(tx, Entry(now, actor.staff_id, action, "staff", staff_id, detail=detail))
