"""A clamd that knows one virus: it speaks INSTREAM, and answers as the real one does."""

import asyncio
from types import TracebackType


class FakeScanner:
    """Listens on this machine while it is entered; ``url`` is where."""

    def __init__(self, virus: bytes) -> None:
        self._virus = virus
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
            await reader.readuntil(b"\0")
            content = b""
            while size := int.from_bytes(await reader.readexactly(4), "big"):
                content += await reader.readexactly(size)
            found = b"stream: Test.Virus FOUND\0" if self._virus in content else b"stream: OK\0"
            writer.write(found)
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
