"""The machine and its processes: which cores each side gets, how busy a process was, how much memory it holds."""

import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from benchmarks.load import Load, Measured
from benchmarks.servers import Spec

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cores:
    """The cores of the servers, and those of everybody else: clients, the database server, the mail server."""

    server: list[int]
    others: list[int]

    @classmethod
    def split(cls) -> "Cores":
        """One core for the server; the same one for everybody where there is only one."""
        mine = sorted(os.sched_getaffinity(0))
        return cls(mine[:1], mine[1:] or mine)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    process: asyncio.subprocess.Process
    port: int

    def seconds_of_work(self) -> float:
        """Processor time so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


@asynccontextmanager
async def serving(spec: Spec) -> AsyncIterator[Server]:
    """Start a server, and end it afterwards."""
    command = (sys.executable, "-m", "benchmarks.servers", json.dumps(asdict(spec)))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        if not line.strip().isdigit():
            raise RuntimeError(f"the server {spec.kind!r} did not start")
        yield Server(process, int(line))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def loaded(load: Load) -> Measured:
    """One round of load from a process of its own, on the cores of this one."""
    command = (sys.executable, "-m", "benchmarks.load", json.dumps(asdict(load)))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the load generator failed")
    return Measured(**json.loads(output))


def resident_megabytes(pid: int) -> float:
    """The memory a process holds (VmRSS)."""
    with open(f"/proc/{pid}/status") as file:
        kilobytes = next(line.split()[1] for line in file if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024


def circumstances(cores: Cores) -> dict[str, str]:
    """What one must know to compare two runs."""
    apart = "apart" if not set(cores.server) & set(cores.others) else "sharing one core"
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "Python": platform.python_version(),
        "load before": f"{os.getloadavg()[0]:.2f}",
        "server and client": apart,
    }


class Foreign:
    """How much of the machine others used while we measured. PostgreSQL, which is nobody's child, counts as others."""

    def __init__(self) -> None:
        self._begun, self._all, self._own = stopwatch(), _all_work(), _own_work()

    def cores(self) -> float:
        """As cores that were busy all the time."""
        others = (_all_work() - self._all) - (_own_work() - self._own)
        return max(0.0, others / (stopwatch() - self._begun))


def _all_work() -> float:
    with open("/proc/stat") as file:
        user, nice, system, _idle, _waiting, *interrupts = (int(word) for word in file.readline().split()[1:8])
    return (user + nice + system + sum(interrupts)) / TICK


def _own_work() -> float:
    return sum(os.times()[:4])


def stopwatch() -> float:
    """Seconds, from any beginning."""
    return time.perf_counter()
