"""Inquiries: finding one, opening it, changing where it stands. They come by `arrivals` and are listed by `listing`."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal, select, update

from intake.domain.consent import Consents
from intake.domain.inquiry import Inquiry, InquirySummary
from intake.domain.treatment import TreatmentCard
from intake.domain.triage import OPEN, UNMAILED, Waiting, whose_turn
from intake.domain.values import Priority, Status
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import answers, outbox
from intake.store.answers import CONSENT, ROUTING, Trace
from intake.store.arrivals import NewInquiry, amend, filter_tag, hold, insert_many, last_sent
from intake.store.columns import Instant
from intake.store.consents import consents_of
from intake.store.identities import identity_tag
from intake.store.listing import COLUMNS, Filters, Place, Tally, count, newest, page, summaries, tallies
from intake.store.tables import blind_indexes, inquiries
from intake.store.work import ladders, milestones, relations

__all__ = [
    "KEEP",
    "Filters",
    "NewInquiry",
    "Place",
    "Tally",
    "amend",
    "by_code",
    "by_reference",
    "change",
    "count",
    "first_answers",
    "has_contact",
    "hold",
    "id_of",
    "identity_tag",
    "insert_many",
    "last_sent",
    "leave",
    "load",
    "newest",
    "page",
    "summary",
    "tallies",
    "touch",
    "whole",
]


class Keep:
    """Stands for "leave it as it is" where None means "nobody"."""


KEEP: Final = Keep()
_NOBODY = b"\0" * 32
_ROLE_CLASS: Final = "P0"  # in which stands who wrote


async def summary(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> InquirySummary | None:
    """One inquiry as a row of a list, or None."""
    return await _first(snapshot, keyring, inquiries.c.id == inquiry_id)


async def by_reference(snapshot: Snapshot, keyring: KeyRing, reference: str) -> InquirySummary | None:
    """The inquiry with this reference, or None."""
    return await _first(snapshot, keyring, inquiries.c.reference == reference)


async def id_of(snapshot: Snapshot, reference: str) -> str | None:
    """The id of the inquiry with this reference, without a look at what it says."""
    return (await snapshot.execute(select(inquiries.c.id).where(inquiries.c.reference == reference))).scalar()


async def by_code(snapshot: Snapshot, keyring: KeyRing, reference: str, code: str) -> InquirySummary | None:
    """The inquiry, for somebody who knows both its reference and its access code; None tells not which was wrong."""
    statement = select(inquiries.c.id, inquiries.c.code_salt, inquiries.c.code_verifier)
    row = (await snapshot.execute(statement.where(inquiries.c.reference == reference))).first()
    salt, verifier = (row.code_salt, row.code_verifier) if row else (_NOBODY[:16], _NOBODY)
    # The same work whether the reference exists or not.
    right = hmac.compare_digest(keyring.verifier(salt, code), verifier)
    return await summary(snapshot, keyring, row.id) if row and right else None


async def has_contact(snapshot: Snapshot, inquiry_id: str, kind: str, *, tag: bytes | None = None) -> bool:
    """Whether an inquiry gave an address (``email``) or a number (``phone``); with ``tag``, this very one."""
    mine = [blind_indexes.c.inquiry_id == inquiry_id, blind_indexes.c.kind == kind]
    if tag is not None:
        mine.append(blind_indexes.c.tag == tag)
    return (await snapshot.execute(select(blind_indexes.c.kind).where(*mine).limit(1))).first() is not None


async def first_answers(snapshot: Snapshot, *, since: datetime) -> Sequence[tuple[str, datetime, datetime]]:
    """Language, arrival and first answer of those that came since then and were answered by a person."""
    columns = (inquiries.c.language, inquiries.c.received_at, inquiries.c.first_answered_at)
    answered = (inquiries.c.received_at >= since, inquiries.c.first_answered_at.is_not(None))
    rows = await snapshot.execute(select(*columns).where(*answered))
    return [(row.language, row.received_at, row.first_answered_at) for row in rows]


async def load(
    snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, *, classes: Collection[str] | None = None
) -> Inquiry | None:
    """An inquiry opened: of the sensitivity classes asked for, no other is read. None if there is none.

    Raises `keys.KeyGone` for one that was erased.
    """
    found = await _opened(snapshot, keyring, inquiry_id, None if classes is None else {*classes, ROUTING})
    return found[0] if found else None


async def whole(
    snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, *, classes: Collection[str]
) -> tuple[Inquiry, tuple[TreatmentCard, ...], Consents] | None:
    """The same with treatments and consents, in one look at what is sealed. Raises `keys.KeyGone`."""
    wanted = {*classes, ROUTING, CONSENT, _ROLE_CLASS, answers.TREATMENTS}
    found = await _opened(snapshot, keyring, inquiry_id, wanted)
    if found is None:
        return None
    inquiry, parts = found
    return inquiry, answers.cards_from(parts), consents_of(parts.get(CONSENT), {"": parts.get(_ROLE_CLASS, {})})


async def _opened(
    snapshot: Snapshot, keyring: KeyRing, inquiry_id: str, wanted: Collection[str] | None
) -> tuple[Inquiry, Mapping[str, Any]] | None:
    columns = (*COLUMNS, inquiries.c.form_version)
    row = (await snapshot.execute(select(*columns).where(inquiries.c.id == inquiry_id))).first()
    if row is None:
        return None
    parts = await answers.load(snapshot, keyring, inquiry_id, row.revision, classes=wanted)
    trace = Trace.from_value(parts[ROUTING])
    (shown,) = await summaries(snapshot, keyring, [row])
    said = answers.merged(parts)
    return Inquiry(shown, row.form_version, said, trace.decision, trace.flags, trace.signs), parts


async def cards(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> tuple[TreatmentCard, ...]:
    """The treatment cards of an inquiry, in their order. Raises `keys.KeyGone`."""
    revision = (await snapshot.execute(select(inquiries.c.revision).where(inquiries.c.id == inquiry_id))).scalar()
    if revision is None:
        return ()
    parts = await answers.load(snapshot, keyring, inquiry_id, revision, classes=[answers.TREATMENTS])
    return answers.cards_from(parts)


async def consents(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Consents:
    """What was agreed to and taken back; nothing if there is no such inquiry. Raises `keys.KeyGone`."""
    revision = (await snapshot.execute(select(inquiries.c.revision).where(inquiries.c.id == inquiry_id))).scalar()
    if revision is None:
        return ()
    parts = await answers.load(snapshot, keyring, inquiry_id, revision, classes=[CONSENT, _ROLE_CLASS])
    return consents_of(parts.get(CONSENT), parts)


async def touch(tx: Transaction, inquiry_id: str, *, now: datetime, waiting_for: Waiting | None = None) -> bool:
    """Note that something came to an inquiry, so that whoever has it before them notices. False: there is none.

    ``waiting_for``: whose turn it is from now on, where that changes.
    """
    values: dict[str, Any] = {"version": inquiries.c.version + 1, "updated_at": now}
    if waiting_for is not None:
        values["waiting_for"] = waiting_for.value
    return (await tx.execute(update(inquiries).where(inquiries.c.id == inquiry_id).values(values))).rowcount > 0


async def change(
    tx: Transaction,
    inquiry_id: str,
    *,
    version: int,
    now: datetime,
    status: Status | None = None,
    priority: Priority | None = None,
    due_at: datetime | None = None,
    assignee_id: str | Keep | None = KEEP,
    answered_at: datetime | None = None,
    waiting_for: Waiting | None = None,
) -> bool:
    """Change where an inquiry stands. False: it is not at ``version`` any more, somebody else was first.

    ``answered_at``: when a person wrote to the inquirer; only the first time is kept. ``waiting_for``: whose turn it
    is now, where neither a new status nor an answer says so. A status or an answer ends the reminders that were due.
    """
    values: dict[str, Any] = {"version": inquiries.c.version + 1, "updated_at": now}
    if status is not None:
        values |= {"status": status.value, "open": status in OPEN, "waiting_for": whose_turn(status).value}
        if status not in OPEN:  # somebody has looked: what was ended waits for nobody
            values["quarantined"] = False
    if priority is not None:
        values["priority"] = priority.value
    if due_at is not None:
        values["due_at"] = due_at
    if not isinstance(assignee_id, Keep):
        values["assignee_id"] = assignee_id
    if answered_at is not None:
        values["first_answered_at"] = func.coalesce(inquiries.c.first_answered_at, literal(answered_at, Instant))
        values["waiting_for"] = Waiting.INQUIRER.value
    if waiting_for is not None:
        values["waiting_for"] = waiting_for.value
    at = (inquiries.c.id == inquiry_id, inquiries.c.version == version)
    kept = (await tx.execute(update(inquiries).where(*at).values(values).returning(inquiries.c.status))).scalar()
    if kept is None:
        return False
    if status is not None:
        await milestones.reached(tx, [(inquiry_id, status, now)])
    if status in OPEN:
        await relations.reopened(tx, inquiry_id, now=now)
    if status in UNMAILED:  # with the status itself, whoever sets it: nothing that was ordered before goes out
        await outbox.cancel_of(tx, inquiry_id)
    if status is not None or answered_at is not None:
        await ladders.moved(tx, inquiry_id, Status(kept), now=now)
    elif due_at is not None:
        await ladders.look_again(tx, inquiry_id, now=now)
    return True


async def leave(
    tx: Transaction, keyring: KeyRing, staff_id: str, *, serves: Collection[str] = (), now: datetime
) -> Sequence[str]:
    """What somebody looked after and may not see any more is nobody's: the ids. Of what waits somebody is reminded.

    ``serves``: the queues that are theirs from now on; none for who goes.
    """
    theirs = [inquiries.c.assignee_id == staff_id, inquiries.c.open.is_(True)]
    if serves:
        theirs.append(inquiries.c.queue_tag.not_in([filter_tag(keyring, "queue", queue) for queue in serves]))
    values = {"assignee_id": None, "version": inquiries.c.version + 1, "updated_at": now}
    freed = update(inquiries).where(*theirs).values(values).returning(inquiries.c.id, inquiries.c.waiting_for)
    rows = (await tx.execute(freed)).all()
    await ladders.begin(tx, [(row.id, now, now) for row in rows if row.waiting_for == Waiting.OFFICE.value])
    return [row.id for row in rows]


async def _first(snapshot: Snapshot, keyring: KeyRing, which: Any) -> InquirySummary | None:
    rows = (await snapshot.execute(select(*COLUMNS).where(which))).all()
    found = await summaries(snapshot, keyring, rows)
    return found[0] if found else None
