"""Handing a message to a mail server: over a real socket to a real server that misbehaves on command."""

import asyncio
from pathlib import Path

import anyio
import pytest

from intake.lib.mail.conversation import stuffed
from intake.lib.mail.smtp import MaildirCourier, Patience, Refused, SmtpCourier, courier_for, wire_address
from tests.certificates import certificate
from tests.fakes.smtp import Fate, Sink

pytestmark = pytest.mark.anyio

MESSAGE = (
    b"From: intake@example.org\r\nTo: amal@example.org\r\nSubject: Hello\r\n\r\n.a line that begins with a dot\r\n"
)
SENDER, AMAL = "intake@example.org", "amal@example.org"
IMPATIENT = Patience(connect=0.3, command=0.3, data=0.3)


async def refusal(courier: SmtpCourier, recipient: str = AMAL) -> Refused:
    with pytest.raises(Refused) as caught:
        await courier.deliver(MESSAGE, SENDER, recipient)
    await courier.close()
    return caught.value


async def test_it_delivers_the_bytes_it_was_given() -> None:
    async with Sink() as sink:
        courier = courier_for(sink.url, Path())
        await courier.deliver(MESSAGE, SENDER, AMAL)
        await courier.close()
        assert [(mail.sender, mail.recipient, mail.content) for mail in sink.taken] == [(SENDER, AMAL, MESSAGE)]


async def test_a_batch_shares_one_connection() -> None:
    async with Sink() as sink:
        courier = SmtpCourier(sink.url)
        for _ in range(5):
            await courier.deliver(MESSAGE, SENDER, AMAL)
        await courier.close()
        assert (len(sink.taken), sink.connections) == (5, 1)


async def test_several_deliveries_at_once_never_share_a_conversation() -> None:
    async with Sink() as sink:
        sink.slow = 0.05
        courier = SmtpCourier(sink.url)
        async with anyio.create_task_group() as group:
            for number in range(4):
                group.start_soon(courier.deliver, MESSAGE, SENDER, f"p{number}@example.org")
        await courier.close()
        assert {mail.recipient for mail in sink.taken} == {f"p{number}@example.org" for number in range(4)}
        assert sink.connections == sink.most_under_way == 4


@pytest.mark.parametrize(
    ("fate", "word", "permanent"),
    [
        (Fate.refuse(550, "rcpt"), "recipient_550", True),
        (Fate.refuse(451, "rcpt"), "recipient_451", False),
        (Fate.refuse(554, "data"), "message_554", True),
        (Fate.refuse(452, "data"), "message_452", False),
        (Fate.refuse(550, "mail"), "sender_550", False),
        (Fate.drop_after_data(), "cut", False),
        (Fate.hang_at("data"), "timeout", False),
        (Fate.hang_at("rcpt"), "timeout", False),
    ],
)
async def test_a_refusal_is_classified(fate: Fate, word: str, permanent: bool) -> None:
    async with Sink() as sink:
        sink.always("*", fate)
        refused = await refusal(SmtpCourier(sink.url, patience=IMPATIENT))
        assert (refused.word, refused.permanent, refused.about_the_server) == (word, permanent, False)
        assert AMAL not in str(refused)


async def test_a_refused_mail_does_not_spoil_the_connection_for_the_next() -> None:
    async with Sink(utf8=False) as sink:
        sink.script(AMAL, Fate.refuse(550))
        courier = SmtpCourier(sink.url)
        for refused in (AMAL, "амаль@example.org"):  # the second is not even asked of this server
            with pytest.raises(Refused):
                await courier.deliver(MESSAGE, SENDER, refused)
        await courier.deliver(MESSAGE, SENDER, "omar@example.org")
        await courier.close()
        assert ([mail.recipient for mail in sink.taken], sink.connections) == (["omar@example.org"], 1)


PIPELINING = ("PIPELINING", "DSN")


async def test_where_the_server_has_pipelining_the_envelope_is_one_packet() -> None:
    for extensions, flights in ((PIPELINING, [3, 3]), ((), [1] * 6)):
        async with Sink(extensions=extensions) as sink:
            courier = SmtpCourier(sink.url)
            for _ in range(2):
                await courier.deliver(MESSAGE, SENDER, AMAL)
            await courier.close()
            assert ([mail.content for mail in sink.taken], sink.flights) == ([MESSAGE, MESSAGE], flights)


@pytest.mark.parametrize(
    ("fate", "word", "permanent"),
    [
        (Fate.refuse(550, "mail"), "sender_550", False),
        (Fate.refuse(550, "rcpt"), "recipient_550", True),
        (Fate.refuse(451, "rcpt"), "recipient_451", False),
        (Fate.refuse(554, "data"), "message_554", True),
        (Fate.hang_at("rcpt"), "timeout", False),
        (Fate.hang_at("data"), "timeout", False),
        (Fate.drop_after_data(), "cut", False),
    ],
)
async def test_of_a_packet_each_reply_counts_for_its_own_command(fate: Fate, word: str, permanent: bool) -> None:
    async with Sink(extensions=PIPELINING) as sink:
        sink.script("*", fate)
        courier = SmtpCourier(sink.url, patience=IMPATIENT)
        with pytest.raises(Refused) as caught:
            await courier.deliver(MESSAGE, SENDER, AMAL)
        assert (caught.value.word, caught.value.permanent) == (word, permanent)
        await courier.deliver(MESSAGE, SENDER, "omar@example.org")
        await courier.close()
        assert sink.taken[-1].recipient == "omar@example.org"


async def test_a_server_that_refuses_and_waits_for_the_message_all_the_same_gets_an_empty_one() -> None:
    """RFC 2920 allows it; without the dot the next command would be taken for the message."""
    heard: list[bytes] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        replies = {b"EHLO": b"250-odd\r\n250 PIPELINING", b"RCPT": b"550 5.1.1 no", b"DATA": b"354 go on"}
        writer.write(b"220 odd\r\n")
        while line := await reader.readline():
            writer.write(replies.get(line[:4], b"250 good") + b"\r\n")
            if line.startswith(b"DATA"):
                heard.append(await reader.readuntil(b".\r\n"))
                writer.write(b"554 5.5.1 nobody to send it to\r\n")
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server:
        refused = await refusal(SmtpCourier(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
    assert (refused.word, refused.status, refused.permanent) == ("recipient_550", "5.1.1", True)
    assert b"".join(heard).replace(b"\r\n", b"") == b"."


async def test_what_comes_back_names_the_order_and_brings_no_word_of_the_mail() -> None:
    async with Sink(extensions=("DSN",)) as sink:
        courier = SmtpCourier(sink.url)
        await courier.deliver(MESSAGE, SENDER, AMAL, envelope_id="a+b=c")
        await courier.deliver(MESSAGE, SENDER, AMAL)
        sink.extensions = ()
        await courier.close()
        await courier.deliver(MESSAGE, SENDER, AMAL, envelope_id="x")
        await courier.close()
    assert [mail.options for mail in sink.taken] == [("RET=HDRS", "ENVID=a+2Bb+3Dc", "NOTIFY=FAILURE,DELAY"), (), ()]


async def test_a_message_larger_than_the_server_says_it_takes_is_refused_for_good() -> None:
    async with Sink(size=50) as sink:
        refused = await refusal(SmtpCourier(sink.url))
    assert (refused.word, refused.status, refused.permanent) == ("message_552", "5.3.4", True)


async def test_an_idle_connection_is_let_go_after_a_while() -> None:
    async with Sink() as sink:
        courier = SmtpCourier(sink.url, keep=0.05)
        for _ in range(2):
            await courier.deliver(MESSAGE, SENDER, AMAL)
        assert sink.connections == 1
        with anyio.fail_after(5):
            while sink.open:  # noqa: ASYNC110 - a wait for another program
                await anyio.sleep(0.01)
        await courier.deliver(MESSAGE, SENDER, AMAL)
        await courier.close()
        assert (len(sink.taken), sink.connections) == (3, 2)


async def test_no_more_connections_than_agreed_are_open_at_once() -> None:
    async with Sink() as sink:
        sink.slow = 0.02
        courier = SmtpCourier(sink.url, most=2)
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(courier.deliver, MESSAGE, SENDER, AMAL)
        await courier.close()
        assert (len(sink.taken), sink.connections, sink.most_under_way) == (6, 2, 2)


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (b"", b".\r\n"),
        (b"a\r\n.b\r\n", b"a\r\n..b\r\n.\r\n"),
        (b".a", b"..a\r\n.\r\n"),
        (b"a\n.\nMAIL FROM:<e@e.c>\n", b"a\r\n..\r\nMAIL FROM:<e@e.c>\r\n.\r\n"),
        (b"a\r.\rb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
    ],
)
def test_no_second_message_hides_in_a_message(message: bytes, sent: bytes) -> None:
    assert stuffed(message) == sent


async def test_a_server_that_is_not_there_says_nothing_about_the_mail() -> None:
    async with Sink() as sink:
        url = sink.url
    refused = await refusal(SmtpCourier(url))
    assert (refused.word, refused.permanent, refused.about_the_server) == ("connection", False, True)


async def test_a_server_that_never_greets_is_given_up() -> None:
    async with Sink() as sink:
        sink.always("*", Fate.hang_at("greeting"))
        refused = await refusal(SmtpCourier(sink.url, patience=IMPATIENT))
        assert (refused.word, refused.about_the_server) == ("connection", True)


async def test_a_connection_the_server_closed_meanwhile_is_opened_again() -> None:
    async with Sink() as sink:
        courier = SmtpCourier(sink.url)
        await courier.deliver(MESSAGE, SENDER, AMAL)
        await sink.stop()
        await sink.start()
        await courier.deliver(MESSAGE, SENDER, AMAL)
        await courier.close()
        assert (len(sink.taken), sink.connections) == (2, 2)


async def test_starttls_is_required_not_hoped_for() -> None:
    async with Sink() as sink:
        refused = await refusal(SmtpCourier(f"{sink.url}?starttls=required"))
        assert (refused.word, refused.permanent, sink.taken) == ("tls", False, [])


@pytest.mark.parametrize("smtps", [False, True])
async def test_certificates_are_verified(tmp_path: Path, smtps: bool) -> None:
    server, trusting = certificate(tmp_path)
    async with Sink(tls=server, smtps=smtps) as sink:
        refused = await refusal(SmtpCourier(sink.url))
        assert (refused.about_the_server, sink.taken) == (True, [])
        courier = SmtpCourier(sink.url, tls=trusting)
        await courier.deliver(MESSAGE, SENDER, AMAL)
        await courier.close()
        assert len(sink.taken) == 1


async def test_an_international_domain_travels_in_ascii() -> None:
    async with Sink(utf8=False) as sink:
        courier = SmtpCourier(sink.url)
        await courier.deliver(MESSAGE, SENDER, "amal@bücher.example")
        await courier.close()
        assert sink.taken[0].recipient == "amal@xn--bcher-kva.example"


async def test_an_international_name_needs_a_server_that_knows_them() -> None:
    async with Sink() as sink:
        courier = SmtpCourier(sink.url)
        await courier.deliver(MESSAGE, SENDER, "амаль@example.org")
        await courier.close()
        assert sink.taken[0].recipient == "амаль@example.org"
    async with Sink(utf8=False) as sink:
        refused = await refusal(SmtpCourier(sink.url), "амаль@example.org")
        assert (refused.word, refused.permanent) == ("address", True)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.c, evil@e.c",
        "a@b.c>,<e@e.c",
        "a@b.c\r\nRCPT TO:<e@e.c>",
        "a b@c.d",
        "@b.c",
        "a@",
        "a@b@c.d",
        "a\u2028@b.c",
        "",
    ],
)
def test_only_one_plain_address_reaches_the_envelope(address: str) -> None:
    with pytest.raises(Refused) as caught:
        wire_address(address)
    assert caught.value.permanent


async def test_a_maildir_gets_whole_private_files(tmp_path: Path) -> None:
    courier = courier_for("file:", tmp_path)
    assert isinstance(courier, MaildirCourier)
    await courier.deliver(MESSAGE, SENDER, AMAL)
    await courier.deliver(MESSAGE, SENDER, AMAL)
    files = list((tmp_path / "mail" / "new").iterdir())
    assert [file.read_bytes() for file in files] == [MESSAGE, MESSAGE]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


async def test_a_maildir_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Refused) as caught:
        await courier_for("file:", tmp_path).deliver(MESSAGE, SENDER, AMAL)
    assert (caught.value.permanent, caught.value.about_the_server) == (False, True)
