"""A second server on one file is refused."""

import os
from pathlib import Path

import pytest

from intake.lib.instance_lock import AlreadyRunning, InstanceLock


def test_a_second_one_is_told_who_runs(tmp_path: Path) -> None:
    database = tmp_path / "intake.db"
    with InstanceLock(database):
        with pytest.raises(AlreadyRunning, match=rf"^already running, pid {os.getpid()}$") as caught:
            InstanceLock(database)
        assert caught.value.pid == os.getpid()
    InstanceLock(database).close()


def test_a_number_left_behind_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "intake.db.instance").write_text("4242\n")
    with InstanceLock(tmp_path / "intake.db"):
        assert (tmp_path / "intake.db.instance").read_text() == f"{os.getpid()}\n"
