"""What other servers told about mails of ours: of each kind the first is kept, in whatever order they come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from intake.lib.database import Transaction
from intake.store.outbox import IS_MAIL
from intake.store.tables import outbox

O = outbox.c  # noqa: E741 - read as "the order's"


@dataclass(frozen=True, slots=True)
class Told:
    """The order a report is about. ``news``: it said for the first time that the mail is late, or could not go."""

    order_id: str
    news: bool


async def mark_bounced(
    tx: Transaction, *, order_id: str, message_id: str, code: str | None, now: datetime
) -> Told | None:
    """A mail could not be delivered; ``code`` says why (RFC 3463). None: the ids name no mail of ours."""
    found = await _named(tx, order_id, message_id)
    if found is None:
        return None
    change = update(outbox).where(O.id == found, O.bounced_at.is_(None)).values(bounced_at=now, bounce_code=code)
    return Told(found, (await tx.execute(change)).rowcount > 0)


async def mark_delayed(tx: Transaction, *, order_id: str, message_id: str, now: datetime) -> Told | None:
    """A mail takes longer, and is still being tried. None: the ids name no mail of ours."""
    found = await _named(tx, order_id, message_id)
    if found is None:
        return None
    change = update(outbox).where(O.id == found, O.delayed_at.is_(None)).values(delayed_at=now)
    return Told(found, (await tx.execute(change)).rowcount > 0)


async def _named(tx: Transaction, order_id: str, message_id: str) -> str | None:
    """The order with this id, else the one whose mail had this Message-ID."""
    ways: list[ColumnElement[bool]] = []
    if order_id:
        ways.append(O.id == order_id)
    if message_id:
        ways.append(O.message_id == message_id)
    for way in ways:
        row = (await tx.execute(select(O.id).where(way, IS_MAIL))).first()
        if row is not None:
            return str(row.id)
    return None
