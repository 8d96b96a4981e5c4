"""What the worker alone does with orders it holds: hand them on, give them back, note how they ended, many at a time.

Each statement names the lease token, so a worker whose lease ran out changes nothing (the other one's outcome stands).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, case, func, null, select, update

from intake.domain.message import TO_THE_DESK, OutboxState
from intake.domain.triage import Waiting
from intake.domain.values import Priority, Status
from intake.lib.crypto import CannotOpen
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import answers
from intake.store.answers import ROUTING, Trace
from intake.store.outbox import LeasedMail, let_go
from intake.store.tables import inquiries, outbox
from intake.store.work.ladders import WATCHED

S = OutboxState
I = inquiries.c  # noqa: E741 - read as "the inquiry's"
_MINE = (outbox.c.id == bindparam("order_id")) & (outbox.c.lease_token == bindparam("token"))
_WAITS = {"state": S.QUEUED, "attempts": outbox.c.attempts - 1, "lease_token": None, "lease_until": None}
_ERROR = bindparam("error", type_=Text)
_GIVE_BACK = (
    update(outbox)
    .where(_MINE)
    .values(_WAITS | {"next_at": bindparam("at"), "last_error": func.coalesce(_ERROR, outbox.c.last_error)})
)
_PUT_OFF = (
    update(outbox)
    .where(_MINE)
    .values(_WAITS | {"next_at": bindparam("at"), "last_error": func.coalesce(outbox.c.last_error, _ERROR)})
)
_SENT = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .where(outbox.c.lease_token.in_(bindparam("tokens", expanding=True)))
    .values(
        let_go(S.SENT)
        | {
            "sent_at": bindparam("now"),
            "last_error": None,
            # Of a try before this one; that it came back may be known before it is known that it went.
            "bounce_code": case((outbox.c.bounced_at.is_not(None), outbox.c.bounce_code), else_=null()),
            "recipient_sealed": case((outbox.c.inquiry_id.is_not(None), outbox.c.recipient_sealed), else_=null()),
        }
    )
    .returning(outbox.c.id)
)
_ACKNOWLEDGED = (
    update(inquiries)
    .where(I.id.in_(bindparam("ids", expanding=True)), I.status == Status.SUBMITTED.value)
    .values(status=Status.ACKNOWLEDGED.value, version=I.version + 1, updated_at=bindparam("now"))
    .returning(I.id)
)
_FACTS = select(
    *(I.id, I.reference, I.status, I.priority, I.language, I.received_at, I.due_at, I.revision, I.waiting_for),
    *(I.assignee_id, WATCHED.label("watched")),
).where(I.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class MailFacts:
    """The little a mail may know of an inquiry. ``queue`` decides who is told and is never written into a mail.

    ``turn``: whose it is; ``reminded``: who is reminded of it still, while it is their turn.
    """

    reference: str
    status: Status
    priority: Priority
    language: str
    received_at: datetime
    due_at: datetime
    queue: str | None
    country: str | None
    reminded: Waiting | None = None
    turn: Waiting | None = None
    assignee_id: str | None = None


async def sent(tx: Transaction, mails: Sequence[LeasedMail], *, now: datetime) -> Collection[str]:
    """The server took them. Answers with the ids that were still this worker's.

    An address that belongs to no inquiry is forgotten with that: no inquiry's erasure would ever take it along.
    """
    held = {"ids": [mail.id for mail in mails], "tokens": sorted({mail.lease_token for mail in mails})}
    return {row.id for row in await tx.execute(_SENT, held | {"now": now})}


async def acknowledged(tx: Transaction, inquiry_ids: Collection[str], *, now: datetime) -> Collection[str]:
    """Move inquiries on whose acknowledgement went out. What somebody took meanwhile stays where it is."""
    return {row.id for row in await tx.execute(_ACKNOWLEDGED, {"ids": sorted(inquiry_ids), "now": now})}


async def give_back(tx: Transaction, mails: Sequence[LeasedMail], *, at: datetime, error: str | None = None) -> None:
    """Not tried after all: due then, and the attempt does not count. ``error`` is the code of what stood in the way."""
    if mails:
        await tx.execute(
            _GIVE_BACK, [{"order_id": mail.id, "token": mail.lease_token, "at": at, "error": error} for mail in mails]
        )


async def put_off(tx: Transaction, mails: Sequence[tuple[LeasedMail, datetime]], *, error: str) -> None:
    """Not tried, each until its own time, and no attempt is spent. What stood in the way before says more: it stays."""
    if mails:
        rows = [{"order_id": mail.id, "token": mail.lease_token, "at": at, "error": error} for mail, at in mails]
        await tx.execute(_PUT_OFF, rows)


async def not_sent(
    tx: Transaction, mail: LeasedMail, state: OutboxState, *, error: str, status: str = "", at: datetime | None = None
) -> bool:
    """It waits until ``at``, was given up or is not wanted; ``error`` is the code that says why. False: not ours.

    ``status``: the enhanced code of RFC 3463, where a server gave one.
    """
    values = {"next_at": at, "last_error": error, "bounce_code": status or None}
    return await _change(tx, mail, let_go(state) | values)


async def assign(tx: Transaction, mail: LeasedMail, staff_id: str, locale: str) -> bool:
    """An order that waited for somebody to serve its queue has found a colleague."""
    return await _change(tx, mail, {"staff_id": staff_id, "locale": locale})


async def facts(snapshot: Snapshot, keyring: KeyRing, mails: Sequence[LeasedMail]) -> Mapping[str, MailFacts]:
    """What mails may know of their inquiries, by inquiry. Few of them need anything that is sealed."""
    ids = sorted({mail.inquiry_id for mail in mails if mail.inquiry_id})
    rows = (await snapshot.execute(_FACTS, {"ids": ids})).all()
    routed = {mail.inquiry_id for mail in mails if mail.kind in TO_THE_DESK}
    # By when somebody is promised an answer is their queue's week, where it is not plainly the due date.
    promised = {row.id for row in rows if row.priority == Priority.SAME_DAY}
    revisions = {row.id: row.revision for row in rows if row.id in routed | promised}
    traces = await _traces(snapshot, keyring, revisions) if revisions else {}
    return {
        row.id: MailFacts(
            reference=row.reference,
            status=Status(row.status),
            priority=Priority(row.priority),
            language=row.language,
            received_at=row.received_at,
            due_at=row.due_at or row.received_at,
            queue=traces[row.id].decision.queue if row.id in traces else None,
            country=traces[row.id].facts.country if row.id in traces else None,
            reminded=Waiting(row.waiting_for) if row.watched else None,
            turn=Waiting(row.waiting_for) if row.waiting_for else None,
            assignee_id=row.assignee_id,
        )
        for row in rows
    }


async def _traces(snapshot: Snapshot, keyring: KeyRing, revisions: Mapping[str, int]) -> dict[str, Trace]:
    """How inquiries were routed. One that cannot be read is left out: its mail knows less, and every other goes out."""
    try:
        parts = await answers.load_many(snapshot, keyring, revisions, classes=[ROUTING])
        return {owner: Trace.from_value(found[ROUTING]) for owner, found in parts.items() if ROUTING in found}
    except (CannotOpen, ValueError, KeyError):
        if len(revisions) == 1:
            return {}
        traces = dict[str, Trace]()
        for owner, revision in revisions.items():
            traces |= await _traces(snapshot, keyring, {owner: revision})
        return traces


async def _change(tx: Transaction, mail: LeasedMail, values: Mapping[str, Any]) -> bool:
    change = update(outbox).where(outbox.c.id == mail.id, outbox.c.lease_token == mail.lease_token).values(values)
    return (await tx.execute(change)).rowcount > 0
