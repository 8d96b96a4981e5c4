"""The outbox beside bare aiosmtplib: same sink, same connections, in turns: ``python -m benchmarks.outbox JSON``.

Ours claims, opens, composes, sends and writes down how it ended; the other one sends ready bytes and knows nothing.
"""

import asyncio
import json
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import aiosmtplib
import anyio
import structlog
import uvloop
from sqlalchemy import text

from benchmarks.machine import Cores, stopwatch
from benchmarks.table import Figure, Report, ratio
from intake.domain.duty import Duty
from intake.domain.values import StaffRole
from intake.lib import log
from intake.resources import Resources, open_resources
from intake.services.mail import delivery
from intake.services.mail.delivery import BATCH, LANES
from intake.services.mail.domains import Domains
from intake.settings import Settings
from intake.store import staff
from intake.store.staff import Account

CONNECTIONS = LANES
GOAL = 0.9
Pace = tuple[float, float]
"""Mails a second, and microseconds of work for each: of the second, what else the machine does changes little."""


@dataclass(frozen=True, slots=True)
class Spec:
    """How many mails in how many rounds, on which cores, to which port, and where the data lies."""

    mails: int
    rounds: int
    cores: list[int]
    port: int
    folder: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Mails a second of each round, microseconds of this process's work for each mail, and what became of all."""

    ours: list[float]
    bare: list[float]
    work: list[float]
    bare_work: list[float]
    sent: int
    dead: int
    left: int


@asynccontextmanager
async def sink(cores: list[int]) -> AsyncIterator[int]:
    """Postfix's `smtp-sink`, which takes everything and keeps nothing. Raises `RuntimeError` where it is missing."""
    program = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise RuntimeError("smtp-sink is not installed (package postfix)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    as_somebody = ("-u", "nobody") if os.geteuid() == 0 else ()
    command = (program, *as_somebody, "-c", f"127.0.0.1:{port}", "256")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    os.sched_setaffinity(process.pid, cores)
    try:
        for _ in range(100):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        yield port
    finally:
        process.terminate()
        await process.wait()


async def measure(report: Report, folder: Path, cores: Cores, *, mails: int, rounds: int) -> None:
    """Add the outbox's rate as a ratio of what the bare library reaches in the same round."""
    async with sink(cores.others) as port:
        spec = Spec(mails, rounds, cores.server, port, str(folder / "outbox"))
        command = (sys.executable, "-m", "benchmarks.outbox", json.dumps(asdict(spec)))
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError("the outbox could not be measured")
    found = Rates(**json.loads(output))
    middle = _middle(found.ours), _middle(found.bare)
    detail = (
        f"{middle[0]:,.0f} against {middle[1]:,.0f} mails a second over {CONNECTIONS} connections; "
        f"{_middle(found.work):,.0f} against {_middle(found.bare_work):,.0f} µs of work each; "
        f"{found.sent} sent, {found.dead} of poison dead, {found.left} left"
    )
    report.figures.append(Figure("outbox / bare aiosmtplib", ratio(found.ours, found.bare), "", detail, GOAL))


def _middle(figures: list[float]) -> float:
    return sorted(figures)[len(figures) // 2]


async def run(spec: Spec) -> Rates:
    """Fill the outbox, then send in turns: a round of ours, a round of the bare library."""
    os.sched_setaffinity(0, spec.cores)
    environ = {"INTAKE_DATA_DIR": spec.folder, "INTAKE_FLOOD": "0", "INTAKE_SMTP_URL": f"smtp://127.0.0.1:{spec.port}"}
    async with open_resources(Settings.from_environ(environ)) as house:
        log.configure("critical")
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
        now = datetime.now(UTC)
        await fill(house, spec.mails, now)
        sample = await _sample(house, now)
        ours, bare, domains = list[Pace](), list[Pace](), Domains()
        for _ in range(spec.rounds):
            bare.append(await _bare(spec.port, sample, spec.mails // spec.rounds))
            ours.append(await _ours(house, spec.mails // spec.rounds, now, domains))
        while (await _batch(house, now + timedelta(hours=1), BATCH, domains)).size:
            pass
        async with house.db.read() as snapshot:
            states = {
                row.state: row.how_many
                for row in await snapshot.execute(text("SELECT state, count(*) AS how_many FROM outbox GROUP BY state"))
            }
    sent, dead = states.pop("sent", 0), states.pop("dead", 0)
    (rates, work), (bare_rates, bare_work) = (map(list, zip(*paces, strict=True)) for paces in (ours, bare))
    return Rates(rates, bare_rates, work, bare_work, sent, dead, sum(states.values()))


async def fill(house: Resources, mails: int, now: datetime, *, poison: bool = True) -> None:
    """Half to inquirers, half to a colleague; one in a hundred cannot go out: no server takes it, or it is damaged."""
    from tests.makers import make_answers, make_draft

    async with house.db.write() as tx:
        await staff.add(tx, house.keyring, _clara(now))

    async def one(number: int) -> None:
        bad = poison and number % 75 == 0
        email = f"п{number}@d{number}.example" if bad else f"p{number}@d{number % 500}.example"
        draft = make_draft(form_id=f"form-{number}", answers=make_answers(email=email))
        await house.intake.submit(draft, now=now)

    for first in range(0, mails // 2, 250):
        async with anyio.create_task_group() as tasks:
            for number in range(first, min(first + 250, mails // 2)):
                tasks.start_soon(one, number)
    if not poison:
        return
    async with house.db.write() as tx:
        await tx.execute(
            text(
                "UPDATE outbox SET recipient_sealed = :bad WHERE rowid IN (SELECT rowid FROM"
                " (SELECT rowid, row_number() OVER (ORDER BY rowid) AS place FROM outbox"
                " WHERE kind = 'inquiry_received') WHERE place % 150 = 140)"
            ),
            {"bad": b"\x01damaged"},
        )


def _clara(now: datetime) -> Account:
    return Account(
        id="clara",
        email="clara@example.org",
        name="Clara",
        password_hash="-",
        role=StaffRole.COORDINATOR,
        locale="en",
        languages=("ka", "en"),
        all_queues=True,
        queues={},
        active=True,
        created_at=now,
        duty=Duty(),
    )


async def _sample(house: Resources, now: datetime) -> bytes:
    """A message as long as ours are."""
    return house.composer.trial("p@example.org", now=now) * 2


async def _batch(house: Resources, now: datetime, limit: int, domains: Domains) -> delivery.Batch:
    batch = await delivery.claim_due(
        db=house.db,
        keyring=house.keyring,
        courier=house.courier,
        composer=house.composer,
        now=now,
        limit=limit,
        domains=domains,
    )
    await batch.run()
    return batch


async def _ours(house: Resources, mails: int, now: datetime, domains: Domains) -> Pace:
    begun, worked, done = stopwatch(), process_time(), 0
    while done < mails:
        batch = await _batch(house, now, min(BATCH, mails - done), domains)
        if not batch.size:
            break
        done += batch.size
    return done / (stopwatch() - begun), (process_time() - worked) / done * 1e6


async def _bare(port: int, message: bytes, mails: int) -> Pace:
    """Ready bytes over kept connections, each with its share."""

    async def share(client: aiosmtplib.SMTP) -> None:
        for number in range(mails // CONNECTIONS):
            await client.sendmail("intake@example.org", [f"p{number}@example.org"], message)

    clients = [
        aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="localhost")
        for _ in range(CONNECTIONS)
    ]
    for client in clients:
        await client.connect()
    begun, worked = stopwatch(), process_time()
    await asyncio.gather(*(share(client) for client in clients))
    took, work = stopwatch() - begun, process_time() - worked
    done = mails // CONNECTIONS * CONNECTIONS
    for client in clients:
        await client.quit()
    return done / took, work / done * 1e6


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Spec(**json.loads(sys.argv[1])))))))
