"""Real processes: `intake serve` on a free loopback port, and commands beside it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DIES = Path(__file__).with_name("dies_before_answering.py")
PATIENCE = 60  # seconds; a machine may be busy
INTAKE = (sys.executable, "-m", "intake")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at ``url``."""

    url: str
    folder: Path
    process: "subprocess.Popen[bytes]"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of an installation whose data is in a folder; nothing of the test's own settings."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    return {**outside, "INTAKE_DATA_DIR": str(folder), **settings}


def intake(folder: Path, *words: str, given: str | None = None, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end. ``given`` is its standard input."""
    return subprocess.run(
        [*INTAKE, *words],
        env=environment(folder, **settings),
        cwd=folder.parent,
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@contextmanager
def serving(folder: Path, *, dies: bool = False, **settings: str) -> Iterator[Server]:
    """A server on a free port, stopped afterwards. ``dies``: killed between the commit and the answer to a form."""
    errors = folder.parent / f"stderr-{time.monotonic_ns()}"
    command = [sys.executable, str(DIES)] if dies else [*INTAKE]
    with errors.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0"], env=environment(folder, **settings), cwd=folder.parent, stderr=stream
        )
    try:
        yield Server(_url(process, errors), folder, process)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def refused(folder: Path, **settings: str) -> str:
    """What a server says that does not start: one line, and nothing else."""
    ended = intake(folder, "serve", "--port", "0", **settings)
    assert ended.returncode == 1, ended
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    return line


def files(folder: Path) -> Mapping[str, bytes]:
    """Every file below a folder, byte for byte."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _url(process: "subprocess.Popen[bytes]", errors: Path) -> str:
    for _ in range(PATIENCE * 50):
        if found := re.search(r"Intake answers at (http://127\.0\.0\.1:\d+)/", errors.read_text("utf-8")):
            return found[1]
        assert process.poll() is None, errors.read_text("utf-8")
        time.sleep(0.02)
    raise AssertionError(f"no answer after {PATIENCE} s: {errors.read_text('utf-8')}")
