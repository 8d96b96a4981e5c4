"""A clamd that knows one virus: it speaks INSTREAM and PING, and answers as the real one does."""

import asyncio
from types import TracebackType


class FakeScanner:
    """Listens on this machine while it is entered; ``url`` is where. Above ``largest`` bytes it has no verdict."""

    def __init__(self, virus: bytes, *, largest: int = 1 << 30) -> None:
        self._virus = virus
        self._largest = largest
        self.url = ""

    async def __aenter__(self) -> "FakeScanner":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"tcp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if await reader.readuntil(b"\0") == b"zPING\0":
                writer.write(b"PONG\0")
                await writer.drain()
                return
            content = b""
            while size := int.from_bytes(await reader.readexactly(4), "big"):
                content += await reader.readexactly(size)
            found = b"stream: Test.Virus FOUND\0" if self._virus in content else b"stream: OK\0"
            writer.write(found if len(content) <= self._largest else b"INSTREAM size limit exceeded. ERROR\0")
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
