"""Looking at one's own inquiry with reference and access code: slowed, never locked, one answer for every refusal."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.domain.errors import NotFound, TooMany
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.ids import check_reference, read_code
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket
from intake.store import audit, inquiries, throttles
from intake.store.audit import Entry

# Somebody who mistypes has five tries at a reference, then one each quarter of an hour; a family behind one router has
# sixty for all of theirs. The third bucket stops guessing from many addresses: of 10^16 codes it lets 86,400 be tried
# in a day, and it would take nine hundred networks without a pause to keep the patient out.
OF_BOTH = Bucket(size=5, refill=timedelta(minutes=15))
OF_ADDRESS = Bucket(size=60, refill=timedelta(minutes=1))
OF_REFERENCE = Bucket(size=1000, refill=timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the inquirer may know of where their inquiry stands."""

    reference: str
    status: Status
    received_at: datetime
    due_at: datetime


async def look(
    reference: str, access_code: str, *, address: str, db: Database, keyring: KeyRing, now: datetime
) -> FollowUp:
    """Where the inquiry stands. Raises `NotFound` whatever was wrong, `TooMany` with the seconds to wait.

    ``reference`` and ``access_code`` are as typed; ``address`` is the network of who asks.
    """
    known, code = check_reference(reference), read_code(access_code)
    await _slow_down(known, address, db=db, keyring=keyring, now=now)
    async with db.read() as snapshot:
        found = await inquiries.by_code(snapshot, keyring, known or "", code or "")
    if found is None:
        raise NotFound
    async with db.write() as tx:
        await audit.append(
            tx, Entry(now, "public", "inquiry.read", "inquiry", found.id, detail={"purpose": "follow_up"})
        )
    return FollowUp(found.reference, found.status, found.received_at, found.due_at)


async def _slow_down(reference: str | None, address: str, *, db: Database, keyring: KeyRing, now: datetime) -> None:
    """Spend a try of whoever asks, and of the reference they ask for. A refused try is given back, so it costs none."""
    about = reference or "unknown"
    buckets = (("address", address, OF_ADDRESS), ("both", f"{address} {about}", OF_BOTH), ("all", about, OF_REFERENCE))
    async with db.write() as tx:
        for kind, who, bucket in buckets:
            key = f"follow-up:{keyring.tag(f'throttle-{kind}', who, size=16).hex()}"
            if wait := await throttles.take(tx, key, bucket, now=now):
                raise TooMany(wait)
