"""Questions the office put to an inquirer, sealed under the inquiry's key: which ones, and which were answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update

from intake.lib.database import Snapshot, Transaction
from intake.lib.keyring import KeyRing
from intake.store import keys
from intake.store.sealing import InquiryKey
from intake.store.tables import asks

_KIND: Final = "ask"


@dataclass(frozen=True, slots=True)
class Ask:
    """``questions`` by id, in their order; ``told``: those that were answered, with “I do not know” if need be."""

    id: str
    inquiry_id: str
    author_id: str
    created_at: datetime
    questions: tuple[str, ...]
    told: frozenset[str] = frozenset()
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the inquirer is still asked."""
        return self.answered_at is None and self.withdrawn_at is None


async def add(tx: Transaction, keyring: KeyRing, ask: Ask) -> None:
    """Store it. Raises `keys.KeyGone` for an inquiry that was erased."""
    key = await keys.of(tx, keyring, ask.inquiry_id)
    row = {
        "id": ask.id,
        "inquiry_id": ask.inquiry_id,
        "author_id": ask.author_id,
        "created_at": ask.created_at,
        "sealed": _sealed(key, ask),
    }
    await tx.execute(insert(asks).values(row))


async def change(tx: Transaction, keyring: KeyRing, ask: Ask) -> None:
    """Keep what was told meanwhile, and whether it is over. Raises `keys.KeyGone`."""
    key = await keys.of(tx, keyring, ask.inquiry_id)
    values = {"answered_at": ask.answered_at, "withdrawn_at": ask.withdrawn_at, "sealed": _sealed(key, ask)}
    await tx.execute(update(asks).where(asks.c.id == ask.id).values(values))


async def of_inquiry(snapshot: Snapshot, keyring: KeyRing, inquiry_id: str) -> Sequence[Ask]:
    """All of an inquiry, the oldest first. Raises `keys.KeyGone` for an inquiry that was erased."""
    order = (asks.c.created_at, asks.c.id)
    rows = (await snapshot.execute(select(asks).where(asks.c.inquiry_id == inquiry_id).order_by(*order))).all()
    if not rows:
        return ()
    key = await keys.of(snapshot, keyring, inquiry_id)
    return [_ask(row, key.open(_KIND, row.id, row.sealed)) for row in rows]


def _sealed(key: InquiryKey, ask: Ask) -> bytes:
    return key.seal(_KIND, ask.id, {"questions": list(ask.questions), "told": sorted(ask.told)})


def _ask(row: Any, value: Any) -> Ask:
    return Ask(
        row.id,
        row.inquiry_id,
        row.author_id,
        row.created_at,
        tuple(value["questions"]),
        frozenset(value["told"]),
        row.answered_at,
        row.withdrawn_at,
    )
