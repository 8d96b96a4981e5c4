"""What was deleted is gone from the database's own files, also where pages were shared out and copies stayed behind."""

import random
import sqlite3
from pathlib import Path

import pytest

from intake.lib.database import Database
from intake.lib.sqlite import PRAGMAS, WRITER

pytestmark = pytest.mark.anyio

ROWS = 4000


def fill(path: Path) -> set[bytes]:
    """Rows of uneven length in no order, of which every third is deleted again; what those held."""
    dice = random.Random(7)  # noqa: S311 - the same rows each time
    connection = sqlite3.connect(path, isolation_level=None)
    for name, value in (PRAGMAS | WRITER).items():
        connection.execute(f"PRAGMA {name}={value}")
    connection.execute("CREATE TABLE kept (id TEXT PRIMARY KEY, sealed BLOB) WITHOUT ROWID")
    gone: dict[str, bytes] = {}
    for start in range(0, ROWS, 8):
        connection.execute("BEGIN IMMEDIATE")
        for number in range(start, start + 8):
            id_, mark = f"{dice.getrandbits(64):016x}", dice.randbytes(24)
            body = mark + dice.randbytes(dice.choice((20, 60, 300, 900)))
            connection.execute("INSERT INTO kept VALUES (?, ?)", (id_, body))
            if number % 3 == 0:
                gone[id_] = mark
        connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("DELETE FROM kept WHERE id = ?", [(id_,) for id_ in gone])
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return set(gone.values())


def left(path: Path, gone: set[bytes]) -> int:
    """How many of them can still be found in the file or beside it."""
    hay = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    return sum(mark in hay for mark in gone)


async def test_deleting_and_a_checkpoint_leave_copies_behind_and_scrubbing_does_not(tmp_path: Path) -> None:
    """Otherwise the file would not have to be written anew."""
    path = tmp_path / "some.db"
    gone = fill(path)
    assert left(path, gone) > 0
    db = await Database.open(f"sqlite:///{path}")
    assert await db.scrub(rewritten=[], cleaned=[])
    assert left(path, gone) == 0
    await db.close()


async def test_a_large_file_is_left_for_later(tmp_path: Path) -> None:
    """Everybody who writes would wait meanwhile."""
    db = await Database.open(f"sqlite:///{tmp_path / 'some.db'}")
    assert not await db.scrub(rewritten=[], cleaned=[], most=0)
    await db.close()
