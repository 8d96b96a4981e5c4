"""``intake demo`` as a person starts it: one process, told on the screen, gone with a signal."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest
from click.testing import CliRunner

from intake.cli.demo import command
from intake.cli.outcome import StartRefused

STARTS_WITHIN = 90  # seconds, on a machine that does much else


@dataclass
class Started:
    """A demo that answers."""

    process: "subprocess.Popen[str]"
    screen: str
    folder: Path

    @property
    def base(self) -> str:
        return str(re.findall(r"http://127\.0\.0\.1:\d+", self.screen)[0])

    @property
    def password(self) -> str:
        return str(re.findall(r"Password of every account below: (\S+)", self.screen)[0])


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """The command, with an environment that would spoil it if it were believed."""
    folder = tmp_path_factory.mktemp("home") / "demo"
    environ = {**os.environ, "INTAKE_SMTP_URL": "smtp://127.0.0.1:1", "INTAKE_DATABASE_URL": "nonsense"}
    process = subprocess.Popen(
        [sys.executable, "-m", "intake", "demo", "--port", "0", "--folder", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environ,
    )
    watchdog = threading.Timer(STARTS_WITHIN, process.kill)
    watchdog.start()
    try:
        yield Started(process, _screen(process), folder)
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _screen(process: "subprocess.Popen[str]") -> str:
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if "Ctrl+C" in line:
            break
    return "".join(lines)


def test_the_screen_says_everything(started: Started) -> None:
    for part in ("nobody here exists", f"{started.base}/en/", "/staff/login", "/demo/mail", str(started.folder)):
        assert part in started.screen
    assert "heme@example.org" in started.screen


def test_somebody_printed_comes_in_and_sees_inquiries(started: Started) -> None:
    with httpx2.Client(base_url=started.base) as browser:
        form = {"email": "lead@example.org", "password": started.password}
        assert browser.post("/staff/login", data=form).status_code == 303
        page = browser.get("/staff", follow_redirects=True)
        assert page.status_code == 200
        assert len(re.findall(r"[a-z0-9]{4}-[a-z0-9]{4}", page.text)) >= 40


def test_the_mails_can_be_looked_at(started: Started) -> None:
    until = monotonic() + 30
    while monotonic() < until and len(list((started.folder / "mail" / "new").glob("*.eml"))) < 40:
        sleep(0.2)
    page = httpx2.get(f"{started.base}/demo/mail")
    assert page.status_code == 200
    assert page.text.count("example.org") >= 40
    assert httpx2.get(f"{started.base}/en/").text.casefold().count("demo") >= 1


def test_a_folder_with_something_in_it_is_left_alone(started: Started) -> None:
    before = sorted(started.folder.iterdir())
    result = CliRunner().invoke(command, ["--port", "0", "--folder", str(started.folder)])
    assert isinstance(result.exception, StartRefused)
    assert "not empty" in str(result.exception)
    assert sorted(started.folder.iterdir()) == before


def test_a_taken_port_is_told_before_anything_is_written(started: Started, tmp_path: Path) -> None:
    port = started.base.rpartition(":")[2]
    result = CliRunner().invoke(command, ["--port", port, "--folder", str(tmp_path / "new")])
    assert isinstance(result.exception, StartRefused)
    assert "--port" in str(result.exception)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])  # noqa: S104 - refused, that is the point
def test_only_this_machine_is_served(host: str) -> None:
    result = CliRunner().invoke(command, ["--host", host])
    assert result.exit_code == 2
    assert "this machine only" in result.output


def test_a_signal_ends_it_in_order(started: Started) -> None:
    started.process.send_signal(signal.SIGINT)
    rest = started.process.stdout.read() if started.process.stdout else ""
    assert started.process.wait(timeout=30) == 0
    assert "Stopped." in rest
    assert "Traceback" not in rest
