"""Coming in to one's own inquiry: with reference and access code, or from the receipt in the same browser.

Slowed, never locked; one answer for every refusal, and the same work whether a reference exists or not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from intake.domain.errors import NotFound, TooMany
from intake.domain.visit import Visit
from intake.lib.database import Database, Transaction
from intake.lib.ids import check_reference, new_secret, read_code
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.services.receipts import receipt_for
from intake.store import audit, inquiries, throttles, visits
from intake.store.audit import Entry

VISIT_IDLE: Final = timedelta(minutes=20)
VISIT_LIFE: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=1)  # a visit writes no more often than this

# Somebody who mistypes has five tries at a reference, then one each quarter of an hour; a family behind one router has
# sixty for all of theirs; who has it right spends nothing. The third bucket stops guessing from many addresses: of
# 10^16 codes it lets 86,400 be tried in a day, and it would take nine hundred networks without a pause to keep the
# patient out.
OF_BOTH: Final = Bucket(size=5, refill=timedelta(minutes=15))
OF_ADDRESS: Final = Bucket(size=60, refill=timedelta(minutes=1))
OF_REFERENCE: Final = Bucket(size=1000, refill=timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Opened:
    """A visit that has just begun. ``token`` goes into the cookie and nowhere else."""

    visit: Visit
    token: str


async def open_with_code(
    reference: str, access_code: str, *, address: str, db: Database, keyring: KeyRing, now: datetime
) -> Opened:
    """Come in. Raises `NotFound` whatever was wrong, `TooMany` with the seconds to wait.

    ``reference`` and ``access_code`` are as typed; ``address`` is the network of who asks.
    """
    known, code = check_reference(reference), read_code(access_code)
    await slow_down("follow-up", known, address, db=db, keyring=keyring, now=now)
    async with db.read() as snapshot:
        found = await inquiries.by_code(snapshot, keyring, known or "", code or "")
    if found is None:
        raise NotFound
    async with db.write() as tx:
        await was_right(tx, "follow-up", known, address, keyring=keyring)
        return await begin(tx, Visit(found.id), now=now)


async def open_with_receipt(form_id: str, form_secret: str, *, db: Database, keyring: KeyRing, now: datetime) -> Opened:
    """Come in from the receipt that this browser still keeps. Raises `NotFound`."""
    receipt = await receipt_for(form_id, form_secret, db=db, keyring=keyring, now=now)
    if receipt is None:
        raise NotFound
    async with db.write() as tx:
        found = await inquiries.by_code(tx, keyring, receipt.reference, receipt.access_code)
        if found is None:
            raise NotFound
        return await begin(tx, Visit(found.id), now=now)


async def visit_of(token: str, *, db: Database, now: datetime) -> Visit | None:
    """The visit of a cookie's token, while it lasts: `VISIT_IDLE` since the last page, `VISIT_LIFE` in all."""
    async with db.read() as snapshot:
        kept = await visits.by_token(snapshot, token)
    if kept is None or now - kept.last_seen_at > VISIT_IDLE or now - kept.created_at > VISIT_LIFE:
        return None
    if now - kept.last_seen_at > SEEN_EVERY:
        async with db.write() as tx:
            await visits.seen(tx, token, now=now)
    return kept.visit


async def leave(token: str, *, db: Database) -> None:
    """End a visit."""
    async with db.write() as tx:
        await visits.end(tx, token)


async def begin(tx: Transaction, visit: Visit, *, now: datetime) -> Opened:
    """Begin a visit of somebody who has shown who they are, and write it down."""
    token = new_secret()
    await visits.start(tx, token, visit, now=now)
    detail = {"purpose": "follow_up", "by": visit.level.value}
    await audit.append(tx, Entry(now, "public", "inquiry.read", "inquiry", visit.inquiry_id, detail=detail))
    return Opened(visit, token)


async def slow_down(
    what: str, reference: str | None, address: str, *, db: Database, keyring: KeyRing, now: datetime
) -> None:
    """Spend a try of whoever asks, and of the reference they ask for. A refused try is given back, so it costs none.

    Whoever finds that the try was right says so with `was_right`.
    """
    async with db.write() as tx:
        for key, bucket in _spent(what, reference, address, keyring):
            if wait := await throttles.take(tx, key, bucket, now=now):
                raise TooMany(wait)


async def was_right(tx: Transaction, what: str, reference: str | None, address: str, *, keyring: KeyRing) -> None:
    """Give back what `slow_down` spent for this very try. The wrong ones before it stay spent: guessing is as slow."""
    for key, bucket in _spent(what, reference, address, keyring):
        await throttles.give_back(tx, key, bucket)


def _spent(what: str, reference: str | None, address: str, keyring: KeyRing) -> list[tuple[str, Bucket]]:
    about = reference or "unknown"
    buckets = (("address", address, OF_ADDRESS), ("both", f"{address} {about}", OF_BOTH), ("all", about, OF_REFERENCE))
    return [(throttles.key_of(keyring, f"{what}-{kind}", who), bucket) for kind, who, bucket in buckets]
