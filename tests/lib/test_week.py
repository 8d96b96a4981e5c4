"""Office hours in words, as a mail tells them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from intake.lib.week import office_hours, weekend_of

NINE, FIVE = dt.time(9), dt.time(17)
ISRAEL = ZoneInfo("Asia/Jerusalem")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({7, 1, 2, 3, 4}, "Sunday – Thursday, 09:00 – 17:00 (Israel Time)"),
        ({1, 2, 3, 4, 5}, "Monday – Friday, 09:00 – 17:00 (Israel Time)"),
        ({1, 3}, "Monday and Wednesday, 09:00 – 17:00 (Israel Time)"),
        ({1, 2, 3, 4, 5, 6, 7}, "Monday – Sunday, 09:00 – 17:00 (Israel Time)"),
    ],
)
def test_neighbouring_days_are_joined(days: set[int], said: str) -> None:
    assert office_hours(days, NINE, FIVE, "en", ISRAEL) == said


def test_each_language_has_its_own_names_and_commas() -> None:
    week = {7, 1, 2, 3, 4}
    assert office_hours(week, NINE, FIVE, "ru", ISRAEL) == "воскресенье – четверг, 09:00 – 17:00 (Израиль)"
    assert office_hours(week, NINE, FIVE, "ar", ISRAEL).startswith("الأحد – الخميس، ")


@pytest.mark.parametrize(
    ("country", "days"),
    [
        ("GE", {6, 7}),
        ("IL", {5, 6}),
        ("SA", {5, 6}),
        ("IR", {5}),
        ("IN", {7}),
        ("AF", {4, 5}),
        ("", set()),
        ("X", set()),
    ],
)
def test_a_weekend_is_the_countrys(country: str, days: set[int]) -> None:
    assert weekend_of(country) == days
