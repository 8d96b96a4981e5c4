"""What the office says of its languages and its speed is so, or it is not said."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.promise import Promise, promise
from intake.domain.recipients import Colleague
from intake.domain.values import Priority, StaffRole
from tests.makers import make_content

CALENDAR = make_content().routing.calendar
QUEUES = tuple(make_content().routing.queues)
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)  # noon in the office, which works from Sunday to Thursday


def colleague(
    *languages: str, role: StaffRole = StaffRole.COORDINATOR, queues: frozenset[str] | None = None
) -> Colleague:
    return Colleague("c", role, queues, frozenset(), frozenset(languages), "en")


def made(*roster: Colleague, answered: tuple[tuple[str, int], ...] = ()) -> Promise:
    """The promise of this roster; ``answered``: language and days until the first answer."""
    took = [(language, SUNDAY, SUNDAY + timedelta(days=days)) for language, days in answered]
    return promise(roster, took, calendar=CALENDAR, queues=QUEUES, order=("en", "he", "ar"))


def test_only_who_serves_a_queue_answers() -> None:
    found = made(
        colleague("he", "en"),
        colleague("ar", role=StaffRole.TRANSLATOR),
        colleague("ru", role=StaffRole.ADMINISTRATOR, queues=frozenset()),
        colleague("fa", queues=frozenset({"no-such-queue"})),
    )
    assert found.languages == ("en", "he")
    assert [found.answers_in(tag) for tag in ("he", "ar", "ru", "fa")] == [True, False, False, False]


def test_a_variant_of_a_language_is_answered_by_who_speaks_it() -> None:
    assert made(colleague("pt")).answers_in("pt-BR")


def test_nobody_there_promises_nothing() -> None:
    assert made() == Promise(target=CALENDAR.allowances.routine)


def test_four_answers_are_too_few_and_five_are_a_median() -> None:
    office = colleague("he", "en")
    assert made(office, answered=(("he", 1),) * 4).measured("he") is None
    assert made(office, answered=(("he", 1), ("he", 1), ("he", 2), ("he", 3), ("he", 4))).measured("he") == 2
    assert made(office, answered=(("he", 1),) * 3 + (("he", 3),) * 3).measured("he") == 3


def test_how_fast_one_language_is_says_nothing_of_another() -> None:
    found = made(colleague("he", "en"), answered=(("he", 1),) * 9)
    assert (found.measured("he"), found.measured("en"), found.measured("ar")) == (1, None, None)


def test_a_language_nobody_speaks_any_more_has_no_speed() -> None:
    assert made(colleague("en"), answered=(("ar", 1),) * 9).measured("ar") is None


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        (1, 1),  # the same afternoon
        (24, 1),  # Monday noon
        (48, 2),
        (4 * 24, 4),  # Thursday
        (5 * 24, 4),  # Friday: nobody works, Thursday was the last day
        (7 * 24, 5),  # the next Sunday
    ],
)
def test_days_are_working_days(hours: int, days: int) -> None:
    assert CALENDAR.days_taken(SUNDAY, SUNDAY + timedelta(hours=hours)) == days


def test_what_is_answered_on_the_day_it_was_due_took_as_long_as_the_office_allows_itself() -> None:
    for hour in range(0, 7 * 24, 5):
        received = SUNDAY + timedelta(hours=hour)
        due = CALENDAR.due(Priority.ROUTINE, received)
        assert CALENDAR.days_taken(received, due) == CALENDAR.allowances.routine
