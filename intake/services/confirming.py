"""Asking for the password again, before something that a session left open on a desk must not be enough for."""

from datetime import datetime, timedelta
from typing import Final

from intake.domain.access import Actor
from intake.domain.errors import Refused, TooMany
from intake.lib import passwords
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.accounts import CLOCK_SLACK, WHEN_BUSY, spend_a_try
from intake.store import audit, sessions, staff
from intake.store.audit import Entry

CONFIRMED_FOR: Final = timedelta(minutes=10)


class WrongPassword(Refused):
    """It is not this person's password."""


async def is_confirmed(token: str, *, db: Database, now: datetime) -> bool:
    """Whether the password was given in this session within the last ten minutes."""
    async with db.read() as snapshot:
        session = await sessions.by_token(snapshot, token)
    if session is None or session.confirmed_at is None:
        return False
    return -CLOCK_SLACK <= now - session.confirmed_at < CONFIRMED_FOR


async def confirm(
    actor: Actor, token: str, password: str, *, address: str, db: Database, keyring: KeyRing, now: datetime
) -> None:
    """Let this session do more for ten minutes. ``address`` is the visitor's network, whose tries are those of log-ins.

    Raises `WrongPassword` or, when there were too many tries, `TooMany`.
    """
    async with db.write() as tx:
        account = await staff.by_id(tx, keyring, actor.staff_id)
        await spend_a_try(tx, keyring, account.email if account else "", address, now)
    hashed = account.password_hash if account else None
    try:
        right = await passwords.verify_password(hashed, password)
    except passwords.Busy:
        raise TooMany(WHEN_BUSY) from None
    async with db.write() as tx:
        # The account may have been disabled, or the session ended, while the password was checked.
        now_account = await staff.by_id(tx, keyring, actor.staff_id)
        holds = right and now_account is not None and now_account.active and now_account.password_hash == hashed
        done = holds and await sessions.confirm(tx, token, now=now)
        outcome = "done" if done else "refused"
        await audit.append(tx, Entry(now, actor.staff_id, "session.confirm", "staff", actor.staff_id, outcome))
    if not done:
        raise WrongPassword
