import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.crypto import CannotOpen, kid_of, new_key, open_sealed, seal, subkey

KEY = bytes(range(32))
KID = b"kid1"


@given(plain=st.binary(max_size=300), about=st.binary(max_size=40), kid=st.sampled_from([b"", KID]))
def test_what_is_sealed_opens_again(plain: bytes, about: bytes, kid: bytes) -> None:
    sealed = seal(KEY, plain, about=about, kid=kid)
    assert kid_of(sealed) == kid
    assert open_sealed(KEY, sealed, about=about) == plain


def test_a_blob_begins_with_its_version_and_algorithm_and_never_repeats() -> None:
    first, second = seal(KEY, b"same", about=b""), seal(KEY, b"same", about=b"")
    assert first[:2] == b"\x01\x01"
    assert seal(KEY, b"same", about=b"", kid=KID)[:6] == b"\x01\x02" + KID
    assert first != second
    assert b"same" not in first


@pytest.mark.parametrize("kid", [b"", KID])
def test_no_changed_bit_and_no_cut_opens(kid: bytes) -> None:
    sealed = seal(KEY, b"story", about=b"intake|v1|a|P3|1", kid=kid)
    for place in range(len(sealed)):
        for bit in range(8):
            changed = sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]
            with pytest.raises(CannotOpen):
                open_sealed(KEY, changed, about=b"intake|v1|a|P3|1")
        with pytest.raises(CannotOpen):
            open_sealed(KEY, sealed[:place], about=b"intake|v1|a|P3|1")
    with pytest.raises(CannotOpen):
        open_sealed(KEY, sealed + b"\0", about=b"intake|v1|a|P3|1")


def test_a_blob_moved_to_another_row_class_or_key_does_not_open() -> None:
    sealed = seal(KEY, b"story", about=b"intake|v1|a|P3|1")
    for about in (b"intake|v1|b|P3|1", b"intake|v1|a|P4|1", b"intake|v1|a|P3|2", b""):
        with pytest.raises(CannotOpen):
            open_sealed(KEY, sealed, about=about)
    with pytest.raises(CannotOpen):
        open_sealed(new_key(), sealed, about=b"intake|v1|a|P3|1")


@given(st.binary(max_size=64))
def test_noise_does_not_open_and_does_not_crash(noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(KEY, noise, about=b"")


def test_the_exception_says_nothing() -> None:
    with pytest.raises(CannotOpen) as caught:
        open_sealed(KEY, b"", about=b"secret")
    assert str(caught.value) == ""


@pytest.mark.parametrize("size", [0, 16, 24, 31, 33])
def test_only_256_bit_keys_are_taken(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"k" * size, b"", about=b"")
    with pytest.raises(ValueError, match="32 bytes"):
        open_sealed(b"k" * size, b"", about=b"")
    with pytest.raises(ValueError, match="32 bytes"):
        subkey(b"k" * size, "contact")


def test_a_key_id_has_four_bytes() -> None:
    with pytest.raises(ValueError, match="4 bytes"):
        seal(KEY, b"", about=b"", kid=b"abc")


def test_subkeys_differ_by_purpose_and_key_and_are_stable() -> None:
    assert subkey(KEY, "contact") != subkey(KEY, "clinical")
    assert subkey(KEY, "contact") != subkey(new_key(), "contact")
    # Written down on purpose: if this changes, nothing stored before can be read.
    assert subkey(KEY, "contact").hex() == "49315ab20f136c6174ff78f3b2fc123977324586d737508984ce12ba4715866a"


def test_new_keys_differ() -> None:
    assert len({new_key() for _ in range(100)}) == 100
