"""``python -m benchmarks``: every figure that has a goal, measured in one run beside the limit of the same machine."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import finding, inbox, kills, mail, memory, outbox, page, submit
from benchmarks.machine import Cores, Foreign, circumstances
from benchmarks.table import Report

QUIET = 0.3  # cores; PostgreSQL is among what uses them
PARTS = ("page", "submit", "mail", "outbox", "memory", "inbox", "find")
LONG = ("mail-kills",)
"""Only when asked for by name."""


async def run(parts: list[str], *, quick: bool, killed: int) -> Report:
    """Measure these parts. A part that fails is a note; the others are measured all the same."""
    cores = Cores.split()
    report = Report(circumstances(cores))
    busy: dict[str, float] = {}
    rounds, seconds, mails, many = (3, 1.0, 5, 20_000) if quick else (7, 3.0, 40, 100_000)
    queued = 1_200 if quick else 10_000
    with tempfile.TemporaryDirectory(prefix="intake-bench-") as name:
        folder = Path(name)
        # What is started from here runs on the other core; a server moves itself to its own.
        os.sched_setaffinity(0, cores.others)
        measures = {
            "page": lambda: page.measure(report, folder, cores, rounds=rounds, seconds=seconds),
            "submit": lambda: submit.measure(report, folder, cores, rounds=rounds, seconds=seconds),
            "mail": lambda: mail.measure(report, folder, cores, mails=mails),
            "outbox": lambda: outbox.measure(report, folder, cores, mails=queued, rounds=rounds),
            "mail-kills": lambda: kills.measure(report, folder, mails=max(200, killed * 50), kills=killed),
            "memory": lambda: memory.measure(report, folder),
            "inbox": lambda: inbox.measure(report, folder, many=many, rounds=rounds * 3),
            "find": lambda: finding.measure(report, folder, many=many, rounds=rounds * 3),
        }
        for part in parts:
            print(f"measuring {part} …", file=sys.stderr, flush=True)
            foreign = Foreign()
            try:
                await measures[part]()
                busy[part] = foreign.cores()
            except (RuntimeError, OSError, TimeoutError) as error:
                report.notes.append(f"{part} could not be measured: {type(error).__name__}: {error}")
    report.notes += [
        f"{part}: {cores_busy:.1f} cores were busy with something else; absolute figures are too small"
        for part, cores_busy in busy.items()
        if cores_busy > QUIET
    ]
    return report


def main() -> int:
    """Measure, print, and say whether anything could be measured."""
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS + LONG)}")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: for a first look only")
    parser.add_argument("--kills", type=int, default=200, help="how often mail-kills kills the worker")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS + LONG):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    report = asyncio.run(run(options.parts or list(PARTS), quick=options.quick, killed=options.kills))
    print(json.dumps(report.to_value(), indent=1) if options.json else report.to_text())
    return 0 if report.figures else 1


if __name__ == "__main__":
    sys.exit(main())
