"""A link by mail with which a colleague chooses a password nobody else knows. It works once, and for two days.

A link that is unknown, used, too old or of a closed account is refused alike, after the same work.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.domain.errors import NotFound, TooMany
from intake.domain.message import MailKind
from intake.lib import passwords
from intake.lib.database import Database, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.services.accounts import WHEN_BUSY, Account, CannotAdd, weakness_of
from intake.services.mail.kinds import INVITATION_KEPT, link_token
from intake.services.office import Office
from intake.store import audit, outbox, sessions, staff, throttles
from intake.store.audit import Entry
from intake.store.work import invitations

# To one account, whoever presses the button: we are not to be used to flood somebody.
OF_ACCOUNT: Final = Bucket(size=5, refill=INVITATION_KEPT / 10)
PER_ADDRESS: Final = Bucket(size=30, refill=INVITATION_KEPT / 2000)
LONGEST_TOKEN: Final = 64


@dataclass(frozen=True, slots=True)
class Choosing:
    """A try to choose a password. ``address`` is the visitor's network."""

    token: str
    password: str
    address: str


async def send(tx: Transaction, account: Account, *, office: Office, now: datetime) -> None:
    """Order the mail with a link; an earlier one works no more. Raises `TooMany`; whoever calls rings afterwards."""
    if wait := await throttles.take(tx, throttles.key_of(office.keyring, "invited", account.id), OF_ACCOUNT, now=now):
        raise TooMany(wait)
    kind, order_id = MailKind.INVITATION, new_id()
    order = office.order(
        kind, None, account.locale, because=order_id, now=now, recipient=account.email, order_id=order_id
    )
    token = link_token(office.keyring, order_id, kind)
    await invitations.offer(tx, token, account.id, now=now, until=now + INVITATION_KEPT)
    await outbox.enqueue(tx, office.keyring, [order])


async def look(token: str, *, address: str, db: Database, keyring: KeyRing, now: datetime) -> Account:
    """Whose link this is. Raises `NotFound`, `TooMany`."""
    async with db.write() as tx:
        await _slow_down(tx, keyring, address, now)
        found = await _invited(tx, keyring, token, now)
    if found is None:
        raise NotFound
    return found


async def choose(choosing: Choosing, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Keep the password, spend the link, and end every session the account had.

    Raises `NotFound`, `TooMany`, and `CannotAdd`: too_short, too_long, too_common; the link still works then.
    """
    account = await look(choosing.token, address=choosing.address, db=db, keyring=keyring, now=now)
    if weakness := weakness_of(choosing.password, account.name, account.email):
        raise CannotAdd(weakness)
    try:
        # Outside the transaction: it takes a tenth of a second.
        hashed = await passwords.hash_password(choosing.password)
    except passwords.Busy:
        raise TooMany(WHEN_BUSY) from None
    async with db.write() as tx:
        # Looked at again: the link may have been used or the account closed while the password was hashed.
        found = await _invited(tx, keyring, choosing.token, now)
        if found is None or await invitations.use(tx, choosing.token, now=now) is None:
            raise NotFound
        await staff.set_password(tx, found.id, hashed)
        await invitations.withdraw(tx, found.id)
        await sessions.end_all_of(tx, found.id)
        await audit.append(tx, Entry(now, found.id, "staff.password", "staff", found.id))


async def _invited(tx: Transaction, keyring: KeyRing, token: str, now: datetime) -> Account | None:
    staff_id = await invitations.invited(tx, token, now=now) if len(token) == LONGEST_TOKEN else None
    account = await staff.by_id(tx, keyring, staff_id) if staff_id else None
    return account if account and account.active else None


async def _slow_down(tx: Transaction, keyring: KeyRing, address: str, now: datetime) -> None:
    """A guess is one of 2^256: this only keeps somebody from loading the database with guesses."""
    if wait := await throttles.take(tx, throttles.key_of(keyring, "invitation", address), PER_ADDRESS, now=now):
        raise TooMany(wait)
