"""In which languages the office answers and how fast: what is so, never what it would like to be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median_high
from typing import Final

from intake.domain.clock import Calendar
from intake.domain.recipients import Colleague, base_language

SINCE: Final = timedelta(days=90)
ENOUGH: Final = 5  # fewer answers say more of one person than of the office


@dataclass(frozen=True, slots=True)
class Promise:
    """What a page may say. ``languages``: tags; ``days``: the median of whole working days, by bare language.

    ``target``: working days the office allows itself. ``staffed``: whether anybody serves a queue at all.
    """

    target: int
    staffed: bool = False
    languages: tuple[str, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)

    def answers_in(self, tag: str) -> bool:
        """Whether somebody answers in this language; ``pt-BR`` is answered by who speaks ``pt``."""
        return base_language(tag) in {base_language(language) for language in self.languages}

    def measured(self, tag: str) -> int | None:
        """Working days within which at least half of those who wait in this language are answered, where known."""
        return self.days.get(base_language(tag)) if self.answers_in(tag) else None


def promise(
    roster: Iterable[Colleague],
    answered: Iterable[tuple[str, datetime, datetime]],
    *,
    calendar: Calendar,
    queues: Iterable[str],
    order: Sequence[str],
) -> Promise:
    """What is so. ``answered``: language, when it came, when a person first answered; ``order``: of the languages."""
    serving = [one for one in roster if any(one.serves(queue) for queue in queues)]
    spoken = {language for one in serving for language in one.languages}
    taken: dict[str, list[int]] = {}
    for language, received_at, answered_at in answered:
        taken.setdefault(base_language(language), []).append(calendar.days_taken(received_at, answered_at))
    ranked = {language: place for place, language in enumerate(order)}
    return Promise(
        target=calendar.allowances.routine,
        staffed=bool(serving),
        languages=tuple(sorted(spoken, key=lambda tag: (ranked.get(tag, len(ranked)), tag))),
        # High, so that with an even number, too, at least half were answered within it.
        days={language: median_high(counts) for language, counts in taken.items() if len(counts) >= ENOUGH},
    )
