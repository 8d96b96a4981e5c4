"""Staff accounts and their sessions: who is added, who comes in, who is asking, who goes.

A log-in answers the same, after the same work, whether the address is unknown, the password wrong or the account
disabled.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from intake.domain.access import Actor
from intake.domain.errors import NotFound, Refused, TooMany
from intake.domain.values import StaffRole
from intake.lib import contacts, passwords
from intake.lib.database import Database, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.store import audit, inquiries, sessions, staff, throttles
from intake.store.audit import Entry
from intake.store.sessions import Session
from intake.store.staff import Account as Account
from intake.store.work import invitations

SESSION_IDLE: Final = timedelta(minutes=30)
SESSION_LIFE: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=1)
CLOCK_SLACK: Final = timedelta(minutes=5)
LONGEST_EMAIL: Final = contacts.LONGEST_EMAIL
LONGEST_PASSWORD: Final = passwords.LONGEST
# A refused try costs nothing, so whoever knows the password is let in again within the refill of one try. Who guesses
# from one network empties their own bucket; the account's is so wide that one network never shuts its owner out.
PER_ADDRESS: Final = Bucket(size=30, refill=timedelta(seconds=5))
PER_BOTH: Final = Bucket(size=10, refill=timedelta(minutes=1))
PER_ACCOUNT: Final = Bucket(size=100, refill=timedelta(seconds=10))
WHEN_BUSY: Final = 5
OPERATOR: Final = "operator"
PUBLIC: Final = "public"


class WrongLogIn(Refused):
    """Address and password do not belong together, or the account is disabled: nobody learns which."""


class LastAdministrator(Refused):
    """Nobody else could manage the staff any more: make another administrator first."""


class CannotAdd(Refused):
    """The account cannot be made, or not be changed so.

    ``code``: not_an_email, taken, no_name, no_queue, translator_queue, no_language, no_stand_in, too_short, too_long,
    too_common.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who is added. A queue that is led is served as well."""

    email: str
    name: str
    password: str
    role: StaffRole
    languages: tuple[str, ...]
    locale: str
    queues: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    all_queues: bool = False


@dataclass(frozen=True, slots=True)
class LogIn:
    """One try. ``address`` is the visitor's network; ``replaces`` the session this browser already had."""

    email: str
    password: str
    address: str
    replaces: str | None = None


async def add_staff(new: NewAccount, *, db: Database, keyring: KeyRing, now: datetime) -> str:
    """Make an account; answers with its id. Raises `CannotAdd`."""
    email = contacts.parse_email(new.email)
    problem = _problem(new, email)
    if email is None or problem is not None:
        raise CannotAdd(problem or "not_an_email")
    account = Account(
        id=new_id(),
        email=email.key,
        name=new.name.strip(),
        password_hash=await passwords.hash_password(new.password),
        role=new.role,
        locale=new.locale,
        languages=new.languages,
        all_queues=new.all_queues,
        queues={queue: queue in new.leads for queue in sorted(new.queues | new.leads)},
        active=True,
        created_at=now,
    )
    async with db.write() as tx:
        if await staff.by_email(tx, keyring, email.key) is not None:
            raise CannotAdd("taken")
        await staff.add(tx, keyring, account)
        detail = {"role": account.role.value}
        await audit.append(tx, Entry(now, OPERATOR, "staff.add", "staff", account.id, detail=detail))
    return account.id


def weakness_of(password: str, name: str, email: str) -> str | None:
    """Why an account's password is refused, as a code of `CannotAdd`; or None."""
    return passwords.check_strength(password, words=[*name.split(), *email.split("@")])


async def log_in(attempt: LogIn, *, db: Database, keyring: KeyRing, now: datetime) -> str:
    """A new session's token. Raises `WrongLogIn` or, when there were too many tries, `TooMany`."""
    email = contacts.parse_email(attempt.email) if len(attempt.password) <= LONGEST_PASSWORD else None
    key = email.key if email else ""
    async with db.write() as tx:
        await spend_a_try(tx, keyring, key, attempt.address, now)
        found = await staff.by_email(tx, keyring, key) if key else None
    try:
        # In any case a hash is computed, outside the transaction: it takes a tenth of a second.
        right = await passwords.verify_password((found.password_hash or None) if found else None, attempt.password)
        better = await _made_anew(found, attempt.password) if found and right else None
    except passwords.Busy:
        raise TooMany(WHEN_BUSY) from None
    token = secrets.token_urlsafe(32)
    async with db.write() as tx:
        # Read again: the account may have been disabled while the password was checked.
        account = await staff.by_id(tx, keyring, found.id) if found and right else None
        # Or another password was chosen meanwhile: the one that was checked is theirs no more.
        if account is not None and account.active and found and account.password_hash == found.password_hash:
            if better is not None:
                await staff.set_password(tx, account.id, better)
            await _begin(tx, account, token, attempt.replaces, now)
            return token
        who = found.id if found else PUBLIC
        await audit.append(tx, Entry(now, who, "session.begin", "staff", who, "refused"))
    raise WrongLogIn


async def actor_of(token: str, *, db: Database, keyring: KeyRing, now: datetime, counts: bool = True) -> Actor | None:
    """Who this session belongs to, or None: unknown, idle too long, too old, or the account is disabled.

    ``counts``: whether somebody did something. What a page asks by itself does not keep a session alive.
    """
    async with db.read() as snapshot:
        session = await sessions.by_token(snapshot, token)
        if session is None or not _holds(session, now):
            return None
        account = await staff.by_id(snapshot, keyring, session.staff_id)
    if account is None or not account.active:
        return None
    if counts and now - session.last_seen_at >= SEEN_EVERY:
        async with db.write() as tx:
            await sessions.seen(tx, token, now=now)
    return account.actor


async def log_out(token: str, *, db: Database, now: datetime) -> None:
    """End the session. Ending one that is over is no error."""
    async with db.write() as tx:
        await _end(tx, token, now)


async def disable(email: str, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Close an account: no log-in any more, and every session of it is over. Raises `NotFound`, `LastAdministrator`."""
    parsed = contacts.parse_email(email)
    async with db.write() as tx:
        found = await staff.by_email(tx, keyring, parsed.key) if parsed else None
        if found is None:
            raise NotFound
        await close(tx, keyring, found, OPERATOR, now=now)


async def close(tx: Transaction, keyring: KeyRing, account: Account, by: str, *, now: datetime) -> None:
    """The one way an account is closed, whoever asks: sessions and links are over, what they looked after is nobody's.

    What they wrote stays. Raises `LastAdministrator`.
    """
    await keep_an_administrator(tx, account)
    await staff.set_active(tx, account.id, active=False)
    await sessions.end_all_of(tx, account.id)
    await invitations.withdraw(tx, account.id)
    await audit.append(tx, Entry(now, by, "staff.disable", "staff", account.id))
    await let_go(tx, keyring, account.id, by, now=now)


async def let_go(
    tx: Transaction, keyring: KeyRing, staff_id: str, by: str, *, serves: Collection[str] = (), now: datetime
) -> None:
    """What somebody looked after and may not see any more goes back to its queues. ``serves``: what is theirs still."""
    left = await inquiries.leave(tx, keyring, staff_id, serves=serves, now=now)
    freed = (Entry(now, by, "inquiry.assign", "inquiry", inquiry_id, detail={"to": ""}) for inquiry_id in left)
    await audit.append(tx, *freed)


async def keep_an_administrator(tx: Transaction, account: Account) -> None:
    """Raise `LastAdministrator` if nobody but this account could manage the staff."""
    others = await staff.other_administrators(tx, account.id)
    if account.active and account.role is StaffRole.ADMINISTRATOR and others == 0:
        raise LastAdministrator


async def listing(*, db: Database, keyring: KeyRing) -> Sequence[Account]:
    """Every account by name, for the operator on the command line."""
    async with db.read() as snapshot:
        found = await staff.everybody(snapshot, keyring, active_only=False)
    return sorted(found, key=lambda account: account.name.casefold())


async def anybody(*, db: Database) -> bool:
    """Whether there is any account yet that could log in."""
    async with db.read() as snapshot:
        return await staff.count(snapshot) > 0


def _problem(new: NewAccount, email: contacts.Email | None) -> str | None:
    if email is None:
        return "not_an_email"
    if not new.name.strip():
        return "no_name"
    return weakness_of(new.password, new.name, email.address)


async def _made_anew(account: Account, password: str) -> str | None:
    """The hash to keep from now on, where the stored one was made with less work than we ask for today."""
    if not passwords.hasher.outdated(account.password_hash):
        return None
    return await passwords.hash_password(password)


async def spend_a_try(tx: Transaction, keyring: KeyRing, email_key: str, address: str, now: datetime) -> None:
    """Spend one try of the visitor's network and of the account meant, whether it exists or not. Raises `TooMany`."""
    for kind, value, bucket in (
        ("log-in address", address, PER_ADDRESS),
        ("log-in both", f"{address} {email_key}", PER_BOTH),
        ("log-in account", email_key, PER_ACCOUNT),
    ):
        if wait := await throttles.take(tx, keyring.tag(kind, value, size=16).hex(), bucket, now=now):
            raise TooMany(wait)  # within the transaction: the tries spent before are given back


async def _begin(tx: Transaction, account: Account, token: str, replaces: str | None, now: datetime) -> None:
    if replaces:
        await _end(tx, replaces, now)
    # One that ended is remembered for a while: what its owner still sends is given back to nobody else.
    await sessions.sweep(tx, idle_since=now - SESSION_LIFE, started_before=now - 2 * SESSION_LIFE)
    await sessions.start(tx, token, account.id, now=now)
    await audit.append(tx, Entry(now, account.id, "session.begin", "staff", account.id))


async def _end(tx: Transaction, token: str, now: datetime) -> None:
    session = await sessions.by_token(tx, token)
    if session is not None:
        await sessions.end(tx, token)
        await audit.append(tx, Entry(now, session.staff_id, "session.end", "staff", session.staff_id))


def _holds(session: Session, now: datetime) -> bool:
    """A session from the future is none: a clock that was wrong must not make one immortal."""
    age, idle = now - session.created_at, now - session.last_seen_at
    return -CLOCK_SLACK <= age < SESSION_LIFE and -CLOCK_SLACK <= idle < SESSION_IDLE
