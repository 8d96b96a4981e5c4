"""Which inquiries belong together, as a person said. What is undone stays as history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, insert, or_, select, update

from intake.domain.relation import Relation
from intake.domain.triage import OPEN, whose_turn
from intake.domain.values import Status
from intake.lib.database import Snapshot, Transaction
from intake.store.tables import inquiries, relations

R: Final = relations.c
I: Final = inquiries.c  # noqa: E741 - read as "the inquiry's"
_LONGEST_CHAIN: Final = 16  # of merges, one after the other


@dataclass(frozen=True, slots=True)
class Bond:
    """What was said of two inquiries. ``before``: the status of the first until it was merged into the other."""

    id: str
    inquiry_id: str
    other_id: str
    kind: Relation
    author_id: str
    created_at: datetime
    before: Status | None = None

    def beside(self, inquiry_id: str) -> str:
        """The one of the two that is not this one."""
        return self.other_id if inquiry_id == self.inquiry_id else self.inquiry_id


async def add(tx: Transaction, bond: Bond) -> None:
    """Keep what was said. The inquiry of a merge goes on in the other from now on."""
    row = {
        "id": bond.id,
        "inquiry_id": bond.inquiry_id,
        "other_id": bond.other_id,
        "kind": bond.kind.value,
        "author_id": bond.author_id,
        "created_at": bond.created_at,
        "before": bond.before.value if bond.before else None,
    }
    await tx.execute(insert(relations).values(row))
    if bond.kind is Relation.MERGED:
        await tx.execute(update(inquiries).where(I.id == bond.inquiry_id).values(merged_into=bond.other_id))


async def of_inquiry(snapshot: Snapshot, inquiry_id: str) -> Sequence[Bond]:
    """What holds of an inquiry and others, the oldest first."""
    return await _bonds(snapshot, or_(R.inquiry_id == inquiry_id, R.other_id == inquiry_id))


async def between(snapshot: Snapshot, one: str, other: str) -> Sequence[Bond]:
    """What holds of these two."""
    there, back = (and_(R.inquiry_id == a, R.other_id == b) for a, b in ((one, other), (other, one)))
    return await _bonds(snapshot, or_(there, back))


async def undo(tx: Transaction, bond: Bond, *, now: datetime) -> None:
    """It does not hold any more; what was merged goes on by itself."""
    await tx.execute(update(relations).where(R.id == bond.id).values(undone_at=now))
    if bond.kind is Relation.MERGED:
        await tx.execute(update(inquiries).where(I.id == bond.inquiry_id).values(merged_into=None))


async def reopened(tx: Transaction, inquiry_id: str, *, now: datetime) -> None:
    """An inquiry has another status than that of a duplicate: it goes on by itself, if it was merged."""
    for bond in await _bonds(tx, and_(R.inquiry_id == inquiry_id, R.kind == Relation.MERGED.value)):
        await undo(tx, bond, now=now)


async def let_go(tx: Transaction, survivor_id: str, *, now: datetime) -> None:
    """An inquiry is erased: what was merged into it goes on by itself, where it stood before."""
    for bond in await _bonds(tx, and_(R.other_id == survivor_id, R.kind == Relation.MERGED.value)):
        await undo(tx, bond, now=now)
        status = bond.before or Status.IN_TRIAGE
        again = {
            "status": status.value,
            "open": status in OPEN,
            "waiting_for": whose_turn(status).value,
            "version": I.version + 1,
            "updated_at": now,
        }
        mine = (I.id == bond.inquiry_id, I.status == Status.DUPLICATE.value)
        await tx.execute(update(inquiries).where(*mine).values(again))
    await tx.execute(update(inquiries).where(I.merged_into == survivor_id).values(merged_into=None))


async def goes_on_in(snapshot: Snapshot, inquiry_id: str) -> str:
    """Where an inquiry goes on: itself, or at the end of its merges."""
    for _ in range(_LONGEST_CHAIN):
        found = (await snapshot.execute(select(I.merged_into).where(I.id == inquiry_id))).scalar()
        if found is None:
            break
        inquiry_id = found
    return inquiry_id


async def _bonds(snapshot: Snapshot, which: Any) -> Sequence[Bond]:
    statement = select(relations).where(which, R.undone_at.is_(None)).order_by(R.created_at, R.id)
    return [
        Bond(
            row.id,
            row.inquiry_id,
            row.other_id,
            Relation(row.kind),
            row.author_id,
            row.created_at,
            Status(row.before) if row.before else None,
        )
        for row in await snapshot.execute(statement)
    ]
