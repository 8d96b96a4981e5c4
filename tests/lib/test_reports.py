"""What servers say about our mails is understood, whoever wrote it; what is anything else stops nothing."""

import time
from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.lib.mail.reports import LOOKED_AT, Action, Report, Returned, read

OURS: Final = "<01jd3k@example.org>"
PERSON: Final = "Return-Path: <amal@example.org>\nFrom: Amal <amal@example.org>\nSubject: Re: your mail\n"


def report(
    status: str,
    *,
    returned: str = f"Message-ID: {OURS}\nSubject: x",
    kind: str = "text/rfc822-headers",
    top: str = "",
    boundary: str = "=_b/1'+",
) -> bytes:
    """A report in the shape of RFC 3464, as Postfix writes it where nothing else is said."""
    lines = f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="{boundary}"
{top}
This is a MIME-encapsulated message.

--{boundary}
Content-Type: text/plain; charset=utf-8

Nobody could be found. Action: failed

--{boundary}
Content-Type: message/delivery-status

{status}

--{boundary}
Content-Type: {kind}

{returned}

--{boundary}--
"""
    return lines.replace("\n", "\r\n").encode()


POSTFIX = report(
    """Reporting-MTA: dns; mx.example.net
Original-Envelope-Id: 01jd3kordr
X-Postfix-Queue-ID: E02BD2769E5
Arrival-Date: Sun, 22 Nov 2026 00:35:15 +0000 (UTC)

Final-Recipient: rfc822; gone@example.net
Original-Recipient: rfc822;gone@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <gone@example.net>: Recipient address
    rejected: no such mailbox"""
)
EXCHANGE = report(
    """Reporting-MTA: dns;server.example.net
Received-From-MTA: dns;outbound.example.net
Arrival-Date: Sun, 22 Nov 2026 00:35:15 +0000

Final-Recipient: rfc822;gone@example.net
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 recipient not found by address lookup
X-Display-Name: Gone""",
    kind="message/rfc822",
    returned=f"Received: from a by b;\n\tSun, 22 Nov 2026\nmessage-id:\n {OURS}\nContent-Type: multipart/alternative;"
    '\n boundary="inner"\n\n--inner\n\nwords\n--inner--',
    top=f"X-MS-Exchange-Message-Is-Ndr:\nIn-Reply-To: {OURS}\n",
)
GMAIL = report(
    f"""Reporting-MTA: dns; googlemail.com
Arrival-Date: Sat, 21 Nov 2026 16:35:15 -0800 (PST)
X-Original-Message-ID: {OURS}

Final-Recipient: rfc822; gone@example.net
Action: delayed
Status: 4.4.1
Will-Retry-Until: Mon, 23 Nov 2026 16:35:15 -0800 (PST)""",
    kind="message/rfc822",
    returned="",
)
BEYOND_ASCII = report("Original-Envelope-Id: 1\n\nFinal-Recipient: utf-8; ש@example.net\nAction: Failed (bad)").replace(
    b"message/delivery-status", b"message/global-delivery-status"
)


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (POSTFIX, Report(Action.FAILED, "5.1.1", "01jd3kordr", OURS)),
        (POSTFIX.replace(b"\r\n", b"\n"), Report(Action.FAILED, "5.1.1", "01jd3kordr", OURS)),
        (EXCHANGE, Report(Action.FAILED, "5.1.10", "", OURS)),
        (GMAIL, Report(Action.DELAYED, "4.4.1", "", OURS)),
        (BEYOND_ASCII, Report(Action.FAILED, "", "1", OURS)),
        # Of several recipients, what is worst counts: ours has one, and somebody passed it on.
        (
            report("A: b\n\nAction: delivered\n \nAction: failed\nStatus: 5.2.2\n"),
            Report(Action.FAILED, "5.2.2", "", OURS),
        ),
        # Ids that are none, and a status that is none.
        (
            report("Original-Envelope-Id: a b\n\nAction: failed\nStatus: 9.9", returned="Message-ID: none"),
            Report(Action.FAILED),
        ),
    ],
)
def test_reports_of_many_shapes_say_the_same(wire: bytes, expected: Report) -> None:
    assert read(wire) == Returned("", "", automatic=True, report=expected)
    assert read(wire, sender="").report == expected
    assert read(wire + b"x" * LOOKED_AT).report == expected


@pytest.mark.parametrize(
    "wire",
    [
        report("Action: exploded\nStatus: 5.1.1"),
        report(""),
        POSTFIX.replace(b"multipart/report", b"multipart/mixed"),
        POSTFIX.replace(b"\tboundary=", b"\tbound="),
        POSTFIX.replace(b"message/delivery-status", b"message/disposition-notification"),
    ],
)
def test_what_does_not_say_what_became_of_a_mail_is_no_report(wire: bytes) -> None:
    assert read(wire).report is None


def test_a_person_is_told_from_a_machine() -> None:
    assert read(f"{PERSON}Message-ID: {OURS}\n\nHelp me".encode()) == Returned(
        "amal@example.org", OURS, automatic=False
    )
    assert read(f"{PERSON}Auto-Submitted: No\n\n".encode()).automatic is False
    assert read(b"From: a@example.org\n\n", sender="other@example.org") == Returned("other@example.org", "", False)
    # Only what stands on top was written by the server that delivered it.
    assert read(b"Return-Path: <>\nReturn-Path: <amal@example.org>\n\n").sender == ""


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: auto-generated; type=vacation",
        "Auto-Submitted: (what)",
        "Precedence: bulk",
        "Precedence: Junk",
        "List-Id: <friends.example.org>",
        "List-Anything: x",
        "X-Auto-Response-Suppress: All",
        "X-Spam-Flag: YES",
        "X-Spam-Status: Yes, score=9.1",
        "Content-Type: multipart/report; report-type=disposition-notification",
    ],
)
def test_a_machine_is_known_by_its_headers(header: str) -> None:
    assert read(f"{PERSON}{header}\n\nI am away".encode()).automatic


@pytest.mark.parametrize(
    ("local", "machine"),
    {
        **dict.fromkeys(("MAILER-DAEMON", "postmaster", "noreply", "no-reply", "do-not-reply", "donotreply"), True),
        **dict.fromkeys(("bounces+4711", "owner-friends", "friends-request", "friends-bounces"), True),
        **dict.fromkeys(("amal", "noreen", "rooted", "daemonika", "lister", "request"), False),
    }.items(),
)
def test_a_machine_is_known_by_its_address(local: str, machine: bool) -> None:
    assert read(b"Subject: x\n\n", sender=f"{local}@example.org").automatic is machine


def test_an_address_beyond_ascii_is_read() -> None:
    assert read("Return-Path: <אמל@example.org>\n\n".encode()).sender == "אמל@example.org"


HEADERS: Final[Mapping[str, bytes]] = {"r": POSTFIX, "e": EXCHANGE, "g": GMAIL, "u": BEYOND_ASCII}


@given(st.sampled_from(sorted(HEADERS)), st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=30)), max_size=8))
def test_whatever_is_broken_in_it_stops_nothing(which: str, cuts: list[tuple[int, bytes]]) -> None:
    wire = HEADERS[which]
    for at, put in cuts:
        wire = wire[:at] + put + wire[at + len(put) :]
    found = read(wire)
    assert found.report is None or found.report.action in Action


@given(st.binary(max_size=2000))
@example(b"Content-Type: multipart/report; boundary*0*=utf-8''%ff; boundary*1=\xff\n\n--\xff\n")
@example(b"Content-Type: multipart/report; boundary==?x?b?!?=\nContent-Transfer-Encoding: base64\n\n!!!")
@example(b"Content-Type: " + b"multipart/report;" * 2000)
def test_no_bytes_stop_it(wire: bytes) -> None:
    read(wire)
    read(b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n" + wire)


@pytest.mark.parametrize("piece", [b"\n--b\n", b"\n \n", b"a: b\n", b"(" * 9 + b"\n ", b"<", b"\n\n", b"-"])
def test_much_of_anything_is_read_at_once(piece: bytes) -> None:
    """Nothing in it takes longer than its length: a mail of one kind of line over and over is no burden."""
    head = b"Content-Type: multipart/report; boundary=b\nMessage-ID: "
    begun = time.process_time()
    read(head + piece * (LOOKED_AT // len(piece)))
    read(head + b"\n\n--b\nContent-Type: message/delivery-status\n\n" + piece * (LOOKED_AT // len(piece)))
    assert time.process_time() - begun < 10  # by the square of its length it would be hours


@pytest.mark.parametrize("piece", [b";", b'";', b"; a*0=b", b"\n ;", b"%3B", b"("])
def test_much_of_a_content_type_is_read_at_once(piece: bytes) -> None:
    """The standard library reads its parameters by the square of their length: a minute, in which nobody is served."""
    begun = time.process_time()
    read(b'Content-Type: multipart/report; boundary="' + piece * (LOOKED_AT // len(piece)))
    assert time.process_time() - begun < 5
