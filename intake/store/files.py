"""The files people sent: what is known of each. The bytes lie apart, sealed under the file's own key (`lib.blobs`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from intake.domain.files import FileInfo, FileKind, Quota, Scan
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.sealing import InquiryKey, about
from intake.store.tables import files

_KIND = "file"
_ORDER = (files.c.created_at, files.c.id)


def place(owner_id: str, file_id: str) -> bytes:
    """What the bytes of a file are bound to."""
    return about(owner_id, "blob", file_id).encode()


async def add(tx: Transaction, key: InquiryKey, new: Iterable[FileInfo]) -> None:
    """Keep what is known of some files of one owner."""
    rows = [_row(key, file) for file in new]
    if rows:
        await tx.execute(insert(files), rows)


async def of_owner(snapshot: Snapshot, keyring: KeyRing, owner_id: str) -> Sequence[FileInfo]:
    """An inquiry's or a draft's files, the oldest first. Raises `keys.KeyGone` for an owner that was erased."""
    rows = (await snapshot.execute(select(files).where(files.c.owner_id == owner_id).order_by(*_ORDER))).all()
    if not rows:
        return ()
    key = await keys.of(snapshot, keyring, owner_id)
    return [_info(key, row) for row in rows]


async def one(snapshot: Snapshot, key: InquiryKey, file_id: str) -> FileInfo | None:
    """A file of the key's inquiry; of nobody else's."""
    mine = (files.c.id == file_id, files.c.owner_id == key.inquiry_id)
    row = (await snapshot.execute(select(files).where(*mine))).first()
    return _info(key, row) if row else None


async def quota(snapshot: Snapshot, owner_id: str) -> Quota:
    """How much an owner has sent; of an infected file nothing is left that would count."""
    there = (files.c.owner_id == owner_id, files.c.scan != Scan.INFECTED.value)
    statement = select(func.count().label("number"), func.sum(files.c.size).label("bytes")).where(*there)
    row = (await snapshot.execute(statement)).one()
    return Quota(int(row.number), int(row.bytes or 0))


async def remove(tx: Transaction, owner_id: str, file_id: str) -> bool:
    """Forget one file of an owner. False if there was none."""
    mine = (files.c.id == file_id, files.c.owner_id == owner_id)
    return (await tx.execute(delete(files).where(*mine))).rowcount > 0


async def of_nobody(snapshot: Snapshot, *, limit: int) -> Mapping[str, str]:
    """Files whose owner is gone, such as a draft whose time was over: id → owner."""
    rows = await snapshot.execute(select(files.c.id, files.c.owner_id).where(keys.gone(files.c.owner_id)).limit(limit))
    return {row.id: row.owner_id for row in rows}


async def known(snapshot: Snapshot) -> frozenset[str]:
    """The ids of all files whose bytes are there."""
    statement = select(files.c.id).where(files.c.scan != Scan.INFECTED.value)
    return frozenset(str(id_) for id_ in (await snapshot.execute(statement)).scalars())


async def not_scanned(snapshot: Snapshot, *, limit: int) -> Mapping[str, str]:
    """Some of the files nobody could look into yet, by lot: those that never can be keep no other waiting."""
    statement = select(files.c.id, files.c.owner_id).where(files.c.scan == Scan.NOT_SCANNED.value)
    rows = await snapshot.execute(statement.order_by(func.random()).limit(limit))
    return {row.id: row.owner_id for row in rows}


async def scanned(tx: Transaction, file_id: str, scan: Scan) -> None:
    """Keep what the scanner said."""
    await tx.execute(update(files).where(files.c.id == file_id).values(scan=scan.value))


def _row(key: InquiryKey, file: FileInfo) -> dict[str, Any]:
    told = {"name": file.name, "type": file.type, "kind": file.kind.value, "digest": file.digest}
    return {
        "id": file.id,
        "owner_id": file.owner_id,
        "created_at": file.created_at,
        "size": file.size,
        "scan": file.scan.value,
        "sealed": key.seal(_KIND, file.id, told),
    }


def _info(key: InquiryKey, row: Any) -> FileInfo:
    told = key.open(_KIND, row.id, row.sealed)
    return FileInfo(
        row.id,
        row.owner_id,
        row.created_at,
        row.size,
        Scan(row.scan),
        told["name"],
        told["type"],
        FileKind(told["kind"]),
        told["digest"],
    )
