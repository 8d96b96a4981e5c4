"""Made-up inquiries by the thousand, as an office has them after years: most are over, a few are rare in every way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import update

from intake.domain.routing import Decision, RoutingFacts
from intake.domain.suspicion import Sign
from intake.domain.triage import OPEN
from intake.domain.values import Priority, StaffRole, Status
from intake.lib.database import Database, Transaction
from intake.lib.ids import new_id, new_reference
from intake.lib.keyring import KeyRing
from intake.store import inquiries, staff
from intake.store.inquiries import NewInquiry
from intake.store.staff import Account
from intake.store.tables import inquiries as table

__all__ = ["CONTACT", "MANY_QUEUES", "NOW", "RARE", "fill", "inquiry"]

MANY_QUEUES: Final = ("heme", "repeat", "autoimmune", "paediatric", "answer", "lead")
RARE: Final = {"country": "IS", "language": "is", "group": "sarcoma", "age": "0-11", "role": "agent"}
FEW_OF_A_KIND: Final = 3  # however many there are
BATCH: Final = 500
PEOPLE: Final = ("clara", *(f"colleague-{number}" for number in range(19)))
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OVER: Final = (Status.CLOSED, Status.NO_RESPONSE, Status.NOT_OFFERED, Status.CLOSED, Status.DUPLICATE)
IN_WORK: Final = (Status.SUBMITTED, Status.IN_TRIAGE, Status.NEED_INFO, Status.MEDICAL_REVIEW, Status.RECORDS_REQUESTED)


@dataclass(frozen=True, slots=True)
class Contact:
    """An address that some inquiries share."""

    email: str
    times: int
    at: datetime


CONTACT: Final = Contact("again@example.org", FEW_OF_A_KIND, NOW)


async def fill(db: Database, keyring: KeyRing, count: int) -> None:
    """Twenty colleagues and so many inquiries: a fifth of them open, two thirds of those looked after by somebody."""
    async with db.write() as tx:
        for name in PEOPLE:
            await staff.add(tx, keyring, _account(name))
    for start in range(0, count, BATCH):
        made = {number: inquiry(number, count) for number in range(start, min(start + BATCH, count))}
        async with db.write() as tx:
            await inquiries.insert_many(tx, keyring, list(made.values()))
            await _mark(tx, [new.id for number, new in made.items() if number % 20 == 10], waiting_for="inquirer")
            await _mark(tx, [new.id for number, new in made.items() if number < FEW_OF_A_KIND], test=True)
            await _mark(tx, [new.id for new in made.values() if new.status not in OPEN], waiting_for="nobody")


async def _mark(tx: Transaction, ids: list[str], **values: object) -> None:
    if ids:
        await tx.execute(update(table).where(table.c.id.in_(ids)).values(**values))


def _account(name: str) -> Account:
    return Account(
        id=name,
        email=f"{name}@example.org",
        name=f"{name.title()} Test",
        password_hash="x",
        role=StaffRole.COORDINATOR,
        locale="en",
        languages=("en",),
        all_queues=False,
        queues=dict.fromkeys(MANY_QUEUES, False),
        active=True,
        created_at=NOW,
    )


def inquiry(number: int, count: int) -> NewInquiry:
    """The one of this number. The rare ones lie together in time, in the middle, where nobody scrolls to."""
    rare = 0 <= number - count // 2 < FEW_OF_A_KIND
    received = NOW - timedelta(minutes=5 * (count - number))
    queue = MANY_QUEUES[number % len(MANY_QUEUES)]
    open_ = number % 5 == 0
    status = IN_WORK[number // 5 % 5] if open_ else OVER[number % 5]
    language = RARE["language"] if rare else ("ar", "en", "he", "ru", "ka", "de")[number // 7 % 6]
    facts = RoutingFacts(
        urgency=Priority.ROUTINE,
        programme=("car-t", "autoimmune", "not-sure")[number % 3],
        condition="dlbcl",
        condition_group=RARE["group"] if rare else ("lymphoma", "myeloma", "leukaemia-b")[number // 3 % 3],
        form_role="offer",
        age_group=RARE["age"] if rare else ("26-64", "65+", "18-25")[number // 2 % 3],
        role=RARE["role"] if rare else ("self", "child", "relative")[number // 11 % 3],
        language=language,
        country="GE" if not rare and number // 13 % 4 == 0 else RARE["country"] if rare else f"A{number % 23:x}",
    )
    shared = 0 <= number - count // 3 < CONTACT.times
    return NewInquiry(
        id=new_id(),
        reference=new_reference(),
        access_code="1234567890123456",
        status=Status.DECEASED if rare else status,
        priority=Priority.SAME_DAY if number % 10 == 0 else Priority.ROUTINE,
        language=language,
        locale="en",
        received_at=received,
        due_at=received + timedelta(days=2),
        form_version="v1",
        form_id=str(number),
        digest=b"d" * 32,
        facts=facts,
        flags=(),
        decision=Decision(queue, queue, Priority.ROUTINE, ()),
        answers={"P1": {"contact_name": f"Test {number}"}, "P2": {"question": "made up " * 20}},
        consents=(),
        contacts={"email": CONTACT.email if shared else f"test-{number}@example.org"},
        signs=(Sign.TRAP,) if open_ and 0 < number <= 5 * FEW_OF_A_KIND else (),
        assignee_id=PEOPLE[number % 30] if number % 30 < len(PEOPLE) else None,
    )
