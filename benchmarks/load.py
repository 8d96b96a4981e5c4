"""The load generator, a process of its own: ``python -m benchmarks.load SPEC``, where SPEC is a `Load` as JSON.

Each connection sends its next request when it has read the whole answer to the last one. An answer is counted by its
length only, so that this process stays well below what a server on the other core can do; how busy it was is told.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import uvloop

from benchmarks import form, wire


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: the page, or (``post``) forms, each a new one, numbered from ``first``."""

    port: int
    path: str
    seconds: float
    post: bool = False
    first: int = 0
    connections: int = 64
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """What came back: answers a second, milliseconds, the share of a core this client used, and what went wrong."""

    rate: float
    p50: float
    p99: float
    busy: float
    answers: int
    wrong: int


class _Connection(asyncio.Protocol):
    def __init__(self, next_request: Callable[[], bytes | None], answered: Callable[[float | None, int], None]) -> None:
        self._next, self._answered = next_request, answered
        self._left = 0  # bytes of the answer that are still to come; 0: its head is
        self._status = 0
        self._head = b""
        self._sent = 0.0
        self._answers = 0
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if not self._left:
            data = self._head + data
            end = data.find(wire.END_OF_HEAD)
            if end < 0:
                self._head = data
                return
            self._head = b""
            self._status = int(data[9:12])
            self._left = end + 4 + wire.length_of(data[: end + 2])
        self._left -= len(data)
        if self._left <= 0:
            self._left = 0
            # The first answer's time is also that of being let in, which a server under load does last.
            self._answered(time.perf_counter() - self._sent if self._answers else None, self._status)
            self._answers += 1
            self._send()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)

    def _send(self) -> None:
        request = self._next()
        if request is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def measure(load: Load) -> Measured:
    """Send for so many seconds, and count what was answered in them."""
    times: list[float] = []
    answers = wrong = 0
    number = load.first
    body = form.body()
    head = wire.head("POST" if load.post else "GET", load.path, length=len(body), headers=load.headers)
    pieces = body.split(form.ID.encode())
    stop = time.perf_counter() + load.seconds

    def next_request() -> bytes | None:
        nonlocal number
        if time.perf_counter() >= stop:
            return None
        if not load.post:
            return head
        number += 1
        return head + form.form_id(number).encode().join(pieces)

    def answered(seconds: float | None, status: int) -> None:
        nonlocal answers, wrong
        answers += 1
        if seconds is not None:
            times.append(seconds)
        wrong += status != load.expect

    loop, begun, cpu = asyncio.get_running_loop(), time.perf_counter(), time.process_time()
    made = [
        await loop.create_connection(lambda: _Connection(next_request, answered), "127.0.0.1", load.port)
        for _ in range(load.connections)
    ]
    await asyncio.wait([connection.closed for _, connection in made])
    took = time.perf_counter() - begun
    busy = (time.process_time() - cpu) / took
    times.sort()
    return Measured(
        rate=answers / took,
        p50=times[len(times) // 2] * 1000,
        p99=times[len(times) * 99 // 100] * 1000,
        busy=busy,
        answers=answers,
        wrong=wrong,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(measure(Load(**json.loads(sys.argv[1])))))))
