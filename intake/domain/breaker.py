"""A domain that takes no mail for now: the mails to it wait, one of them is tried now and then, and no other is slowed.

Pure: what is known of one domain, and what becomes of it. Whoever sends holds it in memory, for it is soon learnt anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

THRESHOLD: Final = 5
"""So many temporary failures in a row open it."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))
PROBE_LASTS: Final = timedelta(minutes=2)
"""A probe of which nothing was heard for so long is forgotten: its worker is."""


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of one domain. ``failures``: in a row. ``until``: nothing is tried before, where it is open."""

    failures: int = 0
    until: datetime | None = None
    probed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether mails to the domain wait."""
        return self.until is not None

    def may_try(self, now: datetime) -> bool:
        """Whether a mail may be tried now: any while it is closed, one at a time once its pause is over."""
        if self.until is None:
            return True
        return now >= self.until and (self.probed_at is None or now - self.probed_at >= PROBE_LASTS)

    def tried(self, now: datetime) -> "Breaker":
        """One is being tried: of an open one the probe."""
        return replace(self, probed_at=now) if self.is_open else self

    def failed(self, now: datetime) -> "Breaker":
        """It took no mail for now. Tries that were under way when it opened do not lengthen its pause."""
        if self.until is not None and self.probed_at is None:
            return self
        failures = self.failures + 1
        if failures < THRESHOLD:
            return Breaker(failures)
        return Breaker(failures, now + PAUSES[min(failures - THRESHOLD, len(PAUSES) - 1)])

    def look_again(self, now: datetime) -> datetime:
        """When a mail that may not be tried now is to be looked at again."""
        after_probe = now + PAUSES[0]
        return after_probe if self.until is None or self.until <= now else self.until


CLOSED: Final = Breaker()
"""What a domain is as long as nothing speaks against it; an answer of any kind but “not now” makes it so again."""
