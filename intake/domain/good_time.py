"""Whether this is a good time to call somebody: what they asked for comes first, then the clock where they live."""

from datetime import datetime, time, tzinfo
from enum import StrEnum

from intake.domain.contact import HOURS, ContactLimits, Limit

AWAKE = (min(begins for begins, _ in HOURS.values()), max(ends for _, ends in HOURS.values()))


class CallNow(StrEnum):
    """What to say of a call in this minute."""

    NO_CALLS = "no_calls"  # they asked for none
    ASK_FIRST = "ask_first"  # only at certain times, and they named none
    UNKNOWN = "unknown"  # nobody knows what time it is there
    GOOD = "good"  # within the hours they named
    LATER = "later"  # outside the hours they named
    DAYTIME = "daytime"  # they named no hours, and it is day there
    NIGHT = "night"  # they named no hours, and it is early or late there


def call_now(limits: ContactLimits, at: datetime, *zones: tzinfo) -> CallNow:
    """What to say of a call ``at`` this moment. ``zones``: every zone they may be in; each of them must suit."""
    if Limit.NO_CALLS in limits.named:
        return CallNow.NO_CALLS
    if Limit.ONLY_THESE_HOURS in limits.named and not limits.hours:
        return CallNow.ASK_FIRST
    if not zones:
        return CallNow.UNKNOWN
    clocks = [at.astimezone(zone).time() for zone in zones]
    if limits.hours:
        suits = all(any(_within(clock, *HOURS[part]) for part in limits.hours) for clock in clocks)
        return CallNow.GOOD if suits else CallNow.LATER
    return CallNow.DAYTIME if all(_within(clock, *AWAKE) for clock in clocks) else CallNow.NIGHT


def _within(clock: time, begins: time, ends: time) -> bool:
    return begins <= clock < ends
