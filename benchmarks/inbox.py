"""The coordinators' list among few and among many inquiries: the same work, so it must take as long."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Final

from sqlalchemy import text

from benchmarks.many import CONTACT, MANY_QUEUES, RARE, fill
from benchmarks.postgres import postgresql_database, postgresql_server
from benchmarks.table import Figure, Report, ratio
from intake.domain.access import Actor
from intake.domain.shelves import REAL_SHELVES, Shelf
from intake.domain.values import Priority, StaffRole, Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import inbox
from intake.services.inbox import Assigned, Cursor, Filters
from intake.store import finding, schema
from intake.store.inquiries import Place

FEW: Final = 1_000
GOAL: Final = 2.0
CLARA: Final = Actor("clara", StaffRole.COORDINATOR, frozenset(MANY_QUEUES[:2]), "en", "Clara Test")
LEAD: Final = Actor("lead", StaffRole.COORDINATOR, None, "en", "Lead Test")

# Each finds about as many among few as among many, a page or a handful: else it would not be the same work.
_DEEP: Final = Filters(shelves=(Shelf.ENDED,))
LISTS: Final[Mapping[str, tuple[Actor, Filters]]] = {
    "two queues": (CLARA, Filters()),
    "every queue": (LEAD, Filters()),
    "every status": (CLARA, Filters(shelves=REAL_SHELVES)),
    "what is over": (CLARA, _DEEP),
    "queue": (LEAD, Filters(queue=MANY_QUEUES[2])),
    "status": (LEAD, Filters(statuses=(Status.NEED_INFO,))),
    "status, over": (CLARA, Filters(shelves=(Shelf.ENDED,), statuses=(Status.NO_RESPONSE,))),
    "status, rare": (LEAD, Filters(shelves=(Shelf.ENDED,), statuses=(Status.DECEASED,))),
    "mine": (CLARA, Filters(assignee=Assigned.ME, shelves=REAL_SHELVES)),
    "nobody's": (LEAD, Filters(assignee=Assigned.NOBODY)),
    "a colleague's": (LEAD, Filters(assignee="clara", shelves=REAL_SHELVES)),
    "language": (LEAD, Filters(language="ar")),
    "language, rare": (CLARA, Filters(language=RARE["language"], shelves=REAL_SHELVES)),
    "country": (LEAD, Filters(country="GE")),
    "country, rare": (CLARA, Filters(country=RARE["country"], shelves=REAL_SHELVES)),
    "disease group, rare": (LEAD, Filters(condition_group=RARE["group"], shelves=REAL_SHELVES)),
    "programme": (CLARA, Filters(programme="car-t")),
    "age group, rare": (LEAD, Filters(age_group=RARE["age"], shelves=REAL_SHELVES)),
    "role, rare": (LEAD, Filters(role=RARE["role"], shelves=REAL_SHELVES)),
    "urgency": (LEAD, Filters(priority=Priority.SAME_DAY)),
    "held as spam": (LEAD, Filters(shelves=(Shelf.HELD,))),
    "test inquiries": (LEAD, Filters(shelves=(Shelf.TEST,))),
    "two at once": (LEAD, Filters(country="GE", language="ar", shelves=REAL_SHELVES)),
    "nothing fits": (LEAD, Filters(country=RARE["country"], language=RARE["language"], shelves=REAL_SHELVES)),
}
TABS: Final = (Filters(), Filters(assignee=Assigned.ME), Filters(assignee=Assigned.NOBODY), Filters(country="GE"))


@dataclass(slots=True)
class Office:
    """One database, and how long each list took on it, in milliseconds, round by round."""

    db: Database
    keyring: KeyRing
    times: dict[str, list[float]] = field(default_factory=dict)

    async def take(self, name: str, work: Callable[[], Awaitable[object]], *, keep: bool) -> None:
        """Do it once and remember how long it took."""
        begun = time.perf_counter()
        await work()
        if keep:
            self.times.setdefault(name, []).append(1000 * (time.perf_counter() - begun))


async def measure(report: Report, folder: Path, *, many: int, rounds: int) -> None:
    """Add, for each list, how much longer it takes among ``many`` than among `FEW`."""
    folder = folder / "inbox"
    folder.mkdir()
    keyring = KeyRing.create(folder / "intake.keyring")
    async with AsyncExitStack() as stack:
        engines = {"SQLite": [f"sqlite:///{folder / name}.db" for name in ("few", "many")]}
        try:
            server = await stack.enter_async_context(postgresql_server())
            names = ("intake_few", "intake_many")
            urls = [await stack.enter_async_context(postgresql_database(server, name)) for name in names]
            engines["PostgreSQL"] = urls
        except Exception as error:
            report.notes.append(f"PostgreSQL was not measured: {type(error).__name__}: {error}")
        for engine, urls in engines.items():
            few, much = [await stack.enter_async_context(_opened(url, keyring)) for url in urls]
            await fill(few.db, keyring, FEW)
            await fill(much.db, keyring, many)
            for office in (few, much):
                await _settle(office.db)
            await _in_turn(few, much, rounds=rounds)
            _add(report, engine, few, much, many)


@asynccontextmanager
async def _opened(url: str, keyring: KeyRing) -> AsyncIterator[Office]:
    db = await Database.open(url)
    try:
        await schema.upgrade(db)
        yield Office(db, keyring)
    finally:
        await db.close()


async def _settle(db: Database) -> None:
    """What PostgreSQL does by itself after a while; SQLite goes without."""
    if db.dialect == "postgresql":
        await db.scrub(rewritten=["staff"], cleaned=["inquiries", "answers", "blind_indexes"])
        async with db.write() as tx:
            await tx.execute(text("ANALYZE"))


async def _in_turn(few: Office, much: Office, *, rounds: int) -> None:
    """Every list on both, one after the other, so that what disturbs the machine disturbs both."""
    deep = {id(office): await _middle(office) for office in (few, much)}
    for index in range(rounds + 1):
        for name, (actor, filters) in LISTS.items():
            for office in (few, much):
                await office.take(name, _list(office, actor, filters), keep=index > 0)
        for office in (few, much):
            await office.take("a page in the middle", _list(office, LEAD, deep[id(office)]), keep=index > 0)
        for office in (few, much):
            await office.take("found by a contact", _contact(office), keep=index > 0)


def _list(office: Office, actor: Actor, filters: Filters) -> Callable[[], Awaitable[object]]:
    async def look() -> object:
        now = CONTACT.at
        return await inbox.page(actor, filters, counted=TABS, db=office.db, keyring=office.keyring, now=now)

    return look


def _contact(office: Office) -> Callable[[], Awaitable[object]]:
    async def find() -> object:
        async with office.db.read() as snapshot:
            found = await finding.by_contacts(snapshot, office.keyring, "email", [CONTACT.email], queues=None, limit=50)
        assert len(found) == CONTACT.times
        return found

    return find


async def _middle(office: Office) -> Filters:
    """A page in the middle of what is over."""
    wanted = "SELECT place, id FROM inquiries WHERE shelf = 3 ORDER BY place, id LIMIT 1 OFFSET {}"
    async with office.db.read() as snapshot:
        count = (await snapshot.execute(text("SELECT count(*) FROM inquiries WHERE shelf = 3"))).scalar_one()
        row = (await snapshot.execute(text(wanted.format(count // 2)))).one()
    return replace(_DEEP, after=Cursor(Place(Shelf.ENDED, row.place, row.id)))


def _add(report: Report, engine: str, few: Office, much: Office, many: int) -> None:
    found = {name: ratio(times, few.times[name]) for name, times in much.times.items()}
    for name, times in much.times.items():
        detail = f"{median(few.times[name]):.1f} ms → {median(times):.1f} ms"
        report.figures.append(Figure(f"  {engine}, {name}", found[name], "×", detail))
    slowest = max(found, key=lambda name: found[name])
    label = f"inbox, {engine}: among {many:,} of among {FEW:,}"
    report.figures.append(Figure(label, found[slowest], "×", f"the slowest: {slowest}", GOAL, "at most"))
