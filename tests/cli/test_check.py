"""``intake check``: what an operator can mend is said to them, with a remedy."""

import os
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from intake.cli.main import intake
from intake.lib.ids import new_id

STRANGE = "intake.W015"


def checked(folder: Path) -> str:
    """Type it; what it says."""
    environ = {"INTAKE_DATA_DIR": str(folder), "INTAKE_DATABASE_URL": f"sqlite:///{folder}/intake.db"}
    return CliRunner().invoke(intake, ["check"], env=environ).output


def left(folder: Path, *, hours: int) -> None:
    """Bytes of so long ago, named in no row."""
    name = new_id()
    place = folder / "files" / name[:2] / name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"sealed")
    os.utime(place, (datetime.now(UTC).timestamp() - hours * 3600,) * 2)


def test_files_that_the_database_does_not_know_are_named(tmp_path: Path) -> None:
    """A new database beside an old folder. What is just arriving is nobody's concern."""
    assert STRANGE not in checked(tmp_path)
    left(tmp_path, hours=1)
    assert STRANGE not in checked(tmp_path)
    left(tmp_path, hours=30)
    answer = checked(tmp_path)
    assert STRANGE in answer
    assert str(tmp_path / "files") in answer
