"""Mail encrypted to a colleague's key: read by GnuPG, which is what they may read it with."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from intake.lib.mail.mime import HIDDEN, encode
from intake.lib.mail.openpgp import LONGEST, UnusableKey, encrypt, read_key
from tests.lib.test_mime import HEADERS, LETTER, body, read_wire
from tests.needed import missing

CLARA = "Clara <clara@example.org>"


class GnuPG:
    """A colleague's own key ring, with nothing in it but what the test makes."""

    def __init__(self, home: Path) -> None:
        self._home = home
        home.mkdir(mode=0o700)

    @staticmethod
    def opened(home: Path) -> "Iterator[GnuPG]":
        """For a fixture: what it starts by itself is ended with it."""
        if shutil.which("gpg") is None:
            missing("there is no gpg here: install it, or let `python3 dev.py test` do so as root")
        ring = GnuPG(home)
        yield ring
        ring.close()

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(self._home), "--batch", "--quiet", "--pinentry-mode", "loopback"]
        return subprocess.run(
            [*command, "--passphrase", "", *arguments], input=given, capture_output=True, check=True
        ).stdout

    def close(self) -> None:
        subprocess.run(["gpgconf", "--homedir", str(self._home), "--kill", "all"], capture_output=True)

    def make(self, name: str, *subkey: str) -> str:
        """A key to certify with, and one to encrypt with where asked for; its fingerprint."""
        self.run("--quick-generate-key", name, "ed25519", "cert", "never")
        listed = self.run("--list-keys", "--with-colons", name).decode().splitlines()
        fingerprint = next(line.split(":")[9] for line in listed if line.startswith("fpr"))
        if subkey:
            self.run("--quick-add-key", fingerprint, "cv25519", "encr", *subkey)
        return fingerprint

    def public(self, name: str) -> bytes:
        return self.run("--armor", "--export", name)


@pytest.fixture
def gnupg(tmp_path: Path) -> Iterator[GnuPG]:
    yield from GnuPG.opened(tmp_path / "gnupg")


def fault(content: bytes, now: datetime) -> str:
    with pytest.raises(UnusableKey) as caught:
        read_key(content, now=now)
    return caught.value.fault


def test_a_mail_is_read_by_its_reader_alone(gnupg: GnuPG) -> None:
    now = datetime.now(UTC)
    fingerprint = gnupg.make(CLARA, "1y")
    key = read_key(gnupg.public(CLARA), now=now)
    assert (key.fingerprint, key.names) == (fingerprint, (CLARA,))
    assert key.expires_at is not None
    assert timedelta(days=364) < key.expires_at - now < timedelta(days=366)

    letter = replace(LETTER, parent="<thread@example.org>")
    wire = encode(letter, lock=partial(encrypt, key.content, now=now))
    outside = read_wire(wire)
    assert outside.keys() == [*HEADERS[:-1], "In-Reply-To", "References", "Content-Type"]
    assert outside["Subject"] == HIDDEN
    assert outside.get_content_type() == "multipart/encrypted"
    assert outside.get_param("protocol") == "application/pgp-encrypted"
    version, content = outside.iter_parts()
    assert version.get_content_type() == "application/pgp-encrypted"
    for secret in (b"7qk2", b"Hello", letter.subject.encode()):
        assert secret not in wire
    assert not any(part.defects for part in outside.walk())

    inside = read_wire(gnupg.run("--decrypt", given=content.get_content()))
    assert inside["Subject"] == letter.subject
    assert inside.get_param("hp") == "cipher"
    told = [line.partition(": ") for line in inside.get_all("HP-Outer", [])]
    assert {name: value for name, _, value in told} == {
        name: outside[name] for name in outside if not name.startswith(("MIME-", "Content-"))
    }
    assert body(inside, "plain") == letter.text + "\n"
    assert body(inside, "html") == letter.html + "\n"
    assert not any(part.defects for part in inside.walk())


def test_what_is_over_or_revoked_is_not_encrypted_to(gnupg: GnuPG) -> None:
    now = datetime.now(UTC)
    fingerprint = gnupg.make(CLARA, "1y")
    of_one_year = gnupg.public(CLARA)
    later = now + timedelta(days=400)
    assert fault(of_one_year, later) == "expired"
    with pytest.raises(UnusableKey, match="expired"):
        encrypt(read_key(of_one_year, now=now).content, b"secret", now=later)

    gnupg.run("--quick-add-key", fingerprint, "cv25519", "encr", "3y")
    renewed = read_key(gnupg.public(CLARA), now=later)  # the first subkey is over by then, the second is not
    told = gnupg.run("--list-packets", "--list-only", given=encrypt(renewed.content, b"secret", now=later)).decode()
    subkeys = [
        line.split(":")[4]
        for line in gnupg.run("--list-keys", "--with-colons").decode().splitlines()
        if line[:3] == "sub"
    ]
    assert [one in told for one in subkeys] == [False, True]

    revocation = (gnupg._home / "openpgp-revocs.d" / f"{fingerprint}.rev").read_text().replace(":-----", "-----")
    gnupg.run("--import", given=revocation.encode())
    assert fault(gnupg.public(CLARA), now) == "revoked"


def test_what_is_no_key_to_encrypt_to_is_refused(gnupg: GnuPG) -> None:
    now = datetime.now(UTC)
    gnupg.make("Signs only <signs@example.org>")
    gnupg.make(CLARA, "never")
    clara = gnupg.public(CLARA)
    assert read_key(clara, now=now).expires_at is None
    assert fault(gnupg.public("signs@example.org"), now) == "cannot_encrypt"
    assert fault(gnupg.run("--armor", "--export-secret-keys", CLARA), now) == "private"
    assert fault(gnupg.run("--export"), now) == "several"
    assert fault(clara + clara, now) == "several"
    assert fault(b"x" * (LONGEST + 1), now) == "too_large"
    raw = read_key(clara, now=now).content
    for broken in (b"", b"hello", clara[:300], raw[:100], bytes(byte ^ 1 for byte in raw)):
        assert fault(broken, now) == "not_a_key"
