"""Counting what strangers do on the public pages without knowing who: kept in memory, written down every minute.

There is no cookie and no address in it. What a person mended after a complaint is told by their own form, which says
which complaints it had before; so whoever gave up there is the rest.
"""

from collections import Counter
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from intake.lib.database import Database
from intake.store.work import tallies
from intake.store.work.tallies import Tally

MOST: Final = 5_000
"""So many different things between two writings; a flood of made-up ones is not worth the memory."""


class Counted(StrEnum):
    """What is counted. Each kind's key is named behind it."""

    OPENED = "opened"  # the form was opened; no key
    SAVED = "saved"  # the form was put aside; no key
    MET = "met"  # somebody met a complaint for the first time in their form: question:complaint
    MENDED = "mended"  # and sent their form after all: question:complaint
    SOURCE = "source"  # how they found us: the answer's code
    VIEWED = "viewed"  # a page was looked at: its name among the exhibits
    UNCLEAR = "unclear"  # somebody did not understand a sentence: the page's name and the message's id, page:id


HOW_FOUND: Final = "how_found"
"""The question whose answer is counted as a source."""


class Tallies:
    """What was counted since it was last written down."""

    def __init__(self) -> None:
        self._counts: Counter[Tally] = Counter()

    def add(self, kind: Counted, locale: str, *keys: str, now: datetime) -> None:
        """Count one for each key; without a key, one. The day is that of world time (UTC)."""
        day = now.astimezone(UTC).date()
        for key in keys or ("",):
            tally = Tally(day, kind.value, locale, key)
            if tally in self._counts or len(self._counts) < MOST:
                self._counts[tally] += 1

    async def write_down(self, *, db: Database) -> None:
        """Write what was counted. Where that fails nothing is lost: it is counted the next time."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            async with db.write() as tx:
                await tallies.add(tx, counts)
        except BaseException:
            self._counts.update(counts)
            raise
