"""What a mail that came back is: a server's report on one of ours (RFC 3464), something a machine wrote, or a person.

Strangers write what is read here. So only the first `LOOKED_AT` bytes count, parts are split flat and never unpacked,
whatever is no well-formed id is nothing, and of a mail's words none is kept. Reports without a machine-readable part
(qmail's, old Exim's) are not understood: they are mail like any other, and stay for people.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from enum import StrEnum
from typing import Final

LOOKED_AT: Final = 256 << 10  # bytes; a report says what it has to say before it returns the mail
_MOST_PARTS: Final = 20
_MOST_RECIPIENTS: Final = 20
_LONGEST_TYPE: Final = 1000  # characters

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ENVELOPE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_WORD = re.compile(r"[a-z]+")
_BLANK_LINES = re.compile(rb"(?:\r?\n[ \t]*){2,}")
# RFC 6533 has the same for addresses beyond ASCII.
_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_PARTS = frozenset({"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"})

# Who writes for a list, a machine or nobody (RFC 3834 §2, RFC 5230 §4.6, and what the large providers add).
_MACHINE_HEADERS: Final = (
    "X-Auto-Response-Suppress",
    "X-Autoreply",
    "X-Autorespond",
    "X-Failed-Recipients",
    "Feedback-Id",
)
_MACHINES = re.compile(
    r"(?:mailer-?daemon|postmaster|root|daemon|bounces?|list(?:serv|proc)?|majordomo|(?:do-?)?not?-?reply)(?:[-+._=].*)?"
    r"|owner-.+|.+-(?:owner|request|bounces?|relay)",
    re.IGNORECASE,
)


class Action(StrEnum):
    """What became of a mail, as the report says it (RFC 3464 §2.3.3); what is worse stands before what is better."""

    FAILED = "failed"
    DELAYED = "delayed"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class Report:
    """A server's report on one mail. ``status``: an enhanced code (RFC 3463); each is empty where it is not said."""

    action: Action
    status: str = ""
    envelope_id: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came, without its content. ``sender`` is the envelope's: empty for none or one we do not know."""

    sender: str
    message_id: str
    automatic: bool  # a machine wrote it, or it went to many: whoever answers that begins a loop
    report: Report | None = None


def read(wire: bytes, *, sender: str | None = None) -> Returned:
    """What came, at whatever length and however broken; never raises.

    ``sender``: the envelope's, where somebody handed it over; else what the delivering server wrote into the mail.
    """
    try:
        return _read(wire[:LOOKED_AT], sender)
    except Exception:  # the standard library's parser has raised nearly everything over the years
        return Returned("", "", automatic=True)


def _read(wire: bytes, sender: str | None) -> Returned:
    mail = BytesHeaderParser().parsebytes(wire)
    if sender is None:
        # The first one: what stands further down came with the mail.
        sender = _text(mail, "Return-Path").strip("<>")
    report = _report(mail) if mail.get_content_type() == "multipart/report" else None
    return Returned(sender, _id_in(mail, "Message-ID"), report is not None or _is_automatic(mail, sender), report)


def _is_automatic(mail: Message, sender: str) -> bool:
    return (
        _text(mail, "Auto-Submitted").lower().partition(";")[0] not in {"", "no"}
        or _text(mail, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
        or any(_text(mail, name).lower().startswith("yes") for name in ("X-Spam-Flag", "X-Spam-Status", "X-Spam"))
        or mail.get_content_type() == "multipart/report"
        or any(name in mail for name in _MACHINE_HEADERS)
        or any(name.lower().startswith("list-") for name in mail)
        or _MACHINES.fullmatch(sender.rpartition("@")[0]) is not None
    )


def _report(mail: Message) -> Report | None:
    """The report in a mail of this type, where there is one that says what became of the mail."""
    blocks: list[Message] = []
    returned = ""
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind in _STATUS_PARTS and not blocks:
            blocks = [BytesHeaderParser().parsebytes(block) for block in _blocks(_payload(part))]
        elif kind in _RETURNED_PARTS and not returned:
            returned = _id_in(BytesHeaderParser().parsebytes(_payload(part)), "Message-ID")
    told = [(action, block) for block in blocks if (action := _action(block)) is not None]
    if not told:
        return None
    action, block = min(told, key=lambda one: list(Action).index(one[0]))
    status = _STATUS.match(_text(block, "Status"))
    envelope = _ENVELOPE_ID.fullmatch(_text(blocks[0], "Original-Envelope-Id"))
    message_id = returned or _id_in(blocks[0], "X-Original-Message-ID") or _id_in(mail, "In-Reply-To")
    return Report(action, status[0] if status else "", envelope[0] if envelope else "", message_id)


def _action(block: Message) -> Action | None:
    word = _WORD.match(_text(block, "Action").lower())
    return Action(word[0]) if word and word[0] in set(Action) else None


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of a multipart mail, each with its headers read and its body as it came."""
    # The standard library reads parameters by the square of their length: where there are so many, nobody needs them.
    boundary = mail.get_boundary() if len(_text(mail, "Content-Type")) < _LONGEST_TYPE else None
    if not boundary:
        return
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("ascii", "replace")) + rb"(?:--)?[ \t]*\r?\n")
    for chunk in delimiter.split(_payload(mail) + b"\n", _MOST_PARTS)[1:]:
        yield BytesHeaderParser().parsebytes(chunk)


def _blocks(content: bytes) -> list[bytes]:
    """The blocks of headers in a delivery status: one about the mail, and one for each recipient."""
    return _BLANK_LINES.split(content.strip(), _MOST_RECIPIENTS)[:_MOST_RECIPIENTS]


def _payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(headers: Message, name: str) -> str:
    """A header's value, unfolded; empty where it is not there. What is beyond ASCII is UTF-8 (RFC 6532)."""
    value = next((value for known, value in headers.raw_items() if known.lower() == name.lower()), "")
    return " ".join(str(value).encode("ascii", "surrogateescape").decode("utf-8", "replace").split())


def _id_in(headers: Message, name: str) -> str:
    """The first message id in a header; empty where there is none."""
    found = _MESSAGE_ID.search(_text(headers, name))
    return found[0] if found else ""
