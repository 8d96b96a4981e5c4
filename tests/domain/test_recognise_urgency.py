"""Some answers mean that a person must look today."""

import pytest

from intake.domain.triage import Flag, urgency
from intake.domain.values import Answers, Priority

CALM: Answers = {"condition": "follicular-lymphoma", "in_hospital": "no"}


def test_a_calm_inquiry_is_routine() -> None:
    assert urgency(CALM) == (Priority.ROUTINE, ())


def test_an_acute_disease_is_answered_within_a_day() -> None:
    assert urgency({**CALM, "condition": "aml"}) == (Priority.ONE_DAY, ())


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
    assert urgency({**CALM, **answers}) == (Priority.SAME_DAY, flags)


def test_worsening_of_a_slow_disease_is_no_red_flag() -> None:
    assert urgency({**CALM, "last_worsening": "yes"}) == (Priority.ROUTINE, ())


def test_a_child_is_flagged_and_urgent_only_with_something_else() -> None:
    assert urgency(CALM, child=True, guardian_missing=True) == (
        Priority.ROUTINE,
        (Flag.RF9, Flag.GUARDIAN_MISSING),
    )
    assert urgency({**CALM, "red_flags": ("fever",)}, child=True) == (Priority.SAME_DAY, (Flag.RF3, Flag.RF9))


def test_nothing_of_all_this_is_no_flag() -> None:
    assert urgency({**CALM, "red_flags": ("none",)}) == (Priority.ROUTINE, ())
