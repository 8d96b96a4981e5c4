"""Form, picture, seal and disk put together: what a whole upload costs, and what of it can be found anywhere."""

import os
import random
import tempfile
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest

from intake.lib import filetypes, upload
from intake.lib.blobs import Folder
from intake.lib.crypto import new_key
from intake.lib.filetypes import FileType
from intake.lib.image_metadata import stripper_for
from tests import pictures

pytestmark = pytest.mark.anyio

MIB = 1 << 20
PIECE = 64 << 10
LIMITS = upload.Limits(file_bytes=25 * MIB, total_bytes=101 * MIB)


async def form(content: bytes, times: int = 1) -> AsyncIterator[bytes]:
    yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n'
    for _ in range(times):
        for at in range(0, len(content), PIECE):
            yield content[at : at + PIECE]
    yield b"\r\n--x--\r\n"


async def receive(stream: AsyncIterator[bytes], folder: Folder, blob_id: str, key: bytes) -> int:
    """What a page does with a form of one picture; how many bytes came."""
    size = 0
    async for part in upload.parts(stream, "multipart/form-data; boundary=x", LIMITS):
        assert isinstance(part, upload.File)
        stripper = None
        async with folder.writer(blob_id, key, b"about") as writer:
            async for piece in part:
                if stripper is None:
                    assert filetypes.sniff(piece) is FileType.JPEG
                    stripper = stripper_for(FileType.JPEG)
                await writer.write(stripper.feed(piece))
            assert stripper is not None
            await writer.write(stripper.end())
            await writer.commit()
        size += part.size
    return size


async def test_four_large_files_at_once_need_little_memory(tmp_path: Path) -> None:
    front, back = pictures.jpeg_picture(scan=b"").removesuffix(b"\xff\xd9"), b"\xff\xd9"
    scan = random.Random(1).randbytes(PIECE).replace(b"\xff", b"\xfe")  # noqa: S311 - it looks like a picture
    folder = Folder(tmp_path)
    sizes: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        async for piece in form(scan, 25 * 16 - 1):
            if piece.startswith(b"--x"):
                yield piece + b"\xff\xd8" + front
            else:
                yield back + piece if piece.startswith(b"\r\n--x") else piece

    async def one(number: int) -> None:
        sizes.append(await receive(body(), folder, f"picture{number}", new_key()))

    tracemalloc.start()
    try:
        async with anyio.create_task_group() as group:
            for number in range(4):
                group.start_soon(one, number)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(size > 24 * MIB for size in sizes)
    assert len(sizes) == 4
    assert peak < 24 * MIB


async def test_not_a_word_of_a_file_can_be_found_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    canary = b"canary in the picture"
    content = pictures.jpeg(scan=canary * 200_000)
    folder = Folder(tmp_path / "files")
    looked = 0

    async def watched() -> AsyncIterator[bytes]:
        nonlocal looked
        async for piece in form(content):
            yield piece
            looked += 1
            if looked % 8 == 0:
                assert not _holds(tmp_path, canary)

    key = new_key()
    await receive(watched(), folder, "picture1", key)
    assert looked > 60
    assert not _holds(tmp_path, canary)
    kept = b"".join([piece async for piece in await folder.read("picture1", key, b"about")])
    assert canary * 200_000 in kept
    assert pictures.SECRET not in kept


def _holds(folder: Path, word: bytes) -> bool:
    """Whether the word is in any file below the folder, or in one that this process has open without a name."""
    unnamed = [path for path in Path("/proc/self/fd").iterdir() if "(deleted)" in _target(path)]
    return any(word in path.read_bytes() for path in [*folder.rglob("*"), *unnamed] if path.is_file())


def _target(path: Path) -> str:
    try:
        return os.readlink(path)
    except FileNotFoundError:  # the descriptor that listed them
        return ""
