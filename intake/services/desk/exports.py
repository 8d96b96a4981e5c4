"""Exports: inquiries as a file for other programs, piece by piece, so that no size of it fills the memory.

What leaves is decided at once and written down before the first byte; each inquiry is opened when its turn comes,
asked for once more whether this person may, and written down as well. Nothing is put aside on a disk meanwhile.
"""

import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from anyio import to_thread

from intake.domain.access import SERVING, Action, Actor, may
from intake.domain.errors import NotAllowed, NotFound, Refused
from intake.domain.exports import CODES, OPEN_TO_EXPORT, Exported, Format, Speaker, Table, of_every_version
from intake.domain.questionnaire import Questionnaire
from intake.domain.shelves import REAL_SHELVES
from intake.lib.database import Snapshot
from intake.lib.ids import check_reference
from intake.services.desk.export_writers import CsvWriter, JsonLinesWriter, Writer, XlsxWriter, value_of
from intake.services.desk.fhir.bundle import FhirWriter
from intake.services.inbox import KIND, READ
from intake.services.inbox_list import Filters, within
from intake.services.office import Office
from intake.services.operator import OPERATOR
from intake.store import audit, exports, forms, inquiries, staff
from intake.store.audit import Entry

LIMIT: Final = 10_000
"""The most inquiries in one file from the inbox; the command line has no limit."""

_AT_ONCE: Final = 20
_CLASSES: Final = frozenset(sensitivity.value for sensitivity in OPEN_TO_EXPORT)


class TooMuch(Refused):
    """More than one file takes."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted. ``asked``: the filters in codes, for the audit; ``parts``: None for all of the form."""

    format: Format
    asked: str = ""
    parts: frozenset[str] | None = None
    speaker: Speaker = CODES
    bom: bool = False
    right_to_left: bool = False


async def fitting(actor: Actor, filters: Filters | None, *, office: Office, now: datetime) -> int:
    """How many would leave, `LIMIT` and one at most; the look is written down. Raises `NotAllowed`."""
    wanted = _wanted(actor, filters)
    async with office.db.read() as snapshot:
        found = await inquiries.count(snapshot, office.keyring, wanted, cap=LIMIT + 1) if wanted else 0
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, actor.staff_id, "inbox.count", "inbox", "all", detail={"rows": found}))
    return found


async def begin(
    actor: Actor | None, filters: Filters | None, order: Order, *, office: Office, base_url: str, now: datetime
) -> AsyncIterator[bytes]:
    """The pieces of the file. No actor: the operator, who exports every real inquiry, also what is held.

    Raises `NotAllowed` and `TooMuch` before there is a piece. It breaks off, so that nobody takes it for whole, when
    the account is closed meanwhile; what somebody no longer serves is left out.
    """
    wanted = inquiries.Filters(shelves=REAL_SHELVES) if actor is None else _wanted(actor, filters)
    limit = sys.maxsize if actor is None else LIMIT + 1
    async with office.db.read() as snapshot:
        chosen = await exports.ids(snapshot, office.keyring, wanted, limit=limit) if wanted else ()
        form = await _every_form(snapshot, office.content.questionnaire)
    if actor is not None and len(chosen) > LIMIT:
        raise TooMuch
    who = actor.staff_id if actor else OPERATOR
    detail: dict[str, str | int] = {"format": order.format.value, "count": len(chosen), "filters": order.asked}
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, who, "inbox.export", "inbox", "all", detail=detail))
    return _pieces(who, chosen, _writer(order, form, office, base_url, now), order.format, office, now)


async def show(reference: str, *, office: Office, now: datetime) -> Mapping[str, object]:
    """One inquiry for the operator, as a line of JSON Lines has it; the look is written down. Raises `NotFound`."""
    known = check_reference(reference)
    async with office.db.read() as snapshot:
        found = await inquiries.id_of(snapshot, known) if known else None
        form = await _every_form(snapshot, office.content.questionnaire)
        opened = await exports.load_many(snapshot, office.keyring, [found], classes=_CLASSES) if found else ()
    if not opened:
        raise NotFound
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, OPERATOR, READ, KIND, opened[0].summary.id))
    return value_of(Table(form), opened[0])


def _wanted(actor: Actor, filters: Filters | None) -> inquiries.Filters | None:
    if actor.role not in SERVING:
        raise NotAllowed
    return None if filters is None else within(actor, filters)


async def _every_form(snapshot: Snapshot, current: Questionnaire) -> Questionnaire:
    """Columns are the union of all versions of the form."""
    former = []
    for version in await exports.form_versions(snapshot):
        source = None if version == current.version else await forms.source_of(snapshot, version)
        if source is not None:
            former.append(Questionnaire.from_json(source))
    return of_every_version(current, former)


def _writer(order: Order, form: Questionnaire, office: Office, base_url: str, now: datetime) -> Writer:
    table = Table(form, parts=order.parts, speaker=order.speaker)
    match order.format:
        case Format.CSV:
            return CsvWriter(table, bom=order.bom)
        case Format.XLSX:
            return XlsxWriter(table, right_to_left=order.right_to_left)
        case Format.JSONL:
            return JsonLinesWriter(table)
        case Format.FHIR:
            return FhirWriter(form, office.content, base_url, now)


async def _pieces(
    who: str, chosen: Sequence[str], writer: Writer, format_: Format, office: Office, now: datetime
) -> AsyncIterator[bytes]:
    yield writer.begin()
    for start in range(0, len(chosen), _AT_ONCE):
        for one in await _open(who, chosen[start : start + _AT_ONCE], format_, office, now):
            if piece := writer.add(one):
                yield piece
    # A workbook's second sheet is packed here as a whole; nobody else waits for that.
    if piece := await to_thread.run_sync(writer.end):
        yield piece


async def _open(who: str, ids: Sequence[str], format_: Format, office: Office, now: datetime) -> Sequence[Exported]:
    """Some inquiries, as far as this person may have them now; that they leave is on disk before they do."""
    papers = format_ is Format.FHIR
    async with office.db.read() as snapshot:
        account = None if who == OPERATOR else await staff.by_id(snapshot, office.keyring, who)
        if who != OPERATOR and (account is None or not account.active):
            raise NotAllowed
        found = await exports.load_many(snapshot, office.keyring, ids, classes=_CLASSES, with_papers=papers)
    if account is not None:
        found = [one for one in found if may(account.actor, Action.EXPORT, one.summary.queue)]
    async with office.db.write() as tx:
        detail = {"purpose": "export", "format": format_.value}  # to the patient it is a look like any other
        await audit.append(tx, *(Entry(now, who, READ, KIND, one.summary.id, detail=detail) for one in found))
    return found
