"""Finding inquiries by who wrote them, and by what they have in common: through keyed tags, at any size at once.

Whoever asks says which queues they serve: what lies elsewhere is not found, not counted, and takes no place.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, func, intersect, literal, select, true, tuple_, union_all

from intake.domain.inquiry import InquirySummary
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.store.arrivals import filter_tag
from intake.store.columns import Instant
from intake.store.identities import NAME, B, I, identity_tag
from intake.store.listing import COLUMNS, Codes, Filters, conditions, summaries
from intake.store.tables import inquiries

MOST_WORDS: Final = 24
Words = Sequence[Collection[str]]
"""For each word of a name the keys it may have been kept under."""


async def by_contacts(
    snapshot: Snapshot, keyring: KeyRing, kind: str, values: Collection[str], *, queues: Codes, limit: int
) -> Sequence[InquirySummary]:
    """Inquiries of these queues that gave one of these addresses or numbers (canonical), the newest first."""
    return await _newest(snapshot, keyring, _having(keyring, kind, values), queues=queues, limit=limit)


async def by_name(
    snapshot: Snapshot, keyring: KeyRing, words: Words, *, queues: Codes, limit: int
) -> Sequence[InquirySummary]:
    """Inquiries of these queues in whose names every word occurs, the newest first; nothing for no word."""
    if not words:
        return ()
    hits = intersect(*(_having(keyring, NAME, keys) for keys in words[:MOST_WORDS]))
    return await _newest(snapshot, keyring, hits, queues=queues, limit=limit)


async def alike(
    snapshot: Snapshot,
    keyring: KeyRing,
    contacts: Mapping[str, str],
    words: Words,
    *,
    queues: Codes,
    limit: int,
) -> Sequence[InquirySummary]:
    """Inquiries of these queues that share an address, a number or two words of a name (or its only one)."""
    ways: list[Select[Any]] = [_having(keyring, kind, [value]) for kind, value in contacts.items()]
    if words:
        each = [
            _having(keyring, NAME, keys).add_columns(literal(place).label("word"))
            for place, keys in enumerate(words[:MOST_WORDS])
        ]
        hits = union_all(*each).subquery()
        enough = func.count(hits.c.word.distinct()) >= min(2, len(each))
        ways.append(select(hits.c.inquiry_id).group_by(hits.c.inquiry_id).having(enough))
    return await _newest(snapshot, keyring, union_all(*ways), queues=queues, limit=limit) if ways else ()


def _having(keyring: KeyRing, kind: str, values: Collection[str]) -> Select[Any]:
    tags = sorted(identity_tag(keyring, kind, value) for value in values)
    return select(B.inquiry_id).where(B.kind == kind, B.tag.in_(tags))


async def _newest(
    snapshot: Snapshot, keyring: KeyRing, hits: Any, *, queues: Codes, limit: int
) -> Sequence[InquirySummary]:
    """From the tags to the inquiries, never the other way round: so it does not matter how many there are."""
    found = hits.subquery()
    few = select(found.c.inquiry_id).distinct().subquery()
    served: ColumnElement[bool] = true()
    if queues is not None:
        # Not by the queue's index: it would lead past all that is in it.
        served = func.coalesce(I.queue_tag, I.queue_tag).in_(
            sorted(filter_tag(keyring, "queue", code) for code in queues)
        )
    statement = select(*COLUMNS).select_from(few.join(inquiries, few.c.inquiry_id == I.id)).where(served)
    order = (I.received_at.desc(), I.id.desc())
    return await summaries(snapshot, keyring, (await snapshot.execute(statement.order_by(*order).limit(limit))).all())


async def newest(
    snapshot: Snapshot, keyring: KeyRing, filters: Filters, *, before: tuple[datetime, str] | None, limit: int
) -> Sequence[InquirySummary]:
    """The newest that fit, after ``before`` (the last one's time, id): the way of whoever looks into each of them."""
    statement = select(*COLUMNS).where(*conditions(keyring, filters))
    if before is not None:
        edge = tuple_(literal(before[0], Instant), literal(before[1], Text))
        statement = statement.where(tuple_(I.received_at, I.id) < edge)
    statement = statement.order_by(I.received_at.desc(), I.id.desc()).limit(limit)
    return await summaries(snapshot, keyring, (await snapshot.execute(statement)).all())
