"""A submitted form, kept durably, beside the same route without a database."""

from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from benchmarks.machine import Cores, serving
from benchmarks.postgres import postgresql
from benchmarks.rounds import Side, interleaved
from benchmarks.servers import Spec
from benchmarks.table import Figure, Report, ratio

# The cookie is that of the form's page: with it the answer is the redirect every browser gets.
LOAD = {"path": "/en/inquiry", "post": True, "expect": 303, "headers": {"Cookie": "intake_form=1; intake_locale=en"}}
GOAL = 0.3


async def measure(report: Report, folder: Path, cores: Cores, *, rounds: int, seconds: float) -> None:
    """Add the figures of durable submits on both engines."""
    async with AsyncExitStack() as stack:
        places = {"SQLite": f"sqlite:///{folder / 'submit.db'}"}
        try:
            places["PostgreSQL"] = await stack.enter_async_context(postgresql())
        except Exception as error:
            report.notes.append(f"PostgreSQL was not measured: {type(error).__name__}: {error}")

        async def side(name: str, spec: Spec) -> Side:
            return Side(name, await stack.enter_async_context(serving(spec)), LOAD)

        environ = {"INTAKE_DATA_DIR": str(folder / "submit")}
        nothing = await side("submit, without a database", Spec("without database", cores.server, environ))
        kept = []
        for name, url in places.items():
            own = {"INTAKE_DATA_DIR": str(folder / name), "INTAKE_DATABASE_URL": url}
            kept.append(await side(f"submit, {name}", Spec("intake", cores.server, own)))
        await interleaved([nothing, *kept], rounds=rounds, seconds=seconds)
    for one in kept:
        found = ratio(one.rates, nothing.rates)
        report.figures.append(Figure(f"{one.name}: of the route without a database", found, "×", "64 clients", GOAL))
    for one in (nothing, *kept):
        report.figures.append(Figure(f"  {one.name}", median(one.rates), "req/s", one.detail))
        report.notes += one.remarks()
