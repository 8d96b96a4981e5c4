"""The HTTP server: uvicorn with uvloop and httptools, and the limits that it leaves to a proxy (see `lib.deadlines`).

No access log (a line for each request would be a list of patients' addresses), no ``Server`` header. A stop by signal
lets what is under way finish, and the process ends with the exit code of its command, not of the signal.
"""

import asyncio
import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvicorn
import uvloop
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from intake.lib.deadlines import LIMITS, DeadlineProtocol, Limits

Scope = MutableMapping[str, Any]
Application = Callable[
    [Scope, Callable[[], Awaitable[Any]], Callable[[MutableMapping[str, Any]], Awaitable[None]]], Awaitable[None]
]


# An address family this machine does not have: the host's other addresses will do.
_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class CannotListen(Exception):
    """The address is taken or not ours: one line for the operator."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Given to ``on_ready`` once requests are answered: where, and how to stop from inside the process."""

    host: str
    port: int
    stop: Callable[[], None]


async def serve(
    app: Application,
    host: str,
    port: int,
    *,
    on_ready: Callable[[Listening], None] | None = None,
    trusted_proxies: Sequence[str] = (),
    limits: Limits = LIMITS,
) -> None:
    """Answer requests until SIGTERM, SIGINT or `Listening.stop`, then finish what is under way and return.

    Raises `CannotListen`, or what the application's lifespan raised, be it at the start, at the end or in between: a
    service whose background work has died stops, so that whoever supervises it notices.
    ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed from ``trusted_proxies`` alone; port 0 takes a free one.
    """
    sockets = _listen(host, port)
    bound = sockets[0].getsockname()[1]
    life = _Life(app)
    outer: Any = ProxyHeadersMiddleware(app, list(trusted_proxies)) if trusted_proxies else app  # type: ignore[arg-type]
    config = uvicorn.Config(
        life.run,
        http=partial(DeadlineProtocol, app=outer, limits=limits),  # type: ignore[arg-type]
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=limits.idle,  # type: ignore[arg-type]
        timeout_graceful_shutdown=limits.stop,  # type: ignore[arg-type]
    )
    server = _Server(config)
    life.stop = listening_stop = partial(setattr, server, "should_exit", True)
    server.ready = partial(on_ready, Listening(host, bound, listening_stop)) if on_ready else None
    try:
        # The lifespan's own error says more than the exit uvicorn makes of it.
        with contextlib.suppress(SystemExit):
            await server.serve(sockets=sockets)
    finally:
        for listener in sockets:
            listener.close()
    if life.error is not None:
        raise life.error


def run(app: Application, host: str, port: int, **options: Any) -> None:
    """`serve` in an event loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(app, host, port, **options))


class _Life:
    """The application's lifespan, and what it raised. Requests do not pass here."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self.error: BaseException | None = None
        self.stop: Callable[[], None] = lambda: None

    async def run(
        self, scope: Scope, receive: Callable[[], Awaitable[Any]], send: Callable[..., Awaitable[None]]
    ) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as error:
            self.error = error
            self.stop()
            raise


class _Server(uvicorn.Server):
    ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.ready is not None and self.started:
            self.ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but a graceful stop is not followed by raising the signal again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {kind: signal.signal(kind, self.handle_exit) for kind in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)


def _listen(host: str, port: int) -> list[socket.socket]:
    """A listening socket for each address of the host (``localhost`` may have two), all on one port."""
    listeners: list[socket.socket] = []
    reason = "no address"
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotListen(
            f"{host}: no such address on this machine ({error.strerror}); use --host 127.0.0.1"
        ) from None
    for family, kind, protocol, _, address in dict.fromkeys(addresses):
        here = (address[0], listeners[0].getsockname()[1] if listeners else port, *address[2:])
        try:
            listeners.append(_listener(family, kind, protocol, here))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            if error.errno in _NOT_HERE:
                continue
            for listener in listeners:
                listener.close()
            listeners = []
            break
    if not listeners:
        raise CannotListen(f"cannot listen on {host} port {port}: {reason}; choose another --port or --host")
    return listeners


def _listener(family: int, kind: int, protocol: int, address: Any) -> socket.socket:
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(2048)  # bound and not listening, the port could still be taken by somebody else
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
