"""Finding who wrote, among few and among many inquiries: as long, whatever is typed. Texts are opened, so they wait."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.many import MANY_QUEUES, NOW, inquiry
from benchmarks.table import Figure, Report, ratio
from intake.domain.access import Actor
from intake.domain.values import StaffRole
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk.find import find
from intake.store import inquiries, schema
from intake.store.inquiries import NewInquiry

FEW: Final = 1_000
GOAL: Final = 2.0
BATCH: Final = 500
LEAD: Final = Actor("lead", StaffRole.COORDINATOR, None, "en", "Lead Test")
CLARA: Final = replace(LEAD, queues=frozenset(MANY_QUEUES[:2]))
# A first name is one of two hundred, a family name one of five thousand: so they grow in number with the inquiries.
_CONSONANTS: Final = "bdglmnrstk"
TYPED: Final[Mapping[str, str]] = {
    "e-mail": "test-600@example.org",
    "phone": "+995 555 000 600",
    "phone, no country": "0555 000600",
    "name": "{first} {family}",
    "name, other script": "{cyrillic}",
    "reference": "{reference}",
}
_CYRILLIC: Final = str.maketrans("abdegiklmnorstu", "абдегиклмнорсту")


@dataclass(slots=True)
class Office:
    """One database, what is typed there, and how long it took, in milliseconds, round by round."""

    db: Database
    keyring: KeyRing
    typed: dict[str, str] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)

    async def take(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do it once and remember how long it took."""
        begun = time.perf_counter()
        await work()
        self.times.setdefault(name, []).append(1000 * (time.perf_counter() - begun))


async def measure(report: Report, folder: Path, *, many: int, rounds: int) -> None:
    """Add, for each thing to type, how much longer it takes among ``many`` than among `FEW`."""
    folder = folder / "finding"
    folder.mkdir()
    keyring = KeyRing.create(folder / "intake.keyring")
    offices = []
    for name, count in (("few", FEW), ("many", many)):
        db = await Database.open(f"sqlite:///{folder / name}.db")
        await schema.upgrade(db)
        offices.append(await _filled(Office(db, keyring), count))
    for _ in range(rounds):
        for name in TYPED:
            for office in offices:
                for actor in (LEAD, CLARA):
                    await office.take(name, _find(office, actor, office.typed[name]))
    for office in offices:
        await office.db.close()
    _add(report, *offices, many=many)


def _find(office: Office, actor: Actor, typed: str) -> Callable[[], Awaitable[object]]:
    async def look() -> object:
        found = await find(actor, typed, db=office.db, keyring=office.keyring, now=NOW)
        assert found.matches
        return found

    return look


async def _filled(office: Office, count: int) -> Office:
    for start in range(0, count, BATCH):
        made = [_named(number, count) for number in range(start, min(start + BATCH, count))]
        async with office.db.write() as tx:
            await inquiries.insert_many(tx, office.keyring, made)
        for new in made:
            if new.contacts["email"] == "test-600@example.org":
                said = str(new.answers["P1"]["contact_name"])
                first, _, family = said.partition(" ")
                words = {"first": first, "family": family, "reference": new.reference}
                words["cyrillic"] = said.translate(_CYRILLIC)
                office.typed = {name: typed.format(**words) for name, typed in TYPED.items()}
    return office


def _named(number: int, count: int) -> NewInquiry:
    new = inquiry(number, count)
    name = f"{_word(number % 200, 'a')} {_word(number // 7 % 5_000, 'o')}"
    contacts = {"email": f"test-{number}@example.org", "phone": f"+995555{number:06}"}
    return replace(new, answers={"P1": {"contact_name": name}}, contacts=contacts, assignee_id=None, signs=())


def _word(number: int, vowel: str) -> str:
    digits = [int(digit) for digit in f"{number:04}"]
    return "".join(_CONSONANTS[digit] + vowel for digit in digits)


def _add(report: Report, few: Office, much: Office, *, many: int) -> None:
    found = {name: ratio(much.times[name], times) for name, times in few.times.items()}
    for name, times in few.times.items():
        detail = f"{median(times):.1f} ms → {median(much.times[name]):.1f} ms"
        report.figures.append(Figure(f"  find, {name}", found[name], "×", detail))
    slowest = max(found, key=lambda name: found[name])
    label = f"find, SQLite: among {many:,} of among {FEW:,}"
    report.figures.append(Figure(label, found[slowest], "×", f"the slowest: {slowest}", GOAL, "at most"))
