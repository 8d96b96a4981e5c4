"""Look into a Maildir: what the demo would have sent, and one message taken out again."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import anyio.to_thread

from intake.lib.mail.reading import readable

MOST_LOOKED_AT: Final = 50
"""Where one is looked for that has just come, the newest alone."""

_NAME = re.compile(r"[0-9a-f]{32}\.eml")


@dataclass(frozen=True, slots=True)
class Stored:
    """One message as a mail program would show it."""

    name: str
    message_id: str
    recipient: str
    subject: str
    language: str
    sent_at: datetime
    text: str
    html: str
    raw: bytes


def newest(folder: Path, limit: int = 200) -> list[Stored]:
    """The messages that lie there, newest first."""
    paths = [path for path in _files(folder) if _NAME.fullmatch(path.name)]
    paths.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_read(path) for path in paths[:limit]]


def one(folder: Path, name: str) -> Stored | None:
    """The message of that name, or None. Only names we give ourselves are looked up."""
    if not _NAME.fullmatch(name):
        return None
    path = folder / "new" / name
    return _read(path) if path.is_file() else None


class Box:
    """A Maildir of ours, in which a message is looked for by its Message-ID."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def find(self, message_id: str) -> bytes | None:
        """The message, or None while it is not there. Raises `OSError`."""
        found = await anyio.to_thread.run_sync(self._look, message_id)
        return found.raw if found else None

    async def remove(self, message_id: str) -> None:
        """Take it out; nothing happens where it is gone already. Raises `OSError`."""
        found = await anyio.to_thread.run_sync(self._look, message_id)
        if found:
            await anyio.to_thread.run_sync(lambda: (self._folder / "new" / found.name).unlink(missing_ok=True))

    def _look(self, message_id: str) -> Stored | None:
        return next((one for one in newest(self._folder, MOST_LOOKED_AT) if one.message_id == message_id), None)


def _files(folder: Path) -> list[Path]:
    return list((folder / "new").iterdir()) if (folder / "new").is_dir() else []


def _read(path: Path) -> Stored:
    raw = path.read_bytes()
    found = readable(raw)
    date = found.header("Date")
    return Stored(
        name=path.name,
        message_id=found.header("Message-ID"),
        recipient=found.header("To"),
        subject=found.header("Subject"),
        language=found.header("Content-Language"),
        sent_at=parsedate_to_datetime(date) if date else datetime.fromtimestamp(0, UTC),
        text=found.text,
        html=found.html,
        raw=raw,
    )
