"""What changes while somebody looks: one look at the database for everybody who listens, and none while nobody does.

A listener hears which inquiries were changed, and by whom, and who is before which; ids, references and codes, nothing
else. Before anything is said, their session is asked again: what ended, or was taken away, hears nothing more.
Listening keeps no session alive.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import anyio
import structlog

from intake.domain.access import SERVING, Actor
from intake.domain.errors import TooMany
from intake.domain.presence import STALE
from intake.lib.database import Database, DatabaseError
from intake.lib.keyring import KeyRing
from intake.services import accounts
from intake.services.desk.served import queue_tags
from intake.store import mails
from intake.store.work import changes, mentions, presences, tasks
from intake.store.work.changes import Change
from intake.store.work.presences import Presence

EVERY: Final = 2.0  # seconds from look to look
HEARTBEAT: Final = timedelta(seconds=20)
MOST_STREAMS: Final = 6  # for each person
MOST_WAITING: Final = 500  # events for one who does not read them; more, and they had better load the page anew
FARTHEST: Final = 1_000  # entries of the trail: who has been away for longer hears of the latest alone
SLACK: Final = 100  # entries: where several write at once, a lower number may be there later than a higher one
LOOKS: Final = frozenset(
    {"inquiry.read", "file.read", "inquiry.link", "inquiry.copied", "inquiry.reminded", "inquiry.sensitive"}
)
"""What is written down of an inquiry without changing it."""

Places = dict[str, tuple[tuple[str, str], ...]]
"""Who is before which inquiry, and what they do."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Said:
    """One event: a name, codes, and how far the listener has heard with it. Without a name: only that we are there."""

    event: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    upto: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page of the staff knows of its reader: how far the trail had come, and what waits for them."""

    upto: int = 0
    waiting: int = 0


async def standing(actor: Actor, *, db: Database, keyring: KeyRing) -> Standing:
    """What waits for somebody (tasks, notes that name them, mails that came back), and the number to listen from."""
    if actor.role not in SERVING:
        return Standing()
    tags = queue_tags(actor, keyring)
    async with db.read() as snapshot:
        upto = await changes.latest(snapshot)
        waiting = await tasks.count(snapshot, actor.staff_id, queue_tags=tags)
        waiting += await mentions.count_unseen(snapshot, actor.staff_id, queue_tags=tags)
        waiting += len(await mails.waiting_for(snapshot, actor.staff_id, queue_tags=tags))
    return Standing(upto, waiting)


class Listener:
    """One open page. Iterate over what it hears; it ends when the session does, or the office closes."""

    def __init__(self, staff_id: str, token: str, upto: int) -> None:
        self.staff_id, self.token, self.upto = staff_id, token, upto
        self.tags: frozenset[bytes] | None = frozenset()  # of their queues, as they were when they were last told
        self.heard: frozenset[int] = frozenset()
        self.began = False
        self.there: Places = {}
        self.spoken_at: datetime | None = None
        self._waiting: deque[Said] = deque()
        self._news = anyio.Event()
        self._closed = False

    def say(self, *said: Said) -> None:
        """Have it hear this; who does not listen any more is let go."""
        self._waiting.extend(said)
        if len(self._waiting) > MOST_WAITING:
            self.close()
        self._news.set()

    def close(self) -> None:
        """There is nothing more to hear."""
        self._closed = True
        self._news.set()

    def __aiter__(self) -> "Listener":
        """Itself."""
        return self

    async def __anext__(self) -> Said:
        """What is next."""
        while not self._waiting or self._closed:
            if self._closed:
                raise StopAsyncIteration
            await self._news.wait()
            self._news = anyio.Event()
        return self._waiting.popleft()


class Live:
    """Who listens, in this process, and the one who looks for them."""

    def __init__(self, db: Database, keyring: KeyRing) -> None:
        self._db, self._keyring = db, keyring
        self._listeners: set[Listener] = set()
        self._wanted = anyio.Event()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @contextmanager
    def listening(self, actor: Actor, token: str, upto: int) -> Iterator[Listener]:
        """Somebody listens from ``upto`` on (0: from now on), with the session of this token. Raises `TooMany`."""
        if sum(one.staff_id == actor.staff_id for one in self._listeners) >= MOST_STREAMS:
            raise TooMany(int(HEARTBEAT.total_seconds()))
        listener = Listener(actor.staff_id, token, upto)
        self._listeners.add(listener)
        self._wanted.set()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._wanted = anyio.Event()

    async def run(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Look again and again while somebody listens, until cancelled; then everybody is let go."""
        try:
            while True:
                await self._wanted.wait()
                try:
                    await self.look(clock())
                except DatabaseError as error:
                    log.warning("live look failed", problem=type(error).__name__)
                await anyio.sleep(EVERY)
        finally:
            for listener in self._listeners:
                listener.close()

    async def look(self, now: datetime) -> None:
        """Ask once what happened, and tell everybody what is new to them and their business."""
        listeners = tuple(self._listeners)
        if not listeners:
            return
        async with self._db.read() as snapshot:
            newest = await changes.latest(snapshot)
            for one in listeners:
                one.upto = min(one.upto or newest, newest)
            first = max(min(one.upto for one in listeners) - SLACK, newest - FARTHEST)
            found = await changes.after(snapshot, first, but=LOOKS, limit=FARTHEST)
            there = await presences.everywhere(snapshot, since=now - STALE)
        for listener in listeners:
            await self._tell(listener, _news(listener, found), there, now)
            listener.heard, listener.upto, listener.began = frozenset(one.seq for one in found), newest, True

    async def _tell(self, listener: Listener, news: Sequence[Change], there: Sequence[Presence], now: datetime) -> None:
        quiet = listener.spoken_at is not None and now - listener.spoken_at < HEARTBEAT
        if quiet and not _said(listener, news, there):
            return
        actor = await accounts.actor_of(listener.token, db=self._db, keyring=self._keyring, now=now, counts=False)
        if actor is None or actor.role not in SERVING:
            listener.close()
            return
        listener.tags, listener.spoken_at = queue_tags(actor, self._keyring), now
        listener.say(*(_said(listener, news, there) or [Said()]))
        listener.there = _places(listener, there)


def _news(listener: Listener, found: Sequence[Change]) -> list[Change]:
    """What this one has not heard. The first time only what came after their page was made."""
    after = listener.upto - SLACK if listener.began else listener.upto
    return [change for change in found if change.seq > after and change.seq not in listener.heard]


def _said(listener: Listener, news: Sequence[Change], there: Sequence[Presence]) -> list[Said]:
    """What is their business: what was changed, and where somebody came, went or does something else now."""
    before, places = listener.there, _places(listener, there)
    said = [
        Said(
            "changed",
            {"id": one.inquiry_id, "reference": one.reference, "by": one.actor, "at": one.at.isoformat()},
            one.seq,
        )
        for one in news
        if _serves(listener, one.queue_tag)
    ]
    moved = [id_ for id_ in {**before, **places} if before.get(id_) != places.get(id_)]
    return said + [Said("present", {"id": id_, "who": places.get(id_, ())}) for id_ in moved]


def _places(listener: Listener, there: Sequence[Presence]) -> Places:
    places: Places = {}
    for one in there:
        if _serves(listener, one.queue_tag):
            places[one.inquiry_id] = (*places.get(one.inquiry_id, ()), (one.staff_id, one.doing.value))
    return places


def _serves(listener: Listener, queue_tag: bytes) -> bool:
    return listener.tags is None or queue_tag in listener.tags
