"""A PNG without what it tells of its maker: chunk by chunk, the picture itself untouched.

Kept are the chunks that say how the picture looks. Texts, times, Exif, private chunks and whatever follows the picture
are left out; every kept chunk's checksum is verified.
"""

import struct
import zlib
from collections.abc import Callable

from intake.lib.image_parts import Unreadable, check_pixels

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_LOOKS = frozenset({
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT"
})  # fmt: skip
_LONGEST = 0x7FFFFFFF


class PngStripper:
    """Feed it a file; what it returns is the same picture without metadata."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._step: Callable[[bytearray], bool] = self._signature
        self._kind = b""
        self._left = 0
        self._checksum = 0
        self._has_data = self._ended = False

    def feed(self, data: bytes) -> bytes:
        """Take more of the file; what can be passed on."""
        if self._ended:
            return b""
        self._buffer += data
        out = bytearray()
        while not self._ended and self._step(out):
            pass
        return bytes(out)

    def end(self) -> bytes:
        """Nothing. Raises `Unreadable` when the picture was not whole."""
        if not self._ended:
            raise Unreadable
        return b""

    # Each step returns False when it needs more of the file.

    def _signature(self, out: bytearray) -> bool:
        if len(self._buffer) < len(_SIGNATURE):
            return False
        if self._take(len(_SIGNATURE)) != _SIGNATURE:
            raise Unreadable
        out += _SIGNATURE
        self._step = self._head
        return True

    def _head(self, out: bytearray) -> bool:
        if len(self._buffer) < 8:
            return False
        head = self._take(8)
        first, self._kind = not self._kind, head[4:]
        self._left = int.from_bytes(head[:4], "big")
        if self._left > _LONGEST or not self._kind.isalpha() or first != (self._kind == b"IHDR"):
            raise Unreadable
        if self._kind[:1].isupper() and self._kind not in _CRITICAL:
            raise Unreadable
        self._has_data |= self._kind == b"IDAT"
        self._checksum = zlib.crc32(self._kind)
        if self._is_kept():
            out += head
        self._step = self._size if first else self._body
        return True

    def _size(self, _: bytearray) -> bool:
        """The first chunk says how large the picture is."""
        if self._left != 13:
            raise Unreadable
        if len(self._buffer) < 8:
            return False
        check_pixels(*struct.unpack(">II", self._buffer[:8]))
        self._step = self._body
        return True

    def _body(self, out: bytearray) -> bool:
        piece = self._take(min(self._left, len(self._buffer)))
        self._left -= len(piece)
        if self._is_kept():
            self._checksum = zlib.crc32(piece, self._checksum)
            out += piece
        if not self._left:
            self._step = self._foot
            return True
        return False

    def _foot(self, out: bytearray) -> bool:
        if len(self._buffer) < 4:
            return False
        foot = self._take(4)
        if self._is_kept():
            if int.from_bytes(foot, "big") != self._checksum:
                raise Unreadable
            out += foot
        if self._kind == b"IEND":
            if not self._has_data:
                raise Unreadable
            self._ended = True
            self._buffer.clear()
        self._step = self._head
        return True

    def _is_kept(self) -> bool:
        return self._kind in _CRITICAL or self._kind in _LOOKS

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken
