"""Throttling as arithmetic: the generic cell rate algorithm. Its whole state is the moment a bucket will be full again.

One row of one timestamp for each key, no counter to reset, no sweep needed to be right. A refused try costs nothing, so
somebody who waits is always let in again: it slows and never locks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Bucket:
    """``size`` tries at once, and one more every ``refill``."""

    size: int
    refill: timedelta

    def __post_init__(self) -> None:
        if self.size < 1 or self.refill <= timedelta():
            raise ValueError("a bucket holds at least one try and refills")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the try may go on; ``full_at`` is the state to keep; ``retry_after`` is zero when allowed."""

    allowed: bool
    full_at: datetime
    retry_after: timedelta


def attempt(bucket: Bucket, full_at: datetime | None, *, now: datetime) -> Verdict:
    """Spend one try. ``full_at`` is the state kept from last time, None for a key never seen."""
    empty = now + bucket.size * bucket.refill
    # Later than an empty bucket can be: the clock was wrong, or the size was changed. That must lock nobody out.
    state = min(max(full_at or now, now), empty)
    spent = state + bucket.refill
    if spent <= empty:
        return Verdict(True, spent, timedelta())
    return Verdict(False, state, spent - empty)
