"""What systems of the clinic's own are to be told: orders in the outbox that are no mail.

An order holds the event and the inquiry's id; the reference is looked up when it is told. That an inquiry was erased is
told when there is nothing left to look up: its reference lies sealed in the order, until it has been told.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from intake.domain.message import OutboxState
from intake.domain.webhook import Event
from intake.lib.database import Snapshot, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.store.sealing import about
from intake.store.tables import inquiries, outbox, webhooks

S = OutboxState
O = outbox.c  # noqa: E741 - read as "the order's"
KIND: Final = "webhook"
"""What stands in the outbox where a mail has its kind."""

_REFERENCE: Final = "reference"
_HEARING = select(webhooks.c.id, webhooks.c.events)
_ORDER = insert(outbox)
_FREE: Mapping[str, object] = {"lease_token": None, "lease_until": None}
_DUE = (
    select(O.id)
    .where(O.webhook_id == bindparam("hook"), O.next_at <= bindparam("now"))
    .order_by(O.next_at, O.created_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(outbox)
    .where(O.id.in_(select(_DUE.c.id)))
    .values(
        state=S.LEASED.value,
        attempts=O.attempts + 1,
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
        next_at=bindparam("until"),
    )
    .returning(outbox)
)


@dataclass(frozen=True, slots=True)
class Telling:
    """An event on its way to one webhook. ``attempts``: this one included."""

    id: str
    event: Event
    reference: str | None
    created_at: datetime
    attempts: int
    lease_token: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a telling, as the pages show it: of no inquiry in particular, for an administrator may see none.

    ``error``: a code, such as ``http_503`` or ``timeout``.
    """

    id: str
    event: Event
    state: OutboxState
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None
    error: str | None


async def order(tx: Transaction, told: Iterable[tuple[Event, str, datetime]]) -> None:
    """Have each webhook told what it wants to hear: event, the inquiry's id (of a mail: the order's), and when.

    One small look where there is no webhook. Nothing is told of tests and of what is held as spam.
    """
    first = {(event, id_): at for event, id_, at in told}
    hooks = [(row.id, row.events.split(",")) for row in await tx.execute(_HEARING)] if first else []
    if not hooks:
        return
    mails = await _inquirers_mails(tx, [id_ for event, id_ in first if event is Event.MAIL_UNDELIVERABLE])
    owners = {id_: mails.get(id_) if event is Event.MAIL_UNDELIVERABLE else id_ for event, id_ in first}
    real = await _real(tx, {owner for owner in owners.values() if owner is not None})
    rows = [
        _row(hook_id, event, at, inquiry_id=owners[id_])
        for (event, id_), at in first.items()
        for hook_id, events in hooks
        if event.value in events and owners[id_] in real
    ]
    await tx.insert(_ORDER, rows)


async def order_erased(tx: Transaction, keyring: KeyRing, inquiry_id: str, *, now: datetime) -> None:
    """Have it told that an inquiry is being erased: before its rows go."""
    hooks = [row.id for row in await tx.execute(_HEARING) if Event.INQUIRY_ERASED.value in row.events.split(",")]
    reference = (await _real(tx, {inquiry_id})).get(inquiry_id) if hooks else None
    if reference is not None:
        rows = [_row(hook_id, Event.INQUIRY_ERASED, now) for hook_id in hooks]
        sealed = [keyring.seal(reference.encode(), about=about(row["id"], _REFERENCE, 1)) for row in rows]
        await tx.insert(_ORDER, [row | {"recipient_sealed": one} for row, one in zip(rows, sealed, strict=True)])


async def order_test(tx: Transaction, hook_id: str, *, now: datetime) -> str:
    """Have one webhook told nothing but that it is there; the order's id."""
    row = _row(hook_id, Event.TEST, now)
    await tx.insert(_ORDER, [row])
    return str(row["id"])


async def replay(
    tx: Transaction, hook_id: str, *, now: datetime, only: str | None = None, since: datetime | None = None
) -> int:
    """Tell again what was told or given up: one order, or all since then, under the same ids; how many.

    What was told of an erased inquiry is not told twice: its reference is forgotten by then.
    """
    again = [O.webhook_id == hook_id, O.state.in_([S.SENT.value, S.DEAD.value])]
    again += [(O.event != Event.INQUIRY_ERASED.value) | O.recipient_sealed.is_not(None)]
    again += [O.id == only] if only is not None else []
    again += [O.created_at >= since] if since is not None else []
    change = update(outbox).where(*again).values(state=S.QUEUED.value, attempts=0, next_at=now, sent_at=None)
    return (await tx.execute(change)).rowcount


async def due(snapshot: Snapshot, *, now: datetime, most: int = 1000) -> Collection[str]:
    """The webhooks for which something is due."""
    rows = select(O.webhook_id).where(O.kind == KIND, O.next_at <= now).order_by(O.next_at).limit(most).subquery()
    return {row.webhook_id for row in await snapshot.execute(select(rows.c.webhook_id).distinct())}


async def next_due(snapshot: Snapshot) -> datetime | None:
    """When to look again; None when nothing waits."""
    earliest = select(func.min(O.next_at)).where(O.kind == KIND, O.next_at.is_not(None))
    moment: datetime | None = (await snapshot.execute(earliest)).scalar()
    return moment


async def claim(
    tx: Transaction, keyring: KeyRing, hook_id: str, *, now: datetime, limit: int, lease: timedelta
) -> Sequence[Telling]:
    """Take up to ``limit`` of what is due for one webhook, the longest waiting first."""
    values = {"hook": hook_id, "now": now, "limit": limit, "token": new_id(), "until": now + lease}
    rows = (await tx.execute(_CLAIM, values)).all()
    references = await _references(tx, {row.inquiry_id for row in rows if row.inquiry_id})
    found = [_telling(row, _reference(row, references, keyring)) for row in rows]
    return sorted(found, key=lambda telling: (telling.created_at, telling.id))


async def park(tx: Transaction, hook_id: str) -> None:
    """Of a paused webhook: nobody looks at what waits until it is resumed."""
    await tx.execute(update(outbox).where(_waits(hook_id)).values(next_at=None))


async def release(tx: Transaction, hook_id: str, *, now: datetime) -> None:
    """Of a webhook that is resumed: what has waited is due."""
    await tx.execute(update(outbox).where(_waits(hook_id)).values(next_at=now))


async def forget(tx: Transaction, hook_id: str) -> None:
    """Of a webhook that is removed: nothing of it is kept."""
    await tx.execute(delete(outbox).where(O.webhook_id == hook_id))


async def put_off(tx: Transaction, hook_id: str, *, until: datetime) -> None:
    """The system is not well: whatever was due sooner waits until then."""
    await tx.execute(update(outbox).where(_waits(hook_id), O.next_at < until).values(next_at=until))


async def taken(tx: Transaction, tellings: Sequence[Telling], *, now: datetime) -> None:
    """They were told. The reference of what was erased is forgotten with that."""
    done = {"state": S.SENT.value, "next_at": None, "sent_at": now, "last_error": None, "recipient_sealed": None}
    await tx.execute(update(outbox).where(_held(tellings)).values(done | dict(_FREE)))


async def not_taken(tx: Transaction, telling: Telling, *, error: str, again_at: datetime | None) -> None:
    """It was not taken: tried again then, or given up."""
    state = S.DEAD if again_at is None else S.QUEUED
    values = {"state": state.value, "next_at": again_at, "last_error": error}
    await tx.execute(update(outbox).where(_held([telling])).values(values | dict(_FREE)))


async def give_back(tx: Transaction, tellings: Sequence[Telling], *, at: datetime) -> None:
    """They were not tried after all: due then, and the attempt does not count."""
    if tellings:
        values = {"state": S.QUEUED.value, "attempts": O.attempts - 1, "next_at": at}
        await tx.execute(update(outbox).where(_held(tellings)).values(values | dict(_FREE)))


async def told(snapshot: Snapshot, hook_id: str, *, limit: int) -> Sequence[Told]:
    """What it was told and is to be told, the latest first."""
    statement = select(outbox).where(O.webhook_id == hook_id).order_by(O.created_at.desc(), O.id).limit(limit)
    return [_told(row) for row in await snapshot.execute(statement)]


async def waiting(snapshot: Snapshot) -> Mapping[str, int]:
    """How much waits, by webhook."""
    statement = select(O.webhook_id, func.count().label("many")).where(O.webhook_id.is_not(None))
    rows = await snapshot.execute(statement.where(O.state.in_([S.QUEUED, S.LEASED])).group_by(O.webhook_id))
    return {row.webhook_id: row.many for row in rows}


async def _inquirers_mails(snapshot: Snapshot, ids: Collection[str]) -> Mapping[str, str]:
    """Of these mails, those to the inquirer: whose inquiry each is about."""
    statement = select(O.id, O.inquiry_id).where(O.id.in_(ids), O.recipient_sealed.is_not(None))
    rows = await snapshot.execute(statement.where(O.inquiry_id.is_not(None))) if ids else ()
    return {row.id: row.inquiry_id for row in rows}


async def _real(snapshot: Snapshot, ids: Collection[str]) -> Mapping[str, str]:
    """References of those that are neither a test nor held as spam."""
    statement = select(inquiries.c.id, inquiries.c.reference).where(inquiries.c.id.in_(ids))
    rows = await snapshot.execute(statement.where(~inquiries.c.test, ~inquiries.c.quarantined)) if ids else ()
    return {row.id: row.reference for row in rows}


async def _references(snapshot: Snapshot, ids: Collection[str]) -> Mapping[str, str]:
    statement = select(inquiries.c.id, inquiries.c.reference).where(inquiries.c.id.in_(ids))
    return {row.id: row.reference for row in (await snapshot.execute(statement) if ids else ())}


def _waits(hook_id: str) -> ColumnElement[bool]:
    return (O.webhook_id == hook_id) & (O.state == S.QUEUED.value)


def _held(tellings: Sequence[Telling]) -> ColumnElement[bool]:
    """Only while they are still ours."""
    tokens = {telling.lease_token for telling in tellings}
    return O.id.in_([telling.id for telling in tellings]) & O.lease_token.in_(tokens)


def _row(hook_id: str, event: Event, at: datetime, *, inquiry_id: str | None = None) -> dict[str, Any]:
    order_id = new_id()
    return {
        "id": order_id,
        "kind": KIND,
        "dedupe_key": f"{KIND}:{order_id}",
        "inquiry_id": inquiry_id,
        "locale": "",
        "state": S.QUEUED.value,
        "attempts": 0,
        "next_at": at,
        "message_id": order_id,
        "created_at": at,
        "webhook_id": hook_id,
        "event": event.value,
    }


def _reference(row: Any, references: Mapping[str, str], keyring: KeyRing) -> str | None:
    if row.recipient_sealed is not None:
        return keyring.open(row.recipient_sealed, about=about(row.id, _REFERENCE, 1)).decode()
    return references.get(row.inquiry_id)


def _telling(row: Any, reference: str | None) -> Telling:
    return Telling(row.id, Event(row.event), reference, row.created_at, row.attempts, row.lease_token)


def _told(row: Any) -> Told:
    moments = (row.created_at, row.sent_at, row.next_at)
    return Told(row.id, Event(row.event), S(row.state), row.attempts, *moments, row.last_error)
