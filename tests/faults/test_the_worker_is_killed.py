"""The worker loses its power while mail goes out: nothing is lost, and what goes twice bears the same Message-ID.

`python3 dev.py bench mail-kills` is the same two hundred times.
"""

from pathlib import Path

import pytest

from benchmarks.kills import survive

pytestmark = pytest.mark.anyio


async def test_nothing_is_lost_whenever_it_is_killed(tmp_path: Path) -> None:
    found = await survive(tmp_path / "data", mails=60, kills=2, slowest=0.1, work=0.1, poison=False)
    assert found.kills == 2
    assert (found.sent, found.dead, found.left, found.lost, found.unexplained) == (60, 0, 0, 0, 0)
    # In that one window alone: at most what was on its way when it died.
    assert found.twice <= 2 * 32
