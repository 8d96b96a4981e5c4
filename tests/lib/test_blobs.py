"""A folder of sealed files: whole or not there, and never in plaintext."""

import errno
import os
import stat
import tempfile
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest

from intake.lib.blobs import Folder, Missing, OutOfSpace, Strangers
from intake.lib.crypto import CannotOpen, new_key

pytestmark = pytest.mark.anyio

KEY = bytes(range(32))
ABOUT = b"intake|v1|file|abcdefgh"
ID = "abcdefgh"
MIB = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "data" / "files", reserve=0)


def on_disk(tmp_path: Path) -> list[str]:
    return sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())


def modes(tmp_path: Path, *names: str) -> set[int]:
    return {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in names}


async def put(folder: Folder, *pieces: bytes, blob_id: str = ID) -> None:
    async with folder.writer(blob_id, KEY, ABOUT) as writer:
        for piece in pieces:
            await writer.write(piece)
        await writer.commit()


async def content(folder: Folder, blob_id: str = ID) -> bytes:
    return b"".join([piece async for piece in await folder.read(blob_id, KEY, ABOUT)])


async def test_what_was_written_can_be_read(folder: Folder, tmp_path: Path) -> None:
    await put(folder, b"a" * MIB, b"b" * MIB, b"c")
    reading = await folder.read(ID, KEY, ABOUT)
    assert reading.size == 2 * MIB + 1
    assert await content(folder) == b"a" * MIB + b"b" * MIB + b"c"
    assert await folder.names() == [ID]
    assert on_disk(tmp_path) == ["data/files/ab/abcdefgh"]


async def test_an_empty_file_is_a_file(folder: Folder) -> None:
    await put(folder)
    assert await content(folder) == b""


async def test_only_we_may_look(folder: Folder, tmp_path: Path) -> None:
    await put(folder, b"a report")
    assert modes(tmp_path, "data/files", "data/files/ab", "data/files/arriving") == {0o700}
    assert modes(tmp_path, "data/files/ab/abcdefgh") == {0o600}


async def test_nothing_is_at_its_name_before_the_commit(folder: Folder, tmp_path: Path) -> None:
    async with folder.writer(ID, KEY, ABOUT) as writer:
        await writer.write(b"x" * 3 * MIB)
        assert await folder.names() == []
        with pytest.raises(Missing):
            await folder.read(ID, KEY, ABOUT)
        await writer.commit()
        assert await folder.names() == [ID]
    assert on_disk(tmp_path) == ["data/files/ab/abcdefgh"]


async def test_without_a_commit_nothing_stays(folder: Folder, tmp_path: Path) -> None:
    async with folder.writer(ID, KEY, ABOUT) as writer:
        await writer.write(b"x" * 3 * MIB)
    assert on_disk(tmp_path) == []
    await put(folder, b"the name is free again")


async def test_a_failure_leaves_nothing(folder: Folder, tmp_path: Path) -> None:
    async def fails() -> None:
        async with folder.writer(ID, KEY, ABOUT) as writer:
            await writer.write(b"x" * 3 * MIB)
            raise RuntimeError("connection lost")

    with pytest.raises(RuntimeError, match="connection lost"):
        await fails()
    assert on_disk(tmp_path) == []


async def test_a_failure_after_the_commit_leaves_the_file(folder: Folder) -> None:
    async def fails() -> None:
        async with folder.writer(ID, KEY, ABOUT) as writer:
            await writer.write(b"written down already")
            await writer.commit()
            raise RuntimeError("afterwards")

    with pytest.raises(RuntimeError, match="afterwards"):
        await fails()
    assert await content(folder) == b"written down already"


async def test_whoever_goes_away_in_the_middle_leaves_nothing(folder: Folder, tmp_path: Path) -> None:
    begun = anyio.Event()

    async def sends_for_ever() -> None:
        async with folder.writer(ID, KEY, ABOUT) as writer:
            while True:
                await writer.write(b"x" * MIB)
                if writer.size > 3 * MIB:
                    begun.set()

    async with anyio.create_task_group() as group:
        group.start_soon(sends_for_ever)
        await begun.wait()
        assert on_disk(tmp_path) == ["data/files/arriving/abcdefgh"]
        group.cancel_scope.cancel()
    assert on_disk(tmp_path) == []


async def test_an_id_is_used_once(folder: Folder) -> None:
    await put(folder, b"first")
    with pytest.raises(FileExistsError):
        await put(folder, b"second")
    assert await content(folder) == b"first"


@pytest.mark.parametrize("blob_id", ["", "../../etc", "a/b", "ABCDEFGH", "abcdefg\n", "a" * 65, ".htaccess"])
async def test_what_is_no_id_is_no_path(folder: Folder, blob_id: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        await folder.read(blob_id, KEY, ABOUT)
    with pytest.raises(ValueError, match="not an id"):
        await put(folder, b"", blob_id=blob_id)
    with pytest.raises(ValueError, match="not an id"):
        await folder.remove(blob_id)


async def test_removing_twice_is_removing_once(folder: Folder, tmp_path: Path) -> None:
    await put(folder, b"a report")
    await folder.remove(ID)
    await folder.remove(ID)
    assert on_disk(tmp_path) == []
    with pytest.raises(Missing):
        await folder.read(ID, KEY, ABOUT)
    with pytest.raises(Missing):
        folder.open_seekable(ID, KEY, ABOUT)


async def test_a_file_removed_while_it_is_read_ends_the_reading(folder: Folder) -> None:
    await put(folder, b"x" * 3 * MIB)
    pieces = aiter(await folder.read(ID, KEY, ABOUT))
    await anext(pieces)
    await folder.remove(ID)
    with pytest.raises(Missing):
        await anext(pieces)


async def test_a_wrong_key_a_moved_and_a_cut_file_are_known_before_the_first_byte(
    folder: Folder, tmp_path: Path
) -> None:
    await put(folder, b"x" * 3 * MIB)
    for key, about in ((new_key(), ABOUT), (KEY, b"another")):
        with pytest.raises(CannotOpen):
            await folder.read(ID, key, about)
        with pytest.raises(CannotOpen):
            folder.open_seekable(ID, key, about)
    path = tmp_path / "data/files/ab" / ID
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(CannotOpen):
        await folder.read(ID, KEY, ABOUT)


async def test_it_can_be_sought_in(folder: Folder) -> None:
    await put(folder, b"x" * MIB, b"the end")
    with folder.open_seekable(ID, KEY, ABOUT) as file:
        file.seek(-7, os.SEEK_END)
        assert file.read() == b"the end"


async def test_the_sweep_takes_what_is_old_and_nobody_knows(folder: Folder, tmp_path: Path) -> None:
    for blob_id in ("knownone", "orphaned", "justcame"):
        await put(folder, b"a report", blob_id=blob_id)
    left_over = tmp_path / "data/files/arriving/aftercrash"
    left_over.write_bytes(b"sealed, half")
    now = datetime.now(UTC)
    yesterday = (now - timedelta(days=1)).timestamp()
    for path in (left_over, *(tmp_path / "data/files" / name[:2] / name for name in ("knownone", "orphaned"))):
        os.utime(path, (yesterday, yesterday))
    assert await folder.sweep({"knownone"}, now - timedelta(hours=1)) == 2
    assert await folder.names() == ["justcame", "knownone"]
    assert not left_over.exists()


async def test_where_more_would_go_than_stay_nothing_goes(folder: Folder) -> None:
    for blob_id in ("knownone", "orphaned", "orphane2"):
        await put(folder, b"a report", blob_id=blob_id)
    with pytest.raises(Strangers):
        await folder.sweep({"knownone"}, datetime.now(UTC) + timedelta(hours=1))
    assert len(await folder.names()) == 3
    assert await folder.sweep({"knownone", "orphaned"}, datetime.now(UTC) + timedelta(hours=1)) == 1


async def test_a_folder_that_is_not_there_yet_is_empty(folder: Folder) -> None:
    assert await folder.names() == []
    assert await folder.sweep(set(), datetime.now(UTC)) == 0


async def test_the_disk_is_never_filled_to_the_brim(tmp_path: Path) -> None:
    folder = Folder(tmp_path, reserve=1 << 62)
    with pytest.raises(OutOfSpace):
        await put(folder, b"a report")
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_is_told_as_such(
    folder: Folder, tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(code, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    (tmp_path / "data/files/ab").mkdir(parents=True)
    (tmp_path / "data/files/arriving").mkdir(parents=True)
    with pytest.raises(OutOfSpace):
        await put(folder, b"a report")
    monkeypatch.undo()
    assert on_disk(tmp_path) == []


async def test_the_file_and_its_folder_reach_the_disk_before_the_commit_returns(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []
    really = os.fsync

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        synced.append((path.name, (tmp_path / "data/files/ab" / ID).exists()))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    await put(folder, b"a report")
    assert synced[-2:] == [(ID, False), ("ab", True)]


async def test_no_plaintext_reaches_a_disk(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is looked for in all there is while the file arrives and afterwards, in files nobody can name too."""
    canary = b"canary-of-the-plaintext"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def seen() -> bool:
        unnamed = [path for path in Path("/proc/self/fd").iterdir() if _is_unnamed(path)]
        return any(canary in path.read_bytes() for path in [*tmp_path.rglob("*"), *unnamed] if path.is_file())

    async with folder.writer(ID, KEY, ABOUT) as writer:
        for _ in range(5):
            await writer.write(canary * 40_000)
            assert not seen()
        await writer.commit()
    assert not seen()
    assert list(temporary.iterdir()) == []
    assert canary * 2 in await content(folder)


def _is_unnamed(path: Path) -> bool:
    try:
        return "(deleted)" in str(path.readlink())
    except FileNotFoundError:  # the descriptor that listed them
        return False


async def test_a_large_file_needs_little_memory(folder: Folder) -> None:
    piece = os.urandom(64 << 10)
    tracemalloc.start()
    try:
        async with folder.writer(ID, KEY, ABOUT) as writer:
            for _ in range(25 * 16):
                await writer.write(piece)
            await writer.commit()
        size = 0
        async for chunk in await folder.read(ID, KEY, ABOUT):
            size += len(chunk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 25 * MIB
    assert peak < 6 * MIB
