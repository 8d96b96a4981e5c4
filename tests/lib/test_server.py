"""Over real sockets on loopback, with deadlines of milliseconds."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvloop

from intake.lib.deadlines import ENDLESS, LIMITS, Limits
from intake.lib.server import CannotListen, Listening, run, serve

QUICK = Limits(head=0.25, body=0.3, floor=2000, idle=0.5, linger=0.2, stop=1)
Story = Callable[["Client"], Awaitable[None]]


class App:
    """Answers with what it was sent.

    ``/early`` without reading, ``/slow`` after a moment, ``/endless`` for as long as somebody reads.
    """

    def __init__(self) -> None:
        self.scopes: list[Any] = []
        self.disconnects = 0
        self.stopped = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self.stopped = True
            await send({"type": "lifespan.shutdown.complete"})
            return
        self.scopes.append(scope)
        body = b"" if scope["path"] == "/early" else await self.read(receive)
        if body is None:
            self.disconnects += 1
            return
        if scope["path"] == "/endless":
            scope[ENDLESS] = True
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
            assert await self.read(receive) is None
            self.disconnects += 1
            return
        if scope["path"] == "/slow":
            await asyncio.sleep(0.4)
        answer = f"{scope['method']} {scope['path']} {len(body)}".encode()
        headers = [(b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def read(self, receive: Any) -> bytes | None:
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += bytes(message["body"])
            if not message.get("more_body"):
                return body


class Client:
    """One connection, and the app behind it."""

    def __init__(self, app: App, port: int) -> None:
        self.app, self.port = app, port
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    async def connect(self) -> "Client":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        return self

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def trickle(self, data: bytes, every: float, size: int = 1) -> None:
        for start in range(0, len(data), size):
            try:
                await self.send(data[start : start + size])
            except ConnectionError:
                return
            await asyncio.sleep(every)

    async def answer(self) -> tuple[int, bytes]:
        """The next response: its status and its body."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
        sizes = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        return int(head.split()[1]), await self.reader.readexactly(int(sizes[0]))

    async def rest(self) -> bytes:
        """Everything until the server closes."""
        try:
            return await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionResetError:
            return b""

    async def rest_while_sending(self, data: bytes, every: float, size: int = 1) -> bytes:
        """Everything until the server closes, while we go on sending as if nothing were."""
        sending = asyncio.create_task(self.trickle(data, every, size))
        begun = time.monotonic()
        rest = await self.rest()
        assert time.monotonic() - begun < 1
        sending.cancel()
        await asyncio.wait([sending])
        return rest

    async def closes_within(self, seconds: float) -> bytes:
        begun = time.monotonic()
        rest = await self.rest()
        assert time.monotonic() - begun < seconds
        return rest


@asynccontextmanager
async def serving(limits: Limits = LIMITS, **options: Any) -> AsyncIterator[Client]:
    app, ready = App(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(app, "127.0.0.1", 0, on_ready=ready.set_result, limits=limits, **options))
    await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    listening: Listening = ready.result()
    client = Client(app, listening.port)
    try:
        await client.connect()
        yield client
    finally:
        client.writer.close()
        listening.stop()
        await asyncio.wait_for(task, 10)
        assert app.stopped


def play(story: Story, limits: Limits = LIMITS, **options: Any) -> None:
    async def whole() -> None:
        async with serving(limits, **options) as client:
            await story(client)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(whole())


def head(size: int) -> bytes:
    """A whole request head whose names, values and address add up to ``size`` or a few bytes less."""
    return b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * (size - 25) + b"\r\n\r\n"


# -- what works ------------------------------------------------------------------------------------------------------


def test_keep_alive_and_pipelined_requests_are_answered_in_order() -> None:
    async def story(client: Client) -> None:
        for _ in range(3):
            await client.send(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            assert await client.answer() == (200, b"GET /a 0")
        one = b"POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        await client.send(b"".join(one % number for number in range(20)))
        for number in range(20):
            assert await client.answer() == (200, b"POST /%d 3" % number)

    play(story)


def test_pipelined_requests_cut_anywhere_are_answered() -> None:
    stream = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" * 2

    async def story(client: Client) -> None:
        for cut in range(1, len(stream), 3):
            await client.send(stream[:cut])
            await asyncio.sleep(0.001)
            await client.send(stream[cut:])
            for _ in range(2):
                assert await client.answer() == (200, b"GET /a 0")
                assert await client.answer() == (200, b"POST /b 3")

    play(story)


def test_many_large_pipelined_posts_are_no_large_head() -> None:
    async def story(client: Client) -> None:
        one = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n" + b"b" * 20000
        await client.send(one * 12 + b"GET /last HTT")
        for _ in range(12):
            assert await client.answer() == (200, b"POST / 20000")
        await client.send(b"P/1.1\r\nHost: x\r\n\r\n")
        assert await client.answer() == (200, b"GET /last 0")

    play(story)


def test_a_large_body_in_many_packets_arrives() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\n")
        await client.trickle(b"b" * 262144, 0.001, 8192)
        assert await client.answer() == (200, b"POST / 262144")

    play(story)


def test_a_chunked_body_arrives_and_its_trailers_do_not_become_headers() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await asyncio.sleep(0.02)
        await client.send(b"2;ext=1\r\nde\r\n0\r\nCookie: evil=1\r\n\r\n")
        assert await client.answer() == (200, b"POST / 5")
        assert [name for name, _ in client.app.scopes[0]["headers"]] == [b"host", b"transfer-encoding"]

    play(story)


def test_answers_carry_a_date_and_no_name_of_the_server() -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = (await client.rest()).lower()
        assert b"\r\ndate: " in answer
        assert b"\r\nserver:" not in answer
        assert b"uvicorn" not in answer

    play(story)


@pytest.mark.parametrize("upgrade", [b"h2c", b"websocket"])
def test_an_offered_upgrade_is_declined_and_the_request_answered(upgrade: bytes) -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: " + upgrade + b"\r\n\r\n")
        assert await client.answer() == (200, b"GET / 0")

    play(story, QUICK)


# -- bytes -----------------------------------------------------------------------------------------------------------


def test_a_head_of_sixteen_kib_is_read_and_of_seventeen_refused() -> None:
    async def story(client: Client) -> None:
        await client.send(head(16 * 1024))
        assert await client.answer() == (200, b"GET / 0")
        await client.send(head(17 * 1024))
        assert await client.answer() == (431, b"")
        assert await client.closes_within(1) == b""
        assert len(client.app.scopes) == 1

    play(story, QUICK)


@pytest.mark.parametrize("piece", [100, 1000, 5000])
def test_a_large_head_across_many_packets_is_refused(piece: int) -> None:
    async def story(client: Client) -> None:
        assert (await client.rest_while_sending(head(40_000), 0.0002, piece)).startswith(b"HTTP/1.1 431 ")
        assert client.app.scopes == []

    play(story)


@pytest.mark.parametrize(
    "endless",
    [
        b"GET /" + b"a" * 200_000,
        b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 40_000,
    ],
    ids=["address", "value", "many"],
)
def test_a_head_without_end_is_refused_before_it_ends(endless: bytes) -> None:
    async def story(client: Client) -> None:
        assert (await client.rest_while_sending(endless, 0, 4096)).startswith(b"HTTP/1.1 431 ")
        assert client.app.scopes == []

    play(story)


def test_a_large_head_behind_another_request_is_refused() -> None:
    async def story(client: Client) -> None:
        await client.send(
            b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n" + head(17 * 1024) + b"GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        assert await client.answer() == (200, b"GET /a 0")
        assert b"200" not in await client.closes_within(1)
        assert [scope["path"] for scope in client.app.scopes] == ["/a"]

    play(story, QUICK)


def test_framing_without_end_is_refused() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
        answer = await client.rest_while_sending(b"Trailer: evil\r\n" * 10_000, 0, 4096)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert client.app.disconnects == 1

    play(story)


@pytest.mark.parametrize(
    "request_",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nEvil\0: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_ambiguous_or_no_http_is_refused(request_: bytes) -> None:
    async def story(client: Client) -> None:
        await client.send(request_)
        answer = await client.closes_within(1)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"HTTP/1.1") == 1

    play(story, QUICK)


# -- time ------------------------------------------------------------------------------------------------------------


def test_a_head_sent_slowly_is_cut() -> None:
    async def story(client: Client) -> None:
        answer = await client.rest_while_sending(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 400, 0.01)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert client.app.scopes == []

    play(story, QUICK)


def test_a_second_head_sent_slowly_is_cut_too() -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await client.answer() == (200, b"GET /a 0")
        await client.send(b"GET /b")
        assert (await client.closes_within(0.4)).startswith(b"HTTP/1.1 408 ")

    play(story, QUICK)


def test_a_second_head_that_stops_in_the_first_ones_packet_is_cut_too() -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b")
        assert await client.answer() == (200, b"GET /a 0")
        assert await client.closes_within(0.7) == b""

    play(story, QUICK)


def test_a_head_without_end_behind_a_slow_answer_is_cut() -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nX: ")
        answer = await client.rest_while_sending(b"a" * 2_000_000, 0.002, 4096)
        assert answer.count(b"HTTP/1.1") <= 1  # whoever does not stop sending may be reset before it reads
        assert len(client.app.scopes) == 1

    play(story, QUICK)


@pytest.mark.parametrize("noise", [b"", b"\r\n"], ids=["silent", "noisy"])
def test_a_connection_that_never_asks_is_closed(noise: bytes) -> None:
    async def story(client: Client) -> None:
        answer = await client.rest_while_sending(noise * 100, 0.02, 2)
        assert answer.startswith(b"HTTP/1.1 408 ") if noise else answer == b""

    play(story, QUICK)


@pytest.mark.parametrize("noise", [b"", b"\r\n" * 100], ids=["silent", "noisy"])
def test_an_idle_connection_is_closed(noise: bytes) -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await client.answer() == (200, b"GET /a 0")
        answer = await client.rest_while_sending(noise, 0.02, 2)
        assert answer.startswith(b"HTTP/1.1 408 ") if noise else answer == b""

    play(story, QUICK)


def test_a_body_that_stops_is_cut_and_the_application_told() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
        assert (await client.closes_within(1)).startswith(b"HTTP/1.1 408 ")
        assert client.app.disconnects == 1

    play(story, QUICK)


def test_a_body_slower_than_the_floor_is_cut() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n")
        answer = await client.rest_while_sending(b"b" * 9000, 0.01)  # 100 bytes a second, where 2,000 are the floor
        assert answer.startswith(b"HTTP/1.1 408 ")

    play(story, QUICK)


def test_a_body_faster_than_the_floor_may_take_longer() -> None:
    async def story(client: Client) -> None:
        begun = time.monotonic()
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n")
        await client.trickle(b"b" * 9000, 0.02, 200)
        assert await client.answer() == (200, b"POST / 9000")
        assert time.monotonic() - begun > 2 * QUICK.body

    play(story, QUICK)


def test_an_application_that_is_slow_is_not_the_clients_fault() -> None:
    async def story(client: Client) -> None:
        await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await client.answer() == (200, b"GET /slow 0")
        await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\nGET /c")
        assert await client.answer() == (200, b"GET /slow 0")
        assert await client.answer() == (200, b"GET /b 0")

    play(story, QUICK)


def test_an_answer_before_the_body_is_seen_and_then_the_connection_closed() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc")
        assert await client.answer() == (200, b"POST /early 0")
        assert await client.rest_while_sending(b"b" * 9000, 0.01, 10) == b""

    play(story, QUICK)


def test_an_answer_before_a_short_body_keeps_the_connection() -> None:
    async def story(client: Client) -> None:
        await client.send(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na")
        assert await client.answer() == (200, b"POST /early 0")
        await client.send(b"bcGET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await client.answer() == (200, b"GET /a 0")

    play(story, QUICK)


# -- around it -------------------------------------------------------------------------------------------------------


def test_a_graceful_stop_finishes_what_is_under_way() -> None:
    async def story() -> None:
        async with serving(QUICK) as client:
            await client.send(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            idle = await Client(client.app, client.port).connect()
            await asyncio.sleep(0.05)
            os.kill(os.getpid(), signal.SIGTERM)
            assert await client.answer() == (200, b"GET /slow 0")
            assert await idle.rest() == b""
            idle.writer.close()

    asyncio.run(story())


def test_a_stop_ends_at_once_what_would_never_end() -> None:
    async def story() -> None:
        async with serving() as client:
            await client.send(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            await client.reader.readuntil(b"begun")
            begun = time.monotonic()
            os.kill(os.getpid(), signal.SIGTERM)
            await client.rest()
        assert time.monotonic() - begun < LIMITS.stop / 4
        assert client.app.disconnects == 1

    asyncio.run(story())


def test_a_stop_does_not_wait_for_ever() -> None:
    async def story() -> None:
        async with serving(Limits(stop=0.2)) as client:
            await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
            await asyncio.sleep(0.05)
            begun = time.monotonic()
        assert time.monotonic() - begun < 2

    asyncio.run(story())


@pytest.mark.parametrize(
    ("trusted", "address", "scheme"),
    [((), "127.0.0.1", "http"), (("10.0.0.1",), "127.0.0.1", "http"), (("127.0.0.0/8",), "192.0.2.7", "https")],
)
def test_forwarded_headers_are_believed_from_trusted_proxies_alone(
    trusted: tuple[str, ...], address: str, scheme: str
) -> None:
    async def story(client: Client) -> None:
        await client.send(
            b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.1, 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n"
        )
        await client.answer()
        assert client.app.scopes[0]["client"][0] == address
        assert client.app.scopes[0]["scheme"] == scheme

    play(story, trusted_proxies=trusted)


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"port {port}") as caught:
            run(App(), "127.0.0.1", port)
    assert "\n" not in str(caught.value)
    for host in ("192.0.2.1", "256.256.256.256"):
        with pytest.raises(CannotListen):
            run(App(), host, 0)


@pytest.mark.parametrize("moment", ["start", "later", "end"])
def test_a_lifespan_that_fails_stops_the_service_with_its_own_error(moment: str) -> None:
    class Broken(App):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if moment != "start":
                await receive()
                await send({"type": "lifespan.startup.complete"})
            if moment == "end":
                await receive()
            raise LookupError("the worker died")

    def stop(listening: Listening) -> None:
        if moment == "end":
            listening.stop()

    with pytest.raises(LookupError, match="the worker died"):
        run(Broken(), "localhost", 0, on_ready=stop, limits=QUICK)


def test_the_memory_of_a_closed_connection_is_given_back() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4

    async def story(client: Client) -> None:
        async def attack() -> None:
            other = await Client(client.app, client.port).connect()
            await other.rest_while_sending(b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000, 0, 4096)
            other.writer.close()

        for _ in range(50):
            await attack()
        before = resident()
        for _ in range(300):
            await attack()
        assert resident() - before < 4096

    play(story)
