"""An answer in the making: the translator learns nothing of the patient, and it goes out in the patient's day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.domain.contact import ContactLimits, Limit
from intake.domain.reply import (
    LONGEST_WAIT,
    ReplyState,
    complaint_about_time,
    masked,
    may_translate,
    next_morning,
    unmasked,
)
from intake.domain.values import StaffRole
from tests.makers import make_actor

TBILISI = ZoneInfo("Asia/Tbilisi")
NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
LATE = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # already the next day in Tbilisi
ANYTIME = ContactLimits()
EVENINGS = ContactLimits(frozenset({Limit.ONLY_THESE_HOURS}), ("evening",))


def test_the_morning_is_theirs() -> None:
    assert next_morning(LATE, ANYTIME, [TBILISI]) == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert next_morning(LATE + timedelta(hours=7), ANYTIME, [TBILISI]) == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert next_morning(LATE, ANYTIME, [NEW_YORK]) == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_in_a_country_of_several_zones_it_is_morning_in_the_last_of_them() -> None:
    assert next_morning(LATE, ANYTIME, [NEW_YORK, LOS_ANGELES]) == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_who_asked_for_the_evening_hears_in_the_evening() -> None:
    at = next_morning(LATE, EVENINGS, [TBILISI])
    assert at is not None
    assert at.astimezone(TBILISI).hour == 17


def test_where_nobody_knows_their_clock_no_morning_is_invented() -> None:
    assert next_morning(LATE, ANYTIME, []) is None
    named_none = ContactLimits(frozenset({Limit.ONLY_THESE_HOURS}))
    assert next_morning(LATE, named_none, [TBILISI]) is None


@pytest.mark.parametrize(
    ("hours", "limits", "complaint"),
    [(-1, ANYTIME, "past"), (1, ANYTIME, None), (1, EVENINGS, "outside_hours"), (15, EVENINGS, None)],
)
def test_a_moment_is_ahead_and_within_the_hours_they_asked_for(
    hours: int, limits: ContactLimits, complaint: str | None
) -> None:
    assert complaint_about_time(LATE + timedelta(hours=hours), LATE, limits, [TBILISI]) == complaint


def test_nothing_is_put_off_for_months() -> None:
    assert complaint_about_time(LATE + LONGEST_WAIT + timedelta(minutes=1), LATE, ANYTIME, [TBILISI]) == "too_late"


def test_a_translator_sees_marks_and_gives_them_back() -> None:
    secrets = ("7qk2-m9d4", "Amal", "amal@example.org", "Amal Example")
    text = "Dear Amal Example, Amal, we wrote to amal@example.org about 7qk2-m9d4."
    shown = masked(text, secrets)
    assert shown == "Dear [4], [2], we wrote to [3] about [1]."
    assert unmasked(shown, secrets) == text


def test_only_who_was_asked_translates_and_only_while_it_lies_with_them() -> None:
    tove = make_actor(staff_id="tove", role=StaffRole.TRANSLATOR)
    ada = make_actor(staff_id="ada", role=StaffRole.ADMINISTRATOR)
    assert may_translate(tove, "tove", ReplyState.TO_TRANSLATE)
    assert not may_translate(tove, "clara", ReplyState.TO_TRANSLATE)
    assert not may_translate(tove, None, ReplyState.TO_TRANSLATE)
    assert not may_translate(ada, "ada", ReplyState.TO_TRANSLATE)
    for state in set(ReplyState) - {ReplyState.TO_TRANSLATE}:
        assert not may_translate(tove, "tove", state)
