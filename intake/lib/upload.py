"""A form with files, read as it arrives: parts in order, each file as a stream, nothing on disk, nothing unbounded.

What is not there is never taken for granted: a body that ends before its closing boundary is `Incomplete`, wherever it
was cut. (Starlette's own reader takes it for a whole form without the missing fields, and writes files to ``/tmp``.)
"""

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from intake.lib import filenames

_SLICE = 64 << 10  # what is parsed, and so held, at a time
_MOST_HEADER = 16 << 10
_LONGEST_NAME = 200


class Incomplete(Exception):
    """The body ended before the form did."""


class Malformed(Exception):
    """This is not a form with files as browsers send them."""


class TooLarge(Exception):
    """More parts, more text or more bytes than anybody needs to send at once; nothing more of it is read."""


class FileTooLarge(Exception):
    """This one file is too large. The parts after it can still be read."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may come: parts, bytes of one file, bytes of all text fields together, bytes in all."""

    file_bytes: int
    total_bytes: int
    parts: int = 300
    text_bytes: int = 256 << 10


@dataclass(frozen=True, slots=True)
class Field:
    """A text field."""

    name: str
    value: str


@dataclass(slots=True)
class File:
    """A file on its way; iterate over it before asking for the next part. What is not read is thrown away then.

    ``filename`` is clean, and empty if no file was chosen. Iterating raises `FileTooLarge` once it is too large.
    """

    name: str
    filename: str
    _form: "_Form" = field(repr=False)
    size: int = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._form.pieces():
            self.size += len(piece)
            if self.size > self._form.limits.file_bytes:
                raise FileTooLarge
            yield piece


Part = Field | File


async def parts(stream: AsyncIterator[bytes], content_type: str, limits: Limits) -> AsyncIterator[Part]:
    """The parts of the form, as they arrive. The end without an exception means that the form was whole."""
    form = _Form(stream, content_type, limits)
    while await form.begins():
        name, filename = _disposition(form.headers)
        if filename is None:
            yield Field(name, await form.text())
        else:
            yield File(name, filenames.clean(filename) if filename else "", form)
            async for _ in form.pieces():
                pass


@dataclass(frozen=True, slots=True)
class _Begin:
    headers: list[tuple[bytes, bytes]]


class _End:
    """The end of a part."""


class _Form:
    """Drives the parser, one slice of the body at a time, and only when somebody wants more."""

    def __init__(self, stream: AsyncIterator[bytes], content_type: str, limits: Limits) -> None:
        self.limits = limits
        self.headers: list[tuple[bytes, bytes]] = []
        self._stream = stream
        self._slices: deque[bytes] = deque()
        self._events: deque[_Begin | _End | bytes] = deque()
        self._inside = False
        self._whole = False
        self._parts = self._bytes = self._text_bytes = 0
        self._name = self._value = b""
        self._parser = MultipartParser(
            _boundary(content_type),
            {
                "on_part_begin": self._part_begins,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._part_ends,
                "on_end": self._ends,
            },
            max_header_size=_MOST_HEADER,
        )

    async def begins(self) -> bool:
        """Go to the next part's beginning; False after the closing boundary."""
        event = await self._next()
        if event is None:
            return False
        if not isinstance(event, _Begin):
            raise Malformed
        self.headers, self._inside = event.headers, True
        return True

    async def pieces(self) -> AsyncIterator[bytes]:
        """What is left of the content of this part."""
        while self._inside:
            event = await self._next()
            if isinstance(event, bytes):
                yield event
            else:
                self._inside = False

    async def text(self) -> str:
        """The content of this part as text. What all fields hold together is limited."""
        held = bytearray()
        async for piece in self.pieces():
            self._text_bytes += len(piece)
            if self._text_bytes > self.limits.text_bytes:
                raise TooLarge
            held += piece
        return held.decode("utf-8", "replace")

    async def _next(self) -> _Begin | _End | bytes | None:
        while not self._events:
            if self._slices:
                self._parse(self._slices.popleft())
            elif not await self._more():
                if self._whole:
                    return None
                raise Incomplete
        return self._events.popleft()

    async def _more(self) -> bool:
        """Wait for more of the body; False at its end."""
        chunk = await anext(self._stream, None)
        if chunk is None:
            return False
        self._bytes += len(chunk)
        if self._bytes > self.limits.total_bytes:
            raise TooLarge
        self._slices.extend(chunk[at : at + _SLICE] for at in range(0, len(chunk), _SLICE))
        return True

    def _parse(self, piece: bytes) -> None:
        try:
            self._parser.write(piece)
        except FormParserError:
            raise Malformed from None

    # -- what the parser calls ---------------------------------------------------------------------------------------

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > self.limits.parts:
            raise TooLarge
        self._headers: list[tuple[bytes, bytes]] = []

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        self._headers.append((self._name.lower(), self._value))
        self._name = self._value = b""

    def _headers_end(self) -> None:
        self._events.append(_Begin(self._headers))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(data[start:end])

    def _part_ends(self) -> None:
        self._events.append(_End())

    def _ends(self) -> None:
        self._whole = True


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type[:1000])
    boundary = options.get(b"boundary", b"")
    # A boundary that begins with a line end, or is longer than the standard's 70, is nobody's browser.
    if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 70 or b"\r" in boundary or b"\n" in boundary:
        raise Malformed
    return boundary


def _disposition(headers: list[tuple[bytes, bytes]]) -> tuple[str, bytes | None]:
    """The part's name, and the raw file name if it is a file."""
    values = [value for name, value in headers if name == b"content-disposition"]
    if len(values) != 1:
        raise Malformed
    kind, options = parse_options_header(values[0])
    name = options.get(b"name")
    if kind != b"form-data" or name is None or len(name) > _LONGEST_NAME:
        raise Malformed
    return name.decode("utf-8", "replace"), options.get(b"filename")
