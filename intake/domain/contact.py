"""Safe contact: what somebody asked of whoever writes to them or calls them. It binds mails, the inbox and exports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum

from intake.domain.values import Answers

CONTACT_LIMITS = "contact_limits"
CONTACT = ("contact_name", "email", "phone")
ABOUT_CONTACT = (
    "preferred_language",
    "preferred_channel",
    "messenger_ack",
    "best_time",
    "safe_to_call",
    CONTACT_LIMITS,
)


class Limit(StrEnum):
    """What somebody can ask for, as the form's codes say it."""

    SHARED_MAILBOX = "shared_mailbox"
    NO_ILLNESS = "no_illness"
    NO_CALLS = "no_calls"
    ONLY_THESE_HOURS = "only_these_hours"


HOURS: Mapping[str, tuple[time, time]] = {
    "morning": (time(8), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(21)),
}
"""The parts of the day the form names, by the clock of the place where the person is."""


@dataclass(frozen=True, slots=True)
class ContactLimits:
    """One person's limits. ``named``: those they chose; ``hours``: codes of the parts of the day that suit them."""

    named: frozenset[Limit] = frozenset()
    hours: tuple[str, ...] = ()
    speaks_freely: bool = True

    @classmethod
    def of(cls, answers: Answers) -> "ContactLimits":
        """What the answers ask for. A code nobody knows any more is left out."""
        given = set(_many(answers, CONTACT_LIMITS))
        named = frozenset(limit for limit in Limit if limit.value in given)
        hours = tuple(part for part in HOURS if part in _many(answers, "best_time"))
        return cls(named, hours, answers.get("safe_to_call") != "no")

    @property
    def shared_mailbox(self) -> bool:
        """Whether others read the mailbox, too: no link there lets anybody in."""
        return Limit.SHARED_MAILBOX in self.named

    @property
    def may_name_illness(self) -> bool:
        """Whether a message that others may hear or read may say what it is about."""
        return self.speaks_freely and Limit.NO_ILLNESS not in self.named

    @property
    def discreet(self) -> bool:
        """Whether a mail must not even say who writes: a clinic's name is a hint of an illness."""
        return self.shared_mailbox or not self.may_name_illness

    @property
    def asks_before_calls(self) -> bool:
        """Whether whoever calls must first read what was asked of them."""
        return bool(self.named & {Limit.NO_CALLS, Limit.ONLY_THESE_HOURS})

    def may_call(self, at: datetime, *zones: tzinfo) -> bool:
        """Whether a call now is what they asked for. ``zones``: every zone their country has; each must agree."""
        return Limit.NO_CALLS not in self.named and self.suits(at, *zones)

    def suits(self, at: datetime, *zones: tzinfo) -> bool:
        """Whether this is within the hours they asked for, if they did; by the clock of each zone."""
        if Limit.ONLY_THESE_HOURS not in self.named:
            return True
        return bool(zones) and all(self._among(at.astimezone(zone).time()) for zone in zones)

    def _among(self, local: time) -> bool:
        return any(begins <= local < ends for begins, ends in (HOURS[part] for part in self.hours))


def reachable(answers: Answers) -> dict[str, str]:
    """How to reach somebody, for an export: never without their limits, and without a number nobody may call."""
    limits = ContactLimits.of(answers)
    given = {name: _one(answers, name) for name in CONTACT}
    if Limit.NO_CALLS in limits.named:
        given["phone"] = ""
    return given | {
        CONTACT_LIMITS: " ".join(sorted(limits.named)),
        "best_time": " ".join(limits.hours),
        "safe_to_call": _one(answers, "safe_to_call"),
    }


def _many(answers: Answers, name: str) -> tuple[str, ...]:
    value = answers.get(name, ())
    return (value,) if isinstance(value, str) else value


def _one(answers: Answers, name: str) -> str:
    value = answers.get(name, "")
    return value if isinstance(value, str) else ""
