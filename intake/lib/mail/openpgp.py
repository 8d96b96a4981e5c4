"""Encrypt to somebody's OpenPGP key (RFC 9580), and look at the key first.

The library encrypts to whatever key it is given, also to one that was revoked or is out of date, and takes the first
subkey that encrypts even where that one is over and a later one is not. So what may not be used any more is taken
out of the key beforehand, each time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pysequoia import Cert
    from pysequoia.packet import Packet

LONGEST: Final = 64 * 1024
_ARMOUR: Final = b"-----BEGIN PGP PUBLIC KEY BLOCK-----"
Fault = Literal["not_a_key", "private", "several", "too_large", "revoked", "expired", "cannot_encrypt", "not_installed"]


class UnusableKey(Exception):
    """Nothing can be encrypted to this key; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that can be used: its bytes without armour, whose it says it is, until when (None: it has no end)."""

    content: bytes
    fingerprint: str
    names: tuple[str, ...]
    expires_at: datetime | None


def is_available() -> bool:
    """Whether the extra ``openpgp`` is installed."""
    return find_spec("pysequoia") is not None


def read_key(content: bytes, *, now: datetime) -> PublicKey:
    """The one public key in it, armoured or not, if mail can be encrypted to it now. Raises `UnusableKey`."""
    with _told():
        cert = _certificate(content)
        usable, until = _usable(cert, now)
        _encrypt(usable, b"")
        ends = [moment for moment in (cert.expiration, until) if moment is not None]
        names = tuple(str(name) for name in cert.user_ids)
        return PublicKey(bytes(cert), cert.fingerprint.upper(), names, min(ends, default=None))


def encrypt(key: bytes, content: bytes, *, now: datetime) -> bytes:
    """The content, encrypted to this key, with armour and lines that end in CRLF. Raises `UnusableKey`."""
    with _told():
        usable, _ = _usable(_certificate(key), now)
        return b"\r\n".join(_encrypt(usable, content).splitlines()) + b"\r\n"


@contextmanager
def _told() -> Iterator[None]:
    """The library's own errors are pages long and quote what they read: none of them leaves, nor as a cause."""
    try:
        yield
    except (RuntimeError, ValueError, OverflowError):
        raise UnusableKey("not_a_key") from None


def _certificate(content: bytes) -> "Cert":
    if len(content) > LONGEST:
        raise UnusableKey("too_large")
    if not is_available():
        raise UnusableKey("not_installed")
    from pysequoia import Cert
    from pysequoia.packet import PacketPile, Tag

    if content.count(_ARMOUR) > 1:
        raise UnusableKey("several")
    tags = [packet.tag for packet in PacketPile.from_bytes(content)]
    if Tag.SecretKey in tags or Tag.SecretSubkey in tags:
        raise UnusableKey("private")
    if tags.count(Tag.PublicKey) > 1:
        raise UnusableKey("several")
    return Cert.from_bytes(content)


def _usable(cert: "Cert", now: datetime) -> tuple["Cert", datetime | None]:
    """The key with only those subkeys that may be used now, and until when the last of them may."""
    from pysequoia import Cert

    if cert.is_revoked:
        raise UnusableKey("revoked")
    if cert.expiration is not None and cert.expiration <= now:
        raise UnusableKey("expired")
    primary, *subkeys = _grouped(cert)
    kept, ends, over = list(primary), [], False
    for group in subkeys:
        encrypts, until = _subkey(group)
        over = over or encrypts
        if encrypts and (until is None or until > now):
            kept += group
            ends.append(until)
    if over and not ends:
        raise UnusableKey("expired")
    return Cert.from_packets(kept), None if None in ends else max(filter(None, ends), default=None)


def _grouped(cert: "Cert") -> list[list["Packet"]]:
    """The packets of the primary key with what belongs to it, then those of each subkey."""
    from pysequoia.packet import PacketPile, Tag

    groups: list[list[Packet]] = [[]]
    for packet in PacketPile.from_bytes(bytes(cert)):
        if packet.tag == Tag.PublicSubkey:
            groups.append([])
        groups[-1].append(packet)
    return groups


def _subkey(group: Sequence["Packet"]) -> tuple[bool, datetime | None]:
    """Whether a subkey is for encrypting and was not revoked, and until when it may be used (None: for ever)."""
    from pysequoia.packet import SignatureType

    key, *signatures = group
    if any(one.signature_type == SignatureType.SubkeyRevocation for one in signatures):
        return False, None
    bindings = [one for one in signatures if one.signature_type == SignatureType.SubkeyBinding and one.key_flags]
    if not bindings:
        return False, None
    latest = max(bindings, key=lambda one: one.signature_created or datetime.min.replace(tzinfo=UTC))
    flags, valid = latest.key_flags, latest.key_validity_period
    encrypts = flags is not None and (flags.transport_encryption or flags.storage_encryption)
    return encrypts, key.key_created + valid if key.key_created and valid else None


def _encrypt(cert: "Cert", content: bytes) -> bytes:
    from pysequoia import encrypt as encrypt_to

    try:
        return encrypt_to(content, recipients=[cert])
    except (RuntimeError, ValueError):
        raise UnusableKey("cannot_encrypt") from None
