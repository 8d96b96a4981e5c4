"""What would lose or expose an inquiry stops the start: one line with the remedy, and not a byte is changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.lib.keyring import KeyRing
from tests.faults.processes import Server, files, intake, refused, serving


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database and its key ring, which no test changes."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    made = intake(folder, "inquiries", "list", "--json")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that runs."""
    with serving(tmp_path_factory.mktemp("running") / "data") as running:
        yield running


def database_of(folder: Path) -> dict[str, bytes]:
    """What must not change: everything but the empty lock files."""
    return {name: content for name, content in files(folder).items() if not name.endswith((".instance", ".writer"))}


def test_another_key_ring(installation: Path, tmp_path: Path) -> None:
    """Restored from the wrong backup: nothing is written under a key that does not fit."""
    KeyRing.create(tmp_path / "other.keyring")
    before = database_of(installation)
    line = refused(installation, INTAKE_KEYRING=str(tmp_path / "other.keyring"))
    assert line.startswith("intake: ")
    assert "key" in line
    assert database_of(installation) == before


def test_no_key_ring(installation: Path, tmp_path: Path) -> None:
    """A database that was written to never gets a fresh key ring."""
    before = database_of(installation)
    line = refused(installation, INTAKE_KEYRING=str(tmp_path / "lost.keyring"))
    assert f"{tmp_path / 'lost.keyring'}: no key ring; restore it" in line
    assert not (tmp_path / "lost.keyring").exists()
    assert database_of(installation) == before


def test_a_key_ring_others_can_read(installation: Path, tmp_path: Path) -> None:
    """The remedy is a command to copy."""
    exposed = tmp_path / "exposed.keyring"
    exposed.write_bytes((installation / "intake.keyring").read_bytes())
    exposed.chmod(0o644)
    before = database_of(installation)
    line = refused(installation, INTAKE_KEYRING=str(exposed))
    assert f"chmod 600 {exposed}" in line
    assert database_of(installation) == before


def test_a_setting_that_cannot_be_used(installation: Path) -> None:
    """Variable, value, remedy."""
    line = refused(installation, INTAKE_BASE_URL="intake.example.org")
    assert line == (
        "intake: INTAKE_BASE_URL='intake.example.org': "
        "use the address patients type, such as https://intake.example.org"
    )


def test_a_key_that_signs_nothing(installation: Path) -> None:
    """The remedy, and nothing of the key."""
    line = refused(installation, INTAKE_DKIM_KEY="-----BEGIN PRIVATE KEY-----\nopen-sesame\n-----END PRIVATE KEY-----")
    assert line == "intake: INTAKE_DKIM_KEY='…': not a private key in PEM; make one: openssl genrsa 2048"


def test_a_second_server_on_the_same_file(server: Server) -> None:
    """It names the process that is there already, which goes on."""
    line = refused(server.folder)
    assert line == f"intake: already running, pid {server.process.pid}"
    assert server.process.poll() is None


def test_commands_work_beside_a_running_server(server: Server) -> None:
    """An account is added, inquiries and mail are listed, while it answers."""
    folder = server.folder
    words = ("staff", "add", "clara@test.example", "--role", "coordinator", "--all-queues", "--password-stdin")
    added = intake(folder, *words, given="only for these tests: walrus quilt\n")
    assert (added.returncode, added.stderr) == (0, "")
    assert "clara@test.example can log in" in added.stdout
    for listing in (("inquiries", "list", "--json"), ("mail", "list", "--json")):
        ended = intake(folder, *listing)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert server.process.poll() is None
