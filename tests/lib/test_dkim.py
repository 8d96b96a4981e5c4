"""A signed mail: what another program, which did not write the signature, says of it."""

import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from intake.lib.mail.dkim import NAME, Signer, UnusableKey
from intake.lib.mail.mime import encode
from tests.lib.test_mime import HEADERS, LETTER, read_wire

Key = rsa.RSAPrivateKey | Ed25519PrivateKey | ec.EllipticCurvePrivateKey
RSA = rsa.generate_private_key(65537, 2048)


def pem(key: Key, encryption: KeySerializationEncryption | None = None) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()).decode()


class VerifyKey:
    """The one thing the verifier takes from a library it has not: Ed25519 itself."""

    def __init__(self, raw: bytes, encoder: object) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(dkim.base64.b64decode(raw))

    def verify(self, content: bytes, signature: bytes) -> bytes:
        self._key.verify(signature, content)
        return content


@pytest.fixture(params=["rsa", "ed25519"])
def signer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Signer:
    if request.param == "ed25519":
        parts = {
            "signing": SimpleNamespace(VerifyKey=VerifyKey),
            "encoding": SimpleNamespace(Base64Encoder=None),
            "exceptions": SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
        }
        monkeypatch.setattr(dkim, "nacl", SimpleNamespace(**parts), raising=False)
    key: Key = RSA if request.param == "rsa" else Ed25519PrivateKey.generate()
    return Signer(pem(key), selector="intake", domain="example.org")


def verified(wire: bytes, signer: Signer) -> bool:
    name, record = signer.record

    def look_up(asked: bytes, timeout: int = 5) -> bytes | None:
        return record.encode() if asked.decode().rstrip(".") == name else None

    return bool(dkim.verify(wire, dnsfunc=look_up))


def test_another_program_finds_the_signature_good(signer: Signer) -> None:
    for letter in (LETTER, replace(LETTER, subject="x  y", text="  spaces \t\n\n\n\n"), replace(LETTER, html="")):
        wire = encode(letter, sign=signer.sign)
        assert verified(wire, signer)
        assert read_wire(wire).keys() == [NAME, *HEADERS]
        assert max(map(len, wire.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "change",
    [
        lambda wire: wire.replace(b"=D7=A9", b"=D7=AA", 1),
        lambda wire: wire.replace(b"To: amal@", b"To: eve@", 1),
        lambda wire: wire.replace(b"Subject:", b"Subject: you won\r\nSubject:", 1),
        lambda wire: wire.replace(b"Date:", b"Cc: eve@example.org\r\nDate:", 1),
        lambda wire: wire + b"more\r\n",
    ],
)
def test_a_change_on_the_way_is_noticed(signer: Signer, change: Callable[[bytes], bytes]) -> None:
    wire = encode(LETTER, sign=signer.sign)
    changed = change(wire)
    assert changed != wire
    assert not verified(changed, signer)


def test_what_servers_change_without_harm_does_not_matter(signer: Signer) -> None:
    wire = encode(LETTER, sign=signer.sign)
    assert verified(wire.replace(b"To: ", b"to:\t  ", 1) + b"\r\n\r\n", signer)
    assert verified(b"Received: from somewhere\r\n" + wire, signer)


def test_signing_holds_nothing_up(signer: Signer) -> None:
    """Far below what would have to be done beside the loop; the best of some, for the machine may be busy."""
    wire, spent = encode(LETTER), []
    for _ in range(20):
        begun = time.perf_counter()
        signer.sign(wire)
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.002


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----", "not a private key"),
        (pem(RSA, BestAvailableEncryption(b"secret")), "has a password"),
        (pem(rsa.generate_private_key(65537, 1024)), "too short"),  # noqa: S505
        (pem(ec.generate_private_key(ec.SECP256R1())), "RSA and Ed25519 alone"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_with_a_remedy(key: str, remedy: str) -> None:
    with pytest.raises(UnusableKey, match=remedy):
        Signer(key, selector="intake", domain="example.org")
