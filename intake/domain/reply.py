"""An answer in the making: who writes which half of it, when it may go, and what the translator must not learn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from intake.domain.access import Action, Actor, may
from intake.domain.contact import ContactLimits

MORNING: Final = time(9)
STEP: Final = timedelta(minutes=30)
LONGEST_SEARCH: Final = timedelta(days=2)
LONGEST_WAIT: Final = timedelta(days=60)
"""An answer is put off by so much at most: what is right today may be wrong then."""
SHORTEST_SECRET: Final = 3
"""Characters; less than that stands inside harmless words."""


class ReplyState(StrEnum):
    """Where an answer in the making is."""

    DRAFT = "draft"
    TO_TRANSLATE = "to_translate"  # with the translator
    TRANSLATED = "translated"  # back from them, for the coordinator to look at
    SCHEDULED = "scheduled"  # goes out by itself, unless something comes between
    SENT = "sent"


class Held(StrEnum):
    """Why a scheduled answer did not go out."""

    WROTE = "wrote"  # the inquirer wrote meanwhile
    ENDED = "ended"  # the inquiry is at an end, or held as spam


AT_THE_DESK: Final = frozenset({ReplyState.DRAFT, ReplyState.TRANSLATED})
"""A coordinator can change the words and send them."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What is sealed of it. ``source``: the coordinator's words for the translator, empty if there is none.

    ``text``: what the inquirer will read. ``machine``: made by one, and checked by nobody; ``checked_by``: who said
    that they have read and corrected it. ``secrets``: what the translator sees a mark for.
    """

    source: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    template: str = ""
    machine: bool = False
    checked_by: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    held: Held | None = None


def may_translate(actor: Actor, translator_id: str | None, state: ReplyState) -> bool:
    """Whether somebody may read the text they were asked to translate, and write the other. Nothing else opens it."""
    asked = translator_id == actor.staff_id and state is ReplyState.TO_TRANSLATE
    return asked and may(actor, Action.TRANSLATE_REPLY)


def masked(text: str, secrets: Sequence[str]) -> str:
    """The text with a mark such as ``[1]`` for each secret: the translator needs the sentence, not whose it is."""
    for number, secret in _numbered(secrets):
        text = text.replace(secret, _mark(number))
    return text


def unmasked(text: str, secrets: Sequence[str]) -> str:
    """The text with the secrets in the places of their marks."""
    for number, secret in _numbered(secrets):
        text = text.replace(_mark(number), secret)
    return text


def next_morning(now: datetime, limits: ContactLimits, zones: Collection[tzinfo]) -> datetime | None:
    """The next nine o'clock where they are, or the first half hour after it that suits the hours they asked for.

    ``zones``: every zone their country has; it is morning in each. None where no moment suits, or no zone is known.
    """
    mornings = [_morning(now.astimezone(zone)) for zone in zones]
    if not mornings:
        return None
    first = at = max(mornings)
    while at - first < LONGEST_SEARCH:
        if limits.suits(at, *zones):
            return at
        at += STEP
    return None


def complaint_about_time(at: datetime, now: datetime, limits: ContactLimits, zones: Collection[tzinfo]) -> str | None:
    """Why it cannot go out then: ``past``, ``too_late``, ``outside_hours``; None where it can."""
    if at <= now:
        return "past"
    if at - now > LONGEST_WAIT:
        return "too_late"
    return None if limits.suits(at, *zones) else "outside_hours"


def _morning(local: datetime) -> datetime:
    day = local.date() + timedelta(days=local.time() >= MORNING)
    return datetime.combine(day, MORNING, local.tzinfo).astimezone(UTC)


def _numbered(secrets: Sequence[str]) -> list[tuple[int, str]]:
    """The longer first: a name may stand inside an address."""
    return sorted(enumerate(secrets, 1), key=lambda pair: -len(pair[1]))


def _mark(number: int) -> str:
    return f"[{number}]"
