"""Files that others read at any moment: always replaced whole, and changed by one process at a time."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LOCK: Final = ".lock"


class ReadOnly(Exception):
    """The folder takes no changes: another user's, or mounted to be read only."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: cannot be written; mend owner or disk, or set INTAKE_LOCALES_DIR to a copy")
        self.folder = folder


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one, of all processes, who changes files of this folder: read, change and `replace` inside.

    Blocks while another one is inside, so use it in a thread; it cannot be entered twice. Raises `ReadOnly`.
    """
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        raise ReadOnly(folder) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


def replace(path: Path, text: str) -> None:
    """Put this text in the file's place: written beside, synced, renamed. A reader sees the old or the new one, whole.

    Raises `ReadOnly`.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        with open(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(descriptor)
        beside.rename(path)
        _sync(path.parent)
    except OSError:
        raise ReadOnly(path.parent) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
