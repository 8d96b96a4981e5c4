"""Systems of the clinic's own that are told what happens: where they are, what they want to hear, how well they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from intake.domain.webhook import Event, Paused
from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store.sealing import about, from_json, to_json
from intake.store.tables import webhooks

_URL: Final = "webhook.url"
_KEYS: Final = "webhook.keys"


@dataclass(frozen=True, slots=True)
class Key:
    """A secret both sides know. ``until``: an older one, still good for that long."""

    secret: str = field(repr=False)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A system to be told.

    ``failures``: how many tellings have failed since the last that was taken. ``retry_at``: nothing is tried before.
    """

    id: str
    url: str = field(repr=False)
    keys: tuple[Key, ...] = field(repr=False)
    events: frozenset[Event]
    created_at: datetime
    author_id: str
    failures: int = 0
    succeeded_at: datetime | None = None
    retry_at: datetime | None = None
    paused_at: datetime | None = None
    paused_because: Paused | None = None


async def add(tx: Transaction, keyring: KeyRing, hook: Webhook) -> None:
    """Keep a new one."""
    values = {
        "id": hook.id,
        "url_sealed": keyring.seal(hook.url.encode(), about=about(hook.id, _URL, 1)),
        "secret_sealed": _sealed(keyring, hook.id, hook.keys),
        "events": ",".join(sorted(hook.events)),
        "created_at": hook.created_at,
        "author_id": hook.author_id,
        "failures": 0,
    }
    await tx.execute(insert(webhooks).values(values))


async def everything(snapshot: Snapshot, keyring: KeyRing) -> Sequence[Webhook]:
    """All of them, the oldest first."""
    rows = await snapshot.execute(select(webhooks).order_by(webhooks.c.created_at, webhooks.c.id))
    return [_webhook(row, keyring) for row in rows]


async def one(snapshot: Snapshot, keyring: KeyRing, hook_id: str, *, held: bool = False) -> Webhook | None:
    """One of them, or None. ``held``: nobody else changes it until the transaction ends."""
    statement = select(webhooks).where(webhooks.c.id == hook_id)
    row = (await snapshot.execute(statement.with_for_update() if held else statement)).first()
    return None if row is None else _webhook(row, keyring)


async def set_keys(tx: Transaction, keyring: KeyRing, hook_id: str, keys: Sequence[Key]) -> None:
    """Sign with these from now on."""
    await _set(tx, hook_id, {"secret_sealed": _sealed(keyring, hook_id, keys)})


async def pause(tx: Transaction, hook_id: str, because: Paused, *, now: datetime) -> None:
    """Tell it nothing until somebody says so; what is ordered waits."""
    await _set(tx, hook_id, {"paused_at": now, "paused_because": because.value})


async def resume(tx: Transaction, hook_id: str) -> None:
    """Tell it again."""
    await _set(tx, hook_id, {"paused_at": None, "paused_because": None, "failures": 0, "retry_at": None})


async def remove(tx: Transaction, hook_id: str) -> bool:
    """Forget it. False: there was none."""
    return (await tx.execute(delete(webhooks).where(webhooks.c.id == hook_id))).rowcount > 0


async def note(
    tx: Transaction, hook_id: str, *, failures: int, succeeded_at: datetime | None, retry_at: datetime | None
) -> None:
    """How well it has been lately. ``succeeded_at``: None leaves what is there."""
    values: dict[str, object] = {"failures": failures, "retry_at": retry_at}
    await _set(tx, hook_id, values | ({"succeeded_at": succeeded_at} if succeeded_at else {}))


async def _set(tx: Transaction, hook_id: str, values: Mapping[str, object]) -> None:
    await tx.execute(update(webhooks).where(webhooks.c.id == hook_id).values(dict(values)))


def _sealed(keyring: KeyRing, hook_id: str, keys: Sequence[Key]) -> bytes:
    plain = [[key.secret, key.until.isoformat() if key.until else None] for key in keys]
    return keyring.seal(to_json(plain), about=about(hook_id, _KEYS, 1))


def _webhook(row: Any, keyring: KeyRing) -> Webhook:
    keys = from_json(keyring.open(row.secret_sealed, about=about(row.id, _KEYS, 1)))
    return Webhook(
        id=row.id,
        url=keyring.open(row.url_sealed, about=about(row.id, _URL, 1)).decode(),
        keys=tuple(Key(secret, datetime.fromisoformat(until) if until else None) for secret, until in keys),
        events=frozenset(map(Event, row.events.split(","))),
        created_at=row.created_at,
        author_id=row.author_id,
        failures=row.failures,
        succeeded_at=row.succeeded_at,
        retry_at=row.retry_at,
        paused_at=row.paused_at,
        paused_because=Paused(row.paused_because) if row.paused_because else None,
    )
