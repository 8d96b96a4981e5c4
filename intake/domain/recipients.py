"""Who of the office is told that an inquiry came in. Never nobody, as long as anybody serves at all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from intake.domain.access import SERVING
from intake.domain.duty import Duty
from intake.domain.telling import AS_IT_COMES, Wishes
from intake.domain.values import StaffRole

LEAD_QUEUE = "lead"
AS_THE_OFFICE = Duty()


class Because(StrEnum):
    """Why a mail goes to one colleague; it says so itself."""

    OWNER = "owner"  # looks after the inquiry
    STANDS_IN = "stands_in"  # for who looks after it
    SPEAKS = "speaks"  # serves the queue, and speaks the language
    SERVES = "serves"
    LEADS = "leads"
    HELPS_OUT = "helps_out"  # serves the queue that helps out
    NOBODY_ELSE = "nobody_else"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active account, as far as routing mail needs it. ``queues`` is ``None`` for those who serve every queue."""

    staff_id: str
    role: StaffRole
    queues: frozenset[str] | None
    leads: frozenset[str]
    languages: frozenset[str]
    locale: str
    duty: Duty = AS_THE_OFFICE
    wishes: Wishes = AS_IT_COMES

    def serves(self, queue: str) -> bool:
        """Whether this person looks after the queue."""
        return self.role in SERVING and (self.queues is None or queue in self.queues)

    def given(self, at: datetime | None) -> "Colleague":
        """The same person, after they were handed an inquiry; None: they were not."""
        return self if at is None else replace(self, duty=replace(self.duty, last_given_at=at))

    def speaks(self, language: str) -> bool:
        """Whether this person can answer in the language; ``pt-BR`` is answered by who speaks ``pt``."""
        wanted = base_language(language)
        return any(base_language(spoken) == wanted for spoken in self.languages)


def recipients(queue: str, language: str, roster: Iterable[Colleague], *, now: datetime) -> tuple[Colleague, ...]:
    """The queue's people who speak the language; else all of the queue, the lead queue, the administrators.

    Who is away is told only where nobody else is left.
    """
    everybody = tuple(roster)
    here = tuple(person for person in everybody if not person.duty.is_away(now))
    return _closest(queue, language, here) or _closest(queue, language, everybody)


def in_charge(assignee_id: str | None, queue: str, roster: Iterable[Colleague], *, now: datetime) -> Colleague | None:
    """Whoever looks after an inquiry now: its assignee, or who stands in while they are away. None: nobody does."""
    people = tuple(roster)
    owner = next((person for person in people if person.staff_id == assignee_id), None)
    if owner is None or not owner.serves(queue):
        return None
    return owner if not owner.duty.is_away(now) else stand_in_of(owner, queue, people, now=now)


def stand_in_of(owner: Colleague, queue: str, roster: Iterable[Colleague], *, now: datetime) -> Colleague | None:
    """Who stands in for somebody, if they may see the queue and are not away themselves."""
    named = (person for person in roster if person.staff_id == owner.duty.stand_in_id)
    return next((person for person in named if person.serves(queue) and not person.duty.is_away(now)), None)


def because(person: Colleague, queue: str, language: str, *, owner: Colleague | None) -> Because:
    """Why this person is told of an inquiry that ``owner`` looks after."""
    if owner is not None and owner.staff_id == person.staff_id:
        return Because.OWNER
    if owner is not None and owner.duty.stand_in_id == person.staff_id:
        return Because.STANDS_IN
    # Of those who are told the first question that fits one of them is the first that fitted anybody.
    found = (why for why, fits in _questions(queue, language) if fits(person))
    return next(found, Because.NOBODY_ELSE)


def _closest(queue: str, language: str, people: tuple[Colleague, ...]) -> tuple[Colleague, ...]:
    for _, fits in _questions(queue, language):
        if found := tuple(person for person in people if fits(person)):
            return found
    return ()


def _questions(queue: str, language: str) -> tuple[tuple[Because, Callable[[Colleague], bool]], ...]:
    return (
        (Because.SPEAKS, lambda person: person.serves(queue) and person.speaks(language)),
        (Because.SERVES, lambda person: person.serves(queue)),
        (Because.LEADS, lambda person: queue in person.leads),
        (Because.HELPS_OUT, lambda person: LEAD_QUEUE in person.leads),
        (Because.HELPS_OUT, lambda person: person.serves(LEAD_QUEUE)),
        (Because.NOBODY_ELSE, lambda person: person.role is StaffRole.ADMINISTRATOR),
    )


def base_language(tag: str) -> str:
    """The language without its country or script: ``pt`` of ``pt-BR``."""
    return tag.replace("_", "-").split("-")[0].lower()
