"""Sign a mail so that servers can tell it is ours (RFC 6376, relaxed/relaxed; RSA, and Ed25519 of RFC 8463).

Signed here and not by a library: the one there is does RSA in Python, 8 ms a mail that hold up everything else, and
knows no Ed25519 key in PEM. It is the tests' verifier instead.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME: Final = "DKIM-Signature"
# Named once more than they stand there, so that nobody can add another one (RFC 6376, section 8.15).
SEALED_SHUT: Final = ("From", "To", "Cc", "Subject", "Date", "Reply-To", "Message-ID", "Content-Type", "MIME-Version")
SHORTEST_RSA: Final = 2048  # RFC 8301 would take 1024 of a signer; no receiver ought to believe it
_HEADER = re.compile(rb"([!-9;-~]+):(.*\r\n(?:[ \t].*\r\n)*)")
_SPACES = re.compile(rb"[ \t]+")
_FOLDED = re.compile(rb"\r\n(?=[ \t])")
_LAST_LINES = re.compile(rb"(?:\r\n)*\Z")


class UnusableKey(Exception):
    """Nothing can be signed with this key. The message is the remedy."""


class Signer:
    """Signs mails from one domain with one key. Raises `UnusableKey` when it is made."""

    def __init__(self, pem: str, *, selector: str, domain: str) -> None:
        self._key = _read(pem)
        self._selector, self._domain = selector, domain
        self._algorithm = "rsa" if isinstance(self._key, RSAPrivateKey) else "ed25519"

    @property
    def record(self) -> tuple[str, str]:
        """What stands in the DNS: the name of the TXT record, and its text."""
        public = self._key.public_key()
        if isinstance(self._key, RSAPrivateKey):
            raw = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        text = f"v=DKIM1; k={self._algorithm}; p={base64.b64encode(raw).decode()}"
        return f"{self._selector}._domainkey.{self._domain}", text

    def sign(self, message: bytes) -> bytes:
        """The signature of the message as a header of its own, to stand before all others."""
        head, _, body = message.partition(b"\r\n\r\n")
        headers = [(name.decode("ascii"), value) for name, value in _HEADER.findall(head + b"\r\n")]
        names = [name for name, _ in headers] + list(SEALED_SHUT)
        fields = (
            f"v=1; a={self._algorithm}-sha256; c=relaxed/relaxed; d={self._domain}; s={self._selector};\r\n"
            f" h={_listed(names)};\r\n"
            f" bh={base64.b64encode(hashlib.sha256(_relaxed(body)).digest()).decode()};\r\n b="
        )
        mine = f" {fields}".encode()
        signed = b"".join(_header(name, value) for name, value in headers) + _header(NAME, mine).removesuffix(b"\r\n")
        signature = base64.b64encode(self._signature(signed))
        lines = b"\r\n ".join(signature[start : start + 74] for start in range(0, len(signature), 74))
        return NAME.encode() + b":" + mine + lines + b"\r\n"

    def _signature(self, content: bytes) -> bytes:
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(content, PKCS1v15(), SHA256())
        return self._key.sign(hashlib.sha256(content).digest())


def _read(pem: str) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except TypeError:
        raise UnusableKey("the key has a password; give one without (and keep the file to yourself)") from None
    except (ValueError, UnsupportedAlgorithm):
        # No cause: a parser's message may quote the key.
        raise UnusableKey("not a private key in PEM; make one: openssl genrsa 2048") from None
    if isinstance(key, RSAPrivateKey) and key.key_size < SHORTEST_RSA:
        raise UnusableKey("the key is too short; make one: openssl genrsa 2048")
    if not isinstance(key, (RSAPrivateKey, Ed25519PrivateKey)):
        raise UnusableKey("DKIM knows RSA and Ed25519 alone; make one: openssl genrsa 2048")
    return key


def _listed(names: Sequence[str]) -> str:
    """The names with colons between, a few a line."""
    rows = [":".join(names[start : start + 5]) for start in range(0, len(names), 5)]
    return ":\r\n ".join(rows).lower()


def _header(name: str, value: bytes) -> bytes:
    """A header in the relaxed form of RFC 6376, section 3.4.2."""
    return name.lower().encode() + b":" + _SPACES.sub(b" ", _FOLDED.sub(b"", value)).strip() + b"\r\n"


def _relaxed(body: bytes) -> bytes:
    """A body in the relaxed form of RFC 6376, section 3.4.4."""
    lines = (_SPACES.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n"))
    kept = _LAST_LINES.sub(b"", b"\r\n".join(lines), count=1)
    return kept + b"\r\n" if kept else b""
