"""The files people sent: listed, opened for who may, removed while nobody has judged them, and swept.

They come by `receiving`. The bytes are on disk before the row that names them: a crash leaves bytes that nobody names,
which `sweep` removes, and never a row without its bytes.
"""

from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from intake.domain.access import Action, Actor
from intake.domain.errors import NotFound
from intake.domain.files import FileInfo, Scan
from intake.domain.inquiry import InquirySummary
from intake.domain.records import Record, checklist, is_judged
from intake.domain.visit import Visit
from intake.lib import blobs, clamav
from intake.lib.blobs import Missing, Strangers
from intake.lib.clamav import Unavailable
from intake.lib.crypto import CannotOpen
from intake.lib.database import Database, Transaction
from intake.services import inbox
from intake.services.office import Office
from intake.store import audit, files, inquiries, keys, records
from intake.store.audit import Entry
from intake.store.sealing import InquiryKey

ORPHANS_KEPT: Final = timedelta(hours=24)  # no upload takes longer: what is older and has no row belongs to nobody
AT_ONCE: Final = 100  # files of one sweep that are looked into again, or removed

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where files lie, and who looks into them first: nobody, if that is not set up."""

    folder: blobs.Folder
    scanner: clamav.Scanner | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An inquiry's files and its checklist. ``removable``: ids of those nobody has judged yet."""

    files: Sequence[FileInfo]
    records: tuple[Record, ...]
    removable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read: what it is, how long, and its bytes, opened piece by piece."""

    info: FileInfo
    size: int
    pieces: AsyncIterable[bytes]


async def of_visit(visit: Visit, *, office: Office) -> Listed:
    """What the visitor has sent, and what is still needed. Raises `NotFound` for an inquiry erased meanwhile."""
    keyring = office.keyring
    async with office.db.read() as snapshot:
        try:
            about = await inquiries.summary(snapshot, keyring, visit.inquiry_id)
            sent = await files.of_owner(snapshot, keyring, visit.inquiry_id)
            _, judged = await records.of_inquiry(snapshot, keyring, visit.inquiry_id)
        except keys.KeyGone:
            about = None
    if about is None:
        raise NotFound
    asked = office.content.records.asked.get(about.facts.programme, ())
    removable = frozenset(file.id for file in sent if not is_judged(file, judged))
    return Listed(sent, checklist(asked, sent, judged), removable)


async def open_for(visit: Visit, file_id: str, *, office: Office, shelf: Shelf, now: datetime) -> Opened:
    """Open a file for who sent it, and write it down. Raises `NotFound`, also for who came by a link from a mail."""
    if not visit.is_trusted:
        raise NotFound
    try:
        async with office.db.write() as tx:
            key = await keys.of(tx, office.keyring, visit.inquiry_id)
            info = await _admitted(tx, key, file_id, by="public", now=now)
    except keys.KeyGone:
        info = None
    if info is None:
        raise NotFound
    return await _opened(key, info, shelf)


async def open_for_staff(
    actor: Actor, inquiry_id: str, file_id: str, *, office: Office, shelf: Shelf, now: datetime
) -> Opened:
    """Open a file for a coordinator of its queue, and write it down. Raises `NotFound`."""

    async def admitted(tx: Transaction, found: InquirySummary) -> tuple[InquiryKey, FileInfo | None]:
        key = await keys.of(tx, office.keyring, found.id)
        return key, await _admitted(tx, key, file_id, by=actor.staff_id, now=now)

    key, info = await inbox.carry_out(
        actor, inquiry_id, Action.READ_INQUIRY, admitted, db=office.db, keyring=office.keyring, now=now
    )
    if info is None:
        raise NotFound
    return await _opened(key, info, shelf)


async def remove(visit: Visit, file_id: str, *, office: Office, shelf: Shelf, now: datetime) -> None:
    """Take a file back that nobody has judged yet. Raises `NotFound`."""
    if not visit.is_trusted:
        raise NotFound
    try:
        async with office.db.write() as tx:
            key = await keys.hold(tx, office.keyring, visit.inquiry_id)
            info = await files.one(tx, key, file_id)
            _, judged = await records.of_inquiry(tx, office.keyring, visit.inquiry_id)
            if info is None or is_judged(info, judged):
                raise NotFound
            await files.remove(tx, visit.inquiry_id, file_id)
            await inquiries.touch(tx, visit.inquiry_id, now=now)
            await _write_down(tx, "public", "file.remove", info, now)
    except keys.KeyGone:
        raise NotFound from None
    await shelf.folder.remove(file_id)


async def sweep(*, office: Office, shelf: Shelf, now: datetime) -> int:
    """Remove files whose owner is gone and bytes nobody names (how many); look again into what was not scanned."""
    removed = await _remove_of_nobody(office, shelf)
    async with office.db.read() as snapshot:
        known = await files.known(snapshot)
    try:
        removed += await shelf.folder.sweep(known, now - ORPHANS_KEPT)
    except Strangers:  # an empty or an older database beside this folder must not cost anybody's files
        log.error("the database does not know most of these files: none was removed")
    await _rescan(office, shelf, now)
    return removed


async def is_anothers(folder: blobs.Folder, *, db: Database, now: datetime) -> bool:
    """Whether the folder seems to be another database's: `sweep` removes nothing then, until somebody has looked."""
    async with db.read() as snapshot:
        known = await files.known(snapshot)
    return await folder.is_strange(known, now - ORPHANS_KEPT)


async def _admitted(tx: Transaction, key: InquiryKey, file_id: str, *, by: str, now: datetime) -> FileInfo | None:
    """The one way to a file's bytes: it belongs to this inquiry, and the audit trail says who asked for it."""
    info = await files.one(tx, key, file_id)
    if info is None or info.scan is Scan.INFECTED:
        await audit.append(tx, Entry(now, by, inbox.READ_FILE, "inquiry", key.inquiry_id, "refused"))
        return None
    await _write_down(tx, by, inbox.READ_FILE, info, now)
    return info


async def _opened(key: InquiryKey, info: FileInfo, shelf: Shelf) -> Opened:
    try:
        reading = await shelf.folder.read(info.id, key.file_key(info.id), files.place(info.owner_id, info.id))
    except Missing:  # removed in this moment
        raise NotFound from None
    return Opened(info, reading.size, reading)


async def _remove_of_nobody(office: Office, shelf: Shelf) -> int:
    async with office.db.read() as snapshot:
        nobodys = await files.of_nobody(snapshot, limit=AT_ONCE)
    for file_id, owner_id in nobodys.items():
        await shelf.folder.remove(file_id)  # before its row: whoever is interrupted finds it again
        async with office.db.write() as tx:
            await files.remove(tx, owner_id, file_id)
    return len(nobodys)


async def _rescan(office: Office, shelf: Shelf, now: datetime) -> None:
    if shelf.scanner is None:
        return
    async with office.db.read() as snapshot:
        waiting = await files.not_scanned(snapshot, limit=AT_ONCE)
    for file_id, owner_id in waiting.items():
        try:
            await _rescan_one(file_id, owner_id, shelf, shelf.scanner, office, now)
        except Unavailable:
            # Nobody is there; or it is this file alone, one too large for the scanner: the next may have a verdict.
            if not await _answers(shelf.scanner):
                return
        except CannotOpen:
            log.error("a file cannot be opened any more")
        except (Missing, keys.KeyGone):
            continue


async def _answers(scanner: clamav.Scanner) -> bool:
    try:
        await scanner.ping()
    except Unavailable:
        return False
    return True


async def _rescan_one(
    file_id: str, owner_id: str, shelf: Shelf, scanner: clamav.Scanner, office: Office, now: datetime
) -> None:
    async with office.db.read() as snapshot:
        key = await keys.of(snapshot, office.keyring, owner_id)
    reading = await shelf.folder.read(file_id, key.file_key(file_id), files.place(owner_id, file_id))
    async with scanner.session() as session:
        async for piece in reading:
            await session.feed(piece)
        scan = Scan.CLEAN if (await session.verdict()).clean else Scan.INFECTED
    await _scanned(file_id, key, scan, office, now)
    if scan is Scan.INFECTED:
        log.warning("a virus in a file that could not be scanned when it came")
        await shelf.folder.remove(file_id)


async def _scanned(file_id: str, key: InquiryKey, scan: Scan, office: Office, now: datetime) -> None:
    async with office.db.write() as tx:
        await files.scanned(tx, file_id, scan)
        info: FileInfo | None = await files.one(tx, key, file_id)
        if info is not None:
            await _write_down(tx, "worker", f"file.{scan.value}", info, now)


async def _write_down(tx: Transaction, actor: str, action: str, info: FileInfo, now: datetime) -> None:
    await audit.append(tx, Entry(now, actor, action, "inquiry", info.owner_id, detail={"file": info.id}))
