"""What matters most to readers: a message that many see and do not understand comes before one nobody sees."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from intake.lib.database import Database
from intake.services.tallies import Counted
from intake.store.work import tallies

SINCE: Final = timedelta(days=90)
"""What was said before is of other words by now."""


async def weights(tag: str, *, db: Database) -> Mapping[str, int]:
    """How much each message weighs in a language, by its id: views times complaints. What is not there weighs 0.

    A page's views count for what was not understood on that page; a message on several pages has the sum.
    """
    found = await _counted(tag, db)
    weighed = Counter[str]()
    for (kind, key), count in found.items():
        page, _, message_id = key.partition(":")
        if kind == Counted.UNCLEAR and message_id:
            weighed[message_id] += count * max(found.get((Counted.VIEWED, page), 0), 1)
    return weighed


async def complaints(tag: str, message_id: str, *, db: Database) -> int:
    """How many readers of a language said that they do not understand this message."""
    found = await _counted(tag, db)
    return sum(
        count for (kind, key), count in found.items() if kind == Counted.UNCLEAR and key.endswith(f":{message_id}")
    )


async def _counted(tag: str, db: Database) -> Mapping[tuple[str, str], int]:
    kinds = [Counted.UNCLEAR.value, Counted.VIEWED.value]
    async with db.read() as snapshot:
        found = await tallies.totals(snapshot, kinds, since=(datetime.now(UTC) - SINCE).date())
    return {(kind, key): count for (kind, locale, key), count in found.items() if locale == tag}
