"""Files that others read at any moment: always replaced whole, and changed by one process at a time."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
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
    replace_all({path: text.encode("utf-8")})


def replace_all(contents: Mapping[Path, bytes | None]) -> None:
    """Put these in the files' places, all or none; None takes a file away. Inside `locked`. Raises `ReadOnly`.

    Everything lies on the disk before the first name changes, so that a full disk or a folder of somebody else's leaves
    all as it was. (Between two renames a power cut leaves some files new and the others old, each of them whole.)
    """
    beside = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}") for path in contents}
    before = {path: _content(path) for path in contents}
    done: list[Path] = []
    try:
        for path, content in contents.items():
            if content is not None:
                _write(beside[path], content)
        for path, content in contents.items():
            done.append(path)
            if content is None:
                path.unlink(missing_ok=True)
            else:
                beside[path].rename(path)
        for folder in {path.parent for path in contents}:
            _sync(folder)
    except OSError:
        _put_back({path: before[path] for path in done})
        raise ReadOnly(next(iter(contents)).parent) from None
    finally:
        for path in beside.values():
            with contextlib.suppress(OSError):
                path.unlink()


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _put_back(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        with contextlib.suppress(OSError):
            if content is None:
                path.unlink(missing_ok=True)
            elif content != _content(path):
                path.write_bytes(content)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
