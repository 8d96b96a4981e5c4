"""Write one mail as bytes, fast, and read it back before anybody sends it.

`EmailMessage` needs a millisecond a message, nearly all of it for headers that never change, and some Python releases
put a decoded line break of a header on the wire (CVE-2024-6923). So the fixed headers are folded once by the standard
library, the few that change are written from checked values, and the result is parsed again and compared.
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, getaddresses, parseaddr
from functools import lru_cache

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._-]+@[A-Za-z0-9.-]+>")


class Malformed(Exception):
    """The mail would not say what it should: a line break in a header, a second recipient, a header nobody ordered."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything one mail consists of. ``sender`` and ``reply_to`` may have a display name, ``recipient`` never has."""

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    date: datetime
    reply_to: str | None = None


def encode(letter: Letter) -> bytes:
    """The message with exactly our headers, one recipient, a text part and an HTML part. Raises `Malformed`."""
    if _BREAKS.search(letter.recipient + letter.subject) or not _MESSAGE_ID.fullmatch(letter.message_id):
        raise Malformed("control character in a header")
    # The same mail sent twice is the same bytes, so the boundary comes from the Message-ID.
    boundary = "=_" + hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]
    head = b"".join(
        (
            _fixed(letter.sender, letter.reply_to, letter.language),
            f"To: {letter.recipient}\r\n".encode(),
            _subject(letter.subject),
            f"Date: {format_datetime(letter.date)}\r\nMessage-ID: {letter.message_id}\r\n".encode(),
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
        )
    )
    _compare(head, letter)
    # The line break before a boundary belongs to the boundary, not to the part.
    edge = f"\r\n--{boundary}".encode()
    plain, html = _part("plain", letter.text), _part("html", letter.html)
    return b"".join((head, edge[2:], b"\r\n", plain, edge, b"\r\n", html, edge, b"--\r\n"))


@lru_cache(maxsize=256)
def _fixed(sender: str, reply_to: str | None, language: str) -> bytes:
    """The headers that are the same for every mail in one language, folded by the standard library."""
    message = EmailMessage(policy=SMTPUTF8 if not (sender + (reply_to or "")).isascii() else SMTP)
    for name, value in (("From", sender), ("Reply-To", reply_to)):
        if value is not None:
            display, address = parseaddr(value)
            local, _, domain = address.rpartition("@")
            message[name] = Address(display, local, domain)
    message["MIME-Version"] = "1.0"
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message.as_bytes(policy=SMTP).removesuffix(b"\r\n")


def _subject(subject: str) -> bytes:
    """Plain where it is short ASCII, else encoded words of whole characters, one a line (RFC 2047)."""
    if subject.isascii() and len(subject) < 68 and "=?" not in subject:
        return f"Subject: {subject}\r\n".encode()
    pieces = [b""]
    for character in subject:
        raw = character.encode()
        if len(pieces[-1]) + len(raw) > 39:  # 52 letters of base64: with its frame the first line stays under 76
            pieces.append(b"")
        pieces[-1] += raw
    words = (b"=?utf-8?b?" + binascii.b2a_base64(piece, newline=False) + b"?=" for piece in pieces)
    return b"Subject: " + b"\r\n ".join(words) + b"\r\n"


def _part(subtype: str, text: str) -> bytes:
    """One part, in whichever transfer encoding is shorter; lines end in CRLF inside it too."""
    raw = "\r\n".join(text.splitlines()).encode() + b"\r\n"
    quoted = binascii.b2a_qp(raw, istext=True)
    name = "quoted-printable"
    if len(quoted) > len(raw) * 4 // 3:
        coded = binascii.b2a_base64(raw, newline=False)
        quoted = b"\r\n".join(coded[start : start + 76] for start in range(0, len(coded), 76)) + b"\r\n"
        name = "base64"
    return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {name}\r\n\r\n".encode() + quoted


_HEADERS = ["From", "MIME-Version", "Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress"]
_OWN = ["To", "Subject", "Date", "Message-ID", "Content-Type"]
_parser = BytesHeaderParser()


def _compare(head: bytes, letter: Letter) -> None:
    """Read back what was written: our headers and no other, one recipient, and nothing that decodes to a line break."""
    parsed = _parser.parsebytes(head)
    wanted = _HEADERS[:1] + (["Reply-To"] if letter.reply_to else []) + _HEADERS[1:] + _OWN
    if parsed.keys() != wanted or parsed.get_payload():
        raise Malformed("headers differ from the fixed list")
    if getaddresses([letter.recipient]) != [("", letter.recipient)] or parsed["To"] is None:
        raise Malformed("not one plain recipient")
