"""A ZIP that claims to hold medical pictures: read to its end with a bounded memory, and refused unless it holds them.

The few lines that read the format are ours so that every limit comes before what it limits, and every byte belongs to
one entry only. Names are never used as paths. It blocks: call it in a thread.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from intake.lib.filetypes import HEAD, FileType, sniff

MOST_ENTRIES = 10_000
MOST_BYTES = 2 << 30
MOST_RATIO = 200

_PIECE = 64 << 10
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13
_STORED, _DEFLATED = 0, 8
_ELSEWHERE = 0xFFFFFFFF  # the number stands in a ZIP64 field, which no archive of this size needs
# What macOS adds to every archive it makes: who owned a file, and how a folder was shown.
_FROM_MAC = (b"\0\5\x16\7", b"\0\0\0\1Bud1")
_LONGEST_FROM_MAC = 64 << 10


class Fault(StrEnum):
    """Why an archive is refused."""

    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    NOT_DICOM = "not_dicom"


class Refused(Exception):
    """The archive is not taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Entry:
    is_folder: bool
    deflated: bool
    checksum: int
    packed: int
    size: int
    local: int


def check(file: BinaryIO) -> int:
    """How many medical pictures the archive holds. Raises `Refused`."""
    try:
        directory, stop, count = _end(file)
        entries = list(_entries(file, directory, stop, count))
        _check_sizes(entries)
        places = _places(file, entries, directory)
        pictures = sum(_holds_picture(file, entry, start) for entry, start in places)
    except (struct.error, zlib.error):
        raise Refused(Fault.UNREADABLE) from None
    if not pictures:
        raise Refused(Fault.NOT_DICOM)
    return pictures


def _end(file: BinaryIO) -> tuple[int, int, int]:
    """Where the list of entries begins and stops, and how many there are."""
    size = file.seek(0, os.SEEK_END)
    start = max(size - _END.size - _LONGEST_COMMENT, 0)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0:
        raise Refused(Fault.UNREADABLE)
    _, disk, first_disk, here, count, length, directory, comment = _END.unpack_from(tail, place)
    stop = start + place
    if disk or first_disk or here != count or stop + _END.size + comment != size or directory + length != stop:
        raise Refused(Fault.UNREADABLE)
    if count > MOST_ENTRIES:
        raise Refused(Fault.TOO_LARGE)
    return directory, stop, count


def _entries(file: BinaryIO, directory: int, stop: int, count: int) -> Iterator[_Entry]:
    file.seek(directory)
    for _ in range(count):
        fields = _ENTRY.unpack(file.read(_ENTRY.size))
        magic, flags, method, checksum, packed, size = (*fields[:1], *fields[3:5], *fields[7:10])
        name_size, extra, comment, disk, local = (*fields[10:14], fields[16])
        name = file.read(name_size)
        file.seek(extra + comment, os.SEEK_CUR)
        if flags & _ENCRYPTED:
            raise Refused(Fault.ENCRYPTED)
        known = magic == b"PK\1\2" and method in {_STORED, _DEFLATED} and not disk and _ELSEWHERE not in {packed, size}
        if not known or (method == _STORED and packed != size):
            raise Refused(Fault.UNREADABLE)
        yield _Entry(name.endswith(b"/") and not size, method == _DEFLATED, checksum, packed, size, local)
    if file.tell() != stop:
        raise Refused(Fault.UNREADABLE)


def _check_sizes(entries: list[_Entry]) -> None:
    """Before anything is unpacked."""
    is_bomb = any(entry.size > MOST_RATIO * entry.packed for entry in entries)
    if is_bomb or sum(entry.size for entry in entries) > MOST_BYTES:
        raise Refused(Fault.TOO_LARGE)


def _places(file: BinaryIO, entries: list[_Entry], directory: int) -> list[tuple[_Entry, int]]:
    """Where the content of each entry begins; no two share a byte."""
    places = []
    free = 0
    for entry in sorted(entries, key=lambda entry: entry.local):
        if entry.local < free:
            raise Refused(Fault.UNREADABLE)
        file.seek(entry.local)
        magic, *_, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
        start = entry.local + _LOCAL.size + name + extra
        free = start + entry.packed
        if magic != b"PK\3\4" or free > directory:
            raise Refused(Fault.UNREADABLE)
        places.append((entry, start))
    return places


def _holds_picture(file: BinaryIO, entry: _Entry, start: int) -> bool:
    """Whether the entry is a medical picture; False for folders and what macOS adds. Everything else is refused."""
    if entry.is_folder:
        return False
    head = b""
    size = checksum = 0
    for piece in _content(file, entry, start):
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        if len(head) < HEAD:
            head += piece[: HEAD - len(head)]
        if size > entry.size:
            raise Refused(Fault.TOO_LARGE)
    if size != entry.size or checksum != entry.checksum:
        raise Refused(Fault.UNREADABLE)
    if entry.size <= _LONGEST_FROM_MAC and head.startswith(_FROM_MAC):
        return False
    if sniff(head) is not FileType.DICOM:
        raise Refused(Fault.NOT_DICOM)
    return True


def _content(file: BinaryIO, entry: _Entry, start: int) -> Iterator[bytes]:
    """The unpacked content, in pieces of a bounded size."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.deflated else None
    file.seek(start)
    left = entry.packed
    while left:
        piece = file.read(min(_PIECE, left))
        left -= len(piece)
        if not piece:
            raise Refused(Fault.UNREADABLE)
        if inflate is None:
            yield piece
            continue
        while piece:
            yield inflate.decompress(piece, _PIECE)
            piece = inflate.unconsumed_tail
        if inflate.eof and (left or inflate.unused_data):
            raise Refused(Fault.UNREADABLE)
    # What zlib holds back is less than one piece more; an entry that does not end is cut.
    if inflate is not None:
        yield inflate.flush(_PIECE)
        if not inflate.eof:
            raise Refused(Fault.UNREADABLE)
