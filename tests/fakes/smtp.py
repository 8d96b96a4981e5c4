"""A real SMTP server on a free loopback port that does what a test tells it to.

async with Sink() as sink:
    sink.script("a@example.org", Fate.refuse(550))
    … SmtpCourier(sink.url) …
    assert [mail.recipient for mail in sink.taken] == […]
"""

import asyncio
import contextlib
import ssl
from collections import defaultdict, deque
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from types import TracebackType
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

Step = Literal["greeting", "mail", "rcpt", "data"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one mail: a reply code at a step, silence, or a cut line. ``keep``: recorded all the same."""

    step: Step = "data"
    code: int = 250
    hang: bool = False
    drop: bool = False
    keep: bool = False
    status: str = ""

    @classmethod
    def refuse(cls, code: int, step: Step = "rcpt", status: str = "") -> "Fate":
        """Answer with this code at this step."""
        return cls(step=step, code=code, status=status)

    @classmethod
    def hang_at(cls, step: Step) -> "Fate":
        """Accept the connection and never answer at this step."""
        return cls(step=step, hang=True)

    @classmethod
    def drop_after_data(cls) -> "Fate":
        """Take the message, then cut the line before saying so."""
        return cls(step="data", drop=True, keep=True)


@dataclass(frozen=True, slots=True)
class Taken:
    """One message the sink answers for."""

    sender: str
    recipient: str
    content: bytes
    options: tuple[str, ...] = ()  # of RFC 3461

    @property
    def message(self) -> EmailMessage:
        """The message as a mail program reads it."""
        return BytesParser(policy=policy.default).parsebytes(self.content)


class Sink:
    """The server; an async context manager in the test's own loop."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        smtps: bool = False,
        utf8: bool = True,
        size: int = 33554432,
        extensions: tuple[str, ...] = (),
    ) -> None:
        self.taken: list[Taken] = []
        self.connections = 0
        self.under_way = 0
        self.most_under_way = 0
        self.slow = 0.0  # seconds each message takes
        self._fates: dict[str, deque[Fate]] = defaultdict(deque)
        self._always: dict[str, Fate] = {}
        self._tls = tls
        self._smtps = smtps
        self._utf8 = utf8
        self._size = size
        self.extensions = extensions
        self.flights: list[int] = []  # how many commands came with each packet, of those before a message
        self._open: set[asyncio.BaseTransport] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """What `courier_for` wants for this server."""
        if self._smtps:
            return f"smtps://127.0.0.1:{self.port}"
        return f"smtp://127.0.0.1:{self.port}" + ("?starttls=required" if self._tls else "")

    @property
    def open(self) -> int:
        """How many connections are open."""
        return len(self._open)

    @property
    def idle(self) -> bool:
        """Whether it is not listening."""
        return self._server is None

    def script(self, recipient: str, *fates: Fate) -> None:
        """The next mails to this recipient (``*``: anybody) meet these fates, one each; afterwards all is well."""
        self._fates[recipient].extend(fates)

    def always(self, recipient: str, fate: Fate) -> None:
        """Every mail to this recipient (``*``: anybody) meets this fate."""
        self._always[recipient] = fate

    def calm(self) -> None:
        """Forget every instruction."""
        self._fates.clear()
        self._always.clear()

    async def start(self) -> None:
        """Listen; on the same port as before when there was one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._protocol, "127.0.0.1", self.port, ssl=self._tls if self._smtps else None
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody and refuse new connections."""
        if self._server is not None:
            self._server.close()
            for transport in list(self._open):
                # Before Python 3.11.5 a TLS transport that has ended already cannot be hung up on.
                with contextlib.suppress(AttributeError):
                    transport.abort()  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)
            self._server = None

    async def __aenter__(self) -> "Sink":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    def fate(self, recipient: str, step: Step) -> Fate | None:
        """What the script says for this recipient at this step, if anything."""
        for key in (recipient, "*"):
            if key in self._always and self._always[key].step == step:
                return self._always[key]
            if self._fates[key] and self._fates[key][0].step == step:
                return self._fates[key].popleft()
        return None

    def _protocol(self) -> SMTP:
        self.connections += 1
        silent = self.fate("*", "greeting")
        tls = self._tls if not self._smtps else None
        protocol = _Conversation(
            _Handler(self),
            hostname="sink.invalid",
            enable_SMTPUTF8=self._utf8,
            data_size_limit=self._size,
            tls_context=tls,
            require_starttls=tls is not None,
            loop=asyncio.get_running_loop(),
            timeout=300,
        )
        protocol.sink, protocol.silent = self, silent is not None
        return protocol

    async def settle(self, recipient: str, step: Step, server: SMTP, take: Taken | None = None) -> str:
        """Play the fate of one step and give the server's reply."""
        fate = self.fate(recipient, step) or Fate(step=step)
        if take is not None and ((fate.code == 250 and not fate.hang and not fate.drop) or fate.keep):
            self.taken.append(take)
        if fate.hang:
            await asyncio.sleep(3600)
        if fate.drop and server.transport is not None:
            server.transport.abort()  # type: ignore[attr-defined]
        # Real servers repeat the address in their replies; it must never reach our log.
        status = f" {fate.status}" if fate.status else ""
        return "250 OK" if fate.code == 250 else f"{fate.code}{status} <{recipient}> said no"


class _Conversation(SMTP):
    sink: Sink
    silent: bool

    options: tuple[str, ...] = ()

    def connection_made(self, transport: Any) -> None:
        self.sink._open.add(transport)
        if self.silent:
            self.transport = transport
        else:
            super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:
            self.sink._open.discard(self.transport)
        if not self.silent:
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return None if self.silent else super().eof_received()

    def data_received(self, data: bytes) -> None:
        if data.startswith((b"MAIL", b"RCPT")) or data == b"DATA\r\n":
            self.sink.flights.append(data.count(b"\r\n"))
        if not self.silent:
            super().data_received(data)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.options = ()
        await super().smtp_MAIL(self._without_dsn(arg))

    async def smtp_RCPT(self, arg: str | None) -> None:
        await super().smtp_RCPT(self._without_dsn(arg))

    def _without_dsn(self, arg: str | None) -> str | None:
        """The library refuses parameters it does not know; those of RFC 3461 are noted and taken out."""
        if arg is None or "DSN" not in self.sink.extensions:
            return arg
        words = arg.split()
        noted = [word for word in words if word.partition("=")[0] in {"RET", "ENVID", "NOTIFY"}]
        self.options += tuple(noted)
        return " ".join(word for word in words if word not in noted)


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:1], *(f"250-{name}" for name in self.sink.extensions), *responses[1:]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.sink.settle("*", "mail", server)
        if reply.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.sink.settle(address, "rcpt", server)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        sink = self.sink
        sink.under_way += 1
        sink.most_under_way = max(sink.most_under_way, sink.under_way)
        try:
            await asyncio.sleep(sink.slow)
            content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
            recipient = envelope.rcpt_tos[0]
            options = server.options if isinstance(server, _Conversation) else ()
            taken = Taken(str(envelope.mail_from), recipient, content, options)
            return await sink.settle(recipient, "data", server, taken)
        finally:
            sink.under_way -= 1
