"""A real ClamAV daemon for one test run, which knows one signature: of the harmless file scanners are tried with."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio

from intake.lib.clamav import Scanner, Unavailable
from tests.needed import missing

# In two halves: a scanner on a developer's machine must not take this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Intake.Test.Eicar"
LARGEST = 26 << 20

_CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_CONFIG = """
Foreground yes
LocalSocket {folder}/socket
DatabaseDirectory {folder}/database
TemporaryDirectory {folder}
OfficialDatabaseOnly no
StreamMaxLength {largest}
MaxThreads 2
SelfCheck 0
"""
_PATIENCE = 60


@contextmanager
def clamd() -> Iterator[str]:
    """The address of a daemon, ended afterwards. Without ClamAV the test is skipped, but never in CI."""
    if _CLAMD is None:
        missing("there is no clamd here: install clamav-daemon, or let `python3 dev.py test` do so as root")
    # Not pytest's folder: the path of a socket has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        (folder / "database").mkdir()
        (folder / "database" / "own.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
        config = folder / "clamd.conf"
        config.write_text(_CONFIG.format(folder=folder, largest=LARGEST))
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen([_CLAMD, "--config-file", str(config)], stdout=output, stderr=output)
        try:
            url = f"unix://{folder}/socket"
            anyio.run(_wait, url, process, folder / "output")
            yield url
        finally:
            process.terminate()
            process.wait(_PATIENCE)


async def _wait(url: str, process: "subprocess.Popen[bytes]", output: Path) -> None:
    with anyio.fail_after(_PATIENCE):
        while process.poll() is None:
            try:
                return await Scanner.for_url(url).ping()
            except Unavailable:
                await anyio.sleep(0.05)
    raise RuntimeError(f"clamd ended: {output.read_text()}")  # noqa: ASYNC240 - nothing else runs here
