"""Inquirers looking at their own inquiry, and links that let them in once. Of every token only its SHA-256 is here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update

from intake.domain.visit import Level, Visit
from intake.lib.database import Snapshot, Transaction
from intake.store.tables import links, visits


@dataclass(frozen=True, slots=True)
class Kept:
    """A visit as it lies there, however old: whether it still holds is the service's rule."""

    visit: Visit
    created_at: datetime
    last_seen_at: datetime


async def start(tx: Transaction, token: str, visit: Visit, *, now: datetime) -> None:
    """Begin a visit for a token just made."""
    row = {"token_hash": _hash(token), "inquiry_id": visit.inquiry_id, "level": visit.level.value}
    await tx.execute(insert(visits).values({**row, "created_at": now, "last_seen_at": now}))


async def by_token(snapshot: Snapshot, token: str) -> Kept | None:
    """The visit of this token."""
    row = (await snapshot.execute(select(visits).where(visits.c.token_hash == _hash(token)))).first()
    return Kept(Visit(row.inquiry_id, Level(row.level)), row.created_at, row.last_seen_at) if row else None


async def seen(tx: Transaction, token: str, *, now: datetime) -> None:
    """Note that the visit goes on."""
    await tx.execute(update(visits).where(visits.c.token_hash == _hash(token)).values(last_seen_at=now))


async def end(tx: Transaction, token: str) -> None:
    """End one visit."""
    await tx.execute(delete(visits).where(visits.c.token_hash == _hash(token)))


async def offer_link(
    tx: Transaction, token: str, inquiry_id: str, *, email_tag: bytes, now: datetime, until: datetime
) -> None:
    """Keep a link that lets somebody in until then; ``email_tag``: of the mailbox it is sent to."""
    row = {"token_hash": _hash(token), "inquiry_id": inquiry_id, "created_at": now, "expires_at": until}
    await tx.execute(insert(links).values(row | {"email_tag": email_tag}))


async def inquiry_of_link(snapshot: Snapshot, token: str, *, now: datetime) -> str | None:
    """The inquiry a link opens, if it still does."""
    statement = select(links.c.inquiry_id).where(links.c.token_hash == _hash(token), links.c.expires_at > now)
    return (await snapshot.execute(statement)).scalar()


async def use_link(tx: Transaction, token: str) -> bytes | None:
    """Spend a link: the tag of the mailbox it was sent to, empty for one of long ago. None: it was spent already."""
    spent = delete(links).where(links.c.token_hash == _hash(token)).returning(links.c.email_tag)
    row = (await tx.execute(spent)).first()
    return None if row is None else bytes(row.email_tag or b"")


async def sweep(tx: Transaction, *, idle_since: datetime, started_before: datetime, now: datetime) -> int:
    """Delete visits that no longer hold, and links that are over; how many visits."""
    await tx.execute(delete(links).where(links.c.expires_at <= now))
    over = or_(visits.c.last_seen_at < idle_since, visits.c.created_at < started_before)
    return (await tx.execute(delete(visits).where(over))).rowcount


def _hash(token: str) -> bytes:
    # No salt, no stretching: the token has 128 random bits or more, there is nothing to guess.
    return hashlib.sha256(token.encode()).digest()
