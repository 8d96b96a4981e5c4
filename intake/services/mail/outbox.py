"""The outbox as whoever keeps the service running sees it: what waits for a person, what waits, what went out.

Never an address. An inquiry is named only to those who serve its queue.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.domain.access import Actor
from intake.domain.errors import NotFound
from intake.domain.mail_state import Reason
from intake.domain.message import MailKind, OutboxState
from intake.lib.database import Database, Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.services.desk.served import queue_tags
from intake.services.office import Office
from intake.store import audit, mails, outbox, staff
from intake.store.mails import MANY, MailShelf
from intake.store.outbox_entries import OutboxEntry

__all__ = ["MANY", "MailShelf", "Outbox", "OutboxEntry", "look", "order", "orders", "put_aside", "retry", "retry_all"]

A_PAGE: Final = 50
OPERATOR: Final = "operator"


@dataclass(frozen=True, slots=True)
class Outbox:
    """A page of mails. ``names``: of colleagues; ``references``: of inquiries their reader serves."""

    mails: Sequence[OutboxEntry]
    counts: Mapping[MailShelf, int]
    names: Mapping[str, str]
    references: Mapping[str, str]
    more: bool


async def look(
    actor: Actor, shelf: MailShelf, *, kind: MailKind | None = None, below: str | None = None, office: Office
) -> Outbox:
    """A page of a shelf, the latest first; ``below``: only what comes after this mail."""
    async with office.db.read() as snapshot:
        found = await mails.page(snapshot, shelf, kind=kind, below=below, limit=A_PAGE + 1)
        shown = found[:A_PAGE]
        return Outbox(
            mails=shown,
            counts=await mails.counts(snapshot),
            names=await names_of(snapshot, office.keyring, shown),
            references=await mails.references(
                snapshot, {one.inquiry_id for one in shown if one.inquiry_id}, queue_tags(actor, office.keyring)
            ),
            more=len(found) > A_PAGE,
        )


async def names_of(snapshot: Snapshot, keyring: KeyRing, found: Sequence[OutboxEntry]) -> Mapping[str, str]:
    """The names of the colleagues these mails are for."""
    accounts = await staff.by_ids(snapshot, keyring, {one.staff_id for one in found if one.staff_id})
    return {account.id: account.name for account in accounts.values()}


async def orders(
    *, db: Database, states: Collection[OutboxState] | None = None, limit: int = 1000
) -> Sequence[OutboxEntry]:
    """Orders, the latest first."""
    async with db.read() as snapshot:
        return await outbox.entries(snapshot, states, limit=limit)


async def order(order_id: str, *, db: Database) -> Sequence[OutboxEntry]:
    """One order, and before and after it those that are the same mail sent again. Raises `NotFound`."""
    async with db.read() as snapshot:
        found = await outbox.entry(snapshot, order_id)
        if found is None:
            raise NotFound
        return await mails.chain(snapshot, found)


async def retry(order_id: str, *, db: Database, now: datetime, who: str = OPERATOR) -> None:
    """Make one order due that waits or was given up. Raises `NotFound` for any other."""
    async with db.write() as tx:
        if not await mails.again(tx, now=now, order_id=order_id):
            raise NotFound
        await _write_down(tx, who, "mail.retried", order_id, now)


async def retry_all(*, db: Database, now: datetime, who: str = OPERATOR) -> int:
    """Make everything due that waits or was given up; how many."""
    async with db.write() as tx:
        count = await mails.again(tx, now=now)
        await _write_down(tx, who, "mail.retried", "all", now, count=count)
    return count


async def put_aside(order_id: str, *, db: Database, now: datetime, who: str = OPERATOR) -> None:
    """Somebody has dealt with a mail that was given up or came back. Raises `NotFound` for any other."""
    async with db.write() as tx:
        if not await mails.stop(tx, [order_id], why=Reason.DEALT_WITH):
            raise NotFound
        await _write_down(tx, who, "mail.cancelled", order_id, now, reason=Reason.DEALT_WITH.value)


async def _write_down(tx: Transaction, who: str, action: str, id_: str, now: datetime, **detail: str | int) -> None:
    await audit.append(tx, audit.Entry(now, who, action, "mail", id_, detail=detail))
