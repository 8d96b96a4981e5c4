"""Mails as people look at them and put them right: shelf by shelf, as quick among a hundred thousand as among ten.

Events for systems of the clinic's own lie in the same table and are none of these.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, case, exists, func, literal, select, tuple_, union, update

from intake.domain.mail_state import Reason
from intake.domain.message import TO_THE_DESK, MailKind, OutboxState
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.columns import Instant
from intake.store.outbox import IS_MAIL, let_go, recipient_of
from intake.store.outbox_entries import OutboxEntry, entry_of
from intake.store.tables import inquiries, outbox

MANY: Final = 1001
"""As far as anybody counts: so many or more."""

S = OutboxState
_O = outbox.c
_AGAIN = outbox.alias("again")
_NOT_REPEATED = ~exists().where(_AGAIN.c.repeats_id == _O.id)


class MailShelf(StrEnum):
    """Part of the mails: what waits for a person, what is under way, what went out, what was stopped."""

    UNREACHED = "unreached"
    UNDER_WAY = "under_way"
    SENT = "sent"
    STOPPED = "stopped"


_UNDER_WAY = (S.QUEUED, S.LEASED)


async def page(
    snapshot: Snapshot, shelf: MailShelf, *, kind: MailKind | None = None, below: str | None = None, limit: int
) -> Sequence[OutboxEntry]:
    """The mails of a shelf, the latest first; ``below``: only what comes after this one."""
    beneath = await _place(snapshot, below) if below else None
    parts = []
    for where in _where(shelf):
        part = select(_O.id, _O.created_at).where(IS_MAIL, *where)
        part = part.where(_O.kind == kind.value) if kind else part
        part = part.where(tuple_(_O.created_at, _O.id) < beneath) if beneath is not None else part
        parts.append(part.order_by(_O.created_at.desc(), _O.id.desc()).limit(limit).subquery())
    ids = union(*(select(part.c.id) for part in parts))
    statement = select(outbox).where(_O.id.in_(ids)).order_by(_O.created_at.desc(), _O.id.desc()).limit(limit)
    return [entry_of(row) for row in await snapshot.execute(statement)]


async def counts(snapshot: Snapshot) -> Mapping[MailShelf, int]:
    """How many mails lie on each shelf, each number at most `MANY`."""
    return {shelf: min(MANY, sum([await _count(snapshot, one) for one in _where(shelf)])) for shelf in MailShelf}


async def chain(snapshot: Snapshot, mail: OutboxEntry) -> Sequence[OutboxEntry]:
    """A mail with those it repeats and those that repeat it, the first first."""
    if mail.inquiry_id is None:
        return [mail]
    statement = select(outbox).where(_O.inquiry_id == mail.inquiry_id, IS_MAIL).order_by(_O.created_at, _O.id)
    all_ = [entry_of(row) for row in await snapshot.execute(statement)]
    known = {mail.id, mail.repeats_id}
    for one in reversed(all_):  # what it repeats was there before
        known |= {one.repeats_id} if one.id in known else set()
    for one in all_:
        known |= {one.id} if one.repeats_id in known - {None} else set()
    return [one for one in all_ if one.id in known]


async def of_inquiry(snapshot: Snapshot, inquiry_id: str, *, limit: int) -> Sequence[OutboxEntry]:
    """The mails about an inquiry, the latest first."""
    about = select(outbox).where(_O.inquiry_id == inquiry_id, IS_MAIL)
    found = await snapshot.execute(about.order_by(_O.created_at.desc(), _O.id.desc()).limit(limit))
    return [entry_of(row) for row in found]


async def waiting_for(
    snapshot: Snapshot, staff_id: str, *, queue_tags: Collection[bytes] | None
) -> Sequence[tuple[str, str]]:
    """Open inquiries of these queues, theirs or nobody's, whose inquirer a mail did not reach: ids and references.

    Of the latest `MANY` of such mails: who has more of them has another trouble.
    """
    about = inquiries.c
    where = [about.open, (about.assignee_id == staff_id) | about.assignee_id.is_(None)]
    where += [about.queue_tag.in_(sorted(queue_tags))] if queue_tags is not None else []
    found: set[tuple[str, str]] = set()
    for part in _where(MailShelf.UNREACHED):
        to_them = (IS_MAIL, _O.staff_id.is_(None), _O.kind.not_in(sorted(TO_THE_DESK)), *part)
        # The limit keeps the engine on this way: few mails wait, and there are many inquiries.
        some = select(_O.inquiry_id).where(*to_them).order_by(_O.created_at.desc()).limit(MANY).subquery()
        rows = await snapshot.execute(
            select(about.id, about.reference).join(some, some.c.inquiry_id == about.id).where(*where)
        )
        found |= {(row.id, row.reference) for row in rows}
    return sorted(found, key=lambda one: one[1])


async def addresses(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, ids: Collection[str]) -> Mapping[str, str]:
    """Where these mails to the inquirer went or go, by their ids. Raises `keys.KeyGone` for one that was erased."""
    wanted = (_O.inquiry_id == inquiry_id, _O.id.in_(sorted(ids)), _O.recipient_sealed.is_not(None))
    rows = (
        (await snapshot.execute(select(_O.id, _O.inquiry_id, _O.recipient_sealed).where(*wanted))).all() if ids else ()
    )
    if not rows:
        return {}
    known = {inquiry_id: await keys.of(snapshot, keyring, inquiry_id)}
    opened = {row.id: recipient_of(row, known, keyring)[0] for row in rows}
    return {id_: address for id_, address in opened.items() if address is not None}


async def again(tx: Transaction, *, now: datetime, order_id: str | None = None) -> int:
    """Make due what waits or was given up: one mail, or all of them; how many. What is being sent is left alone.

    Of all only what something stood in the way of: nobody wakes colleagues with what waits for the end of their night.
    """
    due = let_go(S.QUEUED) | {"next_at": now, "attempts": case((_O.state == S.DEAD, 0), else_=_O.attempts)}
    stuck = _O.last_error.is_not(None) if order_id is None else _O.id == order_id
    change = update(outbox).where(IS_MAIL, _O.state.in_([S.QUEUED, S.DEAD]), stuck).values(due)
    return (await tx.execute(change)).rowcount


async def stop(tx: Transaction, order_ids: Collection[str], *, why: Reason) -> Collection[str]:
    """End mails that were not sent or came back, for a reason; which of them. What is being sent goes on."""
    over = _O.state.in_([S.QUEUED, S.DEAD]) | ((_O.state == S.SENT) & _O.bounced_at.is_not(None))
    change = update(outbox).where(IS_MAIL, _O.id.in_(sorted(order_ids)), over)
    done = await tx.execute(change.values(let_go(S.CANCELLED) | {"last_error": why.value}).returning(_O.id))
    return {row.id for row in done}


async def references(
    snapshot: Snapshot, inquiry_ids: Collection[str], queue_tags: Collection[bytes] | None
) -> Mapping[str, str]:
    """The references of those of these inquiries that lie in these queues (None: in any)."""
    statement = select(inquiries.c.id, inquiries.c.reference).where(inquiries.c.id.in_(sorted(inquiry_ids)))
    if queue_tags is not None:
        statement = statement.where(inquiries.c.queue_tag.in_(sorted(queue_tags)))
    return {row.id: row.reference for row in await snapshot.execute(statement)}


def _where(shelf: MailShelf) -> tuple[tuple[ColumnElement[bool], ...], ...]:
    """What lies on a shelf, in parts that each follow an index."""
    if shelf is MailShelf.UNREACHED:
        came_back = (_O.bounced_at.is_not(None), _O.state != S.CANCELLED, _O.state != S.DEAD, _NOT_REPEATED)
        return (_O.state == S.DEAD, _NOT_REPEATED), came_back
    if shelf is MailShelf.UNDER_WAY:
        return tuple((_O.state == state, _O.bounced_at.is_(None)) for state in _UNDER_WAY)
    return ((_O.state == (S.SENT if shelf is MailShelf.SENT else S.CANCELLED),),)


async def _place(snapshot: Snapshot, order_id: str) -> Any:
    row = (await snapshot.execute(select(_O.created_at, _O.id).where(_O.id == order_id))).first()
    return None if row is None else tuple_(literal(row.created_at, Instant), literal(row.id, Text))


async def _count(snapshot: Snapshot, where: tuple[ColumnElement[bool], ...]) -> int:
    some: Select[tuple[str]] = select(_O.id).where(IS_MAIL, *where).limit(MANY)
    return int((await snapshot.execute(select(func.count()).select_from(some.subquery()))).scalar_one())
