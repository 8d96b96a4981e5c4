"""What numbers say."""

from datetime import date, timedelta

import pytest

from intake.domain.statistics import (
    GivenUp,
    Silence,
    by_week,
    given_up,
    percentile,
    ranked,
    share,
    silences,
    week_of,
    weeks_until,
)

SUNDAY, MONDAY = 7, 1
TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("day", "first_day", "begun"),
    [
        (date(2026, 11, 24), SUNDAY, date(2026, 11, 22)),
        (date(2026, 11, 22), SUNDAY, date(2026, 11, 22)),
        (date(2026, 11, 21), SUNDAY, date(2026, 11, 15)),
        (date(2026, 11, 22), MONDAY, date(2026, 11, 16)),
        (date(2027, 1, 1), MONDAY, date(2026, 12, 28)),
    ],
)
def test_a_week_begins_where_the_offices_week_begins(day: date, first_day: int, begun: date) -> None:
    assert week_of(day, first_day) == begun


def test_the_last_week_is_the_one_under_way() -> None:
    assert weeks_until(TODAY, 3, SUNDAY) == (date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22))


def test_inquiries_are_counted_in_their_week_and_none_twice() -> None:
    weeks = weeks_until(TODAY, 2, SUNDAY)
    days = [(date(2026, 11, 14), 7), (date(2026, 11, 15), 1), (date(2026, 11, 21), 2), (TODAY, 4)]
    assert by_week(days, weeks, SUNDAY) == (3, 4)


def test_a_percentile_is_one_of_the_times_and_at_least_that_share_was_quicker() -> None:
    hours = [timedelta(hours=count) for count in (1, 2, 3, 4, 10, 5, 6, 7, 8, 9)]
    assert percentile(hours, 0.5) == timedelta(hours=5)
    assert percentile(hours, 0.9) == timedelta(hours=9)
    assert percentile(hours[:1], 0.9) == timedelta(hours=1)
    assert percentile([], 0.5) is None


def daily(count: int, every: int, until: int) -> list[date]:
    """So many arrivals, one each ``every`` days, the last ``until`` days ago."""
    return sorted(TODAY - timedelta(days=until + every * back) for back in range(count))


def test_a_language_that_used_to_write_and_does_not_is_told() -> None:
    """Six a week, and none for ten days; once a month says nothing; a language of last week has no habit yet."""
    found = silences(
        {
            "ar": [day for day in daily(60, 1, 10) if day.isoweekday() != 5],
            "ru": daily(60, 1, 2),
            "ka": daily(3, 28, 20),
            "fa": daily(20, 1, 6),
            "he": [],
        },
        today=TODAY,
    )
    assert found == (Silence("ar", 6, 10),)


def test_a_long_silence_of_a_rare_language_is_told_as_well() -> None:
    assert silences({"ka": daily(5, 7, 40)}, today=TODAY) == (Silence("ka", 1, 40),)


def test_who_met_a_complaint_and_sent_the_form_did_not_give_up() -> None:
    met = {("ar", "phone:not_a_phone"): 9, ("en", "phone:not_a_phone"): 4, ("ar", "birth_year:required"): 9}
    mended = {("ar", "phone:not_a_phone"): 2, ("en", "phone:not_a_phone"): 6, ("ar", "birth_year:required"): 8}
    assert given_up(met, mended) == (
        GivenUp("phone", "not_a_phone", "ar", 9, 7),
        GivenUp("birth_year", "required", "ar", 9, 1),
        GivenUp("phone", "not_a_phone", "en", 4, 0),  # sent twice: nobody gives up less than never
    )


def test_the_most_frequent_come_first_and_nobody_is_lost() -> None:
    assert ranked({"a": 1, "b": 5, "c": 5, "d": 2}, most=2) == ((("b", 5), ("c", 5)), 3)
    assert (share(1, 4), share(0, 0)) == (0.25, None)
