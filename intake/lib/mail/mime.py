"""Write one mail as bytes, fast, and read it back before anybody sends it.

`EmailMessage` needs a millisecond a message, nearly all of it for headers that never change, and some Python releases
put a decoded line break of a header on the wire (CVE-2024-6923). So the fixed headers are folded once by the standard
library, the few that change are written from checked values, and the result is parsed again and compared.
"""

import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, getaddresses, parseaddr
from functools import lru_cache

from intake.lib.mail.smtp import wire_address

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}@[A-Za-z0-9.-]{1,255}>")
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,800}")
_LINES = re.compile(rb"[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")
_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_PLAIN = re.compile(f"{_ATOMS}@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*")
HIDDEN = "[...]"
"""The subject of an encrypted mail, which mail programs put the inner one in the place of (RFC 9788, section 3.2.1)."""


class Malformed(Exception):
    """The mail would not say what it should: a line break in a header, a second recipient, a header nobody ordered."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything one mail consists of. ``sender`` and ``reply_to`` may have a display name, ``recipient`` never has.

    ``parent``: the Message-ID this one stands under, so that mail programs show together what belongs together.
    ``replies``: a mail of theirs set it off by itself (RFC 3834). ``unsubscribe``: where to say no to such mails.
    """

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    date: datetime
    reply_to: str | None = None
    parent: str | None = None
    replies: bool = False
    unsubscribe: str | None = None


def is_message_id(text: str) -> bool:
    """Whether it may stand in a header of ours: what somebody else's mail is called is a stranger's text."""
    return _MESSAGE_ID.fullmatch(text) is not None


def encode(
    letter: Letter,
    *,
    lock: Callable[[bytes], bytes] | None = None,
    sign: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """The message with exactly our headers, one recipient, a text part and an HTML part. Raises `Malformed`.

    ``lock`` encrypts to the reader's OpenPGP key; ``sign`` answers with a header that is put before all others.
    """
    ids = [letter.message_id, letter.parent or letter.message_id]
    if _BREAKS.search(letter.recipient + letter.subject) or not all(map(is_message_id, ids)):
        raise Malformed("control character in a header")
    # The same mail sent twice is the same bytes, so the boundary comes from the Message-ID.
    boundary = "=_" + hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]
    shown = letter if lock is None else replace(letter, subject=HIDDEN)
    headers = _headers(shown)
    entity = _alternative(letter, boundary) if lock is None else _locked(letter, boundary, headers, lock)
    message = b"".join(headers) + entity
    if sign is not None:
        message = sign(message) + message
    _compare(message, shown, signed=sign is not None)
    return message


def _headers(letter: Letter) -> tuple[bytes, ...]:
    """All but what says how the content is made."""
    if letter.unsubscribe is not None and not _LINK.fullmatch(letter.unsubscribe):
        raise Malformed("not a link in a header")
    return (
        *_fixed(letter.sender, letter.reply_to, letter.language, letter.replies),
        *((f"List-Unsubscribe: <{letter.unsubscribe}>\r\n".encode(),) if letter.unsubscribe else ()),
        f"To: {letter.recipient}\r\n".encode(),
        _subject(letter.subject),
        f"Date: {format_datetime(letter.date)}\r\n".encode(),
        f"Message-ID: {letter.message_id}\r\n".encode(),
        *((f"{name}: {letter.parent}\r\n".encode() for name in _ABOVE) if letter.parent else ()),
    )


def _alternative(letter: Letter, boundary: str, more: str = "") -> bytes:
    # The line break before a boundary belongs to the boundary, not to the part.
    edge = f"\r\n--{boundary}".encode()
    kind = f'Content-Type: multipart/alternative; boundary="{boundary}"{more}\r\n\r\n'.encode()
    plain, html = _part("plain", letter.text), _part("html", letter.html)
    return b"".join((kind, edge[2:], b"\r\n", plain, edge, b"\r\n", html, edge, b"--\r\n"))


def _locked(letter: Letter, boundary: str, outside: Iterable[bytes], lock: Callable[[bytes], bytes]) -> bytes:
    """PGP/MIME (RFC 3156). The true headers lie inside, and with them what was shown outside (RFC 9788, section 2.2).

    ``protected-headers`` says the same to programs that are older than the standard.
    """
    copies = [b"HP-Outer: " + line for line in outside if not line.startswith((b"MIME-", b"Content-"))]
    inside = _alternative(letter, f"{boundary}.in", '; hp="cipher";\r\n protected-headers="v1"')
    secret = lock(b"".join((*_headers(letter), *copies, inside)))
    return (
        f'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
        f'--{boundary}\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\n'
        f'Content-Disposition: inline; filename="encrypted.asc"\r\n\r\n'
    ).encode() + (secret + f"\r\n--{boundary}--\r\n".encode())


@lru_cache(maxsize=256)
def _fixed(sender: str, reply_to: str | None, language: str, replies: bool) -> tuple[bytes, ...]:
    """The headers that are the same for every mail in one language, folded by the standard library."""
    message, plain = EmailMessage(policy=SMTP), True
    for name, value in (("From", sender), ("Reply-To", reply_to)):
        if value is not None:
            display, address = parseaddr(value)
            local, _, domain = wire_address(address).rpartition("@")
            message[name] = Address(display, local, domain)
            plain = plain and local.isascii()
    message["MIME-Version"] = "1.0"
    message["Content-Language"] = language
    message["Auto-Submitted"] = "auto-replied" if replies else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    # An address in letters of its own goes as it is (RFC 6532): an encoded word is no address (RFC 2047, section 5).
    return tuple(_LINES.findall(message.as_bytes(policy=SMTP if plain else SMTPUTF8)))


def _subject(subject: str) -> bytes:
    """Plain where it is short ASCII, else encoded words of whole characters, one a line (RFC 2047)."""
    if subject.isascii() and len(subject) < 68 and "=?" not in subject:
        return f"Subject: {subject}\r\n".encode()
    raw, start, pieces = subject.encode(), 0, list[bytes]()
    while start < len(raw):
        end = start + 39  # 52 letters of base64: with its frame the first line stays under 76
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        pieces.append(raw[start:end])
        start = end
    words = (b"=?utf-8?b?" + binascii.b2a_base64(piece, newline=False) + b"?=" for piece in pieces)
    return b"Subject: " + b"\r\n ".join(words) + b"\r\n"


_WIDE = bytes(range(128, 256))


def _part(subtype: str, text: str) -> bytes:
    """One part, in whichever transfer encoding is shorter; lines end in CRLF inside it too."""
    raw = "\r\n".join(text.splitlines()).encode() + b"\r\n"
    most, wide = len(raw) * 4 // 3, len(raw) - len(raw.translate(None, _WIDE))
    # Two letters more for each byte beyond ASCII: often it is plain beforehand which one is longer.
    quoted = binascii.b2a_qp(raw, istext=True) if len(raw) + 2 * wide <= most else b""
    name = "quoted-printable"
    if not quoted or len(quoted) > most:
        coded = binascii.b2a_base64(raw, newline=False)
        quoted = b"\r\n".join(coded[start : start + 76] for start in range(0, len(coded), 76)) + b"\r\n"
        name = "base64"
    return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {name}\r\n\r\n".encode() + quoted


_ABOVE = ("In-Reply-To", "References")


def _compare(message: bytes, letter: Letter, *, signed: bool) -> None:
    """Read back what was written: our headers and no other, one recipient, and nothing that decodes to a line break."""
    there = {
        "DKIM-Signature": signed,
        "From": True,
        "Reply-To": bool(letter.reply_to),
        "MIME-Version": True,
        "Content-Language": True,
        "Auto-Submitted": True,
        "X-Auto-Response-Suppress": True,
        "List-Unsubscribe": bool(letter.unsubscribe),
        "To": True,
        "Subject": True,
        "Date": True,
        "Message-ID": True,
        "In-Reply-To": bool(letter.parent),
        "References": bool(letter.parent),
        "Content-Type": True,
    }
    head = message[: message.find(b"\r\n\r\n") + 2]
    lines = _LINES.findall(head)
    names = [line.partition(b":")[0].decode() for line in lines]
    # Nothing lies between the headers, and none is another's continuation: a lone CR or LF is in no line.
    if names != [name for name, stands in there.items() if stands] or b"".join(lines) != head:
        raise Malformed("headers differ from the fixed list")
    if f"To: {letter.recipient}\r\n".encode() not in lines or not _is_plain(letter.recipient):
        raise Malformed("not one plain recipient")


def _is_plain(address: str) -> bool:
    """One address and nothing else: letters and digits that mean themselves, or what the library reads as that."""
    return bool(_PLAIN.fullmatch(address)) or getaddresses([address]) == [("", address)]
