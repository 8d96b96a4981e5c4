"""A JPEG without what it tells of its maker: segment by segment, the picture itself untouched.

Kept are the tables, the frame, the scans, the colour profile, Adobe's colour mark, and how the camera was held.
Comments, all other application segments, thumbnails and whatever follows the picture are left out.
"""

import re
import struct

from intake.lib.image_parts import Unreadable, check_pixels, is_whole

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what browsers show
_TABLES = frozenset({0xC4, 0xDB, 0xDD})  # Huffman, quantisation, restart interval
_NUMBER_OF_LINES = 0xDC
_RESTARTS = range(0xD0, 0xD8)
_LONGEST_SEGMENT = 0x10000 + 2
# Inside a scan a marker is an 0xFF that is neither stuffed nor a restart.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_ORIENTATION = 0x0112


class JpegStripper:
    """Feed it a file; what it returns is the same picture without metadata."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._begun = self._framed = self._scanned = self._oriented = self._ended = False
        self._in_scan = False

    def feed(self, data: bytes) -> bytes:
        """Take more of the file; what can be passed on."""
        if self._ended:
            return b""
        self._buffer += data
        out = bytearray()
        while not self._ended and (self._scan(out) if self._in_scan else self._segment(out)):
            pass
        return bytes(out)

    def end(self) -> bytes:
        """Nothing, or the end mark that a camera forgot. Raises `Unreadable` when there was no picture."""
        if self._ended:
            return b""
        if not self._scanned:
            raise Unreadable
        return bytes((0xFF, _EOI))

    def _scan(self, out: bytearray) -> bool:
        """Pass on the scan's data; True at its end."""
        found = _MARKER.search(self._buffer)
        stop = found.start() if found else len(self._buffer) - self._buffer.endswith(b"\xff")
        out += self._buffer[:stop]
        del self._buffer[:stop]
        self._in_scan = found is None
        return found is not None

    def _segment(self, out: bytearray) -> bool:
        """Pass on, change or leave out one segment; False while it has not arrived."""
        marker = self._marker()
        if marker is None:
            return False
        if marker in {_SOI, _EOI} or marker in _RESTARTS:
            del self._buffer[:2]
            self._single(marker, out)
            return True
        if len(self._buffer) < 4:
            return False
        size = int.from_bytes(self._buffer[2:4], "big")
        if size < 2 or not self._begun:
            raise Unreadable
        if not is_whole(self._buffer, size + 2, _LONGEST_SEGMENT):
            return False
        body = bytes(self._buffer[4 : size + 2])
        del self._buffer[: size + 2]
        kept = self._kept(marker, body)
        if kept is not None:
            out += struct.pack(">BBH", 0xFF, marker, len(kept) + 2) + kept
        return True

    def _marker(self) -> int | None:
        """The marker at the front of the buffer, once what stands before it is gone."""
        if not self._begun and not b"\xff\xd8".startswith(self._buffer[:2]):
            raise Unreadable
        start = self._buffer.find(b"\xff")
        del self._buffer[: start if start >= 0 else len(self._buffer)]
        fill = len(self._buffer) - len(self._buffer.lstrip(b"\xff"))
        del self._buffer[: max(fill - 1, 0)]
        return self._buffer[1] if len(self._buffer) > 1 else None

    def _single(self, marker: int, out: bytearray) -> None:
        if marker == _SOI:
            if self._begun:
                raise Unreadable
            self._begun = True
            out += b"\xff\xd8"
        elif marker == _EOI:
            if not self._scanned:
                raise Unreadable
            self._ended = True
            self._buffer.clear()
            out += b"\xff\xd9"

    def _kept(self, marker: int, body: bytes) -> bytes | None:
        """What stays of a segment; None if nothing does."""
        if marker in _FRAMES:
            self._frame(body)
            return body
        if marker == _SOS:
            if not self._framed:
                raise Unreadable
            self._scanned = self._in_scan = True
            return body
        if marker in _TABLES:
            return body
        if _APP0 <= marker <= _APP15:
            return self._application(marker, body)
        if marker in {_COM, _NUMBER_OF_LINES}:
            return None
        raise Unreadable

    def _frame(self, body: bytes) -> None:
        if self._framed or len(body) < 6:
            raise Unreadable
        height, width = struct.unpack(">HH", body[1:5])
        check_pixels(width, height)
        self._framed = True

    def _application(self, marker: int, body: bytes) -> bytes | None:
        if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
            return body[:12] + b"\0\0"  # without its thumbnail, which may show what was cut away
        if marker == _APP1 and body.startswith(b"Exif\0\0") and not self._oriented:
            orientation = _orientation(body[6:])
            self._oriented = orientation is not None
            return _exif(orientation) if orientation else None
        is_colour = marker == _APP2 and body.startswith(b"ICC_PROFILE\0")
        return body if is_colour or (marker == _APP14 and body.startswith(b"Adobe")) else None


def _orientation(tiff: bytes) -> int | None:
    """How the camera was held, 2 to 8, if it was not upright and says so."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return None
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    count = struct.unpack_from(f"{order}H", tiff, start)[0] if start + 2 <= len(tiff) else 0
    for place in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
        if tag == _ORIENTATION and kind == 3 and 2 <= value <= 8:
            return int(value)
    return None


def _exif(orientation: int) -> bytes:
    """An Exif segment that says only this."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
