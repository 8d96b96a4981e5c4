"""A link that shows a language nobody is offered yet: signed, good for some days, stored nowhere."""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.domain.access import Action, Actor, may
from intake.domain.errors import NotAllowed, NotFound
from intake.lib.keyring import KeyRing
from intake.lib.translations import SOURCE
from intake.services.languages import Languages
from intake.services.office import Office
from intake.store import audit
from intake.store.audit import Entry

LONGEST: Final = timedelta(days=30)
SHOWN_FOR: Final = timedelta(hours=12)
"""How long a browser shows the language after the link was opened; then it is opened again."""

_TOKEN = re.compile(r"([A-Za-z0-9-]{2,35})\.([0-9]{10})\.([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Preview:
    """A language that is shown, and until when."""

    tag: str
    until: datetime


def token(tag: str, until: datetime, *, keyring: KeyRing) -> str:
    """What a link carries: the language, until when, and a signature of both by the key ring."""
    seconds = int(until.timestamp())
    return f"{tag}.{seconds}.{_signature(tag, seconds, keyring)}"


def read(token: str, *, keyring: KeyRing, now: datetime) -> Preview | None:
    """What a link shows; None where it was tampered with, is over, or says more than it may."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(found[3], _signature(found[1], int(found[2]), keyring)):
        return None
    until = datetime.fromtimestamp(int(found[2]), UTC)
    return Preview(found[1], until) if now < until <= now + LONGEST else None


async def make(actor: Actor, tag: str, *, languages: Languages, office: Office, now: datetime) -> str:
    """The path of a link for somebody to look at a language; the audit trail says who made it.

    Raises `NotAllowed`, `NotFound` where there is no such language, or it needs no preview.
    """
    if not may(actor, Action.TRANSLATE):
        raise NotAllowed
    path = path_of(tag, languages=languages, keyring=office.keyring, now=now)
    async with office.db.write() as tx:
        await audit.append(tx, Entry(now, actor.staff_id, "language.preview", "language", tag))
    return path


def path_of(tag: str, *, languages: Languages, keyring: KeyRing, now: datetime, lasts: timedelta = LONGEST) -> str:
    """The path of a link. Raises `NotFound` where there is no such language, or patients are offered it already."""
    if tag == SOURCE or tag not in languages.catalogs.tags or tag in languages.table:
        raise NotFound
    return f"/preview/{token(tag, now + min(lasts, LONGEST), keyring=keyring)}"


def _signature(tag: str, seconds: int, keyring: KeyRing) -> str:
    return keyring.tag("preview", f"{tag}.{seconds}", size=16).hex()
