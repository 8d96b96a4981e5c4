"""A mailbox on a real server: each mail is shown once, what was understood goes, the rest stays for people, unread."""

import smtplib
import socket
import ssl
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from intake.lib.mail.mailbox import Mailbox, MailboxUnreadable
from intake.lib.mail.reports import LOOKED_AT
from tests.mta import Mta

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("mta")]


def send(mta: Mta, to: str, *subjects: str, body: str = "words") -> None:
    with smtplib.SMTP("localhost", mta.smtp_port) as client:
        client.starttls(context=mta.trust)
        for subject in subjects:
            mail = f"Subject: {subject}\r\nMessage-ID: <{subject}@example.org>\r\n\r\n{body}\r\n"
            client.sendmail("amal@example.net", [to], mail)


def flags(mta: Mta, address: str) -> list[str]:
    with mta.mailbox(address) as client:
        return [str(line) for line in client.fetch("1:*", "(FLAGS)")[1] if line]


def answering(*answers: bool) -> tuple[list[bytes], Callable[[bytes, datetime], Awaitable[bool]]]:
    """A ``take`` that answers so, one after the other; and what it was shown."""
    shown: list[bytes] = []

    async def take(wire: bytes, came: datetime) -> bool:
        assert timedelta(minutes=-1) < datetime.now(UTC) - came < timedelta(minutes=1)
        shown.append(wire)
        return answers[len(shown) - 1]

    return shown, take


async def test_what_is_understood_goes_and_the_rest_stays_flagged_and_unread(mta: Mta) -> None:
    box, address = Mailbox(mta.imap_url("look@example.org"), tls=mta.trust), "look@example.org"
    send(mta, address, "one", "two", "three", body="x" * 70 + "\r\n" + "long " * LOOKED_AT)
    mta.wait_for(address, 3)
    shown, take = answering(True, False, True)
    assert await box.look(take, limit=2) == 2
    assert await box.look(take) == 1
    assert await box.look(take) == 0
    assert [wire.count(b"Subject: ") for wire in shown] == [1, 1, 1]
    assert {len(wire) for wire in shown} == {LOOKED_AT}
    (left,) = mta.read(address)
    assert left.startswith(shown[1])
    (flagged,) = flags(mta, address)
    assert r"\Flagged" in flagged
    assert r"\Seen" not in flagged


async def test_what_could_not_be_handled_is_shown_again(mta: Mta) -> None:
    box, address = Mailbox(mta.imap_url("again@example.org"), tls=mta.trust), "again@example.org"
    send(mta, address, "again")
    mta.wait_for(address)

    async def fail(_: bytes, __: datetime) -> bool:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="gone"):
        await box.look(fail)
    shown, take = answering(True)
    await box.look(take)
    assert len(shown) == 1
    assert mta.read(address) == []


async def test_one_that_cannot_be_read_stands_in_nobodys_way(mta: Mta) -> None:
    box, address = Mailbox(mta.imap_url("broken@example.org"), tls=mta.trust), "broken@example.org"
    send(mta, address, "broken")
    mta.wait_for(address)
    (broken,) = (mta.folder / "mail" / address / "cur").iterdir()
    broken.chmod(0)
    send(mta, address, "whole")
    shown, take = answering(True)
    with anyio.fail_after(10):
        while not shown:
            with suppress(MailboxUnreadable):  # the server hangs up over it
                await box.look(take)
    assert [b"Subject: whole" in wire for wire in shown] == [True]
    assert r"\Flagged" in flags(mta, address)[0]


async def test_one_mail_is_found_by_its_id_and_taken_away(mta: Mta) -> None:
    box, address = Mailbox(mta.imap_url("find@example.org"), tls=mta.trust), "find@example.org"
    send(mta, address, "other", "wanted")
    mta.wait_for(address, 2)
    found = await box.find("<wanted@example.org>")
    assert found is not None
    assert b"Subject: wanted" in found
    assert await box.find('<want"ed@example.org>') is None
    await box.remove("<wanted@example.org>")
    assert await box.find("<wanted@example.org>") is None
    assert len(mta.read(address)) == 1


async def test_a_mailbox_that_can_be_opened_is_well(mta: Mta) -> None:
    await Mailbox(mta.imap_url("well@example.org"), tls=mta.trust).reach()


async def test_what_stands_in_the_way_is_said_without_a_password(mta: Mta) -> None:
    url, shown = mta.imap_url("trouble@example.org"), answering()
    for where, box in {
        "connection": Mailbox(url),  # a certificate nobody here knows
        "login": Mailbox(url.replace(":secret@", ":wr%C3%B6ng@"), tls=mta.trust),
        "folder": Mailbox(url.replace("/INBOX", "/No%20such"), tls=mta.trust),
    }.items():
        with pytest.raises(MailboxUnreadable, match=where) as caught:
            await box.look(shown[1])
        assert "wröng" not in "".join(traceback.format_exception(caught.value))
    closed = Mailbox("imap://user:secret@127.0.0.1:1/INBOX", tls=ssl.create_default_context())
    with pytest.raises(MailboxUnreadable, match="connection"):
        await closed.find("<a@example.org>")


async def test_nobody_waits_for_a_server_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, anyio.move_on_after(0.1) as scope:
        await Mailbox(f"imap://user:secret@127.0.0.1:{silent.getsockname()[1]}/INBOX").find("<a@example.org>")
    assert scope.cancelled_caught
