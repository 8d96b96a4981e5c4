"""Asking a real scanner about files while they arrive, and scanners that are none."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest
from anyio.abc import ByteStream, SocketAttribute

from intake.lib.clamav import Patience, Scanner, Unavailable, Verdict
from tests.clamd import EICAR, LARGEST, SIGNATURE, clamd

pytestmark = pytest.mark.anyio

IMPATIENT = Patience(connect=0.3, send=0.3, verdict=0.3)


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    with clamd() as url:
        yield Scanner.for_url(url)


async def verdict(scanner: Scanner, *pieces: bytes) -> Verdict:
    async with scanner.session() as session:
        for piece in pieces:
            await session.feed(piece)
        return await session.verdict()


async def test_a_clean_file_is_clean(scanner: Scanner) -> None:
    await scanner.ping()
    assert await verdict(scanner, b"%PDF-1.7", b"", os.urandom(3 << 20)) == Verdict(clean=True)
    assert await verdict(scanner) == Verdict(clean=True)


async def test_the_test_file_is_found_however_it_arrives(scanner: Scanner) -> None:
    found = Verdict(clean=False, signature=f"{SIGNATURE}.UNOFFICIAL")
    assert await verdict(scanner, EICAR) == found
    assert await verdict(scanner, *(bytes([byte]) for byte in EICAR)) == found
    assert await verdict(scanner, bytes(2 << 20), EICAR) == found


async def test_several_files_at_once_are_kept_apart(scanner: Scanner) -> None:
    async with scanner.session() as clean, scanner.session() as infected:
        for at in range(0, len(EICAR), 10):
            await infected.feed(EICAR[at : at + 10])
            await clean.feed(b"harmless")
        assert (await infected.verdict()).clean is False
        assert (await clean.verdict()).clean is True


async def test_a_file_given_up_leaves_the_scanner_well(scanner: Scanner) -> None:
    async with scanner.session() as session:
        await session.feed(b"half a file")
    assert (await verdict(scanner, b"whole")).clean


async def test_a_file_the_scanner_does_not_take_whole_has_no_verdict(scanner: Scanner) -> None:
    piece = bytes(1 << 20)
    with pytest.raises(Unavailable):
        await verdict(scanner, *[piece] * (LARGEST // len(piece) + 2))


async def test_with_the_scanner_down_there_is_no_verdict(tmp_path: Path) -> None:
    for url in (f"unix://{tmp_path}/nobody", "tcp://127.0.0.1:1"):
        scanner = Scanner.for_url(url)
        with pytest.raises(Unavailable):
            await scanner.ping()
        with pytest.raises(Unavailable):
            await verdict(scanner, b"a", b"b")


@asynccontextmanager
async def pretending(answer: bytes | None, *, reads: bool = True) -> AsyncIterator[Scanner]:
    """Something on a port that reads and then says this; None: it hangs up; without reading it is silent."""

    async def handle(stream: ByteStream) -> None:
        async with stream:
            if not reads:
                await anyio.sleep_forever()
            held = b""
            while not held.endswith((bytes(4), b"zPING\0")):
                held += await stream.receive()
            if answer is not None:
                await stream.send(answer)

    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as group:
        port = listener.extra(SocketAttribute.local_port)  # noqa: S610 - a socket's, not Django's
        group.start_soon(listener.serve, handle)
        yield Scanner.for_url(f"tcp://127.0.0.1:{port}", patience=IMPATIENT)
        group.cancel_scope.cancel()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"stream: OK",
        b"HTTP/1.1 400 Bad Request\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK FOUND OK\0",
        b"x" * 5000,
        b"\0",
    ],
)
async def test_what_is_no_verdict_is_none(answer: bytes | None) -> None:
    async with pretending(answer) as scanner:
        with pytest.raises(Unavailable):
            await verdict(scanner, b"a file")
        with pytest.raises(Unavailable):
            await scanner.ping()


async def test_a_verdict_over_tcp() -> None:
    async with pretending(b"stream: OK\0") as scanner:
        assert (await verdict(scanner, b"a file")).clean
    async with pretending(b"stream: Win.Test FOUND\0") as scanner:
        assert await verdict(scanner, b"a file") == Verdict(clean=False, signature="Win.Test")


async def test_who_does_not_read_or_answer_keeps_nobody_waiting() -> None:
    async with pretending(None, reads=False) as scanner:
        with pytest.raises(Unavailable):
            await verdict(scanner, b"a file")
        with pytest.raises(Unavailable):
            await verdict(scanner, *[bytes(1 << 20)] * 40)


@pytest.mark.parametrize(
    "url", ["", "clamd", "http://localhost", "tcp://", "unix://socket", "unix:", "tcp://h:1/path", "tcp://h:99999"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|Port"):
        Scanner.for_url(url)


def test_the_usual_port_is_known() -> None:
    assert Scanner.for_url("tcp://scanner.example.org").port == 3310
    assert Scanner.for_url("tcp://[::1]:3311") == Scanner("::1", 3311)
    assert Scanner.for_url("unix:///run/clamav/clamd.ctl").path == "/run/clamav/clamd.ctl"
