"""Look into a Maildir: what the demo would have sent."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}\.eml")
_parser = BytesParser(policy=SMTP)


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


def _files(folder: Path) -> list[Path]:
    return list((folder / "new").iterdir()) if (folder / "new").is_dir() else []


def _read(path: Path) -> Stored:
    raw = path.read_bytes()
    message = _parser.parsebytes(raw)
    return Stored(
        name=path.name,
        message_id=str(message["Message-ID"] or ""),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        language=str(message["Content-Language"] or ""),
        sent_at=parsedate_to_datetime(str(message["Date"])) if message["Date"] else datetime.fromtimestamp(0, UTC),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        raw=raw,
    )


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part is not None else ""
