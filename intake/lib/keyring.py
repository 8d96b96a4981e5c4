"""The key ring: one small file, apart from the database, without which nothing stored can be read.

It holds the keys that wrap each inquiry's own key (one active, older ones only to open), and one key each for keyed
tags, for the pepper of verifiers and for deriving access codes. They are random and independent: each can be
replaced alone. No key is ever printed: neither ``repr`` nor any error shows one.
"""

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intake.lib.crypto import KEY_SIZE, KID_SIZE, CannotOpen, kid_of, new_key, open_sealed, seal, subkey

_FORMAT = "intake-keyring-1"
_PURPOSES = ("index", "pepper", "code")
_CANARY = b"intake key ring canary"
_LARGEST = 64 * 1024
_MOST_DIGITS = 32


class KeyRingError(Exception):
    """The key ring cannot be used. The message is one line for the operator: which file, what is wrong, what to do."""


class KeyRingMissing(KeyRingError):
    """There is no such file."""


class KeyRingExists(KeyRingError):
    """A new ring was to be made where a file already is."""


class KeyRingBroken(KeyRingError):
    """The file cannot be read, or is not a whole key ring."""


class KeyRingExposed(KeyRingError):
    """Other users of the machine may read the file."""


class UnknownKey(CannotOpen):
    """The blob names a key that this ring does not hold (any longer, or yet)."""


class KeyRing:
    """The keys of one installation. Make one with `create` or `load`."""

    __slots__ = ("_active", "_code", "_index", "_keks", "_pepper", "key_check_value")

    key_check_value: bytes
    """16 bytes that tell two rings apart and reveal no key. Adding a wrapping key does not change them."""

    def __init__(self, keks: Mapping[bytes, bytes], active: bytes, others: Mapping[str, bytes]) -> None:
        self._keks = dict(keks)
        self._active = active
        self._index, self._pepper, self._code = (others[purpose] for purpose in _PURPOSES)
        shadows = b"".join(subkey(others[purpose], "key check value") for purpose in _PURPOSES)
        self.key_check_value = hashlib.sha256(shadows).digest()[:16]

    def __repr__(self) -> str:
        return f"<KeyRing {self._active.hex()}, {len(self._keks)} wrapping key(s)>"

    def __reduce__(self) -> str:
        raise TypeError("a key ring is never pickled or copied")

    @staticmethod
    def create(path: Path) -> "KeyRing":
        """Make a ring of fresh keys at ``path``: whole and on disk, or not there at all. Never replaces a file."""
        kid = secrets.token_bytes(KID_SIZE)
        keyring = KeyRing({kid: new_key()}, kid, {purpose: new_key() for purpose in _PURPOSES})
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(path, keyring._as_json().encode())
        except OSError as error:
            if path.exists():
                raise KeyRingExists(f"{path}: already exists; load it, or move it away first") from None
            reason = error.strerror or type(error).__name__
            raise KeyRingError(f"{path}: cannot be written ({reason}); check the folder and its owner") from None
        return keyring

    @staticmethod
    def load(path: Path) -> "KeyRing":
        """Read the ring and prove each of its keys. Raises a `KeyRingError`."""
        document = _read_private(path)
        try:
            keyring = _parse(json.loads(document))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CannotOpen):
            # No detail, no cause: a parser's message quotes the text, and the text is keys.
            raise KeyRingBroken(f"{path}: not a whole key ring; restore this file from your sealed copy") from None
        return keyring

    def wrap(self, key: bytes, *, about: str) -> bytes:
        """Seal another key under the active wrapping key; the result names that key."""
        return self._seal(b"wrap|", key, about)

    def unwrap(self, wrapped: bytes, *, about: str) -> bytes:
        """The key that was wrapped, or `CannotOpen`."""
        return self._open(b"wrap|", wrapped, about)

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """Seal a small thing of the staff side directly under the active wrapping key."""
        return self._seal(b"seal|", plain, about)

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """What was sealed, or `CannotOpen`."""
        return self._open(b"seal|", sealed, about)

    def tag(self, kind: str, value: str, *, size: int = 8) -> bytes:
        """A keyed tag: equal for equal values of one kind, meaningless without the ring. Filters 8, identities 16."""
        if not 8 <= size <= 32:
            raise ValueError("a tag has 8 to 32 bytes")
        return _mac(self._index, kind.encode(), value.encode())[:size]

    def digits(self, *parts: str, count: int = 16) -> str:
        """Decimal digits that only this ring derives from ``parts``, the same each time.

        The 256-bit HMAC is taken modulo ``10**count``: the bias is below 2**-202 for 16 digits and 2**-149 for 32, so
        rejection sampling would add a loop and nothing anyone could measure.
        """
        if not 1 <= count <= _MOST_DIGITS:
            raise ValueError(f"1 to {_MOST_DIGITS} digits")
        number = int.from_bytes(_mac(self._code, *(part.encode() for part in parts)), "big")
        return str(number % 10**count).zfill(count)

    def verifier(self, salt: bytes, secret: str) -> bytes:
        """What is stored in place of ``secret``: without the ring it offers nothing to test a guess against."""
        return _mac(self._pepper, salt, secret.encode())

    def _seal(self, use: bytes, plain: bytes, about: str) -> bytes:
        return seal(self._keks[self._active], plain, about=use + about.encode(), kid=self._active)

    def _open(self, use: bytes, sealed: bytes, about: str) -> bytes:
        key = self._keks.get(kid_of(sealed))
        if key is None:
            raise UnknownKey
        return open_sealed(key, sealed, about=use + about.encode())

    def _as_json(self) -> str:
        keks = {
            kid.hex(): {"key": _text(key), "canary": _text(seal(key, _CANARY, about=b"canary", kid=kid))}
            for kid, key in self._keks.items()
        }
        others = {"index": _text(self._index), "pepper": _text(self._pepper), "code": _text(self._code)}
        document = {"format": _FORMAT, "active": self._active.hex(), "kek": keks} | others
        return json.dumps(document | {"check": self.key_check_value.hex()}, indent=1) + "\n"


def _parse(document: Any) -> KeyRing:
    """The ring a document describes; any of several errors if it does not."""
    keks = {}
    for kid, entry in document["kek"].items():
        key, canary = _key(entry["key"]), base64.b64decode(entry["canary"], validate=True)
        if kid_of(canary) != bytes.fromhex(kid) or open_sealed(key, canary, about=b"canary") != _CANARY:
            raise CannotOpen
        keks[bytes.fromhex(kid)] = key
    active = bytes.fromhex(str(document["active"]))
    keyring = KeyRing(keks, active, {purpose: _key(document[purpose]) for purpose in _PURPOSES})
    if document["format"] != _FORMAT or active not in keks or document["check"] != keyring.key_check_value.hex():
        raise ValueError
    return keyring


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_IMODE(status.st_mode) & 0o077:
                raise KeyRingExposed(f"{path}: others may read or change it; run: chmod 600 {path}")
            document = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise KeyRingMissing(
            f"{path}: no key ring; restore it from your sealed copy, or point INTAKE_KEYRING at it"
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KeyRingBroken(f"{path}: cannot be read ({reason}); it must belong to the user who runs intake") from None
    if len(document) > _LARGEST:
        raise KeyRingBroken(f"{path}: too large for a key ring; point INTAKE_KEYRING at the right file")
    return document


def _write_once(path: Path, document: bytes) -> None:
    """Write beside, sync, then link: a power cut leaves a whole ring or none; an existing file is never touched."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.keyring-new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)  # whatever the umask
            file.write(document)
            file.flush()
            os.fsync(descriptor)
        os.link(beside, path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over the parts, each with its length before it, so that no two lists of parts read the same."""
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in parts), "sha256")


def _key(text: object) -> bytes:
    key = base64.b64decode(str(text), validate=True)
    if len(key) != KEY_SIZE:
        raise binascii.Error
    return key


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
