"""The cast: plainly test people, whom every test about the office calls by name.

Clara coordinates the autoimmune desk, Omar the repeat desk; Ada is the administrator, Tove translates.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from intake.domain.access import Actor
from intake.domain.values import StaffRole
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.accounts import NewAccount, add_staff

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
PASSWORD = "only for these tests: walrus quilt"

CLARA = NewAccount(
    email="clara@test.example",
    name="Clara Test",
    password=PASSWORD,
    role=StaffRole.COORDINATOR,
    languages=("en", "ar"),
    locale="en",
    queues=frozenset({"autoimmune"}),
)
OMAR = replace(
    CLARA,
    email="omar@test.example",
    name="Omar Test",
    queues=frozenset({"repeat"}),
    languages=("en", "he"),
    locale="he",
)
ADA = replace(
    CLARA,
    email="ada@test.example",
    name="Ada Test",
    role=StaffRole.ADMINISTRATOR,
    queues=frozenset(),
    languages=("en",),
)
TOVE = replace(
    CLARA, email="tove@test.example", name="Tove Test", role=StaffRole.TRANSLATOR, queues=frozenset(), languages=("he",)
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, as the rules of access see them."""

    clara: Actor
    omar: Actor
    ada: Actor
    tove: Actor


async def hire(new: NewAccount, db: Database, keyring: KeyRing) -> Actor:
    """Give somebody an account."""
    staff_id = await add_staff(new, db=db, keyring=keyring, now=NOON)
    queues = None if new.all_queues else new.queues | new.leads
    return Actor(staff_id, new.role, queues, new.locale, new.name)


async def hire_everybody(db: Database, keyring: KeyRing) -> Cast:
    """The whole office."""
    clara, omar, ada, tove = [await hire(new, db, keyring) for new in (CLARA, OMAR, ADA, TOVE)]
    return Cast(clara, omar, ada, tove)
