"""A folder of sealed files, each under a random id: written beside, and only at its name once it is whole and on disk.

What arrives is sealed before it is written; no plaintext ever touches a disk. Files are read and written in threads.
"""

import errno
import io
import os
import re
import shutil
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from anyio import CancelScope, to_thread

from intake.lib import chunked

RESERVE = 256 << 20
"""Bytes that stay free: the database needs them more than another file does."""

_ID = re.compile(r"[a-z0-9]{8,64}")
_ARRIVING = "arriving"


class OutOfSpace(Exception):
    """There is no room for another file on this disk."""


class Missing(Exception):
    """There is no file of that id (any more)."""


class Strangers(Exception):
    """Most of what lies here is unknown to whoever sweeps: more than a crash leaves behind."""


class Folder:
    """The folder; it is made when the first file comes."""

    def __init__(self, path: Path, *, reserve: int = RESERVE) -> None:
        self._path = path
        self._reserve = reserve

    @asynccontextmanager
    async def writer(self, blob_id: str, key: bytes, about: bytes) -> AsyncIterator["Writer"]:
        """A new file to write to. Unless it was committed inside the ``with``, nothing of it stays."""
        arriving = _Arriving(self._path / _ARRIVING / _checked(blob_id), self._place(blob_id), self._reserve)
        writer = Writer(arriving, chunked.Sealer(key, about=about))
        try:
            await to_thread.run_sync(arriving.open)
            yield writer
        finally:
            # Once committed it stays, whatever fails afterwards: by then somebody may have written down that it exists.
            if not writer.committed:
                with CancelScope(shield=True):
                    await to_thread.run_sync(arriving.forget)

    async def read(self, blob_id: str, key: bytes, about: bytes) -> "Reading":
        """The content to iterate over. Raises `Missing`, or `CannotOpen` for a wrong key or a file that was cut."""
        path = self._place(blob_id)
        return Reading(path, await to_thread.run_sync(_opener, path, key, about))

    def open_seekable(self, blob_id: str, key: bytes, about: bytes) -> io.BufferedReader:
        """The content as a file to read and seek in; it blocks, so use it in a thread, and close it."""
        file = _open(self._place(blob_id))
        try:
            return chunked.open_seekable(file, key, about=about)
        except BaseException:
            file.close()
            raise

    async def remove(self, blob_id: str) -> None:
        """Remove a file for good; nothing happens if it is gone already."""
        await to_thread.run_sync(_remove, self._place(blob_id))

    async def names(self) -> list[str]:
        """The ids of all files, in order."""
        return await to_thread.run_sync(lambda: sorted(path.name for path in self._files()))

    async def sweep(self, known: Collection[str], before: datetime) -> int:
        """Remove what is older than a moment and nobody knows (a crash can leave it behind); how many there were.

        Raises `Strangers`, and removes nothing, where more would go than stay: this is another database's folder.
        """
        return await to_thread.run_sync(self._sweep, frozenset(known), before.timestamp())

    async def is_strange(self, known: Collection[str], before: datetime) -> bool:
        """Whether `sweep` would raise `Strangers`."""
        try:
            await to_thread.run_sync(self._of_nobody, frozenset(known), before.timestamp())
        except Strangers:
            return True
        return False

    def _place(self, blob_id: str) -> Path:
        return self._path / _checked(blob_id)[:2] / blob_id

    def _files(self) -> list[Path]:
        return [path for path in self._path.glob("??/*") if _ID.fullmatch(path.name)]

    def _of_nobody(self, known: frozenset[str], before: float) -> list[Path]:
        files = self._files()
        strangers = [path for path in files if path.name not in known]
        old = [path for path in strangers if _modified(path) < before]
        if len(old) > len(files) - len(strangers):
            raise Strangers
        return old

    def _sweep(self, known: frozenset[str], before: float) -> int:
        old = self._of_nobody(known, before)
        old += [path for path in self._path.glob(f"{_ARRIVING}/*") if _modified(path) < before]
        for path in old:
            _remove(path)
        return len(old)


class Writer:
    """Takes content for one file."""

    def __init__(self, arriving: "_Arriving", sealer: chunked.Sealer) -> None:
        self._arriving = arriving
        self._sealer = sealer
        self.size = 0
        self.committed = False

    async def write(self, plain: bytes) -> None:
        """Seal and write more. Raises `OutOfSpace`."""
        self.size += len(plain)
        sealed = self._sealer.feed(plain)
        if sealed:
            await to_thread.run_sync(self._arriving.write, sealed)

    async def commit(self) -> None:
        """Return once the file is at its name and both have reached the disk."""
        await to_thread.run_sync(partial(self._arriving.commit, self._sealer.end()))
        self.committed = True


class Reading:
    """The content of one file, ``size`` bytes, chunk by chunk; the file is open only while a chunk is read."""

    def __init__(self, path: Path, opener: chunked.Opener) -> None:
        self._path = path
        self._opener = opener
        self.size = opener.size

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        for number in range(self._opener.chunks):
            yield await to_thread.run_sync(self._chunk, number)

    def _chunk(self, number: int) -> bytes:
        with _open(self._path) as file:
            return self._opener.read(file, number)


class _Arriving:
    """The file on its way. The lock is for a task that was cancelled while its thread was still writing."""

    def __init__(self, path: Path, place: Path, reserve: int) -> None:
        self._path = path
        self._place = place
        self._reserve = reserve
        self._lock = threading.Lock()
        self._file: io.FileIO | None = None
        self._forgotten = False

    def open(self) -> None:
        with self._lock, _full_disk():
            for folder in (self._path.parent.parent, self._path.parent, self._place.parent):
                _make(folder)
            self._keep_reserve()
            if self._place.exists():
                raise FileExistsError("an id is used once")
            if not self._forgotten:
                self._file = io.FileIO(self._path, "x", opener=partial(os.open, mode=0o600))

    def write(self, sealed: bytes) -> None:
        with self._lock, _full_disk():
            self._write(sealed)

    def commit(self, sealed: bytes) -> None:
        with self._lock, _full_disk():
            file = self._write(sealed)
            os.fsync(file.fileno())
            file.close()
            self._path.rename(self._place)
            _sync(self._place.parent)

    def forget(self) -> None:
        """Leave nothing, whatever was under way: a name nobody was told of is as good as none."""
        with self._lock:
            self._forgotten = True
            if self._file is not None:
                self._file.close()
                self._path.unlink(missing_ok=True)
                _remove(self._place)
                self._file = None

    def _write(self, sealed: bytes) -> io.FileIO:
        if self._file is None:
            raise ValueError("this file has been given up")
        self._keep_reserve()
        rest = memoryview(sealed)
        while rest:
            rest = rest[self._file.write(rest) :]
        return self._file

    def _keep_reserve(self) -> None:
        if shutil.disk_usage(self._path.parent).free < self._reserve:
            raise OutOfSpace


@contextmanager
def _full_disk() -> Iterator[None]:
    """Within it, a disk or quota that is full is `OutOfSpace`."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise OutOfSpace from None
        raise


def _checked(blob_id: str) -> str:
    if not _ID.fullmatch(blob_id):
        raise ValueError("not an id of a file")
    return blob_id


def _open(path: Path) -> io.FileIO:
    try:
        return open(path, "rb", buffering=0)
    except FileNotFoundError:
        raise Missing from None


def _opener(path: Path, key: bytes, about: bytes) -> chunked.Opener:
    with _open(path) as file:
        return chunked.opener(file, key, about=about)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
        _sync(path.parent)


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
