"""How long it takes from sending the form until the mail server has the acknowledgement."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from benchmarks import form, wire
from benchmarks.machine import Cores, serving, stopwatch
from benchmarks.servers import Spec
from benchmarks.table import Figure, Report

GOAL = 1.0
PATIENCE = 30.0
_RECIPIENT = re.compile(rb"RCPT TO:<([^>]+)>", re.IGNORECASE)


class Sink:
    """A mail server that takes everything at once and notes when it had it."""

    def __init__(self) -> None:
        self._arrived: dict[str, asyncio.Future[float]] = {}

    def expect(self, address: str) -> "asyncio.Future[float]":
        """When the mail to this address will have arrived."""
        return self._arrived.setdefault(address, asyncio.get_running_loop().create_future())

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a client."""
        recipient = ""
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if found := _RECIPIENT.match(line):
                recipient = found[1].decode()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                arrival = self.expect(recipient)
                if not arrival.done():
                    arrival.set_result(stopwatch())
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 good\r\n")
            if verb == b"QUIT":
                break
        writer.close()


@asynccontextmanager
async def listening(sink: Sink) -> AsyncIterator[int]:
    """The sink on a free port."""
    server = await asyncio.start_server(sink.converse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def measure(report: Report, folder: Path, cores: Cores, *, mails: int) -> None:
    """Add the time from submit to the mail server; worker in the web's process, as on SQLite always."""
    sink = Sink()
    async with listening(sink) as port:
        environ = {"INTAKE_DATA_DIR": str(folder / "mail"), "INTAKE_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        async with serving(Spec("intake", cores.server, environ, with_worker=True)) as server:
            took = [await _one(sink, server.port, number) for number in range(mails + 1)][1:]
    detail = f"{len(took)} submits one after another, longest {max(took):.2f} s"
    report.figures.append(Figure("submit to mail server, median", median(took), "s", detail, GOAL, "below"))


async def _one(sink: Sink, port: int, number: int) -> float:
    id_ = form.form_id(number)
    body, arrival = form.body(id_), sink.expect(form.EMAIL.format(id=id_))
    begun = stopwatch()
    answer = await wire.ask(port, wire.head("POST", "/en/inquiry", length=len(body)) + body)
    if answer.status >= 400:
        raise RuntimeError(f"the form was answered with {answer.status}")
    return await asyncio.wait_for(arrival, PATIENCE) - begun
