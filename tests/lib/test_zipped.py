"""Archives of medical pictures, and archives that only say they are."""

import io
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.lib import zipped
from intake.lib.zipped import Fault, Refused, check

DICOM = bytes(128) + b"DICM" + bytes(range(256)) * 20
MIB = 1 << 20


def archive(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        made.comment = comment
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def fault(content: bytes) -> Fault:
    with pytest.raises(Refused) as caught:
        check(io.BytesIO(content))
    return caught.value.fault


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_medical_pictures_come_in(method: int) -> None:
    content = archive({"DICOMDIR": DICOM, "IMG/": b"", "IMG/1": DICOM, "IMG/2.dcm": DICOM[:132]}, method, b"CT of 2026")
    assert check(io.BytesIO(content)) == 3


def test_an_archive_written_to_a_pipe_comes_in() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("1", DICOM)
    assert check(io.BytesIO(pipe.getvalue())) == 1


def test_what_a_mac_adds_is_passed_over() -> None:
    mac = {"__MACOSX/._1": b"\0\5\x16\7\0\2\0\0Mac OS X", ".DS_Store": b"\0\0\0\1Bud1" + bytes(6000)}
    assert check(io.BytesIO(archive({"1": DICOM, **mac}))) == 1
    assert fault(archive(mac)) is Fault.NOT_DICOM
    assert fault(archive({"1": DICOM, "2": b"\0\5\x16\7" + random.Random(1).randbytes(100_000)})) is Fault.NOT_DICOM  # noqa: S311


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"folder/": b""},
        {"1": DICOM, "readme.txt": b"hello"},
        {"1": DICOM, "empty": b""},
        {"1": DICOM, "viewer.exe": b"MZ" + bytes(500)},
        {"1": DICOM, "again.zip": archive({"1": DICOM})},
        {
            "[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
            "word/document.xml": b"<x>&e;",
        },
        {"page.html": b"<script>".ljust(128) + b"DICM"},
    ],
    ids=["nothing", "folders", "text", "empty", "program", "nested", "docx", "polyglot"],
)
def test_anything_else_is_refused(entries: dict[str, bytes]) -> None:
    assert fault(archive(entries)) is Fault.NOT_DICOM


def test_names_lead_nowhere() -> None:
    names = ["../../etc/cron.d/x", "/etc/passwd", "C:\\boot.ini", "a\0b", "\u202efdp"]
    assert check(io.BytesIO(archive(dict.fromkeys(names, DICOM)))) == 5


def test_an_encrypted_archive_is_told_as_such() -> None:
    content = bytearray(archive({"1": DICOM}))
    content[content.index(b"PK\1\2") + 8] |= 1
    assert fault(bytes(content)) is Fault.ENCRYPTED


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    begun = time.process_time()
    assert fault(archive({"1": DICOM, "bomb": DICOM + bytes(64 * MIB)})) is Fault.TOO_LARGE
    whole = archive({"bomb": bytes(1 << 20)})
    assert fault(_with_sizes(whole, packed=11 << 20, size=(2 << 30) + 1)) is Fault.TOO_LARGE
    assert time.process_time() - begun < 8


def test_an_entry_that_says_it_is_small_and_is_not_is_refused() -> None:
    content = archive({"bomb": DICOM + bytes(64 * MIB)})
    packed = zipfile.ZipFile(io.BytesIO(content)).infolist()[0].compress_size
    tracemalloc.start()
    try:
        assert fault(_with_sizes(content, packed=packed, size=100_000)) is Fault.TOO_LARGE
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MIB


def _with_sizes(content: bytes, *, packed: int, size: int) -> bytes:
    """The archive of one entry, its list telling other sizes."""
    changed = bytearray(content)
    struct.pack_into("<2L", changed, content.index(b"PK\1\2") + 20, packed, size)
    return bytes(changed)


def test_entries_that_share_bytes_are_refused() -> None:
    """As in the bomb of overlapping entries: many names for the same content."""
    content = archive({"1": DICOM, "2": DICOM})
    first, second = (place for place in range(len(content)) if content[place : place + 4] == b"PK\1\2")
    changed = bytearray(content)
    struct.pack_into("<L", changed, second + 42, struct.unpack_from("<L", content, first + 42)[0])
    assert fault(bytes(changed)) is Fault.UNREADABLE


def test_42_zip_is_refused() -> None:
    """Archives in archives, each entry the same content of noughts again."""
    inner = archive({str(number): bytes(4 * MIB) for number in range(16)})
    assert fault(archive({f"lib {number}.zip": inner for number in range(16)})) in {Fault.TOO_LARGE, Fault.NOT_DICOM}


def test_ten_thousand_entries_and_no_more() -> None:
    picture = DICOM[:132]
    assert check(io.BytesIO(archive(dict.fromkeys(map(str, range(10_000)), picture), zipfile.ZIP_STORED))) == 10_000
    assert fault(archive(dict.fromkeys(map(str, range(10_001)), picture), zipfile.ZIP_STORED)) is Fault.TOO_LARGE


def test_more_entries_than_it_says_are_refused() -> None:
    content = bytearray(archive({"1": DICOM, "2": DICOM}))
    struct.pack_into("<2H", content, content.index(b"PK\5\6") + 8, 1, 1)
    assert fault(bytes(content)) is Fault.UNREADABLE


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method: int) -> None:
    assert fault(archive({"1": DICOM}, method)) is Fault.UNREADABLE


def test_bytes_before_or_after_are_refused() -> None:
    content = archive({"1": DICOM})
    assert fault(b"%PDF-1.7\n" + content) is Fault.UNREADABLE
    assert fault(content + b"<html>") is Fault.UNREADABLE


def test_bytes_after_the_end_of_an_entry_are_refused() -> None:
    content = archive({"1": DICOM})
    packed = zipfile.ZipFile(io.BytesIO(content)).infolist()[0].compress_size
    start = 30 + 1 + packed
    changed = bytearray(content[:start] + bytes(1000) + content[start:])
    struct.pack_into("<L", changed, changed.index(b"PK\1\2") + 20, packed + 1000)
    struct.pack_into("<L", changed, changed.index(b"PK\5\6") + 16, content.index(b"PK\1\2") + 1000)
    assert fault(bytes(changed)) is Fault.UNREADABLE


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_cut_or_damaged_it_is_refused(method: int) -> None:
    content = archive({"1": DICOM, "2": DICOM}, method)
    for cut in range(0, len(content), 7):
        assert fault(content[:cut]) is Fault.UNREADABLE
    damaged = bytearray(content)
    damaged[200] ^= 1
    assert fault(bytes(damaged)) in {Fault.UNREADABLE, Fault.TOO_LARGE}


@settings(deadline=None, max_examples=300)
@given(seed=st.integers(0, 1 << 32))
def test_damage_is_refused_or_harmless(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - it makes damage, not keys
    content = bytearray(archive({"DICOMDIR": DICOM, "1": DICOM}))
    for _ in range(chance.randrange(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(Refused):
        check(io.BytesIO(bytes(content)))


def test_a_long_list_of_entries_needs_little_memory() -> None:
    content = archive(dict.fromkeys((f"{number:0>500}" for number in range(10_000)), DICOM[:132]), zipfile.ZIP_STORED)
    tracemalloc.start()
    try:
        assert check(io.BytesIO(content)) == 10_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 * MIB


def test_the_limits_are_those_that_are_promised() -> None:
    assert (zipped.MOST_ENTRIES, zipped.MOST_BYTES, zipped.MOST_RATIO) == (10_000, 2 << 30, 200)
