"""The form page beside bare Starlette that returns the same bytes, as they are and compressed."""

from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from benchmarks import wire
from benchmarks.machine import Cores, serving
from benchmarks.rounds import Side, interleaved
from benchmarks.servers import Spec
from benchmarks.table import Figure, Report, ratio

PATH = "/en/inquiry"
GOAL = 0.4
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


async def measure(report: Report, folder: Path, cores: Cores, *, rounds: int, seconds: float) -> None:
    """Add the figures of the form page."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(
            serving(Spec("intake", cores.server, {"INTAKE_DATA_DIR": str(folder / "page")}))
        )
        for name, headers in (("form page", {}), ("form page, gzip", GZIP)):
            answer = await wire.ask(ours.port, wire.head("GET", PATH, headers=headers))
            same = folder / f"{len(answer.body)}.bytes"
            same.write_bytes(answer.body)
            spec = Spec("bare", cores.server, body=str(same), encoding="gzip" if headers else "")
            bare = await stack.enter_async_context(serving(spec))
            load = {"path": PATH, "headers": headers}
            sides = [Side(f"{name}, bare Starlette", bare, load), Side(name, ours, load)]
            await interleaved(sides, rounds=rounds, seconds=seconds)
            _add(report, name, sides, size=len(answer.body))


def _add(report: Report, name: str, sides: list[Side], *, size: int) -> None:
    bare, ours = sides
    found = ratio(ours.rates, bare.rates)
    report.figures.append(Figure(f"{name}: of bare Starlette", found, "×", f"{size:,} bytes", GOAL))
    for side in sides:
        report.figures.append(Figure(f"  {side.name}", median(side.rates), "req/s", side.detail))
        report.notes += side.remarks()
