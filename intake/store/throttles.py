"""Throttles shared by every process: one row for each key, changed in one statement.

The arithmetic is that of ``lib/throttle``. A refused try writes nothing: an attack does not become a load on the disk.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, bindparam, case, delete, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Transaction
from intake.lib.keyring import KeyRing
from intake.lib.throttle import Bucket, attempt
from intake.store.columns import micros
from intake.store.tables import throttles

_FULL_AT = type_coerce(throttles.c.full_at, BigInteger)
_NOW = bindparam("now", type_=BigInteger)
_REFILL = bindparam("refill", type_=BigInteger)
_EMPTY = bindparam("empty", type_=BigInteger)
# Later than an empty bucket can be: the clock was wrong, or the size was changed. That must lock nobody out.
_STATE = case((_FULL_AT < _NOW, _NOW), (_FULL_AT > _EMPTY, _EMPTY), else_=_FULL_AT)
_TAKE = (
    insert(throttles)
    .values(key=bindparam("key"), full_at=type_coerce(_NOW + _REFILL, throttles.c.full_at.type))
    .on_conflict_do_update(index_elements=["key"], set_={"full_at": _STATE + _REFILL}, where=_STATE + _REFILL <= _EMPTY)
    .returning(throttles.c.key)
)
_GIVE_BACK = (
    update(throttles)
    .where(throttles.c.key == bindparam("spent"))
    .values(full_at=type_coerce(_FULL_AT - _REFILL, throttles.c.full_at.type))
)
_LOOK = select(throttles.c.full_at).where(throttles.c.key == bindparam("key"))


def key_of(keyring: KeyRing, what: str, who: str) -> str:
    """The key of a bucket, which names nobody: what is slowed, and a keyed tag of whom."""
    return f"{what}:{keyring.tag(f'throttle-{what}', who, size=16).hex()}"


async def take(tx: Transaction, key: str, bucket: Bucket, *, now: datetime) -> int:
    """Spend one try. 0: go on; otherwise the seconds to wait, and nothing was spent.

    ``key`` must not name a person: `key_of` makes one.
    """
    if (await tx.execute(_TAKE, {"key": key, **_values(bucket, now)})).first() is not None:
        return 0
    full_at = (await tx.execute(_LOOK, {"key": key})).scalar_one()
    wait = attempt(bucket, full_at, now=now).retry_after
    return max(1, -(-wait // timedelta(seconds=1)))


async def take_each(tx: Transaction, keys: Sequence[str], bucket: Bucket, *, now: datetime) -> Collection[str]:
    """Spend one try of each of these keys, none of them twice, in one statement; those that may go on."""
    if not keys:
        return ()
    full_at = now + bucket.refill
    rows = insert(throttles).values([{"key": key, "full_at": full_at} for key in keys])
    spent = {"full_at": _STATE + _REFILL}
    take = rows.on_conflict_do_update(index_elements=["key"], set_=spent, where=_STATE + _REFILL <= _EMPTY)
    return set((await tx.execute(take.returning(throttles.c.key), _values(bucket, now))).scalars())


async def give_back(tx: Transaction, key: str, bucket: Bucket) -> None:
    """Undo one try that `take` let through, and only that: what others spent meanwhile stays spent."""
    await tx.execute(_GIVE_BACK, {"spent": key, "refill": bucket.refill // timedelta(microseconds=1)})


async def sweep(tx: Transaction, *, now: datetime) -> int:
    """Forget the keys whose bucket is full again; how many."""
    return (await tx.execute(delete(throttles).where(throttles.c.full_at <= now))).rowcount


def _values(bucket: Bucket, now: datetime) -> Mapping[str, int]:
    empty = now + bucket.size * bucket.refill
    return {"now": micros(now), "refill": bucket.refill // timedelta(microseconds=1), "empty": micros(empty)}
