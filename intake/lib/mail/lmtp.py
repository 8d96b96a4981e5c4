"""A place where the mail server of this machine hands mail over (LMTP, RFC 2033), on loopback or a socket of its own.

A mail is taken (250) only once ``take`` has done with it; whatever goes wrong before that, the mail server keeps it and
comes again. Needs aiosmtpd, which comes with ``intake[mail-in]``: whoever does not listen does not import this.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from anyio import to_thread

LARGEST: Final = 2 << 20  # bytes; a report is a few kilobytes
MOST_RECIPIENTS: Final = 10
_PATIENCE: Final = 60.0  # seconds of silence
_TAKEN: Final = "250 2.0.0 taken"
_NOBODY: Final = "550 5.1.1 nobody here"
_MANY: Final = "452 4.5.3 too many at once"
_LATER: Final = "451 4.3.0 not now, try again"

log = structlog.get_logger()


class CannotListen(Exception):
    """No mail can be handed over at this address: a word for why."""


@asynccontextmanager
async def listening(
    url: str, *, receives: Callable[[str], bool], take: Callable[[bytes, str], Awaitable[object]]
) -> AsyncIterator[None]:
    """Listen at ``lmtp://127.0.0.1:2424`` or ``lmtp:///run/intake/lmtp.sock`` until the end of the block.

    ``receives`` says which addresses there are; ``take`` gets a mail and its envelope's sender (empty: none), and
    raises where the mail server is to try again. Raises `CannotListen`.
    """
    # It tells of every command on a logger of its own; what of that is of use stands in the outcome.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    handler, parts, loop = _Handler(receives, take), urlsplit(url), asyncio.get_running_loop()
    try:
        if parts.hostname:
            server = await loop.create_server(handler.line, parts.hostname, parts.port)
        else:
            server = await loop.create_unix_server(handler.line, parts.path)
            # Whoever belongs to its group may come in; of which group it is, its folder says (setgid).
            await to_thread.run_sync(os.chmod, parts.path, 0o660)
    except OSError as error:
        raise CannotListen(type(error).__name__) from None
    try:
        yield
    finally:
        server.close()
        handler.hang_up()


class _Handler:
    """What is answered at each step (the names are aiosmtpd's), and which connections are open."""

    def __init__(self, receives: Callable[[str], bool], take: Callable[[bytes, str], Awaitable[object]]) -> None:
        self._receives, self._take = receives, take
        self.open: set[asyncio.BaseTransport] = set()

    def line(self) -> "_Line":
        """A conversation with somebody who has just connected."""
        return _Line(self, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="localhost", timeout=_PATIENCE)

    def hang_up(self) -> None:
        """End every conversation: what was not answered for is handed over again."""
        for transport in list(self.open):
            with suppress(AttributeError):  # before Python 3.11.5, of one that has ended
                transport.abort()  # type: ignore[attr-defined]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses there are, and few at once."""
        if not self._receives(address):
            return _NOBODY
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return _MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 here"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """One reply for each recipient (RFC 2033 §4.2), once everything is done."""
        content, reply = envelope.content, _TAKEN
        try:
            await self._take(content if isinstance(content, bytes) else b"", (envelope.mail_from or "").strip("<>"))
        except Exception:
            log.exception("a mail that was handed over could not be taken")
            reply = _LATER
        return "\r\n".join([reply] * len(envelope.rcpt_tos))


class _Line(LMTP):
    """One conversation, which its handler can end."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.open.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:
            self.event_handler.open.discard(self.transport)
        super().connection_lost(error)
