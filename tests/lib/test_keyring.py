import copy
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.crypto import CannotOpen, new_key
from intake.lib.keyring import (
    KeyRing,
    KeyRingBroken,
    KeyRingError,
    KeyRingExists,
    KeyRingExposed,
    KeyRingMissing,
    UnknownKey,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "intake.keyring"


@pytest.fixture
def keyring(path: Path) -> KeyRing:
    return KeyRing.create(path)


def rewrite(path: Path, document: Any) -> None:
    path.write_text(document if isinstance(document, str) else json.dumps(document))


def test_a_new_ring_is_private_and_alone_in_its_folder(path: Path, keyring: KeyRing) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["intake.keyring"]


def test_a_ring_is_private_whatever_the_umask(path: Path) -> None:
    old = os.umask(0o777)
    try:
        path.parent.parent.chmod(0o700)
        path.parent.mkdir()
        path.parent.chmod(0o700)
        KeyRing.create(path)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_loaded_ring_is_the_ring_that_was_made(path: Path, keyring: KeyRing) -> None:
    loaded, key = KeyRing.load(path), new_key()
    assert loaded.unwrap(keyring.wrap(key, about="a"), about="a") == key
    assert loaded.open(keyring.seal(b"name", about="a"), about="a") == b"name"
    assert loaded.tag("queue", "heme") == keyring.tag("queue", "heme")
    assert loaded.digits("a", "b") == keyring.digits("a", "b")
    assert loaded.verifier(b"salt", "code") == keyring.verifier(b"salt", "code")
    assert loaded.key_check_value == keyring.key_check_value


def test_two_rings_share_nothing(tmp_path: Path, keyring: KeyRing) -> None:
    other = KeyRing.create(tmp_path / "other.keyring")
    assert other.key_check_value != keyring.key_check_value
    assert other.tag("queue", "heme") != keyring.tag("queue", "heme")
    assert other.digits("a") != keyring.digits("a")
    assert other.verifier(b"", "a") != keyring.verifier(b"", "a")
    with pytest.raises(UnknownKey):
        other.unwrap(keyring.wrap(new_key(), about="a"), about="a")


def test_a_ring_never_replaces_a_file(path: Path, keyring: KeyRing) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyRingExists):
        KeyRing.create(path)
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


def test_a_missing_ring_says_what_to_do(path: Path) -> None:
    with pytest.raises(KeyRingMissing, match="restore"):
        KeyRing.load(path)


def test_a_folder_in_place_of_the_ring_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(KeyRingBroken, match="cannot be read"):
        KeyRing.load(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606, 0o644, 0o610])
def test_a_ring_that_others_can_read_is_refused(path: Path, keyring: KeyRing, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(KeyRingExposed, match="chmod 600"):
        KeyRing.load(path)


def test_a_read_only_ring_is_fine(path: Path, keyring: KeyRing) -> None:
    path.chmod(0o400)
    KeyRing.load(path)


def test_a_ring_cut_anywhere_is_broken(path: Path, keyring: KeyRing) -> None:
    whole = path.read_text()
    for size in range(0, len(whole) - 2, 7):
        rewrite(path, whole[:size])
        with pytest.raises(KeyRingBroken):
            KeyRing.load(path)


@pytest.mark.parametrize("document", ["", "[]", "1", '"kek"', "{}", "null", "[" * 50_000, "\ud800", "x" * 70_000])
def test_what_is_not_a_ring_is_broken(path: Path, keyring: KeyRing, document: str) -> None:
    path.write_bytes(document.encode("utf-8", "surrogatepass"))
    with pytest.raises(KeyRingBroken):
        KeyRing.load(path)


def test_one_changed_letter_in_any_key_is_noticed(path: Path, keyring: KeyRing) -> None:
    whole = json.loads(path.read_text())
    kid = whole["active"]
    places = [
        (whole, "index"),
        (whole, "pepper"),
        (whole, "code"),
        (whole["kek"][kid], "key"),
        (whole["kek"][kid], "canary"),
    ]
    for parent, name in [*places, (whole, "active"), (whole, "format"), (whole, "check")]:
        before = parent[name]
        parent[name] = ("b" if before[0] == "a" else "a") + before[1:]
        rewrite(path, whole)
        with pytest.raises(KeyRingBroken):
            KeyRing.load(path)
        parent[name] = before


def test_an_older_key_still_opens_and_the_active_one_seals(path: Path, tmp_path: Path, keyring: KeyRing) -> None:
    old = keyring.wrap(b"k" * 32, about="a")
    other_path = tmp_path / "other.keyring"
    KeyRing.create(other_path)
    document, other = json.loads(path.read_text()), json.loads(other_path.read_text())
    document["kek"] |= other["kek"]
    document["active"] = other["active"]
    rewrite(path, document)
    rotated = KeyRing.load(path)
    assert rotated.unwrap(old, about="a") == b"k" * 32
    assert rotated.wrap(b"k" * 32, about="a")[2:6].hex() == other["active"]
    assert rotated.key_check_value == keyring.key_check_value


def test_what_was_wrapped_opens_for_nothing_else(keyring: KeyRing) -> None:
    wrapped = keyring.wrap(new_key(), about="inquiry a")
    with pytest.raises(CannotOpen):
        keyring.unwrap(wrapped, about="inquiry b")
    with pytest.raises(CannotOpen):
        keyring.open(wrapped, about="inquiry a")
    with pytest.raises(CannotOpen):
        keyring.unwrap(b"", about="inquiry a")


def test_no_error_and_no_repr_shows_a_key(path: Path, keyring: KeyRing) -> None:
    document = json.loads(path.read_text())
    keys = [document["index"], document["pepper"], document["code"], document["kek"][document["active"]]["key"]]
    path.write_text(path.read_text()[:-3])
    with pytest.raises(KeyRingBroken) as caught:
        KeyRing.load(path)
    assert caught.value.__cause__ is None
    for key in keys:
        assert key not in repr(keyring) + str(keyring) + repr(caught.value)
    assert "\n" not in str(caught.value)
    for make in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            make(keyring)


def test_every_key_ring_error_has_one_parent() -> None:
    assert all(
        issubclass(error, KeyRingError) for error in (KeyRingMissing, KeyRingBroken, KeyRingExposed, KeyRingExists)
    )


def test_tags_differ_by_kind_value_and_have_the_size_asked_for(keyring: KeyRing) -> None:
    assert keyring.tag("queue", "heme") != keyring.tag("programme", "heme")
    assert keyring.tag("a", "bc") != keyring.tag("ab", "c")
    assert len(keyring.tag("queue", "heme")) == 8
    assert keyring.tag("email", "a@example.org", size=16)[:8] == keyring.tag("email", "a@example.org")
    for size in (0, 7, 33):
        with pytest.raises(ValueError, match="8 to 32"):
            keyring.tag("queue", "heme", size=size)


def test_verifiers_differ_by_salt_and_secret(keyring: KeyRing) -> None:
    assert (
        len({keyring.verifier(salt, secret) for salt, secret in [(b"a", "b"), (b"", "ab"), (b"ab", ""), (b"a", "c")]})
        == 4
    )


def test_digits_are_sixteen_by_default_and_keep_their_zeros(keyring: KeyRing) -> None:
    codes = [keyring.digits("inquiry", str(number)) for number in range(3000)]
    assert {len(code) for code in codes} == {16}
    assert len(set(codes)) == 3000
    for place in (0, 15):
        seen = [code[place] for code in codes]
        assert all(seen.count(digit) > 200 for digit in "0123456789")


@given(st.integers(1, 32))
def test_as_many_digits_as_asked_for(count: int) -> None:
    keyring = KeyRing({b"kid1": b"k" * 32}, b"kid1", {"index": b"i" * 32, "pepper": b"p" * 32, "code": b"c" * 32})
    digits = keyring.digits("a", "b", count=count)
    assert len(digits) == count
    assert digits.isdecimal()
    assert digits != keyring.digits("ab", count=count) or count < 3


def test_more_digits_than_the_mac_can_give_evenly_are_refused(keyring: KeyRing) -> None:
    for count in (0, 33):
        with pytest.raises(ValueError, match="digits"):
            keyring.digits("a", count=count)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyRingError, match="cannot be written") as caught:
        KeyRing.create(tmp_path / "file" / "intake.keyring")
    assert "\n" not in str(caught.value)
