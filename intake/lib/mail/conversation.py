"""One conversation with a mail server, from MAIL on: commands go together where the server takes them so (RFC 2920).

The library opens the connection, encrypts it and logs in; its own reader knows one reply at a time and drops what comes
early, so from then on this one reads. A reply is its code and its enhanced code: the words stay here.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

MOST_OF_A_REPLY: Final = 65536
_ENHANCED: Final = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_XTEXT: Final = re.compile(r"[^!-*,-<>-~]")


class Reply(NamedTuple):
    """What a server answered: the code, and the enhanced status code (RFC 3463) where it gave one."""

    code: int
    status: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the command was done."""
        return 200 <= self.code < 300


class Lost(Exception):
    """The connection is gone, or what comes over it makes no sense."""


class Silence(Exception):
    """No reply came in time. What comes later would be taken for the answer to something else."""


class Conversation(asyncio.Protocol):
    """Takes over a transport on which nothing is under way. ``on_lost`` is called once, when it is of no more use."""

    def __init__(
        self, transport: asyncio.Transport, extensions: Mapping[str, str], on_lost: Callable[["Conversation"], object]
    ) -> None:
        self.extensions = extensions
        self._transport = transport
        self._on_lost = on_lost
        self._loop = asyncio.get_running_loop()
        self._partial = b""
        self._replies: deque[Reply] = deque()
        self._owed = 0  # replies to come
        self._waiter: asyncio.Future[None] | None = None
        self.lost = False
        transport.set_protocol(self)

    def offers(self, extension: str) -> bool:
        """Whether the server named this extension after EHLO."""
        return extension in self.extensions

    async def ask(self, *commands: bytes, patience: float) -> list[Reply]:
        """Send commands and read their replies: all at once where the server has PIPELINING, else up to the first no.

        With PIPELINING every reply is read, for the server answers them all. Raises `Lost`, `Silence`.
        """
        if self.offers("pipelining"):
            self._write(b"".join(command + b"\r\n" for command in commands), len(commands))
            return [await self._reply(patience) for _ in commands]
        replies: list[Reply] = []
        for command in commands:
            self._write(command + b"\r\n", 1)
            replies.append(await self._reply(patience))
            if replies[-1].code >= 400:
                break
        return replies

    async def hand_over(self, message: bytes, *, patience: float) -> Reply:
        """The message itself, once the server waits for it (354). Raises `Lost`, `Silence`."""
        self._write(stuffed(message), 1)
        return await self._reply(patience)

    def say_goodbye(self) -> None:
        """QUIT, and hang up without waiting for the answer: the last message was answered for long ago."""
        if not self._transport.is_closing():
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
        self._give_up()

    def hang_up(self) -> None:
        """At once, whatever is under way."""
        self._transport.abort()
        self._give_up()

    def data_received(self, data: bytes) -> None:
        """Part of a reply, or several. What nobody asked for ends the conversation: it is a server's goodbye."""
        *lines, self._partial = (self._partial + data).split(b"\n")
        if not self._owed or len(self._partial) > MOST_OF_A_REPLY:
            self.hang_up()
            return
        for line in lines:
            if not line[:3].isdigit() or line[3:4] not in {b" ", b"-", b"\r", b""}:
                self.hang_up()
                return
            if line[3:4] != b"-":
                found = _ENHANCED.match(line, 4)
                self._replies.append(Reply(int(line[:3]), found[1].decode() if found else ""))
                self._owed -= 1
        if self._replies:
            self._wake()

    def eof_received(self) -> None:
        """The server says no more."""
        self._give_up()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._give_up()

    def _write(self, data: bytes, owed: int) -> None:
        if self.lost or self._transport.is_closing():
            raise Lost
        self._owed += owed
        self._transport.write(data)

    async def _reply(self, patience: float) -> Reply:
        if not self._replies:
            if self.lost:
                raise Lost
            self._waiter = self._loop.create_future()
            clock = self._loop.call_later(patience, self._too_late, self._waiter)
            try:
                await self._waiter
            finally:
                clock.cancel()
                self._waiter = None
        if not self._replies:
            raise Lost
        return self._replies.popleft()

    def _too_late(self, waiter: "asyncio.Future[None]") -> None:
        if not waiter.done():
            waiter.set_exception(Silence())

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _give_up(self) -> None:
        if not self.lost:
            self.lost = True
            self._on_lost(self)
        self._wake()


def stuffed(message: bytes) -> bytes:
    """A message as DATA wants it (RFC 5321, 4.5.2): every line ends in CRLF, a leading dot is doubled, a dot ends it.

    No lone CR or LF is left: servers disagree about where such a message ends, and a second one could hide in it.
    """
    breaks = message.count(b"\r\n")
    if message.count(b"\n") != breaks or message.count(b"\r") != breaks:
        message = b"\r\n".join(message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    if message.startswith(b"."):
        message = b"." + message
    end = b".\r\n" if not message or message.endswith(b"\r\n") else b"\r\n.\r\n"
    return message.replace(b"\r\n.", b"\r\n..") + end


def xtext(text: str) -> str:
    """ASCII as a parameter of MAIL or RCPT carries it (RFC 3461, 4)."""
    return _XTEXT.sub(lambda found: f"+{ord(found[0]):02X}", text)
