"""Large sealed content: AES-256-GCM over chunks of 1 MiB, so that a file is sealed and opened without ever being whole.

Sealed content is ``version, algorithm, prefix of 7 random bytes, chunks, each with its tag``. A chunk's nonce is
``prefix, number of 4 bytes, 1 for the last chunk and else 0`` (the STREAM construction), and each chunk is bound to the
head and to ``about``: cut, reordered, doubled, spliced or moved to another place, it does not open.
"""

import io
import os
import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.lib.crypto import CannotOpen, subkey

CHUNK = 1 << 20
HEAD_SIZE = 9

_VERSION_AND_ALGORITHM = b"\x01\x03"  # 1 and 2 are the algorithms of `crypto`
_PREFIX_SIZE = HEAD_SIZE - len(_VERSION_AND_ALGORITHM)
_TAG_SIZE = 16
_SEALED_CHUNK = CHUNK + _TAG_SIZE
# The data key also seals answers, with nonces of another kind; what seals files is a key of its own.
_PURPOSE = "chunked"


class Sealer:
    """Seals what it is fed. What it gives back is to be written one after the other; it holds at most one chunk."""

    def __init__(self, key: bytes, *, about: bytes) -> None:
        self._head = _VERSION_AND_ALGORITHM + secrets.token_bytes(_PREFIX_SIZE)
        self._chunks = _Chunks(key, self._head, about)
        self._buffer = bytearray()
        self._number = 0

    def feed(self, plain: bytes) -> bytes:
        """Take more content; the sealed bytes that are ready, often none."""
        self._buffer += plain
        sealed = []
        # A full chunk waits until more comes: only then is it known not to be the last.
        while len(self._buffer) > CHUNK:
            sealed.append(self._sealed(CHUNK, last=False))
        return b"".join(sealed)

    def end(self) -> bytes:
        """The rest. Content without this does not open."""
        return self._sealed(len(self._buffer), last=True)

    def _sealed(self, size: int, *, last: bool) -> bytes:
        with memoryview(self._buffer) as buffer:
            sealed = self._chunks.seal(self._number, buffer[:size], last=last)
        del self._buffer[:size]
        self._number += 1
        return sealed if self._number > 1 else self._head + sealed


class Opener:
    """Knows where each chunk of sealed content lies, and opens it; it does not read by itself."""

    def __init__(self, key: bytes, head: bytes, sealed_size: int, *, about: bytes) -> None:
        body = sealed_size - HEAD_SIZE
        self.chunks = -(-body // _SEALED_CHUNK)
        self.size = body - self.chunks * _TAG_SIZE  # honest once the last chunk has opened
        last = body - (self.chunks - 1) * _SEALED_CHUNK
        if len(head) != HEAD_SIZE or not head.startswith(_VERSION_AND_ALGORITHM) or body <= 0 or last < _TAG_SIZE:
            raise CannotOpen
        self._body = body
        self._chunks = _Chunks(key, head, about)

    def place(self, number: int) -> tuple[int, int]:
        """Where a chunk begins and how long it is, in the sealed content."""
        start = number * _SEALED_CHUNK
        return HEAD_SIZE + start, min(_SEALED_CHUNK, self._body - start)

    def open(self, number: int, sealed: bytes) -> bytes:
        """The content of one chunk, or `CannotOpen`."""
        return self._chunks.open(number, sealed, last=number == self.chunks - 1)

    def read(self, file: BinaryIO, number: int) -> bytes:
        """The content of one chunk of this file."""
        start, size = self.place(number)
        file.seek(start)
        return self.open(number, file.read(size))


def opener(file: BinaryIO, key: bytes, *, about: bytes) -> Opener:
    """An opener for this file, whose size is known to be true: the last chunk has been opened."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    found = Opener(key, file.read(HEAD_SIZE), size, about=about)
    found.read(file, found.chunks - 1)
    return found


def opened(file: BinaryIO, key: bytes, *, about: bytes) -> Iterator[bytes]:
    """What was sealed, chunk by chunk; `CannotOpen` before anything is given out if the file was cut."""
    reader = opener(file, key, about=about)
    for number in range(reader.chunks):
        yield reader.read(file, number)


def open_seekable(file: BinaryIO, key: bytes, *, about: bytes) -> io.BufferedReader:
    """What was sealed as a file to read and seek in; it holds one open chunk. Closing it closes ``file``."""
    return io.BufferedReader(_Seekable(file, opener(file, key, about=about)))


class _Chunks:
    """One AES-GCM key, the head and what it is about."""

    def __init__(self, key: bytes, head: bytes, about: bytes) -> None:
        self._aead = AESGCM(subkey(key, _PURPOSE))
        self._prefix = head[len(_VERSION_AND_ALGORITHM) :]
        self._bound = head + about

    def seal(self, number: int, plain: memoryview, *, last: bool) -> bytes:
        return self._aead.encrypt(self._nonce(number, last), plain, self._bound)

    def open(self, number: int, sealed: bytes, *, last: bool) -> bytes:
        try:
            return self._aead.decrypt(self._nonce(number, last), sealed, self._bound)
        except InvalidTag:
            raise CannotOpen from None

    def _nonce(self, number: int, last: bool) -> bytes:
        return self._prefix + number.to_bytes(4, "big") + bytes([last])


class _Seekable(io.RawIOBase):
    def __init__(self, file: BinaryIO, reader: Opener) -> None:
        self._file = file
        self._reader = reader
        self._place = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._reader.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._place = base + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._place >= self._reader.size:
            return 0
        number, start = divmod(self._place, CHUNK)
        if number != self._number:
            self._chunk = b""  # let go of it before the next one is opened
            self._chunk, self._number = self._reader.read(self._file, number), number
        piece = self._chunk[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def close(self) -> None:
        self._chunk = b""
        self._file.close()
        super().close()
