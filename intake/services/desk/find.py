"""Finding an inquiry by who wrote it: one box for a reference, an address, a number or a name in any script.

Through keyed tags, so that it takes the same moment at any size. The audit trail learns what kind of thing was looked
for and how much was found, never what; what lies in a queue somebody does not serve is found by nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from intake.domain.access import SERVING, Action, Actor
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.inquiry import InquirySummary, contacts_of, names_of
from intake.lib.contacts import parse_email, possible_phones
from intake.lib.database import Database, Snapshot, Transaction
from intake.lib.ids import check_reference
from intake.lib.keyring import KeyRing
from intake.lib.transliteration import name_keys
from intake.services import inbox
from intake.services.office import Office
from intake.store import answers, audit, finding, identities, inquiries
from intake.store.audit import Entry

MOST: Final = 50
LONGEST: Final = 254  # an e-mail address
BACKFILL: Final = 200  # inquiries of one transaction
_NAMES: Final = "P1"  # the class in which they stand
_BACKFILLS_A_MINUTE: Final = 20
_TRIED: Final = f"inquiry.{Action.READ_INQUIRY.value}"


class Looked(StrEnum):
    """As what the words were understood."""

    REFERENCE = "reference"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """An inquiry that was found, and the names in it, to be told from others."""

    summary: InquirySummary
    names: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the newest first; ``more``: there are more than fit."""

    looked: Looked
    matches: tuple[Match, ...] = ()
    more: bool = False


async def find(actor: Actor, typed: str, *, db: Database, keyring: KeyRing, now: datetime) -> Found:
    """What fits of this person's queues; that they looked is written down. Raises `NotAllowed`."""
    if actor.role not in SERVING:
        raise NotAllowed
    async with db.read() as snapshot:
        looked, rows = await _look(snapshot, keyring, actor, typed[:LONGEST].strip())
        matches = await named(snapshot, keyring, rows[:MOST])
    async with db.write() as tx:
        detail: dict[str, str | int] = {"by": looked.value, "rows": len(matches)}
        await audit.append(tx, Entry(now, actor.staff_id, "inbox.find", "inbox", "all", detail=detail))
    return Found(looked, matches, more=len(rows) > MOST)


async def by_reference(actor: Actor, typed: str, *, db: Database, keyring: KeyRing, now: datetime) -> str:
    """The id of the inquiry with this reference, as somebody typed it. Raises `NotFound`; who tried is written down."""
    async with db.read() as snapshot:
        inquiry_id = await inquiries.id_of(snapshot, check_reference(typed) or "")
    if inquiry_id is None:
        # As for one that is not theirs, so that not even the trail's length tells the two apart.
        async with db.write() as tx:
            await audit.append(tx, Entry(now, actor.staff_id, _TRIED, inbox.KIND, "", "refused"))
        raise NotFound

    async def known(_tx: Transaction, found: InquirySummary) -> str:
        return found.id

    return await inbox.carry_out(actor, inquiry_id, Action.READ_INQUIRY, known, db=db, keyring=keyring, now=now)


async def named(snapshot: Snapshot, keyring: KeyRing, rows: Sequence[InquirySummary]) -> tuple[Match, ...]:
    """Inquiries with the names in them; what was erased meanwhile has none."""
    parts = await answers.load_many(snapshot, keyring, {row.id: row.revision for row in rows}, classes=[_NAMES])
    return tuple(Match(row, tuple(names_of(answers.merged(parts.get(row.id, {}))))) for row in rows)


async def spell_names_again(office: Office, now: datetime) -> None:
    """For the worker's minute: make the names of earlier versions findable, some at a time."""
    del now
    for _ in range(_BACKFILLS_A_MINUTE):
        async with office.db.write() as tx:
            if not await identities.spell_again(tx, office.keyring, limit=BACKFILL):
                return


async def _look(
    snapshot: Snapshot, keyring: KeyRing, actor: Actor, typed: str
) -> tuple[Looked, Sequence[InquirySummary]]:
    """What it was understood as; eight letters that could be a reference and are none may still be a name."""
    queues, limit = actor.queues, MOST + 1
    if reference := check_reference(typed):
        found = await inquiries.by_reference(snapshot, keyring, reference)
        if found is not None and actor.serves(found.queue):
            return Looked.REFERENCE, [found]
    if email := parse_email(typed):
        wanted = contacts_of({"email": email.address}).values()
        rows = await finding.by_contacts(snapshot, keyring, "email", list(wanted), queues=queues, limit=limit)
        return Looked.EMAIL, rows
    if phones := possible_phones(typed):
        return Looked.PHONE, await finding.by_contacts(snapshot, keyring, "phone", phones, queues=queues, limit=limit)
    if words := name_keys(typed):
        rows = await finding.by_name(snapshot, keyring, words, queues=queues, limit=limit)
        return Looked.REFERENCE if reference and not rows else Looked.NAME, rows
    return Looked.REFERENCE if reference else Looked.NOTHING, ()
