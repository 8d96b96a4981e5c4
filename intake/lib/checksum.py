"""The CRC-32 of a text whose long parts never change: each costs four look-ups instead of a walk through its bytes."""

import zlib
from array import array


class Crc32:
    """The checksum after fixed bytes, whatever stood before them: ``after(crc) == zlib.crc32(part, crc)``.

    CRC-32 is linear over bits: what came before and the bytes themselves add up by XOR. So it is enough to know what
    becomes of each of the 32 bits alone (see ``crc32_combine`` in zlib, which Python does not offer).
    """

    __slots__ = ("_own", "_tables")

    def __init__(self, part: bytes) -> None:
        self._own = zlib.crc32(part)
        bits = [zlib.crc32(part, 1 << place) ^ self._own for place in range(32)]
        self._tables = [_sums(bits[start : start + 8]) for start in range(0, 32, 8)]

    def after(self, crc: int) -> int:
        """The checksum of everything so far, of what came before the part."""
        first, second, third, fourth = self._tables
        return self._own ^ first[crc & 255] ^ second[crc >> 8 & 255] ^ third[crc >> 16 & 255] ^ fourth[crc >> 24]


def _sums(bits: list[int]) -> "array[int]":
    """What each value of a byte becomes."""
    sums = [0]
    for bit in bits:
        sums += [known ^ bit for known in sums]
    return array("L", sums)
