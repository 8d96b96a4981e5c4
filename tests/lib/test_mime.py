"""A mail as bytes: read back by the standard library's parser, it is exactly what was meant."""

from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from intake.lib.mail.mime import Letter, Malformed, encode

LETTER = Letter(
    sender="Example Clinic <intake@example.org>",
    recipient="amal@example.org",
    subject="We received your message – 7qk2-m9d4",
    text="Hello\n\n.dot\nFrom the start\nשלום " + "long " * 60,
    html="<p>שלום</p>\n" + "<p>long</p>" * 60,
    language="he",
    message_id="<abc@example.org>",
    date=datetime(2026, 11, 21, 11, 5, tzinfo=UTC),
    reply_to="Büro <office@example.org>",
)
HEADERS = [
    "From",
    "Reply-To",
    "MIME-Version",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Content-Type",
]


def read(letter: Letter) -> EmailMessage:
    return read_wire(encode(letter))


def read_wire(wire: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(wire)


def body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_it_says_what_was_meant() -> None:
    message = read(LETTER)
    assert message.keys() == HEADERS
    assert message["Subject"] == LETTER.subject
    assert message["To"].addresses[0].addr_spec == LETTER.recipient
    assert message["Reply-To"].addresses[0].display_name == "Büro"
    assert message["Date"].datetime == LETTER.date
    assert message["Content-Language"] == "he"
    assert body(message, "plain") == LETTER.text + "\n"
    assert body(message, "html") == LETTER.html + "\n"
    assert not any(part.defects for part in message.walk())


@pytest.mark.parametrize(
    "subject",
    [
        "Plain",
        "=?utf-8?q?x=0D=0ABcc:=20e@e.c?=",
        "Мы получили ваше сообщение – 7qk2-m9d4",
        "קיבלנו " * 30,
        "a" * 200,
        "",
    ],
)
def test_any_subject_comes_back_and_adds_no_header(subject: str) -> None:
    message = read(replace(LETTER, subject=subject))
    assert message["Subject"] == subject
    assert message.keys() == HEADERS


def test_lines_are_short_enough_for_every_server() -> None:
    wire = encode(replace(LETTER, subject="קיבלנו " * 30, text="ש" * 3000, html="x" * 3000))
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")
    assert wire.isascii()


def test_the_same_mail_sent_again_is_the_same_bytes() -> None:
    assert encode(LETTER) == encode(LETTER)


def test_a_mail_stands_under_another_and_says_where_to_turn_it_off() -> None:
    link = "https://intake.example.org/staff/me/mail"
    message = read(replace(LETTER, parent="<thread@example.org>", unsubscribe=link, replies=True))
    assert message["In-Reply-To"] == message["References"] == "<thread@example.org>"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message.keys() == [
        *HEADERS[:6], "List-Unsubscribe", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "Content-Type",
    ]  # fmt: skip


def test_addresses_in_letters_of_their_own_go_as_they_are() -> None:
    """RFC 6532: an encoded word is a name for people and never part of an address. Domains are written in ASCII."""
    letter = replace(LETTER, sender="Büro <büro@übersee.example>", recipient="δοκιμή@example.org", reply_to=None)
    head = encode(letter).partition(b"\r\n\r\n")[0].decode()
    assert "From: Büro <büro@xn--bersee-2ya.example>\r\n" in head
    assert "To: δοκιμή@example.org\r\n" in head
    plain = encode(replace(letter, sender="Büro <office@übersee.example>", recipient="amal@example.org"))
    assert b"<office@xn--bersee-2ya.example>" in plain
    assert plain.isascii()


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "x\r\nBcc: e@e.c"},
        {"subject": "x\u2028Bcc: e@e.c"},
        {"subject": "x\x00"},
        {"recipient": "a@b.c\nBcc: e@e.c"},
        {"recipient": "a@b.c, e@e.c"},
        {"recipient": "Eve <e@e.c>"},
        {"message_id": "<a@b>\r\nBcc: e@e.c"},
        {"parent": "<a@b>\r\nBcc: e@e.c"},
        {"parent": "=?utf-8?q?=0D=0ABcc:=20e@e.c?="},
        {"unsubscribe": "https://x.example/>\r\nBcc: e@e.c"},
        {"unsubscribe": "https://x.example/ y"},
    ],
)
def test_what_would_say_something_else_is_not_written(changes: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        encode(replace(LETTER, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ["\rBcc: e@e.c\r\n", "\nBcc: e@e.c\r\n", "\r\nBcc: e@e.c\r\n", "\r\n\r\n", ""])
def test_no_header_hides_in_a_signature(end: str) -> None:
    with pytest.raises(Malformed):
        encode(LETTER, sign=lambda message: f"DKIM-Signature: v=1{end}".encode())
    assert encode(LETTER, sign=lambda message: b"DKIM-Signature: v=1;\r\n b=x\r\n").startswith(b"DKIM-Signature: v=1;")
