"""Checksums of texts with parts that never change."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from intake.lib.checksum import Crc32


@given(before=st.binary(max_size=40), part=st.binary(max_size=400))
def test_is_the_checksum_of_both(before: bytes, part: bytes) -> None:
    assert Crc32(part).after(zlib.crc32(before)) == zlib.crc32(before + part)
