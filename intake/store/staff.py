"""Accounts of the office. Address and name are sealed under the key ring; the address is found by its keyed tag."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete, func, insert, select, update

from intake.domain.access import Actor
from intake.domain.duty import Duty
from intake.domain.recipients import AS_THE_OFFICE, Colleague
from intake.domain.telling import AS_IT_COMES
from intake.domain.values import StaffRole
from intake.lib.crypto import CannotOpen
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import staff_mail
from intake.store.sealing import about
from intake.store.tables import staff, staff_queues
from intake.store.work.duties import columns_of, duty_of

# Who is invited and has not come yet has no password: nothing is theirs to do, no mail about inquiries reaches them.
_AT_WORK = staff.c.active.is_(True) & (staff.c.password_hash != "")
log = structlog.get_logger()
_SEALED = {"email_tag", "email_sealed", "name_sealed", "password_hash"}
_ROSTER = (
    select(*(column for column in staff.c if column.name not in _SEALED)).where(_AT_WORK).order_by(staff.c.created_at)
)


@dataclass(frozen=True, slots=True)
class Account:
    """A colleague's account. ``queues`` maps each queue served to whether they lead it.

    Without a ``password_hash`` they are invited and have not come yet.
    """

    id: str
    email: str
    name: str
    password_hash: str = field(repr=False)
    role: StaffRole
    locale: str
    languages: tuple[str, ...]
    all_queues: bool
    queues: Mapping[str, bool]
    active: bool
    created_at: datetime
    duty: Duty = AS_THE_OFFICE

    @property
    def can_log_in(self) -> bool:
        """Whether it is active, and who was invited has chosen a password."""
        return self.active and bool(self.password_hash)

    @property
    def actor(self) -> Actor:
        """This person, as the rules of access see them."""
        return Actor(self.id, self.role, self._served, self.locale, self.name)

    @property
    def colleague(self) -> Colleague:
        """This person, as the routing of mail sees them."""
        leads = frozenset(queue for queue, lead in self.queues.items() if lead)
        return Colleague(self.id, self.role, self._served, leads, frozenset(self.languages), self.locale, self.duty)

    @property
    def _served(self) -> frozenset[str] | None:
        return None if self.all_queues else frozenset(self.queues)


async def add(tx: Transaction, keyring: KeyRing, account: Account) -> None:
    """Store a new account. Raises `lib.database.Conflict` when the address has one (the transaction is lost then)."""
    row = {
        "id": account.id,
        "email_tag": _tag(keyring, account.email),
        "email_sealed": _seal(keyring, account.id, "email", account.email),
        "name_sealed": _seal(keyring, account.id, "name", account.name),
        "password_hash": account.password_hash,
        "role": account.role.value,
        "locale": account.locale,
        "languages": ",".join(account.languages),
        "all_queues": account.all_queues,
        "active": account.active,
        "created_at": account.created_at,
    }
    await tx.execute(insert(staff).values(row | columns_of(account.duty)))
    await _insert_queues(tx, account.id, account.queues)


async def set_queues(tx: Transaction, staff_id: str, queues: Mapping[str, bool], *, all_queues: bool) -> None:
    """Replace the queues somebody serves."""
    await tx.execute(delete(staff_queues).where(staff_queues.c.staff_id == staff_id))
    await _insert_queues(tx, staff_id, queues)
    await tx.execute(update(staff).where(staff.c.id == staff_id).values(all_queues=all_queues))


async def change(tx: Transaction, keyring: KeyRing, account: Account) -> bool:
    """Make an account what this says, but for address, password and whether it is open. False: there is none."""
    values = {
        "name_sealed": _seal(keyring, account.id, "name", account.name),
        "role": account.role.value,
        "locale": account.locale,
        "languages": ",".join(account.languages),
    }
    same = staff.c.id == account.id
    if (await tx.execute(update(staff).where(same).values(values | columns_of(account.duty)))).rowcount == 0:
        return False
    await set_queues(tx, account.id, account.queues, all_queues=account.all_queues)
    return True


async def given(tx: Transaction, times: Mapping[str, datetime]) -> None:
    """Note when each of them was last handed an inquiry."""
    for staff_id, at in sorted(times.items()):  # in one order, so that two of these never wait for each other
        await tx.execute(update(staff).where(staff.c.id == staff_id).values(last_given_at=at))


async def other_administrators(tx: Transaction, staff_id: str) -> int:
    """How many administrators besides this one can log in. Nobody else changes them until the transaction ends."""
    administrators = staff.c.role == StaffRole.ADMINISTRATOR.value
    rows = await tx.execute(select(staff.c.id).where(_AT_WORK, administrators).order_by(staff.c.id).with_for_update())
    return len(set(rows.scalars()) - {staff_id})


async def set_active(tx: Transaction, staff_id: str, active: bool) -> bool:
    """Open or close an account; False if there is none."""
    return (await tx.execute(update(staff).where(staff.c.id == staff_id).values(active=active))).rowcount > 0


async def set_password(tx: Transaction, staff_id: str, password_hash: str) -> bool:
    """Replace the password's hash; False if there is no such account."""
    change = update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash)
    return (await tx.execute(change)).rowcount > 0


async def by_email(snapshot: Snapshot, keyring: KeyRing, email: str) -> Account | None:
    """The account of this address, however it is written in upper or lower case, active or not."""
    found = await _accounts(snapshot, keyring, staff.c.email_tag == _tag(keyring, email))
    return found[0] if found else None


async def by_id(snapshot: Snapshot, keyring: KeyRing, staff_id: str) -> Account | None:
    """The account with this id, active or not."""
    found = await _accounts(snapshot, keyring, staff.c.id == staff_id)
    return found[0] if found else None


async def by_ids(snapshot: Snapshot, keyring: KeyRing, ids: Iterable[str]) -> Mapping[str, Account]:
    """The accounts with these ids, to put names to them. One that cannot be opened is left out."""
    rows, queues = await _rows(snapshot, staff.c.id.in_(sorted(set(ids))))
    found = dict[str, Account]()
    for row in rows:
        try:
            found[row.id] = _account(row, keyring, queues.get(row.id, {}))
        except CannotOpen:
            log.error("an account cannot be opened", staff_id=row.id)
    return found


async def everybody(snapshot: Snapshot, keyring: KeyRing, *, active_only: bool = True) -> Sequence[Account]:
    """All accounts, the oldest first. ``active_only``: those that can log in."""
    return await _accounts(snapshot, keyring, _AT_WORK if active_only else staff.c.id.is_not(None))


async def roster(snapshot: Snapshot) -> Sequence[Colleague]:
    """Every account that can log in, as far as routing mail needs it; opens nothing that is sealed."""
    rows = (await snapshot.execute(_ROSTER)).all()
    queues, wishes = await _queues(snapshot, None), await staff_mail.of_many(snapshot)
    return [
        Colleague(
            row.id,
            StaffRole(row.role),
            None if row.all_queues else frozenset(queues.get(row.id, {})),
            frozenset(queue for queue, lead in queues.get(row.id, {}).items() if lead),
            frozenset(_languages(row.languages)),
            row.locale,
            duty_of(row),
            wishes.get(row.id, AS_IT_COMES),
        )
        for row in rows
    ]


async def count(snapshot: Snapshot) -> int:
    """How many accounts can log in."""
    statement = select(func.count()).select_from(staff).where(_AT_WORK)
    return int((await snapshot.execute(statement)).scalar_one())


async def _accounts(snapshot: Snapshot, keyring: KeyRing, which: Any) -> list[Account]:
    rows, queues = await _rows(snapshot, which)
    return [_account(row, keyring, queues.get(row.id, {})) for row in rows]


async def _rows(snapshot: Snapshot, which: Any) -> tuple[Sequence[Any], Mapping[str, dict[str, bool]]]:
    rows = (await snapshot.execute(select(staff).where(which).order_by(staff.c.created_at, staff.c.id))).all()
    return rows, await _queues(snapshot, [row.id for row in rows]) if rows else {}


async def _queues(snapshot: Snapshot, ids: list[str] | None) -> dict[str, dict[str, bool]]:
    statement = select(staff_queues).order_by(staff_queues.c.queue)
    if ids is not None:
        statement = statement.where(staff_queues.c.staff_id.in_(ids))
    found: dict[str, dict[str, bool]] = {}
    for row in await snapshot.execute(statement):
        found.setdefault(row.staff_id, {})[row.queue] = row.lead
    return found


async def _insert_queues(tx: Transaction, staff_id: str, queues: Mapping[str, bool]) -> None:
    if queues:
        rows = [{"staff_id": staff_id, "queue": queue, "lead": lead} for queue, lead in queues.items()]
        await tx.execute(insert(staff_queues), rows)


def _account(row: Any, keyring: KeyRing, queues: Mapping[str, bool]) -> Account:
    return Account(
        id=row.id,
        email=_open(keyring, row.id, "email", row.email_sealed),
        name=_open(keyring, row.id, "name", row.name_sealed),
        password_hash=row.password_hash,
        role=StaffRole(row.role),
        locale=row.locale,
        languages=_languages(row.languages),
        all_queues=row.all_queues,
        queues=queues,
        active=row.active,
        created_at=row.created_at,
        duty=duty_of(row),
    )


def _languages(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _tag(keyring: KeyRing, email: str) -> bytes:
    return keyring.tag("staff-email", email.strip().casefold(), size=16)


def _seal(keyring: KeyRing, staff_id: str, kind: str, text: str) -> bytes:
    return keyring.seal(text.encode(), about=about(staff_id, f"staff-{kind}", 1))


def _open(keyring: KeyRing, staff_id: str, kind: str, sealed: bytes) -> str:
    return keyring.open(sealed, about=about(staff_id, f"staff-{kind}", 1)).decode()
