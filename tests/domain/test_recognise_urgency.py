"""Some answers mean that a person must look today."""

import pytest

from intake.domain.triage import Flag, urgency
from intake.domain.values import Answers, Priority
from tests.makers import TODAY

CALM: Answers = {"condition": "follicular-lymphoma", "in_hospital": "no"}


def test_a_calm_inquiry_is_routine() -> None:
    assert urgency(CALM, today=TODAY) == (Priority.ROUTINE, ())


def test_an_acute_disease_is_answered_within_a_day() -> None:
    assert urgency({**CALM, "condition": "aml"}, today=TODAY) == (Priority.ONE_DAY, ())


@pytest.mark.parametrize(
    ("answers", "flags"),
    [
        ({"condition": "b-all", "last_worsening": "yes"}, (Flag.RF1,)),
        ({"in_hospital": "ward"}, (Flag.RF2,)),
        ({"in_hospital": "icu"}, (Flag.RF2,)),
        ({"red_flags": ("fever",)}, (Flag.RF3,)),
        ({"red_flags": ("bleeding",)}, (Flag.RF4,)),
        ({"red_flags": ("breathless",)}, (Flag.RF4,)),
        ({"red_flags": ("weak_legs_or_confusion",)}, (Flag.RF5,)),
        ({"red_flags": ("no_urine",)}, (Flag.RF6,)),
        ({"red_flags": ("swallowing",)}, (Flag.RF7,)),
        ({"red_flags": ("cough_blood_or_chest_pain",)}, (Flag.RF8,)),
        ({"condition": "multiple-myeloma", "red_flags": ("weak_legs_or_confusion",)}, (Flag.RF5, Flag.RF6)),
        ({"condition": "myasthenia-gravis", "red_flags": ("breathless",)}, (Flag.RF4, Flag.RF7)),
        ({"condition": "sle", "red_flags": ("no_urine",)}, (Flag.RF6, Flag.RF8)),
    ],
)
def test_a_red_flag_is_seen_the_same_day(answers: Answers, flags: tuple[Flag, ...]) -> None:
    assert urgency({**CALM, **answers}, today=TODAY) == (Priority.SAME_DAY, flags)


def test_worsening_of_a_slow_disease_is_no_red_flag() -> None:
    assert urgency({**CALM, "last_worsening": "yes"}, today=TODAY) == (Priority.ROUTINE, ())


def test_a_child_is_flagged_and_urgent_only_with_something_else() -> None:
    assert urgency(CALM, today=TODAY, child=True, guardian_missing=True) == (
        Priority.ROUTINE,
        (Flag.RF9, Flag.GUARDIAN_MISSING),
    )
    assert urgency({**CALM, "red_flags": ("fever",)}, today=TODAY, child=True) == (
        Priority.SAME_DAY,
        (Flag.RF3, Flag.RF9),
    )


def test_nothing_of_all_this_is_no_flag() -> None:
    assert urgency({**CALM, "red_flags": ("none",)}, today=TODAY) == (Priority.ROUTINE, ())


def flags(**answers: str | tuple[str, ...]) -> tuple[Flag, ...]:
    return urgency({**CALM, **answers}, today=TODAY)[1]


def test_very_many_white_cells_of_an_acute_disease_are_seen_the_same_day() -> None:
    assert urgency({"condition": "b-all", "wbc_high": "yes"}, today=TODAY) == (Priority.SAME_DAY, (Flag.RF1,))
    assert flags(wbc_high="yes") == ()
    assert urgency({"condition": "b-all", "wbc_high": "unknown"}, today=TODAY)[1] == ()


@pytest.mark.parametrize(
    ("given", "ticks", "raised"),
    [
        ("2026-10-20", ("fever",), True),
        ("10/2026", ("weak_legs_or_confusion",), True),
        ("2026", ("fever",), True),  # only the year is known: it may have been last week
        ("2026-09-28", ("fever",), True),  # 55 days ago
        ("2026-09-27", ("fever",), False),  # 8 weeks ago
        ("2025", ("fever",), False),
        ("2026-10-20", ("bleeding",), False),
        ("2026-10-20", ("none",), False),
        ("last spring", ("fever",), False),
    ],
)
def test_fever_or_confusion_soon_after_car_t(given: str, ticks: tuple[str, ...], raised: bool) -> None:
    assert (Flag.RF10 in flags(cart_date=given, red_flags=ticks)) is raised


@pytest.mark.parametrize(
    ("given", "back", "raised"),
    [
        ("2026-01", "2026-03", True),
        ("2026-01-20", "2026-04-10", True),
        ("2026-01-10", "2026-04-10", False),
        ("2026-01", "2026-04", True),  # it may be less than three months
        ("2026-01", "2026-05", False),
        ("2025-12", "2026-02", True),
        ("2026", "2026", False),  # two years do not tell an early relapse from a late one
        ("2026-05", "2026-01", False),
        ("2026-05", "", False),
    ],
)
def test_a_disease_that_came_back_soon_after_car_t(given: str, back: str, raised: bool) -> None:
    found = urgency({**CALM, "cart_date": given, "cart_relapse_date": back}, today=TODAY)
    assert found == ((Priority.SAME_DAY, (Flag.RF13,)) if raised else (Priority.ROUTINE, ()))


def test_a_pregnancy_with_an_active_disease_needs_a_clinical_call() -> None:
    assert flags(pregnancy="pregnant", disease_state="relapsed") == (Flag.RF11,)
    assert flags(pregnancy="pregnant", disease_state="unknown") == (Flag.RF11,)
    assert flags(pregnancy="pregnant", disease_state="responding") == ()
    assert flags(pregnancy="planning", disease_state="relapsed") == ()
