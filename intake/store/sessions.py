"""Staff sessions. The token lies in a cookie and nowhere else: here is only its SHA-256."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is logged in. ``confirmed_at``: when they last gave their password again."""

    staff_id: str
    created_at: datetime
    last_seen_at: datetime
    confirmed_at: datetime | None = None


async def start(tx: Transaction, token: str, staff_id: str, *, now: datetime) -> None:
    """Begin a session for a token just made."""
    row = {"token_hash": _hash(token), "staff_id": staff_id, "created_at": now, "last_seen_at": now}
    await tx.execute(insert(sessions).values(row))


async def by_token(snapshot: Snapshot, token: str) -> Session | None:
    """The session of this token, however old: whether it still holds is the service's rule."""
    columns = (sessions.c.staff_id, sessions.c.created_at, sessions.c.last_seen_at, sessions.c.confirmed_at)
    row = (await snapshot.execute(select(*columns).where(sessions.c.token_hash == _hash(token)))).first()
    return Session(row.staff_id, row.created_at, row.last_seen_at, row.confirmed_at) if row else None


async def seen(tx: Transaction, token: str, *, now: datetime) -> None:
    """Note that the session was used."""
    await tx.execute(update(sessions).where(sessions.c.token_hash == _hash(token)).values(last_seen_at=now))


async def confirm(tx: Transaction, token: str, *, now: datetime) -> bool:
    """Note that the password was given again; False if there is no such session any more."""
    noted = update(sessions).where(sessions.c.token_hash == _hash(token)).values(confirmed_at=now)
    return (await tx.execute(noted)).rowcount > 0


async def end(tx: Transaction, token: str) -> bool:
    """End one session; False if there was none."""
    return (await tx.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))).rowcount > 0


async def end_all_of(tx: Transaction, staff_id: str) -> int:
    """End every session of a colleague; how many."""
    return (await tx.execute(delete(sessions).where(sessions.c.staff_id == staff_id))).rowcount


async def sweep(tx: Transaction, *, idle_since: datetime, started_before: datetime) -> int:
    """Delete sessions that no longer hold; how many."""
    over = or_(sessions.c.last_seen_at < idle_since, sessions.c.created_at < started_before)
    return (await tx.execute(delete(sessions).where(over))).rowcount


def _hash(token: str) -> bytes:
    # No salt, no stretching: the token has 128 random bits or more, there is nothing to guess.
    return hashlib.sha256(token.encode()).digest()
