"""How often something happened on a day, in codes. Nobody can be told from it, and no inquiry's erasure changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from intake.lib.database import Snapshot, Transaction
from intake.store.tables import tallies

T = tallies.c


@dataclass(frozen=True, order=True, slots=True)
class Tally:
    """What is counted: on which day, what kind of thing, in which locale, and which one of the kind."""

    day: date
    kind: str
    locale: str
    key: str


async def add(tx: Transaction, counts: Mapping[Tally, int]) -> None:
    """Add to what was counted before."""
    rows = [
        {"day": one.day.isoformat(), "kind": one.kind, "locale": one.locale, "key": one.key, "count": count}
        for one, count in sorted(counts.items())
    ]
    if rows:
        new = insert(tallies).values(rows)
        grown = {"count": T.count + new.excluded.count}
        await tx.execute(new.on_conflict_do_update(index_elements=["day", "kind", "locale", "key"], set_=grown))


async def totals(snapshot: Snapshot, kinds: Sequence[str], *, since: date) -> Mapping[tuple[str, str, str], int]:
    """(kind, locale, key) → how often since then, that day included."""
    total = func.sum(T.count).label("total")
    statement = select(T.kind, T.locale, T.key, total).where(T.day >= since.isoformat(), T.kind.in_(sorted(kinds)))
    rows = await snapshot.execute(statement.group_by(T.kind, T.locale, T.key))
    return {(row.kind, row.locale, row.key): int(row.total) for row in rows}
