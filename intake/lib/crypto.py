"""AES-256-GCM and HKDF-SHA256: sealed bytes say how they were made, and open only for what they are about.

A sealed blob is ``version, algorithm, [key id of 4 bytes], nonce of 12, ciphertext with its tag``. The bytes before the
nonce are authenticated together with ``about``: a blob moved to another row, or given another algorithm, does not open.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32
KID_SIZE = 4

_VERSION = 1
_AES_256_GCM = 1
_AES_256_GCM_NAMED_KEY = 2
_NONCE_SIZE = 12
_TAG_SIZE = 16


class CannotOpen(Exception):
    """The sealed bytes do not open: another key, another ``about``, changed, cut, or not ours. It never says which."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return secrets.token_bytes(KEY_SIZE)


def subkey(key: bytes, purpose: str) -> bytes:
    """The key derived from ``key`` for one purpose; knowing one subkey tells nothing of the others."""
    _check_key(key)
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=b"intake|v1|" + purpose.encode()).derive(key)


def seal(key: bytes, plain: bytes, *, about: bytes, kid: bytes = b"") -> bytes:
    """Encrypt ``plain``: it opens only with ``key`` and the same ``about``. ``kid`` names the key in the blob."""
    _check_key(key)
    if len(kid) not in {0, KID_SIZE}:
        raise ValueError(f"a key id has {KID_SIZE} bytes")
    head = bytes((_VERSION, _AES_256_GCM_NAMED_KEY if kid else _AES_256_GCM)) + kid
    nonce = secrets.token_bytes(_NONCE_SIZE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + about)


def open_sealed(key: bytes, sealed: bytes, *, about: bytes) -> bytes:
    """What was sealed, or `CannotOpen`."""
    _check_key(key)
    head = 2 + len(kid_of(sealed))
    body = head + _NONCE_SIZE
    if len(sealed) < body + _TAG_SIZE:
        raise CannotOpen
    try:
        return AESGCM(key).decrypt(sealed[head:body], sealed[body:], sealed[:head] + about)
    except InvalidTag:
        raise CannotOpen from None


def kid_of(sealed: bytes) -> bytes:
    """The key id a blob names, empty if it names none. Raises `CannotOpen` for bytes that were never sealed here."""
    if len(sealed) < 2 or sealed[0] != _VERSION:
        raise CannotOpen
    if sealed[1] == _AES_256_GCM:
        return b""
    if sealed[1] == _AES_256_GCM_NAMED_KEY and len(sealed) >= 2 + KID_SIZE:
        return sealed[2 : 2 + KID_SIZE]
    raise CannotOpen


def _check_key(key: bytes) -> None:
    # AESGCM would take 16 bytes too, and quietly be AES-128.
    if len(key) != KEY_SIZE:
        raise ValueError(f"a key has {KEY_SIZE} bytes")
