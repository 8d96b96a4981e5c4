"""Links by which a colleague chooses a password. The token is in a mail and nowhere else: here is only its SHA-256."""

import hashlib
from datetime import datetime

from sqlalchemy import delete, insert, select

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import invitations


async def offer(tx: Transaction, token: str, staff_id: str, *, now: datetime, until: datetime) -> None:
    """A link that works once, until then. Earlier ones of the same colleague work no more."""
    await withdraw(tx, staff_id)
    row = {"token_hash": _hash(token), "staff_id": staff_id, "created_at": now, "expires_at": until}
    await tx.execute(insert(invitations).values(row))


async def invited(snapshot: Snapshot, token: str, *, now: datetime) -> str | None:
    """Whose link this is, while it works."""
    works = (invitations.c.token_hash == _hash(token), invitations.c.expires_at > now)
    return (await snapshot.execute(select(invitations.c.staff_id).where(*works))).scalar()


async def use(tx: Transaction, token: str, *, now: datetime) -> str | None:
    """Spend the link: whose it was. None: it does not work, or somebody was faster."""
    works = (invitations.c.token_hash == _hash(token), invitations.c.expires_at > now)
    statement = delete(invitations).where(*works).returning(invitations.c.staff_id)
    return (await tx.execute(statement)).scalar()


async def withdraw(tx: Transaction, staff_id: str) -> None:
    """No link of this colleague works any more."""
    await tx.execute(delete(invitations).where(invitations.c.staff_id == staff_id))


async def open_ones(snapshot: Snapshot, *, now: datetime) -> dict[str, datetime]:
    """Colleagues with a link that works, and until when."""
    works = select(invitations.c.staff_id, invitations.c.expires_at).where(invitations.c.expires_at > now)
    return {row.staff_id: row.expires_at for row in await snapshot.execute(works)}


async def sweep(tx: Transaction, *, now: datetime) -> int:
    """Forget links that work no more; how many."""
    return (await tx.execute(delete(invitations).where(invitations.c.expires_at <= now))).rowcount


def _hash(token: str) -> bytes:
    # No salt, no stretching: the token has 256 random bits, there is nothing to guess.
    return hashlib.sha256(token.encode()).digest()
