"""Who of the office is told that an inquiry came in. Never nobody, as long as anybody serves at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from intake.domain.access import SERVING
from intake.domain.values import StaffRole

LEAD_QUEUE = "lead"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active account, as far as routing mail needs it. ``queues`` is ``None`` for those who serve every queue."""

    staff_id: str
    role: StaffRole
    queues: frozenset[str] | None
    leads: frozenset[str]
    languages: frozenset[str]
    locale: str

    def serves(self, queue: str) -> bool:
        """Whether this person looks after the queue."""
        return self.role in SERVING and (self.queues is None or queue in self.queues)

    def speaks(self, language: str) -> bool:
        """Whether this person can answer in the language; ``pt-BR`` is answered by who speaks ``pt``."""
        wanted = base_language(language)
        return any(base_language(spoken) == wanted for spoken in self.languages)


def recipients(queue: str, language: str, roster: Iterable[Colleague]) -> tuple[Colleague, ...]:
    """The queue's people who speak the language; else all of the queue, the lead queue, the administrators."""
    people = tuple(roster)
    tests: tuple[Callable[[Colleague], bool], ...] = (
        lambda person: person.serves(queue) and person.speaks(language),
        lambda person: person.serves(queue),
        lambda person: queue in person.leads,
        lambda person: LEAD_QUEUE in person.leads,
        lambda person: person.serves(LEAD_QUEUE),
        lambda person: person.role is StaffRole.ADMINISTRATOR,
    )
    for fits in tests:
        if found := tuple(person for person in people if fits(person)):
            return found
    return ()


def base_language(tag: str) -> str:
    """The language without its country or script: ``pt`` of ``pt-BR``."""
    return tag.replace("_", "-").split("-")[0].lower()
