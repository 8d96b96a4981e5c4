"""What is due for systems of the clinic's own goes out: claimed with a lease, sent with no transaction open, its end
written down.

Beside the mail and never in its way: lanes of its own, one for each webhook, so that a slow one delays no other. A
system that is not well gets one try at a time, later each time, and everything for it waits meanwhile. At least once:
the id stays the same, and a receiver takes each id once.
"""

import json
import ssl
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import anyio
import structlog

from intake.domain.message import HOURLY, wait_after
from intake.domain.webhook import FAILURES_BEFORE_PAUSE, PATIENCE, Paused, Verdict, judge
from intake.lib import addresses, hooks
from intake.lib.addresses import Resolver
from intake.lib.database import Database, Transaction
from intake.lib.keyring import KeyRing
from intake.store import audit, tellings, webhooks
from intake.store.audit import Entry
from intake.store.tellings import Telling
from intake.store.webhooks import Webhook

BATCH: Final = 8
AT_ONCE: Final = 4  # requests to one system; with the time each may take, a batch ends well within its lease
LEASE: Final = timedelta(minutes=2)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wire:
    """How systems are reached. ``networks``: private ones the operator allows; ``trust``: as in `lib.hooks.send`."""

    networks: Sequence[str] = ()
    resolve: Resolver = addresses.resolve
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class _Ended:
    telling: Telling
    verdict: Verdict
    word: str


@dataclass(slots=True)
class _Run:
    """One batch on its way. ``trouble``: no more of it is begun."""

    hook: Webhook
    waiting: Iterator[Telling]
    ended: list[_Ended] = field(default_factory=list)
    trouble: bool = False


def body_of(telling: Telling) -> bytes:
    """What is told: what happened, when, and to which reference. Nothing else of an inquiry ever gets in here."""
    said = {
        "type": telling.event.value,
        "timestamp": telling.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {"reference": telling.reference} if telling.reference else {},
    }
    return json.dumps(said, separators=(",", ":")).encode()


class Teller:
    """Tells each webhook what is due for it. One for a process: it knows which of them it is busy with."""

    def __init__(self, db: Database, keyring: KeyRing, wire: Wire) -> None:
        self._db, self._keyring, self._wire = db, keyring, wire
        self._busy: set[str] = set()

    async def due(self, *, now: datetime) -> Collection[str]:
        """The webhooks to begin with: something is due, and nobody of this process is at it."""
        async with self._db.read() as snapshot:
            found = await tellings.due(snapshot, now=now)
        return sorted(set(found) - self._busy)

    async def next_due(self) -> datetime | None:
        """When to look again; None when nothing waits."""
        async with self._db.read() as snapshot:
            return await tellings.next_due(snapshot)

    async def tell(self, hook_id: str, *, clock: Callable[[], datetime], stop: anyio.Event | None = None) -> None:
        """Tell one webhook all that is due, until it is not well or it is time to stop."""
        if hook_id in self._busy:
            return
        self._busy.add(hook_id)
        try:
            while not (stop and stop.is_set()) and await self._batch(hook_id, clock):
                pass
        finally:
            self._busy.discard(hook_id)

    async def _batch(self, hook_id: str, clock: Callable[[], datetime]) -> bool:
        """Some of it. True: there may be more."""
        async with self._db.write() as tx:
            hook = await webhooks.one(tx, self._keyring, hook_id, held=True)
            if hook is None:
                await tellings.forget(tx, hook_id)
                return False
            if hook.paused_at is not None:
                await tellings.park(tx, hook_id)
                return False
            now, limit = clock(), 1 if hook.failures else BATCH
            if hook.retry_at is not None and now < hook.retry_at:  # what came meanwhile waits with the rest
                await tellings.put_off(tx, hook_id, until=hook.retry_at)
                return False
            mine = await tellings.claim(tx, self._keyring, hook_id, now=now, limit=limit, lease=LEASE)
        run = _Run(hook, iter(mine))
        async with anyio.create_task_group() as lanes:
            for _ in range(min(AT_ONCE, len(mine))):
                lanes.start_soon(self._lane, run, clock)
        if mine:
            async with self._db.write() as tx:
                await self._record(tx, run, mine, now=clock())
        return len(mine) == limit and not run.trouble

    async def _lane(self, run: _Run, clock: Callable[[], datetime]) -> None:
        for telling in run.waiting:
            status, word = await self._send(run.hook, telling, now=clock())
            verdict = judge(status)
            run.ended.append(_Ended(telling, verdict, word))
            run.trouble = run.trouble or verdict in {Verdict.LATER, Verdict.GONE}
            if verdict is not Verdict.TAKEN:
                log.warning("webhook not told", outbox_id=telling.id, problem=word, attempt=telling.attempts)
            if run.trouble:
                return

    async def _send(self, hook: Webhook, telling: Telling, *, now: datetime) -> tuple[int | None, str]:
        """The answer's status, and a word for it. No status: nothing was told, whatever was the matter."""
        body = body_of(telling)
        keys = [key.secret for key in hook.keys if key.until is None or key.until > now]
        try:
            headers, wire = hooks.signed(telling.id, body, keys, now=now), self._wire
            target = hooks.read_url(hook.url)
            status = await hooks.send(
                target, body, headers, resolve=wire.resolve, networks=wire.networks, trust=wire.trust
            )
        except hooks.NotSent as failed:
            return None, failed.word
        except Exception:
            # A fault of ours with one webhook counts like any other failure: else it came back without end.
            log.exception("telling a webhook failed", outbox_id=telling.id)
            return None, "fault"
        return status, f"http_{status}"

    async def _record(self, tx: Transaction, run: _Run, mine: Sequence[Telling], *, now: datetime) -> None:
        """How each ended. The webhook is looked at again: somebody may have paused or removed it meanwhile."""
        hook = await webhooks.one(tx, self._keyring, run.hook.id, held=True)
        if hook is None:
            return
        failures, well = hook.failures, [one.telling for one in run.ended if one.verdict is Verdict.TAKEN]
        for one in run.ended:
            failures = 0 if one.verdict is Verdict.TAKEN else failures + 1
            await self._failed(tx, one, now=now)
        await tellings.taken(tx, well, now=now)
        until = now + (wait_after(PATIENCE, max(failures, 1)) or HOURLY) if run.trouble else None
        await webhooks.note(tx, hook.id, failures=failures, succeeded_at=now if well else None, retry_at=until)
        tried = {one.telling.id for one in run.ended}
        await tellings.give_back(tx, [telling for telling in mine if telling.id not in tried], at=now)
        if until is not None:
            await tellings.put_off(tx, hook.id, until=until)
        gone = any(one.verdict is Verdict.GONE for one in run.ended)
        if hook.paused_at is None and (gone or failures >= FAILURES_BEFORE_PAUSE):
            await _pause(tx, hook.id, Paused.GONE if gone else Paused.FAILURES, now=now)
        elif hook.paused_at is not None:
            await tellings.park(tx, hook.id)

    async def _failed(self, tx: Transaction, one: _Ended, *, now: datetime) -> None:
        if one.verdict is Verdict.TAKEN:
            return
        wait = None
        if one.verdict is Verdict.LATER:
            wait = wait_after(PATIENCE, one.telling.attempts)
        elif one.verdict is Verdict.GONE:  # it waits with the others: somebody may find out that this was a mistake
            wait = HOURLY
        await tellings.not_taken(tx, one.telling, error=one.word, again_at=now + wait if wait else None)
        if wait is None:
            detail = {"reason": one.word}
            await audit.append(tx, Entry(now, "worker", "webhook.given_up", "webhook", one.telling.id, detail=detail))


async def _pause(tx: Transaction, hook_id: str, because: Paused, *, now: datetime) -> None:
    await webhooks.pause(tx, hook_id, because, now=now)
    await tellings.park(tx, hook_id)
    await audit.append(tx, Entry(now, "worker", "webhook.pause", "webhook", hook_id, detail={"reason": because.value}))
