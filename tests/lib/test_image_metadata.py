"""Pictures lose what they tell of their maker and nothing else, while they arrive."""

import random
import struct
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.lib.filetypes import FileType
from intake.lib.image_metadata import stripper_for
from intake.lib.image_parts import TooManyPixels, Unreadable
from tests import pictures
from tests.pictures import SECRET

MAKERS: dict[FileType, Callable[..., bytes]] = {
    FileType.JPEG: pictures.jpeg,
    FileType.PNG: pictures.png,
    FileType.HEIC: pictures.heic,
}
kinds = pytest.mark.parametrize("kind", MAKERS)


def stripped(kind: FileType, content: bytes, step: int = 1 << 16) -> bytes:
    stripper = stripper_for(kind)
    pieces = [stripper.feed(content[at : at + step]) for at in range(0, len(content), step)]
    return b"".join(pieces) + stripper.end()


@kinds
def test_nothing_that_tells_of_somebody_stays(kind: FileType) -> None:
    found = stripped(kind, MAKERS[kind]())
    for word in (SECRET, SECRET[:12], b"xmp", b"Photoshop", b"<html>"):
        assert word not in found


@kinds
@pytest.mark.parametrize("step", [1, 2, 7, 100, 4096])
def test_it_does_not_matter_how_it_arrives(kind: FileType, step: int) -> None:
    content = MAKERS[kind]()
    assert stripped(kind, content, step) == stripped(kind, content)


@kinds
def test_what_is_clean_stays_as_it_is(kind: FileType) -> None:
    once = stripped(kind, MAKERS[kind]())
    assert stripped(kind, once) == once


@kinds
def test_a_picture_larger_than_any_camera_makes_is_refused(kind: FileType) -> None:
    with pytest.raises(TooManyPixels):
        stripped(kind, MAKERS[kind](width=65_000, height=65_000))
    with pytest.raises(Unreadable):
        stripped(kind, MAKERS[kind](width=0, height=10))
    assert stripped(kind, MAKERS[kind](width=20_000, height=10_000))


@kinds
def test_cut_anywhere_it_is_whole_or_refused(kind: FileType) -> None:
    content = MAKERS[kind]()
    whole = stripped(kind, content)
    for cut in range(len(content)):
        try:
            found = stripped(kind, content[:cut])
        except Unreadable:
            continue
        # A telephone that forgot the last two bytes of a JPEG has still made a picture.
        assert found == whole or (kind is FileType.JPEG and found.endswith(b"\xff\xd9"))


@kinds
@settings(deadline=None, max_examples=300)
@given(seed=st.integers(0, 1 << 32))
def test_damage_is_refused_or_harmless(kind: FileType, seed: int) -> None:
    """It never raises anything else, and never gives back more than came (but an end mark)."""
    chance = random.Random(seed)  # noqa: S311 - it makes damage, not keys
    content = bytearray(MAKERS[kind]())
    for _ in range(chance.randrange(1, 8)):
        content[chance.randrange(min(len(content), 900))] = chance.randrange(256)
    with suppress(Unreadable):
        assert len(stripped(kind, bytes(content), chance.randrange(1, 500))) <= len(content) + 2


@given(noise=st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    for kind in MAKERS:
        with pytest.raises(Unreadable):
            stripped(kind, noise)


def test_other_files_stay_as_they_are() -> None:
    for kind in (FileType.PDF, FileType.DICOM, FileType.ZIP):
        assert stripped(kind, b"%PDF-1.7 " + SECRET, 3) == b"%PDF-1.7 " + SECRET


# -- JPEG -------------------------------------------------------------------------------------------------------------


def test_a_jpeg_keeps_its_picture_its_colours_and_how_it_was_held() -> None:
    upright = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    assert stripped(FileType.JPEG, pictures.jpeg()) == (
        b"\xff\xd8"
        + pictures.jpeg_segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")
        + pictures.jpeg_segment(0xE1, b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + upright + bytes(4))
        + pictures.jpeg_segment(0xE2, b"ICC_PROFILE\0\1\1colours")
        + pictures.jpeg_segment(0xEE, b"Adobe\0d\0\0\0\0\1")
        + pictures.jpeg_picture()
    )


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(10))
def test_how_it_was_held_is_read_in_both_byte_orders(order: str, orientation: int) -> None:
    metadata = pictures.jpeg_segment(0xE1, pictures.exif(orientation, order))
    found = stripped(FileType.JPEG, pictures.jpeg(metadata=metadata))
    if 2 <= orientation <= 8:
        assert found[2:4] == b"\xff\xe1"
        assert found.split(b"\x01\x12\x00\x03\x00\x00\x00\x01")[1][:2] == bytes((0, orientation))
    else:
        assert found == b"\xff\xd8" + pictures.jpeg_picture()


@pytest.mark.parametrize(
    "tiff", [b"", b"MM\0*", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"XX*\0\0\0\0\x08"]
)
def test_an_exif_that_leads_nowhere_is_left_out(tiff: bytes) -> None:
    metadata = pictures.jpeg_segment(0xE1, b"Exif\0\0" + tiff)
    assert stripped(FileType.JPEG, pictures.jpeg(metadata=metadata)) == b"\xff\xd8" + pictures.jpeg_picture()


def test_a_progressive_jpeg_keeps_all_its_scans() -> None:
    scan = b"\x01\xff\x00\x02" + pictures.jpeg_segment(0xC4, bytes(5)) + pictures.jpeg_segment(0xFE, SECRET)
    scan += pictures.jpeg_segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x03\xff\xff\xd0"
    found = stripped(FileType.JPEG, pictures.jpeg(metadata=b"", scan=scan))
    assert found.count(b"\xff\xda") == 2
    assert SECRET not in found


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xd8",
        b"\xff\xd8\xff\xda\0\2",
        b"\xff\xd8\xff\xc3\0\x0b" + bytes(9),
        b"\xff\xd8\xff\x01\0\2",
        b"\xff\xe1\0\2",
        b"\xff\xd8" + pictures.jpeg_segment(0xC0, b"\x08\0\x08\0\x08\1\1\1\1") * 2,
    ],
    ids=["empty", "two beginnings", "scan without frame", "lossless", "unknown", "no beginning", "two frames"],
)
def test_a_jpeg_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        stripped(FileType.JPEG, content)


# -- PNG --------------------------------------------------------------------------------------------------------------


def test_a_png_keeps_its_picture() -> None:
    assert stripped(FileType.PNG, pictures.png()) == pictures.png_front() + pictures.png_back()


def test_a_png_with_a_wrong_checksum_is_refused() -> None:
    content = bytearray(pictures.png_front() + pictures.png_back())
    content[-14] ^= 1
    with pytest.raises(Unreadable):
        stripped(FileType.PNG, bytes(content))


@pytest.mark.parametrize(
    "content",
    [
        pictures.png_front() + pictures.png_chunk(b"IEND", b""),
        pictures.png_front() + pictures.png_chunk(b"NEWc", b"") + pictures.png_back(),
        pictures.png_front()[:8] + pictures.png_back(),
        pictures.png_front() + pictures.png_front()[8:] + pictures.png_back(),
        pictures.png_front() + b"\xff\xff\xff\xffIDAT",
    ],
    ids=["no data", "unknown but needed", "no head", "two heads", "endless"],
)
def test_a_png_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        stripped(FileType.PNG, content)


# -- HEIC -------------------------------------------------------------------------------------------------------------


def test_a_heic_keeps_its_pictures_where_they_were() -> None:
    content = pictures.heic()
    found = stripped(FileType.HEIC, content)
    start = content.index(pictures.CODED)
    stop = content.index(pictures.THUMBNAIL) + len(pictures.THUMBNAIL)
    between = stop - start - len(pictures.CODED) - len(pictures.THUMBNAIL)
    assert found[start:] == pictures.CODED + bytes(between) + pictures.THUMBNAIL
    assert found[:24] == content[:24]
    assert found[start - 8 : start] == content[start - 8 : start]
    assert found[start - 8 - len(SECRET) - 8 : start - 8] == pictures.box(b"free", bytes(len(SECRET)))
    assert b"udes" in found  # a property's place in the list counts; its words are gone
    assert b"xml " not in found
    assert b"Exif" not in found  # or a program would look for it, and stumble over noughts


def test_a_heic_whose_media_has_no_end_ends_with_the_pictures() -> None:
    found = stripped(FileType.HEIC, pictures.heic(open_end=True) + SECRET)
    assert found.endswith(pictures.THUMBNAIL)
    assert SECRET not in found


def test_a_heic_with_media_before_its_index_is_refused() -> None:
    with pytest.raises(Unreadable):
        stripped(FileType.HEIC, pictures.heic(first=pictures.box(b"mdat", SECRET)))


def test_a_heic_whose_exif_lies_within_the_picture_is_refused() -> None:
    content = pictures.heic()
    place = struct.pack(">HHHHI", 3, 0, 0, 1, content.index(pictures.exif()))
    assert content.count(place) == 1
    moved = struct.pack(">HHHHI", 3, 0, 0, 1, content.index(pictures.CODED) + 5)
    with pytest.raises(Unreadable):
        stripped(FileType.HEIC, content.replace(place, moved))


def test_a_heic_whose_grid_is_larger_than_it_says_is_refused() -> None:
    content = pictures.heic()
    grid = struct.pack(">BBBBHH", 0, 0, 0, 0, 4032, 3024)
    with pytest.raises(TooManyPixels):
        stripped(FileType.HEIC, content.replace(grid, struct.pack(">BBBBHH", 0, 0, 0, 0, 65_535, 65_535)))


def test_a_heic_with_an_endless_index_is_refused_before_it_is_held() -> None:
    content = pictures.heic()[:24] + struct.pack(">I4s", 100 << 20, b"meta")
    with pytest.raises(Unreadable):
        stripped(FileType.HEIC, content + bytes(100))


# -- cost -------------------------------------------------------------------------------------------------------------


def large(kind: FileType, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """About 25 MiB of it, and nasty: marks wherever there can be some."""
    data = (b"\xff\x00" + bytes(62)) * (25 << 14)
    if kind is FileType.JPEG:
        return pictures.jpeg(scan=data)
    if kind is FileType.PNG:
        return pictures.png_front() + pictures.png_chunk(b"IDAT", data) + pictures.png_chunk(b"IEND", b"")
    monkeypatch.setattr(pictures, "CODED", data)
    return pictures.heic()


@kinds
def test_a_large_picture_needs_little_memory_and_time(kind: FileType, monkeypatch: pytest.MonkeyPatch) -> None:
    content = large(kind, monkeypatch)
    begun = time.process_time()
    stripper = stripper_for(kind)
    for at in range(0, len(content), 1 << 16):
        stripper.feed(content[at : at + (1 << 16)])
    stripper.end()
    assert time.process_time() - begun < 8
    stripper = stripper_for(kind)
    tracemalloc.start()
    try:
        for at in range(0, len(content) // 4, 1 << 16):
            stripper.feed(content[at : at + (1 << 16)])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20
