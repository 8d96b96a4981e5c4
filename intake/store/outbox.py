"""Orders to send a mail: kind, reader, language, no text. Delivered at least once; a lease's token fences late workers.

``next_at`` says when somebody must look at a row again: the next try, or the end of a lease. It is empty once an order
is done with, so what is due is one range of one index however many mails were ever sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import CTE, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningUpdate

from intake.domain.message import Failure, MailKind, OutboxState
from intake.lib.crypto import CannotOpen
from intake.lib.database import Snapshot, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.store import audit, keys
from intake.store.outbox_entries import OutboxEntry, entry_of
from intake.store.sealing import InquiryKey, about, from_json, to_json
from intake.store.tables import outbox

NOT_WANTED: Final = "not_wanted_any_more"
"""What it is about is over, or says something else by now."""

S = OutboxState
log = structlog.get_logger()
IS_MAIL = outbox.c.webhook_id.is_(None)
"""The outbox also holds what is told to the clinic's own systems (`store.webhooks`), which is no mail."""
RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class MailOrder:
    """A mail to be sent: to a ``recipient`` (an address, sealed under the inquiry's key), or to a colleague.

    A second order with the same ``dedupe_key`` is not taken. A mail about a draft has no inquiry: its address is
    sealed under the key ring, and forgotten once it is sent.
    """

    id: str
    kind: MailKind
    dedupe_key: str
    inquiry_id: str | None
    locale: str
    message_id: str
    created_at: datetime
    recipient: str | None = field(default=None, repr=False)
    staff_id: str | None = None
    discreet: bool = False  # it must not even say who writes; sealed with the address
    repeats_id: str | None = None  # the order this one sends again
    not_before: datetime | None = None
    digest: bool = False  # goes out together with others
    refused: str | None = None  # why it is not sent at all: a code
    answers: str = ""  # the Message-ID of theirs that set it off; sealed with the address


@dataclass(frozen=True, slots=True)
class LeasedMail:
    """An order that is this worker's until ``lease_until``. Hand the token back with the outcome."""

    id: str
    kind: MailKind
    inquiry_id: str | None
    recipient: str | None = field(repr=False)
    staff_id: str | None
    locale: str
    message_id: str
    attempts: int  # this one included
    created_at: datetime
    lease_token: str
    lease_until: datetime
    discreet: bool = False
    digest: bool = False
    answers: str = ""


_ENQUEUE = insert(outbox).on_conflict_do_nothing(index_elements=["dedupe_key"])
_DUE = (
    select(outbox.c.id)
    .where(outbox.c.next_at <= bindparam("now"), IS_MAIL)
    .order_by(outbox.c.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)  # SQLite has one writer, and leaves it out
    .cte("due")
)
_DIGESTS = (
    select(outbox.c.id)
    .where(outbox.c.next_at <= bindparam("now"), outbox.c.digest)
    .where(outbox.c.staff_id.in_(bindparam("people", expanding=True)))
    .with_for_update(skip_locked=True)
    .cte("due")
)


def _claiming(due: CTE) -> ReturningUpdate[Any]:
    held = {
        "state": S.LEASED,
        "attempts": outbox.c.attempts + 1,
        "lease_token": bindparam("token"),
        "lease_until": bindparam("until"),
        "next_at": bindparam("until"),
    }
    return update(outbox).where(outbox.c.id.in_(select(due.c.id))).values(held).returning(outbox)


_CLAIM, _CLAIM_DIGESTS = _claiming(_DUE), _claiming(_DIGESTS)


async def enqueue(tx: Transaction, keyring: KeyRing, orders: Sequence[MailOrder]) -> None:
    """Order mails. Raises `keys.KeyGone` for an inquiry that was erased."""
    wanted = {order.inquiry_id for order in orders if order.recipient and order.inquiry_id}
    known = await keys.of_many(tx, keyring, wanted)
    for gone in wanted - known.keys():
        raise keys.KeyGone(gone)
    about_none = [order for order in orders if order.inquiry_id is None]
    rows = [_row(order, _under_the_ring(keyring, order)) for order in about_none]
    if rows:
        await tx.insert(_ENQUEUE, rows)
    await enqueue_under(tx, known, [order for order in orders if order.inquiry_id is not None])


async def enqueue_under(tx: Transaction, known: Mapping[str, InquiryKey], orders: Sequence[MailOrder]) -> None:
    """Order mails about inquiries whose keys are at hand."""
    sealed = {
        order.id: known[order.inquiry_id].seal(RECIPIENT, order.id, [order.recipient, order.discreet])
        for order in orders
        if order.recipient and order.inquiry_id is not None
    }
    await tx.insert(_ENQUEUE, [_row(order, sealed.get(order.id)) for order in orders])


async def is_ordered(snapshot: Snapshot, inquiry_id: str, kind: MailKind) -> bool:
    """Whether a mail of this kind about the inquiry was ever ordered, sent or not."""
    mine = (outbox.c.inquiry_id == inquiry_id, outbox.c.kind == kind)
    return (await snapshot.execute(select(outbox.c.id).where(*mine).limit(1))).first() is not None


async def claim(
    tx: Transaction, keyring: KeyRing, *, now: datetime, limit: int, lease: timedelta
) -> Sequence[LeasedMail]:
    """Take up to ``limit`` orders that are due, or whose lease ran out, the longest waiting first.

    More where a digest is among them: what goes out together is taken together.
    """
    token, until = new_id(), now + lease
    values = {"now": now, "limit": limit, "token": token, "until": until}
    rows = list(await tx.execute(_CLAIM, values))
    if people := sorted({row.staff_id for row in rows if row.digest and row.staff_id}):
        rows += await tx.execute(_CLAIM_DIGESTS, values | {"people": people})
    under_keys = [row for row in rows if row.recipient_sealed and row.inquiry_id is not None]
    known = await keys.of_many(tx, keyring, [row.inquiry_id for row in under_keys])
    erased = [row.id for row in under_keys if row.inquiry_id not in known]
    if erased:
        await tx.execute(update(outbox).where(outbox.c.id.in_(erased)).values(let_go(S.CANCELLED)))
    mails, unreadable = list[LeasedMail](), list[str]()
    for row in (row for row in rows if row.id not in erased):
        try:
            mails.append(_leased(row, recipient_of(row, known, keyring)))
        except (CannotOpen, ValueError):  # a damaged row, or a kind of another release: it stops no other
            unreadable.append(row.id)
    if unreadable:
        log.error("mails cannot be read, and are given up", count=len(unreadable))
        values = let_go(S.DEAD) | {"last_error": Failure.NOT_COMPOSED.value}
        await tx.execute(update(outbox).where(outbox.c.id.in_(unreadable)).values(values))
        detail = {"reason": Failure.NOT_COMPOSED.value}
        await audit.append(
            tx, *(audit.Entry(now, "worker", "mail.dead", "mail", id_, detail=detail) for id_ in unreadable)
        )
    return sorted(mails, key=lambda mail: (mail.created_at, mail.id))


async def forget_old(tx: Transaction, *, before: datetime) -> int:
    """Delete orders that belong to no inquiry and were made before then, whatever became of them; how many."""
    old = (outbox.c.inquiry_id.is_(None), outbox.c.created_at < before)
    return (await tx.execute(delete(outbox).where(*old))).rowcount


async def cancel_of(tx: Transaction, inquiry_id: str) -> int:
    """Stop every mail about an inquiry that has not gone out; how many."""
    pending = outbox.c.state.in_([S.QUEUED, S.DEAD]) & IS_MAIL
    values = let_go(S.CANCELLED) | {"last_error": NOT_WANTED}
    change = update(outbox).where(outbox.c.inquiry_id == inquiry_id, pending).values(values)
    return (await tx.execute(change)).rowcount


async def entries(
    snapshot: Snapshot,
    states: Collection[OutboxState] | None = None,
    *,
    inquiry_id: str | None = None,
    limit: int = 200,
) -> Sequence[OutboxEntry]:
    """Orders, the latest first."""
    statement = select(outbox).where(IS_MAIL).order_by(outbox.c.created_at.desc(), outbox.c.id.desc()).limit(limit)
    if states is not None:
        statement = statement.where(outbox.c.state.in_(sorted(states)))
    if inquiry_id is not None:
        statement = statement.where(outbox.c.inquiry_id == inquiry_id)
    return [entry_of(row) for row in await snapshot.execute(statement)]


async def states_of(snapshot: Snapshot, dedupe_keys: Collection[str]) -> Mapping[str, OutboxState]:
    """What became of the orders with these keys; those that never were are left out."""
    statement = select(outbox.c.dedupe_key, outbox.c.state).where(outbox.c.dedupe_key.in_(sorted(dedupe_keys)))
    rows = await snapshot.execute(statement) if dedupe_keys else ()
    return {row.dedupe_key: S(row.state) for row in rows}


async def entry(snapshot: Snapshot, order_id: str) -> OutboxEntry | None:
    """One order, or None."""
    row = (await snapshot.execute(select(outbox).where(outbox.c.id == order_id, IS_MAIL))).first()
    return None if row is None else entry_of(row)


async def next_due(snapshot: Snapshot) -> datetime | None:
    """When the worker must look again: the earliest try or end of a lease; None when nothing is left to do."""
    earliest: datetime | None = (await snapshot.execute(select(func.min(outbox.c.next_at)).where(IS_MAIL))).scalar()
    return earliest


def let_go(state: OutboxState) -> dict[str, Any]:
    """The columns of an order that nobody holds any more; one that waits also needs its ``next_at``."""
    return {"state": state, "next_at": None, "lease_token": None, "lease_until": None}


def _under_the_ring(keyring: KeyRing, order: MailOrder) -> bytes | None:
    said = [order.recipient, order.discreet, order.answers]
    return keyring.seal(to_json(said), about=about(order.id, RECIPIENT, 1)) if order.recipient else None


def recipient_of(row: Any, known: Mapping[str, InquiryKey], keyring: KeyRing) -> tuple[str | None, bool, str]:
    """The address, whether the mail must be discreet, and what it answers; older orders are an address alone."""
    if row.recipient_sealed is None:
        return None, False, ""
    if row.inquiry_id is None:
        opened = keyring.open(row.recipient_sealed, about=about(row.id, RECIPIENT, 1))
        value = from_json(opened) if opened.startswith(b"[") else opened.decode()
    else:
        value = known[row.inquiry_id].open(RECIPIENT, row.id, row.recipient_sealed)
    if isinstance(value, str):
        return value, False, ""
    return value[0], value[1], value[2] if len(value) > 2 else ""


def _row(order: MailOrder, sealed: bytes | None) -> dict[str, Any]:
    return {
        "id": order.id,
        "kind": order.kind.value,
        "dedupe_key": order.dedupe_key,
        "inquiry_id": order.inquiry_id,
        "recipient_sealed": sealed,
        "staff_id": order.staff_id,
        "locale": order.locale,
        "state": S.CANCELLED.value if order.refused else S.QUEUED.value,
        "attempts": 0,
        "next_at": None if order.refused else order.not_before or order.created_at,
        "last_error": order.refused,
        "digest": order.digest,
        "message_id": order.message_id,
        "created_at": order.created_at,
        "repeats_id": order.repeats_id,
    }


def _leased(row: Any, to: tuple[str | None, bool, str]) -> LeasedMail:
    recipient, discreet, answers = to
    return LeasedMail(
        id=row.id,
        kind=MailKind(row.kind),
        inquiry_id=row.inquiry_id,
        recipient=recipient,
        staff_id=row.staff_id,
        locale=row.locale,
        message_id=row.message_id,
        attempts=row.attempts,
        created_at=row.created_at,
        lease_token=row.lease_token,
        lease_until=row.lease_until,
        discreet=discreet,
        digest=row.digest,
        answers=answers,
    )
