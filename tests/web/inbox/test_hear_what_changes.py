"""A page of the office lies open: the stream as a browser asks for it, over real ASGI; the clock is the test's."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import anyio
import httpx2
import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk.live import HEARTBEAT, MOST_STREAMS, Live
from intake.store import sessions
from tests.people import CLARA, OMAR, TOVE, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

STREAM = {"Accept": "text/event-stream"}


class Stream:
    """An open stream: what has come of it so far, as text."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.ended = anyio.Event()
        self._came = anyio.Event()
        self.leave = anyio.Event()

    async def send(self, message: Any) -> None:
        """From the application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.text += message["body"].decode()
        self._came.set()

    async def receive(self) -> Any:
        """From the browser: nothing, until it leaves."""
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def until(self, fits: Callable[[str], bool]) -> str:
        """What has come once it fits."""
        with anyio.fail_after(10):
            while not fits(self.text):
                self._came = anyio.Event()
                await self._came.wait()
        return self.text

    @property
    def events(self) -> list[tuple[str, Any]]:
        """Each event's name and data."""
        blocks = [dict(line.split(": ", 1) for line in block.split("\n") if ": " in line) for block in self.blocks]
        return [(block["event"], json.loads(block["data"])) for block in blocks if "event" in block]

    @property
    def blocks(self) -> list[str]:
        """What stands between empty lines."""
        return self.text.split("\n\n")


@asynccontextmanager
async def listening(client: httpx2.AsyncClient, upto: str = "0") -> AsyncIterator[Stream]:
    """The stream, opened with this browser's cookies."""
    app: Any = client._transport.app  # type: ignore[attr-defined]
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = [(b"host", b"127.0.0.1:8000"), (b"accept", b"text/event-stream"), (b"cookie", cookies.encode())]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/staff/events",
        "raw_path": b"/staff/events",
        "root_path": "",
        "query_string": f"upto={quote(upto)}".encode(),
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    stream = Stream()

    async def run() -> None:
        await app(scope, stream.receive, stream.send)
        stream.ended.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        await stream.until(lambda text: bool(text) or stream.status >= 400)
        yield stream
        stream.leave.set()
        with anyio.fail_after(10):
            await stream.ended.wait()


async def test_an_arrival_comes_as_an_event_with_codes_alone(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    live = Live(db, keyring)
    async with office(db, keyring, live=live) as client:
        await come_in(client, CLARA)
        async with listening(client) as stream:
            assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
            assert stream.headers["cache-control"] == "no-store"
            assert stream.headers["x-accel-buffering"] == "no"
            await live.look(datetime.now(UTC))
            new = await arrive(db, keyring, contact_name="MARKER name", question="MARKER story")
            await live.look(datetime.now(UTC))
            await stream.until(lambda text: "event: changed" in text)
            ((name, data),) = stream.events
            assert (name, data["id"], data["by"]) == ("changed", new.id, "public")
            assert set(data) == {"id", "reference", "by", "at"}
            assert "MARKER" not in stream.text
            await live.look(datetime.now(UTC) + HEARTBEAT)
            await stream.until(lambda text: text.endswith(":\n\n"))


async def test_no_byte_of_another_queue_goes_over_the_stream(db: Database, keyring: KeyRing) -> None:
    for somebody in (CLARA, OMAR):
        await hire(somebody, db, keyring)
    live = Live(db, keyring)
    async with office(db, keyring, live=live) as hers, office(db, keyring, live=live) as his:
        await come_in(hers, CLARA)
        await come_in(his, OMAR)
        async with listening(hers) as clara, listening(his) as omar:
            await live.look(datetime.now(UTC))
            new = await arrive(db, keyring, queue="repeat")
            await his.get(f"/staff/inquiries/{new.id}")
            await his.post(f"/staff/inquiries/{new.id}/presence", data={"doing": "writing"})
            await his.post(f"/staff/inquiries/{new.id}/notes", data={"version": "1", "note": "MARKER note"})
            await live.look(datetime.now(UTC))
            await live.look(datetime.now(UTC) + HEARTBEAT)
            await omar.until(lambda text: "event: present" in text and "event: changed" in text)
            await clara.until(lambda text: text.count(":\n\n") >= 2)
            assert new.id in omar.text
            for mark in (new.id, new.reference, "MARKER"):
                assert mark not in clara.text
            assert "MARKER" not in omar.text
            assert new.reference not in (await hers.get("/staff/tasks")).text


async def test_the_stream_ends_with_the_session_and_leaves_nobody_listening(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    live = Live(db, keyring)
    async with office(db, keyring, live=live) as client:
        await come_in(client, CLARA)
        async with listening(client) as stream:
            await client.post("/staff/logout")
            await live.look(datetime.now(UTC))
            with anyio.fail_after(10):
                await stream.ended.wait()
        assert live.listeners == 0


async def test_what_pages_ask_by_themselves_keeps_no_session_alive(db: Database, keyring: KeyRing) -> None:
    """Only whoever writes is at work; a page that lies open is not."""
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring)
    async with office(db, keyring, live=Live(db, keyring)) as client:
        await come_in(client, CLARA)
        token = client.cookies["intake_staff"]
        early = datetime.now(UTC) - timedelta(minutes=10)

        async def seen_since(doing: str) -> bool:
            async with db.write() as tx:
                await sessions.seen(tx, token, now=early)
            async with listening(client):
                pass
            assert (await client.get("/staff/colleagues")).status_code == 200
            beat = await client.post(f"/staff/inquiries/{new.id}/presence", data={"doing": doing})
            assert (beat.status_code, beat.content) == (204, b"")
            async with db.read() as snapshot:
                session = await sessions.by_token(snapshot, token)
            assert session is not None
            return session.last_seen_at > early

        assert [await seen_since(doing) for doing in ("reading", "stopped", "gone", "writing")] == [False] * 3 + [True]


async def test_so_many_windows_for_each(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring, live=Live(db, keyring)) as client:
        await come_in(client, CLARA)
        async with anyio.create_task_group() as tasks:
            leave = anyio.Event()
            open_: list[Stream] = []

            async def one() -> None:
                async with listening(client) as stream:
                    open_.append(stream)
                    await leave.wait()

            for _ in range(MOST_STREAMS):
                tasks.start_soon(one)
            with anyio.fail_after(10):
                while len(open_) < MOST_STREAMS:
                    await anyio.lowlevel.checkpoint()
            answer = await client.get("/staff/events", headers=STREAM)
            assert (answer.status_code, "retry-after" in answer.headers) == (429, True)
            leave.set()


@pytest.mark.parametrize("accept", ["*/*", "text/html", ""])
async def test_who_does_not_ask_for_a_stream_gets_none(db: Database, keyring: KeyRing, accept: str) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring, live=Live(db, keyring)) as client:
        await come_in(client, CLARA)
        assert (await client.get("/staff/events", headers={"Accept": accept})).status_code == 404
        assert (await client.head("/staff/events", headers=STREAM)).status_code == 200


async def test_a_stranger_and_a_translator_hear_nothing(db: Database, keyring: KeyRing) -> None:
    await hire(TOVE, db, keyring)
    async with office(db, keyring, live=Live(db, keyring)) as client:
        assert (await client.get("/staff/events", headers=STREAM)).status_code == 303
        await come_in(client, TOVE)
        assert (await client.get("/staff/events", headers=STREAM)).status_code == 404


@pytest.mark.parametrize("upto", ["", "x", "-1", "١", "9" * 30, "99999999"])
async def test_a_strange_number_is_from_now_on(db: Database, keyring: KeyRing, upto: str) -> None:
    await hire(CLARA, db, keyring)
    await arrive(db, keyring)
    live = Live(db, keyring)
    async with office(db, keyring, live=live) as client:
        await come_in(client, CLARA)
        async with listening(client, upto) as stream:
            await live.look(datetime.now(UTC))
            assert "changed" not in await stream.until(lambda text: text.endswith(":\n\n"))
