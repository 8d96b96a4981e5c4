"""Ask ClamAV's daemon about a file while it arrives (its command INSTREAM): nothing is held, nothing laid on a disk."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import anyio
from anyio.abc import ByteStream

_LONGEST_ANSWER = 1024
_FOUND = re.compile(rb"stream: (.{1,200}) FOUND")


class Unavailable(Exception):
    """There is no verdict: nobody answers, not in time, or not as a scanner does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says. ``signature`` is its name for what it found, else empty."""

    clean: bool
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds each step may take."""

    connect: float = 5
    send: float = 20
    verdict: float = 120


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where the daemon listens: a host and a port, or the path of a socket."""

    host: str
    port: int
    path: str = ""
    patience: Patience = Patience()

    @classmethod
    def for_url(cls, url: str, *, patience: Patience | None = None) -> "Scanner":
        """The scanner at ``tcp://host:port`` (3310 if it names none) or ``unix:///path``."""
        parts = urlsplit(url)
        patience = patience or Patience()
        if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
            return cls("", 0, parts.path, patience)
        if parts.scheme == "tcp" and parts.hostname and parts.path in {"", "/"}:
            return cls(parts.hostname, parts.port or 3310, "", patience)
        raise ValueError("a scanner's address is tcp://host:port or unix:///path")

    @asynccontextmanager
    async def session(self) -> AsyncIterator["Session"]:
        """A conversation about one file. That it failed is told by `Session.verdict`, never on the way."""
        session = Session(self.patience)
        try:
            await session.begin(self)
            yield session
        finally:
            await session.close()

    async def ping(self) -> None:
        """Return if the daemon is there, else raise `Unavailable`."""
        try:
            with anyio.fail_after(self.patience.connect):
                stream = await self.connect()
                async with stream:
                    await stream.send(b"zPING\0")
                    if await _answer(stream) == b"PONG":
                        return
        except (OSError, anyio.BrokenResourceError, anyio.EndOfStream, TimeoutError):
            pass
        raise Unavailable

    async def connect(self) -> ByteStream:
        """A fresh connection."""
        if self.path:
            return await anyio.connect_unix(self.path)
        return await anyio.connect_tcp(self.host, self.port)


class Session:
    """Takes the content of one file; give it everything, then ask for the verdict."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._stream: ByteStream | None = None

    async def begin(self, scanner: Scanner) -> None:
        """Connect, if anybody is there."""
        try:
            with anyio.fail_after(self._patience.connect):
                self._stream = await scanner.connect()
        except (OSError, TimeoutError):
            return
        await self._send(b"zINSTREAM\0")

    async def feed(self, data: bytes) -> None:
        """The next bytes of the file."""
        if data:
            await self._send(len(data).to_bytes(4, "big") + data)

    async def verdict(self) -> Verdict:
        """What the scanner thinks of all of it. Raises `Unavailable`."""
        await self._send(bytes(4))
        if self._stream is None:
            raise Unavailable
        try:
            with anyio.fail_after(self._patience.verdict):
                answer = await _answer(self._stream)
        except (OSError, anyio.BrokenResourceError, anyio.EndOfStream, TimeoutError):
            raise Unavailable from None
        if answer == b"stream: OK":
            return Verdict(clean=True)
        found = _FOUND.fullmatch(answer)
        if found is None:  # such as "INSTREAM size limit exceeded"
            raise Unavailable
        return Verdict(clean=False, signature=found[1].decode("ascii", "replace"))

    async def close(self) -> None:
        """Let go of the connection, also in the middle."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await anyio.aclose_forcefully(stream)

    async def _send(self, data: bytes) -> None:
        if self._stream is None:
            return
        try:
            with anyio.fail_after(self._patience.send):
                await self._stream.send(data)
        except (OSError, anyio.BrokenResourceError, TimeoutError):
            await self.close()


async def _answer(stream: ByteStream) -> bytes:
    """The answer up to its NUL."""
    answer = b""
    while not answer.endswith(b"\0"):
        answer += await stream.receive()
        if len(answer) > _LONGEST_ANSWER:
            return b""
    return answer[:-1]
