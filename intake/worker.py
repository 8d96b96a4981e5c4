"""Does what is due: mail as soon as it is ordered, duties every minute, sweeping once an hour; mail that comes back.

It runs beside the web or alone (`intake work`).
A fault in one round is logged and the round tried again after a pause; it never ends the worker. When the worker is
stopped, what is under way is finished within `GRACE`, and what was not begun is given back at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import anyio
import structlog

from intake.resources import Resources
from intake.services import erasure, files, retention
from intake.services.canary import rounds
from intake.services.desk import duties
from intake.services.hooks.telling import Teller, Wire
from intake.services.mail import delivery
from intake.services.mail.delivery import BATCH, PROBE_EVERY, Batch
from intake.services.mail.domains import Domains

ROUNDS_AT_ONCE: Final = 4  # one round stuck with a slow server does not hold up the next mail
LONGEST_SLEEP: Final = 60.0  # seconds, where the bell tells of every order of this process
SHORTEST_SLEEP: Final = 0.1
HOOKS_EVERY: Final = 15.0  # seconds: not everything that is told to a webhook rings the bell of the mail
PAUSE: Final = 5.0  # seconds after a fault of our own
GRACE: Final = 20.0
SWEEP_EVERY: Final = 3600.0
ATTEND_EVERY: Final = 60.0

log = structlog.get_logger()


def utc_now() -> datetime:
    """The time, where nobody gives another."""
    return datetime.now(UTC)


async def run(
    resources: Resources,
    *,
    stop: anyio.Event | None = None,
    clock: Callable[[], datetime] = utc_now,
    look_every: float = LONGEST_SLEEP,
) -> None:
    """Work until ``stop`` is set or the caller cancels: both let what is under way finish.

    What another process ordered rings no bell here: it is found within ``look_every`` seconds.
    """
    worker = _Worker(resources, stop or anyio.Event(), clock, look_every)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(worker.watch)
        tasks.start_soon(worker.sweep)
        tasks.start_soon(worker.attend)
        tasks.start_soon(worker.canary)
        tasks.start_soon(worker.receive)
        tasks.start_soon(worker.tell, tasks.start_soon)
        await worker.deliver(tasks.start_soon)


class _Worker:
    def __init__(
        self, resources: Resources, stop: anyio.Event, clock: Callable[[], datetime], look_every: float
    ) -> None:
        self._resources = resources
        self._look_every = look_every
        self._stop = stop
        self._clock = clock
        self._free = anyio.Semaphore(ROUNDS_AT_ONCE)
        self._scopes: set[anyio.CancelScope] = set()
        self._server_down = False
        self._domains = Domains()
        self._not_before = 0.0
        self._changed = anyio.Event()
        self._teller = Teller(resources.db, resources.keyring, Wire(resources.settings.webhook_networks))
        self._ordered = anyio.Event()  # something may be due for a webhook
        self._bird = anyio.CancelScope()

    async def watch(self) -> None:
        """Once it is time to stop: nothing new begins, and what is under way has its grace."""
        try:
            await self._stop.wait()
        finally:
            self._stop.set()
            self._bird.cancel()  # it would wait for a mail that nobody sends any more
            for scope in self._scopes:
                scope.deadline = anyio.current_time() + GRACE

    async def sweep(self) -> None:
        """Forget what is not needed any more, at once and then every hour."""
        while not self._stop.is_set():
            try:
                house, now = self._resources, self._clock()
                await retention.sweep(db=house.db, now=now)
                await erasure.sweep(db=house.db, folder=house.files, now=now)
                await files.sweep(office=house.office, shelf=house.shelf, now=now)
            except Exception:
                log.exception("sweeping failed")
            await self._rest(SWEEP_EVERY, deaf=True)

    async def attend(self) -> None:
        """Do what is due by the clock, at once and then every minute."""
        while not self._stop.is_set():
            await duties.attend(self._resources.office, now=self._clock())
            await self._rest(ATTEND_EVERY, deaf=True)

    async def canary(self) -> None:
        """Send canaries in their turn, where somebody wants them. The first rest lets the site come up."""
        house, every = self._resources, timedelta(minutes=self._resources.settings.canary_every)
        if not (every and house.settings.canary_to):
            return
        while not self._stop.is_set():
            live = tuple(locale.tag for locale in house.locales)
            await self._rest(rounds.rest_between(every, live).total_seconds(), deaf=True)
            if self._stop.is_set():
                return
            try:
                with anyio.CancelScope() as self._bird:
                    sky = rounds.sky_for(house.settings, house.office)
                    await rounds.attend(sky, live, every=every, now=self._clock())
            except rounds.NoCanary as missing:
                log.error("no canary can be sent", setting=str(missing))
            except Exception:
                log.exception("a canary could not be sent")

    async def tell(self, start: Callable[..., object]) -> None:
        """Begin with each webhook for which something is due; none of them waits for another, and no mail for any."""
        while not self._stop.is_set():
            self._ordered = anyio.Event()
            try:
                for hook_id in await self._teller.due(now=self._clock()):
                    start(self._tell_one, hook_id)
                due = await self._teller.next_due()
            except Exception:
                log.exception("what is due for webhooks could not be read")
                due = None
            seconds = HOOKS_EVERY if due is None else (due - self._clock()).total_seconds()
            await self._rest(min(max(seconds, PAUSE), HOOKS_EVERY), until_set=self._ordered)

    async def _tell_one(self, hook_id: str) -> None:
        with self._under_way():
            try:
                await self._teller.tell(hook_id, clock=self._clock, stop=self._stop)
            except Exception:
                log.exception("telling a webhook failed")

    async def receive(self) -> None:
        """Take what comes back by mail, where that is configured. What is cut short comes again."""
        if self._resources.mail_in is not None:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._resources.mail_in.run, self._clock)
                await self._stop.wait()
                tasks.cancel_scope.cancel()

    async def deliver(self, start: Callable[..., object]) -> None:
        """Look what is due, start a round for it, and rest when there is no more."""
        while not self._stop.is_set():
            try:
                await self._look(start)
            except Exception:
                log.exception("the outbox could not be read")
                await self._rest(PAUSE, deaf=True)

    async def _look(self, start: Callable[..., object]) -> None:
        self._ordered.set()
        wait = self._not_before - anyio.current_time()
        if wait > 0:
            await self._rest(wait, deaf=True)
            return
        await self._free.acquire()
        limit = 1 if self._server_down else BATCH
        size = 0
        try:
            # Whatever was claimed must reach its round, or it lies there until its lease ends.
            with anyio.CancelScope(shield=True):
                batch = await self._claim(limit)
                size = batch.size
                if size:
                    start(self._round, batch)
        finally:
            if not size:
                self._free.release()
        if size < limit or self._server_down:
            await self._until_due()

    async def _claim(self, limit: int) -> Batch:
        found = self._resources
        return await delivery.claim_due(
            db=found.db,
            keyring=found.keyring,
            courier=found.courier,
            composer=found.composer,
            now=self._clock(),
            limit=limit,
            stop=self._stop,
            domains=self._domains,
        )

    async def _round(self, batch: Batch) -> None:
        with self._under_way():
            try:
                await batch.run()
                self._server_down = batch.server_down
                if batch.server_down:
                    self._not_before = anyio.current_time() + PROBE_EVERY.total_seconds()
            except Exception:
                log.exception("a round of mail failed")
                self._not_before = anyio.current_time() + PAUSE
            finally:
                self._free.release()
                self._changed.set()

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        """What is in here is finished before the worker ends, within its grace."""
        deadline = anyio.current_time() + GRACE if self._stop.is_set() else float("inf")
        with anyio.CancelScope(shield=True, deadline=deadline) as scope:
            self._scopes.add(scope)
            try:
                yield
            finally:
                self._scopes.discard(scope)

    async def _until_due(self) -> None:
        """Rest until something is due or the bell rings. A round that ends may have put an order off: look again."""
        while not self._stop.is_set():
            self._changed = anyio.Event()
            due = await delivery.next_due(db=self._resources.db)
            seconds = self._look_every if due is None else (due - self._clock()).total_seconds()
            await self._rest(min(max(seconds, SHORTEST_SLEEP), self._look_every))
            if not self._changed.is_set():
                return

    async def _rest(self, seconds: float, *, deaf: bool = False, until_set: anyio.Event | None = None) -> None:
        """Wait. A ring or a round that ends cuts it short, unless ``deaf``; or that event. Stopping always does."""
        async with anyio.create_task_group() as race:

            async def until(event: anyio.Event) -> None:
                await event.wait()
                race.cancel_scope.cancel()

            race.start_soon(until, self._stop)
            if until_set is not None:
                race.start_soon(until, until_set)
            if deaf or until_set is not None:
                await anyio.sleep(seconds)
            else:
                race.start_soon(until, self._changed)
                await self._resources.doorbell.wait(seconds)
            race.cancel_scope.cancel()
