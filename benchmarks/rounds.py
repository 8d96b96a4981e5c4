"""Rounds of load on several servers in turn: what disturbs the machine for a while disturbs all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.load import Load, Measured
from benchmarks.machine import Server, loaded, stopwatch

LIMIT = 0.9  # of a core; a client busier than that measures itself


@dataclass(slots=True)
class Side:
    """One of those that are compared, and its rounds."""

    name: str
    server: Server
    load: Mapping[str, object]
    rounds: list[Measured] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)  # milliseconds of the server's processor for each answer

    @property
    def rates(self) -> list[float]:
        """Answers a second, round by round."""
        return [measured.rate for measured in self.rounds]

    @property
    def detail(self) -> str:
        """The rest of what is worth knowing, as medians."""
        p50, p99 = (median(getattr(one, name) for one in self.rounds) for name in ("p50", "p99"))
        client = median(one.busy for one in self.rounds)
        server = f"server {median(self.work):.3f} ms of work each, {median(self.busy):.0%} of a core"
        return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms; {server}; client {client:.0%}"

    def remarks(self) -> list[str]:
        """What makes the figures doubtful."""
        wrong, client = sum(one.wrong for one in self.rounds), median(one.busy for one in self.rounds)
        return [
            *([f"{self.name}: {wrong} answers were not the expected ones"] if wrong else []),
            *([f"{self.name}: the client was the limit ({client:.0%} of its core)"] if client > LIMIT else []),
        ]


async def interleaved(sides: Sequence[Side], *, rounds: int, seconds: float) -> None:
    """Warm each side up, then measure all of them in turn, ``rounds`` times."""
    first = 0
    for index in range(rounds + 1):
        for side in sides:
            before, begun = side.server.seconds_of_work(), stopwatch()
            load = Load(port=side.server.port, seconds=seconds, first=first, **side.load)  # type: ignore[arg-type]
            measured = await loaded(load)
            first += measured.answers + load.connections
            if index:  # round 0 is for warming up
                side.rounds.append(measured)
                work = side.server.seconds_of_work() - before
                side.busy.append(work / (stopwatch() - begun))
                side.work.append(1000 * work / max(measured.answers, 1))
