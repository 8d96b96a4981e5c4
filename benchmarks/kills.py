"""The worker is killed (SIGKILL) again and again while it sends: nothing is lost, and what goes twice says so.

Each life is a real process with the real worker on the same SQLite database. A mail may go out twice only if the worker
died between the server's 250 and its own commit: then the copies lie in two lives and bear one Message-ID. After each
death the leases it left are moved back by their length, which is what waiting two minutes would do.
"""

import asyncio
import multiprocessing
import random
import re
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio

from benchmarks.lives import environ_of, live
from benchmarks.outbox import fill
from benchmarks.table import Figure, Report
from intake.lib import log
from intake.resources import open_resources
from intake.services.mail.delivery import LEASE
from intake.settings import Settings

PATIENCE = 600.0
_RECIPIENT = re.compile(rb"RCPT TO:<([^>]+)>", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)", re.MULTILINE | re.IGNORECASE)


@dataclass
class Sink:
    """A mail server that takes its time, and notes in which life of the worker it answered for which mail."""

    slowest: float
    life: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    copies: dict[bytes, list[int]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the worker, until either end dies."""
        try:
            await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # That of the connection: what its worker handed over may be read once the next one lives.
        recipient, life = b"", self.life
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            if found := _RECIPIENT.match(line):
                recipient = found[1]
            if line.startswith(b"EHLO"):
                writer.write(b"250-sink\r\n250-SIZE 1000000\r\n250 PIPELINING\r\n")
            elif line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                message = await reader.readuntil(b"\r\n.\r\n")
                await asyncio.sleep(random.uniform(0, self.slowest))  # noqa: S311 - no secret
                self._note(life, recipient, message)
                writer.write(b"250 good\r\n")
            else:
                writer.write(b"250 good\r\n")

    def _note(self, life: int, recipient: bytes, message: bytes) -> None:
        found = _MESSAGE_ID.search(message)
        message_id = found[1] if found else b""
        self.copies[message_id].append(life)
        self.ids[recipient].add(message_id)
        self.arrived.set()


@dataclass(frozen=True, slots=True)
class Survived:
    """What came of it. ``unexplained``: mails that went twice within one life of the worker."""

    kills: int
    sent: int
    dead: int
    left: int
    lost: int
    twice: int
    unexplained: int


async def survive(
    folder: Path, *, mails: int, kills: int, slowest: float, work: float, poison: bool = True
) -> Survived:
    """Fill an outbox and send it, killing the worker up to ``work`` seconds after each life's first mail."""
    sink = Sink(slowest)
    server = await asyncio.start_server(sink.converse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with open_resources(Settings.from_environ(environ_of(str(folder), port))) as house:
        log.configure("critical")
        await fill(house, mails, datetime.now(UTC), poison=poison)
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["benchmarks.kills", "benchmarks.lives"])
    done = 0
    async with server:
        while done <= kills:
            sink.life += 1
            sink.arrived.clear()
            life = forking.Process(target=live, args=(str(folder), port), daemon=True)
            await anyio.to_thread.run_sync(life.start)
            last = done == kills or not _due(folder)
            try:
                if last:
                    await _drained(folder)
                else:
                    await asyncio.wait_for(sink.arrived.wait(), PATIENCE)
                    await asyncio.sleep(random.uniform(0, work))  # noqa: S311 - no secret
            finally:
                life.kill()
                await anyio.to_thread.run_sync(life.join)
            if last:
                break
            done += 1
            _move_leases(folder)
    return _judge(folder, sink, done)


def _connect(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "intake.db", timeout=30)


def _due(folder: Path) -> int:
    with _connect(folder) as db:
        return int(db.execute("SELECT count(*) FROM outbox WHERE state IN ('queued', 'leased')").fetchone()[0])


def _move_leases(folder: Path) -> None:
    with _connect(folder) as db:
        back = LEASE // timedelta(microseconds=1)
        db.execute(
            "UPDATE outbox SET next_at = next_at - ?, lease_until = lease_until - ? WHERE state = 'leased'",
            (back, back),
        )


async def _drained(folder: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while _due(folder):  # noqa: ASYNC110 - a wait for another program
            await asyncio.sleep(0.1)


def _judge(folder: Path, sink: Sink, kills: int) -> Survived:
    with _connect(folder) as db:
        states = Counter(dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()))
        sent = {row[0].encode() for row in db.execute("SELECT message_id FROM outbox WHERE state = 'sent'")}
    twice = {message_id: lives for message_id, lives in sink.copies.items() if len(lives) > 1}
    return Survived(
        kills=kills,
        sent=len(sent),
        dead=states["dead"],
        left=states["queued"] + states["leased"],
        lost=len(sent - sink.copies.keys()),
        twice=len(twice),
        unexplained=sum(len(set(lives)) < len(lives) for lives in twice.values()),
    )


async def measure(report: Report, folder: Path, *, mails: int, kills: int) -> None:
    """Add what became of the mails, and how many went twice."""
    found = await survive(folder / "kills", mails=mails, kills=kills, slowest=0.1, work=0.3)
    detail = (
        f"{found.sent} sent, {found.dead} of poison dead, {found.left} left; the worker was killed {found.kills} times"
    )
    report.figures.append(Figure("mails lost", found.lost, "", detail, 0, "at most"))
    explained = f"each copy from another life of the worker, with the same Message-ID, but {found.unexplained}"
    report.figures.append(Figure("mails that went twice", found.twice, "", explained))
    report.figures.append(Figure("mails that went twice unexplained", found.unexplained, "", "", 0, "at most"))
