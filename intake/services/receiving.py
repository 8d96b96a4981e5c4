"""Files coming in for one inquiry or draft: each is looked at, stripped, scanned and sealed while it arrives.

Nothing is anybody's before `Reception.keep`: only a form that came whole keeps its files, all in one transaction that
looks at the quota again. Plaintext passes through memory in pieces and never touches the disk.
"""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import anyio
import structlog
from anyio import to_thread

from intake.domain.errors import NotFound
from intake.domain.files import FileInfo, FileKind, Quota, Refusal, Scan
from intake.domain.message import MailKind
from intake.domain.visit import Visit
from intake.lib import filetypes, zipped
from intake.lib.blobs import OutOfSpace
from intake.lib.clamav import Session, Unavailable
from intake.lib.database import Transaction
from intake.lib.filetypes import FileType
from intake.lib.ids import new_id
from intake.lib.image_metadata import stripper_for
from intake.lib.image_parts import Unreadable
from intake.lib.upload import FileTooLarge
from intake.services.files import Shelf
from intake.services.hearing import heard_from
from intake.services.office import Office, tell_desk, this_hour
from intake.store import audit, files, keys
from intake.store.audit import Entry
from intake.store.sealing import InquiryKey

Then = Callable[[Transaction, Sequence[FileInfo]], Awaitable[None]]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file. ``known``: the same content was there already, and is kept once."""

    name: str = field(repr=False)
    refusal: Refusal | None = None
    known: bool = False


def heard(visit: Visit, *, office: Office, now: datetime) -> Then:
    """For `Reception.keep`: the visitor's new files are written down, and the desk is told, at most once an hour."""

    async def told(tx: Transaction, kept: Sequence[FileInfo]) -> None:
        about, changed = await heard_from(tx, visit.inquiry_id, office=office, now=now)
        entries = (
            Entry(now, "public", "file.add", "inquiry", about.id, detail={"file": file.id, **changed}) for file in kept
        )
        await audit.append(tx, *entries)
        await tell_desk(tx, about, MailKind.INQUIRY_UPDATED, because=this_hour(now), office=office, now=now)

    return told


class _Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@asynccontextmanager
async def reception(owner_id: str, *, office: Office, shelf: Shelf, now: datetime) -> AsyncIterator["Reception"]:
    """Take files in for an inquiry or a draft. What `Reception.keep` did not keep is gone afterwards.

    Raises `NotFound` for an owner that was erased meanwhile.
    """
    async with office.db.read() as snapshot:
        try:
            key = await keys.of(snapshot, office.keyring, owner_id)
        except keys.KeyGone:
            raise NotFound from None
        quota = await files.quota(snapshot, owner_id)
    coming = Reception(key, quota, office, shelf, now)
    try:
        yield coming
    finally:
        with anyio.CancelScope(shield=True):
            await coming.forget()


class Reception:
    """The files of one form, while it arrives."""

    def __init__(self, key: InquiryKey, quota: Quota, office: Office, shelf: Shelf, now: datetime) -> None:
        self._key, self._quota, self._office, self._shelf, self._now = key, quota, office, shelf, now
        self._come: list[FileInfo | Outcome] = []
        self._nobodys: list[str] = []  # ids of bytes on disk that no row names

    async def take(self, name: str, content: AsyncIterable[bytes]) -> None:
        """Take one file in. One that cannot be kept does not disturb the others."""
        try:
            file = await self._sealed(name, content)
        except _Refused as refused:
            self._come.append(Outcome(name, refused.refusal))
        except FileTooLarge:
            self._come.append(Outcome(name, Refusal.TOO_LARGE))
        except OutOfSpace:
            log.error("no room for files: the disk is nearly full")
            self._come.append(Outcome(name, Refusal.NO_ROOM))
        else:
            self._quota = self._quota.plus(file.size)
            self._come.append(file)

    async def keep(self, kind: FileKind, then: Then | None = None) -> Sequence[Outcome]:
        """Keep what came, as records of one kind; for each file, in its order, what became of it.

        ``then`` belongs to the same transaction, and is asked only if there is something new. Raises `NotFound`.
        """
        come = [replace(each, kind=kind) if isinstance(each, FileInfo) else each for each in self._come]
        # Whether a commit that failed is stored is not known: bytes without a row are swept, never the other way round.
        nobodys, self._nobodys = self._nobodys, []
        try:
            async with self._office.db.write() as tx:
                kept, outcomes = await self._keep(tx, come)
                if kept and then is not None:
                    await then(tx, kept)
        except keys.KeyGone:
            raise NotFound from None
        names = {file.id for file in kept}
        self._nobodys = [id_ for id_ in nobodys if id_ not in names]
        return outcomes

    async def forget(self) -> None:
        """Remove the bytes of what was not kept."""
        for id_ in self._nobodys:
            await self._shelf.folder.remove(id_)
        self._nobodys = []

    async def _keep(
        self, tx: Transaction, come: Sequence[FileInfo | Outcome]
    ) -> tuple[Sequence[FileInfo], Sequence[Outcome]]:
        # Held: two forms at once cannot both take the last place.
        key = await keys.hold(tx, self._office.keyring, self._key.inquiry_id)
        there = await files.of_owner(tx, self._office.keyring, key.inquiry_id)
        digests = {file.digest for file in there if file.scan is not Scan.INFECTED}
        quota = await files.quota(tx, key.inquiry_id)
        kept: list[FileInfo] = []
        outcomes: list[Outcome] = []
        for each in come:
            if isinstance(each, Outcome):
                outcomes.append(each)
            elif each.digest in digests:
                outcomes.append(Outcome(each.name, known=True))
            elif refusal := quota.refuses(each.size):
                outcomes.append(Outcome(each.name, refusal))
            else:
                # One microsecond apart, so that they stay in the order in which they were sent.
                kept.append(replace(each, created_at=self._now + timedelta(microseconds=len(kept))))
                digests.add(each.digest)
                quota = quota.plus(each.size)
                outcomes.append(Outcome(each.name))
        await files.add(tx, key, kept)
        return kept, outcomes

    async def _sealed(self, name: str, content: AsyncIterable[bytes]) -> FileInfo:
        """The file on disk, sealed under a key of its own; or `_Refused`, and nothing of it."""
        pieces = aiter(content)
        head = await _head(pieces)
        if not head:
            raise _Refused(Refusal.EMPTY)
        if refusal := self._quota.refuses():
            raise _Refused(refusal)
        type_ = filetypes.sniff(head)
        if type_ is None:
            raise _Refused(Refusal.TYPE)
        id_ = new_id()
        self._nobodys.append(id_)
        size, digest, scan = await self._write(id_, type_, _after(head, pieces))
        if type_ is FileType.ZIP:
            try:
                await to_thread.run_sync(self._check_pictures, id_)
            except zipped.Refused:
                raise _Refused(Refusal.ZIP) from None
        owner = self._key.inquiry_id
        return FileInfo(id_, owner, self._now, size, scan, name, type_.value, FileKind.OTHER, digest)

    async def _write(self, id_: str, type_: FileType, pieces: AsyncIterator[bytes]) -> tuple[int, str, Scan]:
        """Strip, scan and seal what comes; how many bytes are kept, their digest, and what the scanner said."""
        place = files.place(self._key.inquiry_id, id_)
        digest, stripper = hashlib.sha256(), stripper_for(type_)
        async with (
            self._shelf.folder.writer(id_, self._key.file_key(id_), place) as out,
            self._shelf.scanner.session() if self._shelf.scanner else nullcontext() as scan,
        ):

            async def put(plain: bytes) -> None:
                if plain:
                    digest.update(plain)
                    await out.write(plain)
                    if scan is not None:
                        await scan.feed(plain)
                if refusal := self._quota.refuses(out.size):
                    raise _Refused(refusal)

            try:
                async for piece in pieces:
                    await put(stripper.feed(piece))
                await put(stripper.end())
            except Unreadable:
                raise _Refused(Refusal.BROKEN) from None
            said = await _said(scan)
            if said is Scan.INFECTED:
                log.warning("a file with a virus was refused")
                raise _Refused(Refusal.INFECTED)
            await out.commit()
            return out.size, digest.hexdigest(), said

    def _check_pictures(self, id_: str) -> None:
        """A zip file, on disk by now, holds DICOM pictures and nothing else; or `zipped.Refused`."""
        about = files.place(self._key.inquiry_id, id_)
        with self._shelf.folder.open_seekable(id_, self._key.file_key(id_), about) as content:
            zipped.check(content)


async def _said(scan: Session | None) -> Scan:
    """What the scanner says of a file; where there is none, or it is down, the file is simply not scanned."""
    if scan is None:
        return Scan.NOT_SCANNED
    try:
        return Scan.CLEAN if (await scan.verdict()).clean else Scan.INFECTED
    except Unavailable:
        log.warning("the virus scanner gives no answer")
        return Scan.NOT_SCANNED


async def _head(pieces: AsyncIterator[bytes]) -> bytes:
    """The first bytes: enough to tell what it is, or all there are."""
    head = b""
    async for piece in pieces:
        head += piece
        if len(head) >= filetypes.HEAD:
            break
    return head


async def _after(head: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for piece in pieces:
        yield piece
