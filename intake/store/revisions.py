"""The next revision of an inquiry: what it said, changed, and sealed again as a whole. Earlier ones are its history."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from intake.domain.consent import Consents
from intake.domain.treatment import TreatmentCard
from intake.domain.triage import OPEN, whose_turn
from intake.domain.values import Answer, Priority, Status
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import answers, consents, identities, keys
from intake.store.answers import CONSENT, ROUTING, TREATMENTS, Trace
from intake.store.arrivals import filter_tag
from intake.store.consents import consents_of
from intake.store.sealing import answers_from
from intake.store.tables import inquiries
from intake.store.work import ladders, milestones

_CLASSES_OF_THEIR_OWN = frozenset({CONSENT, ROUTING, TREATMENTS})


@dataclass(slots=True)
class Contents:
    """All that an inquiry says, opened to be changed. ``classes``: question id → the class its answer is sealed in."""

    answers: dict[str, Answer] = field(repr=False)
    classes: dict[str, str] = field(repr=False)
    cards: tuple[TreatmentCard, ...] = field(repr=False)
    consents: Consents = field(repr=False)
    trace: Trace = field(repr=False)
    status: Status
    priority: Priority
    due_at: datetime
    language: str
    locale: str
    form_version: str
    quarantined: bool = False


async def load(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Contents | None:
    """What an inquiry says now; None if there is none. Raises `keys.KeyGone` for one that was erased."""
    row = (await snapshot.execute(select(inquiries).where(inquiries.c.id == inquiry_id))).first()
    return None if row is None else await _open(snapshot, keyring, row, row.revision)


async def revise(
    tx: Transaction, keyring: KeyRing, inquiry_id: str, change: Callable[[Contents], None], *, now: datetime
) -> tuple[int, Contents] | None:
    """Open the latest revision, let ``change`` change it, and keep the next one: its number, and what it says.

    Whoever comes second changes what the first left: nothing is lost between two windows. None: there is no such
    inquiry. Raises `keys.KeyGone`, and whatever ``change`` raises; nothing is kept then.
    """
    # The row is taken first, so that on PostgreSQL, too, one waits for the other.
    step = {
        "revision": inquiries.c.revision + 1,
        "version": inquiries.c.version + 1,
        "updated_at": now,
    }
    taken = update(inquiries).where(inquiries.c.id == inquiry_id).values(step).returning(*inquiries.c)
    row = (await tx.execute(taken)).first()
    if row is None:
        return None
    revision = int(row.revision)
    contents = await _open(tx, keyring, row, revision - 1)
    change(contents)
    key = await keys.of(tx, keyring, inquiry_id)
    await answers.insert_many(tx, answers.sealed_rows(key, revision, _parts(contents), at=now))
    columns = _columns(keyring, contents)
    if contents.status is not Status(row.status):
        columns["waiting_for"] = whose_turn(contents.status).value
        await milestones.reached(tx, [(inquiry_id, contents.status, now)])
        await ladders.moved(tx, inquiry_id, contents.status, now=now)
    elif contents.due_at != row.due_at:
        await ladders.look_again(tx, inquiry_id, now=now)
    await tx.execute(update(inquiries).where(inquiries.c.id == inquiry_id).values(columns))
    await identities.replace(tx, keyring, inquiry_id, contents.answers)
    return revision, contents


async def _open(snapshot: Snapshot, keyring: KeyRing, row: Any, revision: int) -> Contents:
    parts = await answers.load(snapshot, keyring, row.id, revision)
    by_class = {kind: answers_from(part) for kind, part in parts.items() if kind not in _CLASSES_OF_THEIR_OWN}
    return Contents(
        answers={name: answer for part in by_class.values() for name, answer in part.items()},
        classes={name: kind for kind, part in by_class.items() for name in part},
        cards=answers.cards_from(parts),
        consents=consents_of(parts.get(CONSENT), by_class),
        trace=Trace.from_value(parts[ROUTING]),
        status=Status(row.status),
        priority=Priority(row.priority),
        due_at=row.due_at,
        language=row.language,
        locale=row.locale,
        form_version=row.form_version,
        quarantined=row.quarantined,
    )


def _parts(contents: Contents) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, answer in contents.answers.items():
        parts.setdefault(contents.classes[name], {})[name] = answer
    return parts | {
        TREATMENTS: answers.cards_to(contents.cards),
        CONSENT: consents.to_value(contents.consents),
        ROUTING: contents.trace.to_value(),
    }


def _columns(keyring: KeyRing, contents: Contents) -> dict[str, Any]:
    facts = contents.trace.facts
    return {
        "status": contents.status.value,
        "open": contents.status in OPEN,
        # What was ended waits for nobody; it is found among the others of its status.
        "quarantined": contents.quarantined and contents.status in OPEN,
        "priority": contents.priority.value,
        "due_at": contents.due_at,
        "language": contents.language,
        "locale": contents.locale,
        "form_version": contents.form_version,
        "country_tag": filter_tag(keyring, "country", facts.country),
        "age_group_tag": filter_tag(keyring, "age_group", facts.age_group),
    }
