"""Public pages as bytes: rendered once for each locale, compressed once, sent as they are.

What differs from visitor to visitor (the form's id and secret) is spliced into the bytes, also into the compressed
ones: a deflate stream may hold stored blocks, so the tokens need no compressor (RFC 1951 §3.2.4).
"""

import gzip
import hashlib
import struct
import zlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.responses import Response

from intake.domain.promise import Promise
from intake.lib.checksum import Crc32
from intake.web.common.headers import HTML, Header

GZIP: Header = (b"content-encoding", b"gzip")
VARY: Header = (b"vary", b"accept-encoding")


P = TypeVar("P")


class Ready(Response):
    """An answer whose headers and body are ready: nothing is computed again."""

    def __init__(self, body: bytes, headers: Sequence[Header], status: int = 200) -> None:
        self.status_code = status
        self.body = body
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]
        self.background = None


def takes_gzip(headers: Sequence[Header]) -> bool:
    """Whether the browser accepts gzip. A client that refuses it by ``gzip;q=0`` is not worth a parser: none does."""
    return any(b"gzip" in value for name, value in headers if name == b"accept-encoding")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is the same for everybody: cached by its ETag, revalidated each time."""

    body: bytes
    compressed: bytes
    etag: bytes
    headers: tuple[Header, ...]

    @classmethod
    def of(cls, text: str, *headers: Header) -> "Page":
        """Make a page of rendered HTML; ``headers`` are those of its language."""
        body = text.encode()
        etag = b'W/"%s"' % hashlib.sha256(body).hexdigest()[:20].encode()
        return cls(body, gzip.compress(body, 9, mtime=0), etag, (HTML, VARY, (b"etag", etag), *headers))

    def answer(self, request_headers: Sequence[Header]) -> Ready:
        """200 with the bytes, or 304 where the browser has them already."""
        if (b"if-none-match", self.etag) in request_headers:
            return Ready(b"", self.headers, 304)
        if takes_gzip(request_headers):
            return Ready(self.compressed, (*self.headers, GZIP))
        return Ready(self.body, self.headers)


class Skeleton:
    """A page with gaps. ``filled(values)`` joins the bytes round them; each marker stands exactly once, in order."""

    def __init__(self, text: str, markers: Sequence[str], *headers: Header) -> None:
        self._parts: list[bytes] = []
        rest = text.encode()
        for marker in markers:
            before, found, rest = rest.partition(marker.encode())
            if not found or marker.encode() in rest:
                raise ValueError(f"{marker} must stand exactly once in the page, in this order")
            self._parts.append(before)
        self._parts.append(rest)
        self._deflated = _deflated(self._parts)
        self._sums = [Crc32(part) for part in self._parts]
        self._length = sum(map(len, self._parts))
        self._headers = (HTML, VARY, *headers)

    def answer(self, values: Sequence[bytes], request_headers: Sequence[Header]) -> Ready:
        """200 with the gaps filled, compressed where the browser takes it."""
        if takes_gzip(request_headers):
            return Ready(self._compressed(values), (*self._headers, GZIP))
        return Ready(b"".join(_woven(self._parts, values)), self._headers)

    def _compressed(self, values: Sequence[bytes]) -> bytes:
        crc = self._sums[0].after(0)
        for value, part in zip(values, self._sums[1:], strict=True):
            crc = part.after(zlib.crc32(value, crc))
        length = self._length + sum(map(len, values))
        stored = [struct.pack("<BHH", 0, len(value), len(value) ^ 0xFFFF) + value for value in values]
        head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
        return head + b"".join(_woven(self._deflated, stored)) + struct.pack("<II", crc, length & 0xFFFFFFFF)


class Pages:
    """What is the same for everybody: made when it is first asked for, and again once what it is made of has changed.

    ``promise``: in which languages somebody answers and how fast, as the pages say now.
    """

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self._kept: dict[Hashable, tuple[tuple[object, ...], object]] = {}

    def kept(self, key: Hashable, made_of: tuple[object, ...], make: Callable[[], P]) -> P:
        """The page under this key, if it was made of the very same things; else a new one."""
        found = self._kept.get(key)
        if found is None or found[0] != made_of:
            found = self._kept[key] = made_of, make()
        page: P = found[1]  # type: ignore[assignment]  # a key always has the same kind of page
        return page


def _woven(parts: Sequence[bytes], values: Sequence[bytes]) -> list[bytes]:
    pieces = [parts[0]]
    for value, part in zip(values, parts[1:], strict=True):
        pieces += (value, part)
    return pieces


def _deflated(parts: Sequence[bytes]) -> list[bytes]:
    """Each part as deflate blocks that end on a byte and know nothing of the bytes before the gap."""
    pieces = []
    for index, part in enumerate(parts):
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        last = index == len(parts) - 1
        pieces.append(packer.compress(part) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH))
    return pieces
