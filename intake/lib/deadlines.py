"""uvicorn's httptools protocol with limits on what a request may take before the application sees it: bytes and time.

uvicorn has no limit for receiving: a head sent byte by byte, a body that stops, a header of any size keep a connection
and its memory for ever. A timer exists only while something is incomplete: a request that arrives whole costs a few
additions.
"""

from asyncio import TimerHandle, Transport
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds. A body has ``body`` seconds, and one more for each ``floor`` bytes that have arrived."""

    head_size: int = 16 * 1024
    head: float = 10
    body: float = 60
    floor: float = 1024
    idle: float = 15
    linger: float = 2
    stop: float = 20


LIMITS = Limits()

ENDLESS = "intake.endless"
"""Set in its scope by an answer that goes on until somebody leaves: a stop of the server ends it."""

# What the connection waits for: a request's head (or nothing yet), the rest of its body, the rest of a body that was
# answered before it was read, or, after a refusal, nothing more.
_HEAD, _BODY, _LINGERING, _REFUSED = range(4)


class _Refused(Exception):
    """Raised within a callback, it stops the parser."""


class DeadlineProtocol(HttpToolsProtocol):
    """One connection. ``app`` answers requests; uvicorn's own ``config.app`` is only its lifespan.

    Every line of the four overrides of what arrives is paid by each request: hence no ``super()``, and no more of them.
    """

    def __init__(self, *, app: Any, limits: Limits, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self.app = app
        self._limits = limits
        self._largest_head = limits.head_size
        self._phase = _HEAD
        self._watch: TimerHandle | None = None
        self._since = 0.0  # when what is waited for began
        self._chunk = 0  # bytes of the chunk being parsed; 0 once it has held the end of a request
        self._head = 0  # bytes since the last request's end, not counting what came in the same chunk
        self._wire = self._body = 0  # bytes after the head, and those of them that were body

    # -- what arrives ------------------------------------------------------------------------------------------------

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(self._limits.head)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self._phase
        if before == _REFUSED:
            return
        self._chunk = len(data)
        self._head += self._chunk
        HttpToolsProtocol.data_received(self, data)
        cycle = self.cycle
        if self._phase != _HEAD or self._head > self._largest_head or cycle is None or cycle.response_complete:
            if before == _BODY:
                self._wire += self._chunk  # 0 if that body has ended
            self._incomplete()

    def on_headers_complete(self) -> None:
        if (self._head > self._largest_head or not self._chunk) and self._size_of_head() > self._largest_head:
            self._refuse(431)
            raise _Refused
        HttpToolsProtocol.on_headers_complete(self)
        self._phase = _BODY
        self._wire = self._body = 0
        self.headers = []  # trailers must not slip into the headers the application already has
        if self._watch is not None:
            self._unwatch()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        HttpToolsProtocol.on_body(self, body)

    def on_message_complete(self) -> None:
        HttpToolsProtocol.on_message_complete(self)
        self._phase = _HEAD
        self._chunk = self._head = 0
        if self._watch is not None:
            self._unwatch()

    def shutdown(self) -> None:
        super().shutdown()
        if self.cycle is not None and self.cycle.scope.get(ENDLESS):
            self.transport.close()

    # -- what does not -----------------------------------------------------------------------------------------------

    def _incomplete(self) -> None:
        """After a chunk that left something open: too much of it already, or a moment to look again."""
        limits = self._limits
        if self.transport.is_closing():
            self._unwatch()
        elif self._phase == _HEAD and self._head > limits.head_size:
            self._refuse(431)
        elif self._phase == _BODY and self.cycle.response_complete:
            self._phase = _LINGERING  # closing at once would reset the connection before the client has the answer
            self._wait(limits.linger)
        elif self._phase == _BODY and self._wire - self._body > limits.head_size + 8 * self._body:
            self._refuse(400)  # chunk sizes, extensions and trailers are not body: nobody needs so many of them
        elif self._watch is None and self._phase != _REFUSED:
            self._wait(limits.body if self._phase == _BODY else limits.head)

    def _size_of_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _wait(self, seconds: float) -> None:
        self._unwatch()
        self._since = self.loop.time()
        self._watch = self.loop.call_later(seconds, self._look)

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """The time is over, unless it was we who stopped reading, or the body has earned more of it."""
        self._watch = None
        limits = self._limits
        if self.transport.is_closing():
            return
        if self._phase in (_LINGERING, _REFUSED) or (self._phase == _HEAD and not self._head):
            self.transport.close()
        elif self.flow.read_paused:
            self._wait(limits.body if self._phase == _BODY else limits.head)
        elif self._phase == _HEAD:
            self._refuse(408)
        else:
            left = self._since + limits.body + self._body / limits.floor - self.loop.time()
            if left > 0.001:
                self._watch = self.loop.call_later(left, self._look)
            else:
                self._refuse(408)

    # -- refusals ----------------------------------------------------------------------------------------------------

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this for whatever its parser refuses, a refusal of ours within a callback included."""
        self._refuse(400)

    def _refuse(self, status: int) -> None:
        """Answer with a bare status if nothing else is being answered, and take no more from this connection."""
        if self._phase == _REFUSED:
            return
        cycle, phase = self.cycle, self._phase
        self._phase = _REFUSED
        under_way = cycle is not None and not cycle.response_complete
        if under_way and phase == _HEAD:
            cycle.keep_alive = False  # the answers to earlier requests go out first
            return
        if under_way:
            # The application learns that the client is gone, and cannot add its answer to ours.
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.close()
                return
        if under_way or phase == _HEAD:  # otherwise this request has its answer
            self._write(status)
        self._close_gently()

    def _write(self, status: int) -> None:
        head = [STATUS_LINE[status]]
        for name, value in self.server_state.default_headers:
            head += [name, b": ", value, b"\r\n"]
        self.transport.write(b"".join([*head, b"content-length: 0\r\nconnection: close\r\n\r\n"]))

    def _close_gently(self) -> None:
        """Closing with unread bytes would reset the connection, and the client might never see the answer."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self._wait(self._limits.linger)
        else:
            self.transport.close()
