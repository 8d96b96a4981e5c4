"""The inquiries' own keys, wrapped by the key ring; and the proof that database and key ring belong together.

Nothing else reads ``data_keys``: the table is to become a store of its own. To forget a key is to erase its inquiry.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, bindparam, delete, insert, select

from intake.lib import crypto
from intake.lib.database import Database, Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import meta
from intake.store.sealing import InquiryKey, about
from intake.store.tables import data_keys

_CHECK = "key_check_value"
_INSERT = insert(data_keys)
_ONE = select(data_keys.c.wrapped).where(data_keys.c.inquiry_id == bindparam("id"))
_HELD = _ONE.with_for_update()  # SQLite has one writer, and leaves the words out
_MANY = select(data_keys.c.inquiry_id, data_keys.c.wrapped).where(
    data_keys.c.inquiry_id.in_(bindparam("ids", expanding=True))
)


class KeyGone(Exception):
    """There is no key for this inquiry: it was erased, or never was."""


class WrongKeyRing(Exception):
    """The key ring is not the one this database was written with. One line for the operator."""

    def __init__(self) -> None:
        super().__init__(
            "the key ring does not belong to this database: point INTAKE_KEYRING at the one it was written with"
        )


async def is_marked(db: Database) -> bool:
    """Whether this database was ever written with a key ring."""
    async with db.read() as snapshot:
        return await meta.get(snapshot, _CHECK) is not None


async def check(db: Database, keyring: KeyRing) -> None:
    """Mark a new database as this key ring's; raise `WrongKeyRing` for another's, before anything is written."""
    async with db.read() as snapshot:
        found = await meta.get(snapshot, _CHECK)
    if found is None:
        async with db.write() as tx:
            found = await meta.get(tx, _CHECK)  # another process may have been first
            if found is None:
                await meta.put(tx, _CHECK, keyring.key_check_value)
                return
    if not hmac.compare_digest(found, keyring.key_check_value):
        raise WrongKeyRing


def fresh(keyring: KeyRing, inquiry_id: str) -> tuple[InquiryKey, bytes]:
    """A new key for an inquiry, and the same wrapped for `insert_many`."""
    key = crypto.new_key()
    return InquiryKey(inquiry_id, key), keyring.wrap(key, about=_about(inquiry_id))


async def insert_many(tx: Transaction, wrapped: Sequence[tuple[str, bytes]]) -> None:
    """Store wrapped keys by inquiry id."""
    await tx.insert(_INSERT, [{"inquiry_id": owner, "wrapped": key} for owner, key in wrapped])


async def of(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> InquiryKey:
    """The key of one inquiry. Raises `KeyGone`."""
    wrapped = (await snapshot.execute(_ONE, {"id": inquiry_id})).scalar()
    if wrapped is None:
        raise KeyGone(inquiry_id)
    return InquiryKey(inquiry_id, keyring.unwrap(wrapped, about=_about(inquiry_id)))


async def hold(tx: Transaction, keyring: KeyRing, inquiry_id: str) -> InquiryKey:
    """The key of one inquiry; whoever else asks for it so waits until this transaction is over. Raises `KeyGone`."""
    wrapped = (await tx.execute(_HELD, {"id": inquiry_id})).scalar()
    if wrapped is None:
        raise KeyGone(inquiry_id)
    return InquiryKey(inquiry_id, keyring.unwrap(wrapped, about=_about(inquiry_id)))


async def of_many(snapshot: Snapshot, keyring: KeyRing, ids: Iterable[str]) -> Mapping[str, InquiryKey]:
    """The keys of those inquiries that still have one."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await snapshot.execute(_MANY, {"ids": wanted})
    return {
        row.inquiry_id: InquiryKey(row.inquiry_id, keyring.unwrap(row.wrapped, about=_about(row.inquiry_id)))
        for row in rows
    }


def gone(owner_id: ColumnElement[str]) -> ColumnElement[bool]:
    """For a query: that whoever owns a row has no key any more."""
    return ~select(data_keys.c.inquiry_id).where(data_keys.c.inquiry_id == owner_id).exists()


async def forget(tx: Transaction, inquiry_id: str) -> bool:
    """Delete the key: everything sealed under it is unreadable from now on. False if there was none."""
    result = await tx.execute(delete(data_keys).where(data_keys.c.inquiry_id == inquiry_id))
    return result.rowcount > 0


def _about(inquiry_id: str) -> str:
    return about(inquiry_id, "data-key", 1)
