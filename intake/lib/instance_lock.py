"""One server for each SQLite file: a second `serve`, `demo` or `work` is refused, by a lock, not by a stale number."""

import fcntl
import os
from pathlib import Path
from types import TracebackType


class AlreadyRunning(Exception):
    """Another process serves this database. One line for the operator."""

    def __init__(self, pid: int | None) -> None:
        super().__init__(f"already running, pid {pid}" if pid else "already running")
        self.pid = pid


class InstanceLock:
    """``flock`` on ``<db>.instance``, held for the life of the process; the kernel lets go when the process ends.

    Raises `AlreadyRunning` when made while another process holds it. Can be used in ``with``.
    """

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".instance")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            self.close()
            raise AlreadyRunning(int(pid) if pid.isdecimal() else None) from None
        # For the person who reads the refusal; the lock is what counts.
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let go. Harmless to repeat."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> "InstanceLock":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
