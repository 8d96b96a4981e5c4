"""``intake check``: what an operator can mend is said to them, with a remedy."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intake.cli.main import intake
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.store import staff_keys
from intake.store.staff_keys import StaffKey
from tests.lib.test_dkim import pem
from tests.people import CLARA, hire
from tests.web.office import arrive

STRANGE, SILENT = "intake.W015", "intake.W016"


def checked(folder: Path, **settings: str) -> str:
    """Type it; what it says."""
    environ = {"INTAKE_DATA_DIR": str(folder), "INTAKE_DATABASE_URL": f"sqlite:///{folder}/intake.db", **settings}
    return CliRunner().invoke(intake, ["check"], env=environ).output


def left(folder: Path, *, hours: int) -> None:
    """Bytes of so long ago, named in no row."""
    name = new_id()
    place = folder / "files" / name[:2] / name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"sealed")
    os.utime(place, (datetime.now(UTC).timestamp() - hours * 3600,) * 2)


def test_files_that_the_database_does_not_know_are_named(tmp_path: Path) -> None:
    """A new database beside an old folder. What is just arriving is nobody's concern."""
    assert STRANGE not in checked(tmp_path)
    left(tmp_path, hours=1)
    assert STRANGE not in checked(tmp_path)
    left(tmp_path, hours=30)
    answer = checked(tmp_path)
    assert STRANGE in answer
    assert str(tmp_path / "files") in answer


def test_a_language_that_has_fallen_silent_is_named(tmp_path: Path) -> None:
    """Daily until ten days ago."""
    assert SILENT not in checked(tmp_path)

    async def written() -> None:
        db, keyring = await Database.open(f"sqlite:///{tmp_path}/intake.db"), KeyRing.load(tmp_path / "intake.keyring")
        try:
            now = datetime.now(UTC)
            for days in range(10, 50):
                await arrive(db, keyring, language="ka", received_at=now - timedelta(days=days))
        finally:
            await db.close()

    asyncio.run(written())
    assert "In ka usually 7 a week write, and nobody has for 10 days." in checked(tmp_path)
    assert SILENT in checked(tmp_path)


def test_nobody_reading_what_comes_back_is_named(tmp_path: Path) -> None:
    """Only where mail is really sent; and a mailbox that cannot be opened, without its password."""
    assert "intake.W021" not in checked(tmp_path)
    sending = {"INTAKE_SMTP_URL": "smtp://127.0.0.1:1", "INTAKE_RETURN_PATH": "bounces@example.org"}
    assert "Nobody reads what comes back to bounces@example.org" in checked(tmp_path, **sending)
    answer = checked(tmp_path, **sending, INTAKE_MAIL_IN="imap://user:open-sesame@127.0.0.1:1/INBOX")
    assert "intake.W020: What comes back to us by mail cannot be read (connection)" in answer
    assert "intake.W021" not in answer
    assert "sesame" not in answer
    listening = checked(tmp_path, **sending, INTAKE_MAIL_IN="lmtp://127.0.0.1:2424")
    assert "intake.W020" not in listening


def test_what_receivers_need_to_know_our_signature_is_told(tmp_path: Path) -> None:
    assert "TXT" not in checked(tmp_path)
    key = pem(Ed25519PrivateKey.generate())
    answer = checked(
        tmp_path, INTAKE_DKIM_KEY=key, INTAKE_DKIM_SELECTOR="s1", INTAKE_MAIL_FROM="Clinic <a@example.org>"
    )
    assert 's1._domainkey.example.org TXT "v=DKIM1; k=ed25519; p=' in answer


def test_a_key_that_mails_cannot_be_encrypted_to_is_named(tmp_path: Path) -> None:
    assert "intake.W022" not in checked(tmp_path)

    async def given() -> None:
        db, keyring = await Database.open(f"sqlite:///{tmp_path}/intake.db"), KeyRing.load(tmp_path / "intake.keyring")
        try:
            clara = await hire(CLARA, db, keyring)
            async with db.write() as tx:
                key = StaffKey("AB12", datetime.now(UTC), b"not one any more")
                await staff_keys.keep(tx, keyring, clara.staff_id, key)
        finally:
            await db.close()

    asyncio.run(given())
    assert "intake.W022: Mails to the colleague with the OpenPGP key AB12 cannot be encrypted (not_a_key)" in checked(
        tmp_path
    )
