"""An inquiry arrives: everything it brings, sealed and written with one statement for each table.

Statements cost, rows hardly do: the inquiries that arrive together share them.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import insert, select, update

from intake.domain.consent import Consents
from intake.domain.routing import Decision, RoutingFacts
from intake.domain.suspicion import Sign, is_held
from intake.domain.treatment import TreatmentCard
from intake.domain.triage import OPEN, Flag
from intake.domain.values import Answers, Priority, Status
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import answers, audit, consents, identities, keys, outbox, submissions
from intake.store.outbox import MailOrder
from intake.store.sealing import InquiryKey
from intake.store.tables import inquiries
from intake.store.work import ladders, milestones

FIRST_REVISION = 1
_SALT_SIZE = 16
_SENT = frozenset({"inquiry.received", "inquiry.amended"})
_INSERT = insert(inquiries)


@dataclass(frozen=True, slots=True)
class NewInquiry:
    """An inquiry in the clear, as the service hands it over. Only the store seals it.

    ``answers`` are by sensitivity class, ``contacts`` canonical values by kind (``email``, ``phone``), to be found by.
    ``remind_at``: when somebody is reminded that nobody has accepted it.
    """

    id: str
    reference: str
    access_code: str = field(repr=False)
    status: Status
    priority: Priority
    language: str
    locale: str
    received_at: datetime
    due_at: datetime
    form_version: str
    form_id: str
    digest: bytes = field(repr=False)
    facts: RoutingFacts = field(repr=False)
    flags: tuple[Flag, ...] = field(repr=False)
    decision: Decision = field(repr=False)
    answers: Mapping[str, Answers] = field(repr=False)
    consents: Consents = field(repr=False)
    contacts: Mapping[str, str] = field(repr=False)
    mails: tuple[MailOrder, ...] = ()
    cards: tuple[TreatmentCard, ...] = field(default=(), repr=False)
    signs: tuple[Sign, ...] = ()
    assignee_id: str | None = None
    remind_at: datetime | None = None
    test: bool = False


async def insert_many(
    tx: Transaction,
    keyring: KeyRing,
    arrivals: Sequence[NewInquiry],
    *,
    drafted: Mapping[str, InquiryKey] = MappingProxyType({}),
) -> None:
    """Store new inquiries whole, or none. Raises `lib.database.Conflict` if a reference or a form is taken.

    ``drafted`` holds the keys of those that were drafts: what is sealed under them already stays readable.
    """
    if not arrivals:
        return
    fresh = {new.id: keys.fresh(keyring, new.id) for new in arrivals if new.id not in drafted}
    known = {**drafted, **{owner: key for owner, (key, _) in fresh.items()}}
    await tx.insert(_INSERT, [_row(keyring, new) for new in arrivals])
    await keys.insert_many(tx, [(owner, wrapped) for owner, (_, wrapped) in fresh.items()])
    await answers.insert_many(tx, [row for new in arrivals for row in _sealed(known[new.id], FIRST_REVISION, new)])
    await identities.insert_many(tx, keyring, {new.id: _found_by(new) for new in arrivals})
    await milestones.reached(tx, [(new.id, new.status, new.received_at) for new in arrivals])
    await ladders.begin(tx, [(new.id, new.received_at, new.remind_at) for new in arrivals if new.remind_at])
    await submissions.insert_many(tx, [(new.form_id, new.digest, new.id, new.received_at) for new in arrivals])
    await outbox.enqueue_under(tx, known, [order for new in arrivals for order in new.mails])
    await audit.append(tx, *(_entry(new.id, new, "inquiry.received", FIRST_REVISION) for new in arrivals))


async def amend(tx: Transaction, keyring: KeyRing, inquiry_id: str, again: NewInquiry) -> int:
    """Store what a form says that was changed and sent again: the next revision, whose number is returned.

    ``again`` is made as for a new inquiry; id, reference, access code and status are not used. Raises `keys.KeyGone`.
    """
    key = await keys.of(tx, keyring, inquiry_id)
    values = _tags(keyring, again) | {
        "revision": inquiries.c.revision + 1,
        "version": inquiries.c.version + 1,
        "updated_at": again.received_at,
        "priority": again.priority.value,
        "language": again.language,
        "locale": again.locale,
        "due_at": again.due_at,
        "form_version": again.form_version,
    }
    change = update(inquiries).where(inquiries.c.id == inquiry_id).values(values).returning(inquiries.c.revision)
    revision = int((await tx.execute(change)).scalar_one())
    await answers.insert_many(tx, _sealed(key, revision, again))
    await identities.insert_many(tx, keyring, {inquiry_id: _found_by(again)})
    await submissions.changed(tx, again.form_id, again.digest)
    await ladders.look_again(tx, inquiry_id, now=again.received_at)
    await outbox.enqueue_under(tx, {inquiry_id: key}, again.mails)
    await audit.append(tx, _entry(inquiry_id, again, "inquiry.amended", revision))
    return revision


async def hold(tx: Transaction, inquiry_id: str) -> None:
    """Let nobody else change the inquiry until the transaction ends (SQLite has one writer anyway)."""
    await tx.execute(select(inquiries.c.id).where(inquiries.c.id == inquiry_id).with_for_update())


async def last_sent(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Answers:
    """What the inquiry said when its form was last sent, before anything was added elsewhere."""
    entries = await audit.about(snapshot, "inquiry", inquiry_id)
    sent = [entry.detail["revision"] for entry in entries if entry.action in _SENT]
    return answers.merged(await answers.load(snapshot, keyring, inquiry_id, int(sent[0]))) if sent else {}


def filter_tag(keyring: KeyRing, kind: str, code: str) -> bytes:
    """What a filter's code is found by."""
    return keyring.tag(f"filter-{kind}", code)


def _row(keyring: KeyRing, new: NewInquiry) -> dict[str, Any]:
    salt = secrets.token_bytes(_SALT_SIZE)
    return _tags(keyring, new) | {
        "id": new.id,
        "reference": new.reference,
        "status": new.status.value,
        "open": new.status in OPEN,
        "priority": new.priority.value,
        "language": new.language,
        "locale": new.locale,
        "received_at": new.received_at,
        "due_at": new.due_at,
        "assignee_id": new.assignee_id,
        "form_version": new.form_version,
        "revision": FIRST_REVISION,
        "version": 1,
        "updated_at": new.received_at,
        "code_salt": salt,
        "code_verifier": keyring.verifier(salt, new.access_code),
        "quarantined": is_held(new.signs),
        "test": new.test,
    }


def _tags(keyring: KeyRing, new: NewInquiry) -> dict[str, Any]:
    facts = new.facts
    return {
        "queue_tag": filter_tag(keyring, "queue", new.decision.queue),
        "programme_tag": filter_tag(keyring, "programme", facts.programme),
        "condition_group_tag": filter_tag(keyring, "condition_group", facts.condition_group),
        "country_tag": filter_tag(keyring, "country", facts.country),
        "age_group_tag": filter_tag(keyring, "age_group", facts.age_group),
        "role_tag": filter_tag(keyring, "role", facts.role),
    }


def _sealed(key: InquiryKey, revision: int, new: NewInquiry) -> list[dict[str, Any]]:
    trace = answers.Trace(new.facts, new.flags, new.decision, new.signs)
    parts = {
        **new.answers,
        answers.CONSENT: consents.to_value(new.consents),
        answers.ROUTING: trace.to_value(),
        answers.TREATMENTS: answers.cards_to(new.cards),
    }
    return answers.sealed_rows(key, revision, parts, at=new.received_at)


def _found_by(new: NewInquiry) -> tuple[Mapping[str, str], Answers]:
    return new.contacts, {name: answer for part in new.answers.values() for name, answer in part.items()}


def _entry(inquiry_id: str, new: NewInquiry, action: str, revision: int) -> audit.Entry:
    return audit.Entry(new.received_at, "public", action, "inquiry", inquiry_id, detail={"revision": revision})
