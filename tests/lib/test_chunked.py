"""Content of any size sealed chunk by chunk, and everything somebody could do to the chunks."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.lib.chunked import CHUNK, HEAD_SIZE, Sealer, open_seekable, opened
from intake.lib.crypto import CannotOpen, new_key, seal

KEY = bytes(range(32))
ABOUT = b"intake|v1|file|a"
SEALED_CHUNK = CHUNK + 16
PATTERN = bytes(range(251))

sizes = st.one_of(
    st.integers(0, 300), st.integers(CHUNK - 2, CHUNK + 2), st.integers(2 * CHUNK - 1, 2 * CHUNK + 1)
)  # fmt: skip


def content(size: int) -> bytes:
    return (PATTERN * (size // len(PATTERN) + 1))[:size]


def sealed(plain: bytes, about: bytes = ABOUT, step: int = 1 << 17) -> bytes:
    sealer = Sealer(KEY, about=about)
    pieces = [sealer.feed(plain[at : at + step]) for at in range(0, len(plain), step)]
    return b"".join(pieces) + sealer.end()


def unsealed(blob: bytes, about: bytes = ABOUT, key: bytes = KEY) -> bytes:
    return b"".join(opened(io.BytesIO(blob), key, about=about))


def parts(blob: bytes) -> list[bytes]:
    """The head and the chunks."""
    places = range(HEAD_SIZE, len(blob), SEALED_CHUNK)
    return [blob[:HEAD_SIZE], *(blob[at : at + SEALED_CHUNK] for at in places)]


@settings(deadline=None, max_examples=40)
@given(size=sizes, step=st.integers(1 << 12, 3 << 20))
def test_what_is_sealed_opens_again_however_it_came(size: int, step: int) -> None:
    plain = content(size)
    blob = sealed(plain, step=step)
    assert unsealed(blob) == plain
    assert len(blob) == HEAD_SIZE + size + 16 * max(1, -(-size // CHUNK))


def test_it_begins_with_its_version_and_algorithm_and_never_repeats() -> None:
    first, second = sealed(b"same"), sealed(b"same")
    assert first[:2] == b"\x01\x03"
    assert first[2:HEAD_SIZE] != second[2:HEAD_SIZE]
    assert first[HEAD_SIZE:] != second[HEAD_SIZE:]


def test_no_changed_bit_and_no_cut_opens() -> None:
    blob = sealed(b"a report")
    for place in range(len(blob)):
        with pytest.raises(CannotOpen):
            unsealed(blob[:place])
        for bit in range(8):
            with pytest.raises(CannotOpen):
                unsealed(blob[:place] + bytes([blob[place] ^ 1 << bit]) + blob[place + 1 :])
    with pytest.raises(CannotOpen):
        unsealed(blob + b"\0")


def test_chunks_cannot_be_left_out_swapped_doubled_or_taken_from_another_file() -> None:
    plain = content(2 * CHUNK + 5)
    head, first, second, last = parts(sealed(plain))
    other = parts(sealed(plain))
    wrong = {
        "cut after a whole chunk": head + first + second,
        "without the middle": head + first + last,
        "swapped": head + second + first + last,
        "doubled": head + first + first + second + last,
        "only the last": head + last,
        "spliced": head + first + other[2] + last,
        "another file's head": other[0] + first + second + last,
        "more after the end": head + first + second + last + other[3],
        "nothing": head,
    }
    assert unsealed(head + first + second + last) == plain
    for name, blob in wrong.items():
        with pytest.raises(CannotOpen):
            pytest.fail(f"{name}: {len(unsealed(blob))}")


def test_a_cut_file_gives_out_nothing_at_all() -> None:
    head, first, second, _ = parts(sealed(content(2 * CHUNK + 5)))
    with pytest.raises(CannotOpen):
        next(opened(io.BytesIO(head + first + second), KEY, about=ABOUT))


def test_it_opens_only_for_what_it_is_about_and_with_its_key() -> None:
    blob = sealed(b"a report")
    for about in (b"", b"intake|v1|file|b", ABOUT + b"|"):
        with pytest.raises(CannotOpen):
            unsealed(blob, about=about)
    with pytest.raises(CannotOpen):
        unsealed(blob, key=new_key())


def test_an_answer_sealed_with_the_same_key_is_no_file() -> None:
    with pytest.raises(CannotOpen):
        unsealed(seal(KEY, b"an answer", about=ABOUT))


@given(st.binary(max_size=64))
def test_noise_does_not_open_and_does_not_crash(noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        unsealed(noise)
    with pytest.raises(CannotOpen):
        unsealed(sealed(b"")[:HEAD_SIZE] + noise)


@settings(deadline=None, max_examples=30)
@given(size=sizes, places=st.lists(st.tuples(st.integers(0, 3 * CHUNK), st.integers(0, 5000)), max_size=20))
def test_it_can_be_sought_in_like_any_file(size: int, places: list[tuple[int, int]]) -> None:
    plain = content(size)
    with open_seekable(io.BytesIO(sealed(plain)), KEY, about=ABOUT) as file:
        assert file.seek(0, io.SEEK_END) == size
        for start, length in places:
            file.seek(start)
            assert file.read(length) == plain[start : start + length]


def test_a_zip_can_be_read_from_it() -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("one", content(CHUNK + 100))
        archive.writestr("two", b"short")
    with open_seekable(io.BytesIO(sealed(plain.getvalue())), KEY, about=ABOUT) as file, zipfile.ZipFile(file) as found:
        assert found.testzip() is None
        assert found.read("two") == b"short"
