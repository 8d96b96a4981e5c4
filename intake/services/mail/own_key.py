"""The OpenPGP key of one's own mails: given, looked at, taken away. Nobody sets another person's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.domain.access import Actor
from intake.domain.errors import Refused
from intake.lib.mail import openpgp
from intake.lib.mail.openpgp import Fault, UnusableKey
from intake.services.office import Office
from intake.store import audit, staff_keys
from intake.store.audit import Entry
from intake.store.staff_keys import StaffKey


class KeyRefused(Refused):
    """No mail can be encrypted to what was given; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The key somebody gave. ``fault``: why it cannot be used (any more); their mails say nothing then but that."""

    fingerprint: str
    names: tuple[str, ...]
    given_at: datetime
    expires_at: datetime | None
    fault: Fault | None = None


async def look(actor: Actor, *, office: Office, now: datetime) -> OwnKey | None:
    """One's own key, if one gave any."""
    async with office.db.read() as snapshot:
        kept = (await staff_keys.of(snapshot, office.keyring, [actor.staff_id])).get(actor.staff_id)
    return None if kept is None else _own(kept, now)


async def give(actor: Actor, content: bytes, *, office: Office, now: datetime) -> None:
    """From now on one's mails are encrypted to this key. Raises `KeyRefused`."""
    try:
        key = openpgp.read_key(content, now=now)
    except UnusableKey as error:
        raise KeyRefused(error.fault) from None
    async with office.db.write() as tx:
        await staff_keys.keep(tx, office.keyring, actor.staff_id, StaffKey(key.fingerprint, now, key.content))
        await audit.append(tx, Entry(now, actor.staff_id, "staff.key_given", "staff", actor.staff_id))


async def take_away(actor: Actor, *, office: Office, now: datetime) -> None:
    """From now on one's mails are not encrypted any more."""
    async with office.db.write() as tx:
        if await staff_keys.forget(tx, actor.staff_id):
            await audit.append(tx, Entry(now, actor.staff_id, "staff.key_taken_away", "staff", actor.staff_id))


async def unusable(*, office: Office, now: datetime) -> Mapping[str, Fault]:
    """The fingerprints of keys that mails cannot be encrypted to, and why."""
    async with office.db.read() as snapshot:
        keys = [_own(kept, now) for kept in (await staff_keys.of_all(snapshot, office.keyring)).values()]
    return {key.fingerprint: key.fault for key in keys if key.fault is not None}


def _own(kept: StaffKey, now: datetime) -> OwnKey:
    try:
        key = openpgp.read_key(kept.content, now=now)
    except UnusableKey as error:
        return OwnKey(kept.fingerprint, (), kept.created_at, None, error.fault)
    return OwnKey(key.fingerprint, key.names, kept.created_at, key.expires_at)
