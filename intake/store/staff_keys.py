"""The OpenPGP key a colleague's mails are encrypted to: sealed under the key ring, for it names its owner."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from intake.lib.crypto import CannotOpen
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store.sealing import about
from intake.store.tables import staff_keys

NO_KEY: Final = b"?"
"""In the place of a key that cannot be opened: nothing is encrypted to it, and nothing goes out open instead of it."""

_END: Final = b"\n"  # of the fingerprint
_FIND = select(staff_keys)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StaffKey:
    """A public key, its bytes without armour, and since when mails are encrypted to it."""

    fingerprint: str
    created_at: datetime
    content: bytes = field(repr=False)


async def keep(tx: Transaction, keyring: KeyRing, staff_id: str, key: StaffKey) -> None:
    """From now on this is their key."""
    row = {
        "key_sealed": keyring.seal(key.fingerprint.encode() + _END + key.content, about=_about(staff_id)),
        "created_at": key.created_at,
    }
    statement = insert(staff_keys).values(row | {"staff_id": staff_id})
    await tx.execute(statement.on_conflict_do_update(index_elements=["staff_id"], set_=row))


async def forget(tx: Transaction, staff_id: str) -> bool:
    """Their mails are not encrypted any more; whether there was a key."""
    return (await tx.execute(delete(staff_keys).where(staff_keys.c.staff_id == staff_id))).rowcount > 0


async def of_all(snapshot: Snapshot, keyring: KeyRing) -> Mapping[str, StaffKey]:
    """Every key there is, by whose it is."""
    return _read(keyring, await snapshot.execute(_FIND))


async def of(snapshot: Snapshot, keyring: KeyRing, staff_ids: Collection[str]) -> Mapping[str, StaffKey]:
    """The keys of those of them who gave one."""
    return _read(keyring, await snapshot.execute(_FIND.where(staff_keys.c.staff_id.in_(sorted(staff_ids)))))


def _read(keyring: KeyRing, rows: Iterable[Any]) -> Mapping[str, StaffKey]:
    return {row.staff_id: _key(row, keyring) for row in rows}


def _key(row: Any, keyring: KeyRing) -> StaffKey:
    try:
        fingerprint, _, content = keyring.open(row.key_sealed, about=_about(row.staff_id)).partition(_END)
    except CannotOpen:
        log.error("a colleague's key cannot be opened", staff_id=row.staff_id)
        return StaffKey("", row.created_at, NO_KEY)
    return StaffKey(fingerprint.decode(), row.created_at, content)


def _about(staff_id: str) -> str:
    return about(staff_id, "staff-openpgp", 1)
