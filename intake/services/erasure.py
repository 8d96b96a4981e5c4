"""Erasing an inquiry for good: at once unreadable, then no byte of it left, and only then done.

One transaction forgets the key and deletes the rows. What follows can be interrupted and is taken up again by `sweep`:
the files' blobs go, then the database is written anew without what was deleted. Until that is through, the ledger says
so. The ledger and the audit trail keep the inquiry's id, which names nobody.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from intake.domain.erasure import Reason
from intake.domain.errors import NotFound, Refused
from intake.domain.visit import Visit
from intake.lib.database import Database, DatabaseUnavailable, Transaction
from intake.lib.ids import check_reference, fold_digits, read_code
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.services.office import Office
from intake.services.visits import slow_down
from intake.store import audit, erasures, inquiries, tellings, throttles
from intake.store.audit import Entry
from intake.store.erasures import Erasure

__all__ = ["Erasure"]

MOST_AT_ONCE: Final = 128 * 1024 * 1024
"""Bytes of a database that are written anew while somebody waits, some three seconds; a larger one is swept later."""

AT_ONCE: Final = Bucket(size=10, refill=timedelta(minutes=1))
"""How many erasures write the database anew while somebody waits; it keeps everybody else waiting, too."""

CODE_DIGITS: Final = 12
ACTION: Final = "inquiry.erase"
_TIME: Final = "%Y-%m-%d %H:%M"

log = structlog.get_logger()


class Folder(Protocol):
    """Where the files' blobs lie."""

    async def remove(self, blob_id: str) -> None:
        """Remove one for good; nothing happens if it is gone already."""


class NotConfirmed(Refused):
    """The reference was not typed, or is another one."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that an inquiry was erased: nobody keeps it but who asked. ``time`` is in UTC, as it is to be typed again.

    ``done``: no byte is left. Otherwise it is unreadable already, and the rest goes within the hour.
    """

    reference: str
    time: str
    code: str
    done: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the ledger says, and what is there against it: inquiries that are erased and have come back."""

    erased: int
    pending: Sequence[Erasure]
    came_back: Sequence[str]


async def erase(visit: Visit, typed: str, *, office: Office, folder: Folder, now: datetime) -> Receipt:
    """Erase the visitor's inquiry; ``typed`` is its reference, to confirm. Raises `NotFound`, `NotConfirmed`."""
    if not visit.is_trusted:
        raise NotFound
    async with office.db.write() as tx:
        found = await inquiries.summary(tx, office.keyring, visit.inquiry_id)
        if found is None:
            raise NotFound
        if check_reference(typed) != found.reference:
            raise NotConfirmed
        await tellings.order_erased(tx, office.keyring, found.id, now=now)
        await _take_away(tx, found.id, Reason.INQUIRER, actor="public", now=now)
        later = await throttles.take(tx, "scrub:all", AT_ONCE, now=now)
    most = 0 if later else MOST_AT_ONCE
    done = await _finish([found.id], db=office.db, folder=folder, now=now, most=most)
    return _receipt(office.keyring, found.reference, now, done=done)


async def erase_for(
    reference: str, reason: Reason, *, db: Database, keyring: KeyRing, folder: Folder, now: datetime
) -> Receipt:
    """Erase an inquiry by its reference, for the operator. Raises `NotFound`."""
    async with db.write() as tx:
        found = await inquiries.by_reference(tx, keyring, check_reference(reference) or "")
        if found is None:
            raise NotFound
        await tellings.order_erased(tx, keyring, found.id, now=now)
        await _take_away(tx, found.id, reason, actor="operator", now=now)
    done = await _finish([found.id], db=db, folder=folder, now=now)
    return _receipt(keyring, found.reference, now, done=done)


async def forget_test(inquiry_id: str, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Take a canary's inquiry away, at once and whole. Raises `NotFound` for any other.

    No person wrote it. So it has no line in the ledger, and no file of the database is written anew for it, which
    would keep everybody waiting several times an hour.
    """
    async with db.write() as tx:
        found = await inquiries.summary(tx, keyring, inquiry_id)
        if found is None or not found.test:
            raise NotFound
        await erasures.take_rows(tx, inquiry_id, now=now)
        await audit.append(tx, Entry(now, "worker", ACTION, "inquiry", inquiry_id, detail={"reason": "test"}))


async def sweep(*, db: Database, folder: Folder, now: datetime) -> int:
    """Finish what was erased, and erase again what a restored backup brought back; how many are done now."""
    async with db.read() as snapshot:
        came_back = await erasures.came_back(snapshot)
    if came_back:
        async with db.write() as tx:
            for inquiry_id in came_back:
                await _take_away(tx, inquiry_id, Reason.RESTORED, actor="worker", now=now)
    async with db.read() as snapshot:
        pending = [one.inquiry_id for one in await erasures.pending(snapshot)]
    return len(pending) if pending and await _finish(pending, db=db, folder=folder, now=now) else 0


async def look(*, db: Database) -> Verdict:
    """How the ledger and the database agree."""
    async with db.read() as snapshot:
        return Verdict(
            await erasures.count(snapshot), await erasures.pending(snapshot), await erasures.came_back(snapshot)
        )


async def is_genuine(
    reference: str, time: str, code: str, *, address: str, db: Database, keyring: KeyRing, now: datetime
) -> bool:
    """Whether this receipt is one of ours, as it was typed. Nothing of it is kept. Raises `TooMany`."""
    known, digits = check_reference(reference), read_code(code, CODE_DIGITS)
    await slow_down("erasure", known, address, db=db, keyring=keyring, now=now)
    return holds(keyring, known or "", _tidied(time), digits or "")


def holds(keyring: KeyRing, reference: str, time: str, code: str) -> bool:
    """Whether the code belongs to reference and time."""
    return hmac.compare_digest(_code(keyring, reference, time).encode(), code.encode())


def _tidied(time: str) -> str:
    words = fold_digits(time[:64]).upper().removesuffix("UTC").replace("T", " ").split()
    return " ".join(words)


def _code(keyring: KeyRing, reference: str, time: str) -> str:
    return keyring.digits("erasure-receipt", reference, time, count=CODE_DIGITS)


def _receipt(keyring: KeyRing, reference: str, now: datetime, *, done: bool) -> Receipt:
    time = now.astimezone(UTC).strftime(_TIME)
    return Receipt(reference, time, _code(keyring, reference, time), done)


async def _take_away(tx: Transaction, inquiry_id: str, reason: Reason, *, actor: str, now: datetime) -> None:
    await erasures.take_away(tx, inquiry_id, reason, now=now)
    await audit.append(tx, Entry(now, actor, ACTION, "inquiry", inquiry_id, detail={"reason": reason.value}))


async def _finish(
    inquiry_ids: Sequence[str], *, db: Database, folder: Folder, now: datetime, most: int | None = None
) -> bool:
    """Blobs, then the database's own files. False, and the ledger stays as it is, when that could not be done now."""
    try:
        for inquiry_id in inquiry_ids:
            await _remove_files(inquiry_id, db=db, folder=folder)
        if most == 0 or not await erasures.scrub(db, most=most):
            return False
        async with db.write() as tx:
            await erasures.done(tx, inquiry_ids, now=now)
    except (OSError, DatabaseUnavailable):
        # It is erased all the same: whoever asked is told so, and the sweep comes back to the rest.
        log.exception("an erasure is not through yet")
        return False
    return True


async def _remove_files(inquiry_id: str, *, db: Database, folder: Folder) -> None:
    async with db.read() as snapshot:
        blobs = await erasures.files_of(snapshot, inquiry_id)
    for blob_id in blobs:
        await folder.remove(blob_id)
    if blobs:
        async with db.write() as tx:
            await erasures.forget_files(tx, inquiry_id)
