"""The index of a HEIF picture (its ``meta`` box): cleaned in place, and where the coded picture lies.

Kept are coded pictures and what puts them together. Of all other items (Exif, XMP, whatever else) nothing is kept, and
of all other boxes only their size, for places in the file are counted from its beginning.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.lib.image_parts import Unreadable, check_pixels

_CHILDREN = frozenset({b"hdlr", b"pitm", b"iinf", b"iref", b"iprp", b"iloc", b"idat", b"dinf", b"grpl"})
_PICTURES = frozenset({b"hvc1", b"grid", b"iovl", b"iden", b"tmap"})
_NOTHING = b"null"
# How a picture is decoded, turned, cut and coloured. Other properties may be words; they keep their place in the list.
_PROPERTIES = frozenset({
    b"hvcC", b"ispe", b"irot", b"imir", b"clap", b"pasp", b"colr", b"pixi", b"auxC", b"lsel", b"rloc", b"clli", b"mdcv",
    b"cclv", b"amve", b"reve", b"ndwt"
})  # fmt: skip
_MOST_EXTENTS = 10_000

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Places:
    """Where pictures lie: in the file, in the index itself; and those in the index that are put together of others."""

    in_file: list[Range]
    in_index: list[Range]
    grids: list[Range]


class _Reader:
    """Numbers one after the other; past the end is `Unreadable`."""

    def __init__(self, data: bytearray, start: int, stop: int) -> None:
        self.place = start
        self._data = data
        self._stop = stop

    def number(self, size: int) -> int:
        return int.from_bytes(self.bytes(size), "big")

    def bytes(self, size: int) -> bytes:
        start = self.place
        self.place += size
        if self.place > self._stop:
            raise Unreadable
        return bytes(self._data[start : self.place])


def clean_meta(meta: bytearray) -> list[Range]:
    """Blank everything in the box that is no picture; the places in the file of what is one, in order."""
    boxes: dict[bytes, _Box] = {}
    for box in list(_boxes(meta, 12, len(meta))):
        if box.kind not in _CHILDREN:
            _free(meta, box)
        elif boxes.setdefault(box.kind, box) is not box:
            raise Unreadable
    if not {b"hdlr", b"pitm", b"iinf", b"iprp", b"iloc"} <= boxes.keys():
        raise Unreadable
    _check_handler(meta, boxes[b"hdlr"])
    kinds = _items(meta, boxes[b"iinf"])
    if kinds.get(_primary(meta, boxes[b"pitm"])) not in _PICTURES:
        raise Unreadable
    _clean_properties(meta, boxes[b"iprp"])
    places = _places(meta, boxes[b"iloc"], kinds)
    _clean_index_data(meta, boxes.get(b"idat"), places)
    return places.in_file


def _boxes(data: bytearray, start: int, stop: int) -> Iterator[_Box]:
    while start < stop:
        reader = _Reader(data, start, stop)
        size, kind = reader.number(4), reader.bytes(4)
        if size < 8 or start + size > stop:
            raise Unreadable
        yield _Box(kind, start, start + 8, start + size)
        start += size


def _blank(data: bytearray, start: int, stop: int) -> None:
    data[start:stop] = bytes(max(stop - start, 0))


def _free(data: bytearray, box: _Box) -> None:
    data[box.start + 4 : box.body] = b"free"
    _blank(data, box.body, box.stop)


def _check_handler(meta: bytearray, box: _Box) -> None:
    if _Reader(meta, box.body + 8, box.stop).bytes(4) != b"pict":
        raise Unreadable
    _blank(meta, box.body + 24, box.stop)


def _primary(meta: bytearray, box: _Box) -> int:
    reader = _Reader(meta, box.body, box.stop)
    return reader.number(4 if reader.number(4) >> 24 else 2)


def _items(meta: bytearray, box: _Box) -> dict[int, bytes]:
    """What kind each item is; names are blanked, and what is no picture is of no kind any more."""
    reader = _Reader(meta, box.body, box.stop)
    reader.number(4 if reader.number(4) >> 24 else 2)
    kinds: dict[int, bytes] = {}
    for entry in _boxes(meta, reader.place, box.stop):
        reader = _Reader(meta, entry.body, entry.stop)
        version = reader.number(4) >> 24
        if entry.kind != b"infe" or version not in {2, 3}:
            raise Unreadable
        item, protection, kind = reader.number(version * 2 - 2), reader.number(2), reader.bytes(4)
        if protection or item in kinds:
            raise Unreadable
        kinds[item] = kind
        if kind not in _PICTURES:
            meta[reader.place - 4 : reader.place] = _NOTHING  # nobody is to look for Exif where noughts are
        _blank(meta, reader.place, entry.stop)
    return kinds


def _clean_properties(meta: bytearray, box: _Box) -> None:
    sizes = 0
    for child in list(_boxes(meta, box.body, box.stop)):
        if child.kind == b"ipma":
            continue
        if child.kind != b"ipco":
            raise Unreadable
        for entry in list(_boxes(meta, child.body, child.stop)):
            if entry.kind == b"ispe":
                reader = _Reader(meta, entry.body + 4, entry.stop)
                check_pixels(reader.number(4), reader.number(4))
                sizes += 1
            elif entry.kind not in _PROPERTIES:
                _blank(meta, entry.body, entry.stop)
    if not sizes:
        raise Unreadable


def _places(meta: bytearray, box: _Box, kinds: dict[int, bytes]) -> _Places:
    """Where pictures lie, each byte told once. A byte that belongs to something else as well is not understood."""
    kept: tuple[list[Range], list[Range]] = ([], [])
    dropped: tuple[list[Range], list[Range]] = ([], [])
    grids: list[Range] = []
    for item, method, ranges in _locations(meta, box):
        kind = kinds.get(item)
        (kept if kind in _PICTURES else dropped)[method].extend(ranges)
        if kind == b"grid" and method == 1:
            grids.extend(ranges[:1])
    in_file, in_index = (_merged(ranges) for ranges in kept)
    for pictures, others in zip((in_file, in_index), dropped, strict=True):
        others = _merged(others)
        if len(_merged(pictures + others)) < len(pictures) + len(others):
            raise Unreadable
    return _Places(in_file, in_index, grids)


def _locations(meta: bytearray, box: _Box) -> Iterator[tuple[int, int, list[Range]]]:
    """Each item, whether it lies in the index (1) or elsewhere in the file (0), and its places there."""
    reader = _Reader(meta, box.body, box.stop)
    version = reader.number(4) >> 24
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if version > 2 or not {offset_size, length_size, base_size} <= {0, 4, 8}:
        raise Unreadable
    wide = 4 if version == 2 else 2
    extents = 0
    for _ in range(reader.number(wide)):
        item = reader.number(wide)
        method = reader.number(2) & 15 if version else 0
        reference, base, count = reader.number(2), reader.number(base_size), reader.number(2)
        extents += count
        if method > 1 or reference or extents > _MOST_EXTENTS:
            raise Unreadable
        ranges: list[Range] = []
        for _ in range(count):
            reader.number(index_size if version else 0)
            start, length = base + reader.number(offset_size), reader.number(length_size)
            if not length:  # as far as the file goes
                raise Unreadable
            ranges.append((start, start + length))
        yield item, method, ranges


def _merged(ranges: list[Range]) -> list[Range]:
    """The same bytes, in order, as ranges without any overlap (they may touch)."""
    merged: list[Range] = []
    for start, stop in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _clean_index_data(meta: bytearray, box: _Box | None, places: _Places) -> None:
    """Blank what lies in the index and is no picture; a grid that lies there says how large its picture gets."""
    if box is None:
        return
    body = bytes(meta[box.body : box.stop])
    for start, _ in places.grids:
        reader = _Reader(meta, box.body + start, box.stop)
        wide = 4 if reader.number(2) & 1 else 2
        reader.number(2)
        check_pixels(reader.number(wide), reader.number(wide))
    _blank(meta, box.body, box.stop)
    for start, stop in places.in_index:
        if stop > len(body):
            raise Unreadable
        meta[box.body + start : box.body + stop] = body[start:stop]
