"""A HEIC picture without what it tells of its maker: the same size and places, all but the coded picture blanked."""

from intake.lib.heif import Range, clean_meta
from intake.lib.image_parts import Unreadable, is_whole

_LONGEST_TYPE = 1024
_LONGEST_INDEX = 1 << 20
_LARGE_HEAD = 16


class HeicStripper:
    """Feed it a file; what it returns is the same picture without metadata.

    The index has to come before the picture, as cameras write it: nothing can be called back that was passed on.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._place = 0  # in the file, of the buffer's beginning
        self._pictures: list[Range] = []
        self._next = 0  # of these, the first that is not behind us
        self._until = 0
        self._body: tuple[int, bool] | None = None  # where the box we are in stops, and whether pictures lie in it
        self._ended = False

    def feed(self, data: bytes) -> bytes:
        """Take more of the file; what can be passed on."""
        if self._ended:
            return b""
        self._buffer += data
        out = bytearray()
        while not self._ended and (self._inside(out) if self._body else self._box(out)):
            pass
        return bytes(out)

    def end(self) -> bytes:
        """Nothing. Raises `Unreadable` when the picture was not whole."""
        if not self._ended:
            raise Unreadable
        return b""

    def _box(self, out: bytearray) -> bool:
        if self._until and self._place >= self._until:
            self._ended = True
            self._buffer.clear()
            return False
        if len(self._buffer) < _LARGE_HEAD:
            return False
        size, kind = int.from_bytes(self._buffer[:4], "big"), bytes(self._buffer[4:8])
        head = 8
        if size == 1:
            size, head = int.from_bytes(self._buffer[8:16], "big"), _LARGE_HEAD
        if (size and size < head) or (not size and kind != b"mdat") or (not self._place and kind != b"ftyp"):
            raise Unreadable
        if kind in {b"ftyp", b"meta"} and not self._until:
            return self._index(out, kind, size, head)
        has_pictures = kind == b"mdat"
        if has_pictures and not self._until:
            raise Unreadable
        # A box without a size goes to the end of the file; the pictures do not.
        self._body = (self._place + size if size else max(self._until, self._place + head), has_pictures)
        if not has_pictures:
            self._buffer[4:8] = b"free"
        out += self._take(head)
        return True

    def _index(self, out: bytearray, kind: bytes, size: int, head: int) -> bool:
        """Hold a small box until it is whole; then we know where the pictures lie."""
        if head != 8:
            raise Unreadable
        if not is_whole(self._buffer, size, _LONGEST_TYPE if kind == b"ftyp" else _LONGEST_INDEX):
            return False
        box = bytearray(self._take(size))
        if kind == b"meta":
            self._pictures = clean_meta(box)
            if not self._pictures or self._pictures[0][0] < self._place:
                raise Unreadable
            self._until = self._pictures[-1][1]
        out += box
        return True

    def _inside(self, out: bytearray) -> bool:
        """Pass on what is a picture, and noughts for all else."""
        stop, has_pictures = self._body or (0, False)
        start = self._place
        piece = self._take(min(stop - start, len(self._buffer)))
        blank = bytearray(len(piece))
        if has_pictures:
            self._show(blank, piece, start)
        out += blank
        if self._place == stop:
            self._body = None
            return True
        return False

    def _show(self, blank: bytearray, piece: bytes, start: int) -> None:
        stop = start + len(piece)
        while self._next < len(self._pictures):
            first, last = self._pictures[self._next]
            if first < stop and last > start:
                low, high = max(first, start) - start, min(last, stop) - start
                blank[low:high] = piece[low:high]
            if last > stop:
                break
            self._next += 1

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._place += size
        return taken
