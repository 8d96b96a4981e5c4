"""Webhooks, as an administrator and the operator manage them: added, tried, paused, resumed, told again, removed.

The secret is shown once, when it is made. Whoever changes a webhook decides where news of inquiries go: the pages ask
for the password again; each change is written down.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from intake.domain.access import Action, Actor, may
from intake.domain.errors import NotAllowed, NotFound, Refused
from intake.domain.webhook import CHOSEN, Paused
from intake.lib import addresses, hooks
from intake.lib.addresses import Resolver
from intake.lib.database import Database, Snapshot, Transaction
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.operator import OPERATOR
from intake.store import audit, tellings, webhooks
from intake.store.audit import Entry
from intake.store.tellings import Told
from intake.store.webhooks import Key, Webhook

__all__ = ["Told", "Webhook"]

OLD_SECRET_KEPT: Final = timedelta(days=1)
MOST: Final = 20
SHOWN: Final = 50


class CannotAdd(Refused):
    """It cannot be a webhook.

    ``code``: ``unreadable``, ``not_http``, ``credentials``, ``unknown_host``, ``closed_address``, ``no_events``,
    ``too_many``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Standing:
    """A webhook and how much waits for it."""

    hook: Webhook
    waiting: int


@dataclass(frozen=True, slots=True)
class Made:
    """A webhook and its secret: shown now, and never again."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hooks:
    """What these services work with. ``networks`` are the private ones that may be reached all the same."""

    db: Database
    keyring: KeyRing
    networks: Sequence[str] = ()
    resolve: Resolver = addresses.resolve


async def overview(actor: Actor | None, *, house: Hooks) -> Sequence[Standing]:
    """Every webhook, the oldest first. Raises `NotAllowed`. ``actor``: None is the operator, here and below."""
    _allowed(actor)
    async with house.db.read() as snapshot:
        found, waits = await webhooks.everything(snapshot, house.keyring), await tellings.waiting(snapshot)
    return [Standing(hook, waits.get(hook.id, 0)) for hook in found]


async def look(actor: Actor | None, hook_id: str, *, house: Hooks) -> tuple[Standing, Sequence[Told]]:
    """One webhook and what it was told lately. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    async with house.db.read() as snapshot:
        hook = await _one(snapshot, hook_id, house)
        waits = await tellings.waiting(snapshot)
        told = await tellings.told(snapshot, hook_id, limit=SHOWN)
    return Standing(hook, waits.get(hook_id, 0)), told


async def add(actor: Actor | None, url: str, events: Collection[str], *, house: Hooks, now: datetime) -> Made:
    """Add one. Its address is looked up now, so that a wrong one is said at once. Raises `NotAllowed`, `CannotAdd`."""
    _allowed(actor)
    wanted = frozenset(event for event in CHOSEN if event.value in events)
    if not wanted:
        raise CannotAdd("no_events")
    await _reachable(url, house)
    made = Made(new_id(), hooks.new_secret())
    hook = Webhook(made.id, url.strip(), (Key(made.secret),), wanted, now, _who(actor))
    async with house.db.write() as tx:
        if len(await webhooks.everything(tx, house.keyring)) >= MOST:
            raise CannotAdd("too_many")
        await webhooks.add(tx, house.keyring, hook)
        await _write_down(tx, actor, "webhook.add", made.id, now, count=len(wanted))
    return made


async def renew(actor: Actor | None, hook_id: str, *, house: Hooks, now: datetime) -> Made:
    """A new secret. For a day requests are signed with the old one, too. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    made = Made(hook_id, hooks.new_secret())
    async with house.db.write() as tx:
        hook = await _one(tx, hook_id, house)
        old = Key(hook.keys[0].secret, now + OLD_SECRET_KEPT)
        await webhooks.set_keys(tx, house.keyring, hook_id, (Key(made.secret), old))
        await _write_down(tx, actor, "webhook.renew", hook_id, now)
    return made


async def test(actor: Actor | None, hook_id: str, *, house: Hooks, now: datetime) -> str:
    """Tell it that it is there; the id of that. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    async with house.db.write() as tx:
        await _one(tx, hook_id, house)
        order_id = await tellings.order_test(tx, hook_id, now=now)
        await _write_down(tx, actor, "webhook.test", hook_id, now)
    return order_id


async def pause(actor: Actor | None, hook_id: str, *, house: Hooks, now: datetime) -> None:
    """Tell it nothing for now; what happens waits. Paused already is well, too. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    async with house.db.write() as tx:
        hook = await _one(tx, hook_id, house)
        if hook.paused_at is None:
            await webhooks.pause(tx, hook_id, Paused.BY_HAND, now=now)
            await tellings.park(tx, hook_id)
            await _write_down(tx, actor, "webhook.pause", hook_id, now, reason=Paused.BY_HAND.value)


async def resume(actor: Actor | None, hook_id: str, *, house: Hooks, now: datetime) -> None:
    """Tell it again, and all that has waited. Also where it was not well: try now. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    async with house.db.write() as tx:
        await _one(tx, hook_id, house)
        await webhooks.resume(tx, hook_id)
        await tellings.release(tx, hook_id, now=now)
        await _write_down(tx, actor, "webhook.resume", hook_id, now)


async def replay(
    actor: Actor | None,
    hook_id: str,
    *,
    house: Hooks,
    now: datetime,
    only: str | None = None,
    since: datetime | None = None,
) -> int:
    """Tell again what was told or given up: one, or all since then; how many. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    async with house.db.write() as tx:
        await _one(tx, hook_id, house)
        count = await tellings.replay(tx, hook_id, now=now, only=only, since=since)
        if only is not None and not count:
            raise NotFound
        await _write_down(tx, actor, "webhook.replay", hook_id, now, count=count)
    return count


async def remove(actor: Actor | None, hook_id: str, *, house: Hooks, now: datetime) -> None:
    """Forget it and what waits for it. Raises `NotAllowed`, `NotFound`."""
    _allowed(actor)
    async with house.db.write() as tx:
        if not await webhooks.remove(tx, hook_id):
            raise NotFound
        await tellings.forget(tx, hook_id)
        await _write_down(tx, actor, "webhook.remove", hook_id, now)


async def _reachable(url: str, house: Hooks) -> None:
    try:
        await hooks.look_up(hooks.read_url(url), resolve=house.resolve, networks=house.networks)
    except hooks.BadUrl as bad:
        raise CannotAdd(bad.code) from None
    except hooks.NotSent as failed:
        raise CannotAdd(failed.word) from None


async def _one(snapshot: Snapshot, hook_id: str, house: Hooks) -> Webhook:
    """The webhook, held where the transaction may change it."""
    held = isinstance(snapshot, Transaction)
    hook = await webhooks.one(snapshot, house.keyring, hook_id, held=held)
    if hook is None:
        raise NotFound
    return hook


def _allowed(actor: Actor | None) -> None:
    if actor is not None and not may(actor, Action.MANAGE_WEBHOOKS):
        raise NotAllowed


def _who(actor: Actor | None) -> str:
    return actor.staff_id if actor else OPERATOR


async def _write_down(
    tx: Transaction, actor: Actor | None, action: str, hook_id: str, now: datetime, **detail: str | int
) -> None:
    await audit.append(tx, Entry(now, _who(actor), action, "webhook", hook_id, detail=detail))
