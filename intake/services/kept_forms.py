"""A form that came after its sender's session was over: given back after logging in, to the same person alone.

It travels sealed within the log-in page; nothing of it is stored.
"""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.lib.crypto import CannotOpen
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store import sessions
from intake.store.sealing import from_json, to_json

WORKS_FOR: Final = timedelta(hours=12)
_ABOUT: Final = "intake|v1|kept-form"


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was sent, and where to."""

    path: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)


async def seal(token: str, form: KeptForm, *, db: Database, keyring: KeyRing, now: datetime) -> str | None:
    """The form sealed for whoever the session of this token belonged to; None where nobody knows that any more."""
    async with db.read() as snapshot:
        session = await sessions.by_token(snapshot, token)
    if session is None:
        return None
    value = {"for": session.staff_id, "at": now.isoformat(), "path": form.path, "fields": form.fields}
    return base64.urlsafe_b64encode(keyring.seal(to_json(value), about=_ABOUT)).decode()


def unseal(sealed: str, staff_id: str, *, keyring: KeyRing, now: datetime) -> KeptForm | None:
    """The form, for its sender; None for anybody else, for what is too old and for what is not ours."""
    try:
        value = from_json(keyring.open(base64.urlsafe_b64decode(sealed.encode()), about=_ABOUT))
    except (CannotOpen, ValueError, binascii.Error):
        return None
    age = now - datetime.fromisoformat(value["at"]).astimezone(UTC)
    if value["for"] != staff_id or not timedelta(0) <= age < WORKS_FOR:
        return None
    return KeptForm(value["path"], tuple((name, text) for name, text in value["fields"]))
