"""The receipt says by when somebody answers: over weekends, holidays and the change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.clock import Allowances, Calendar
from intake.domain.values import Priority

JERUSALEM = ZoneInfo("Asia/Jerusalem")
OFFICE = Calendar(
    zone=JERUSALEM,
    working_days=frozenset({7, 1, 2, 3, 4}),
    opens=time(9),
    closes=time(17),
    holidays={date(2027, 4, 22): "Passover"},
    allowances=Allowances(),
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JERUSALEM)


def due(priority: Priority, received: str) -> str:
    moment = OFFICE.due(priority, local(received).astimezone(UTC))
    assert moment.tzinfo is UTC
    return moment.astimezone(JERUSALEM).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-22 10:00", "Sun 2026-11-22 12:00"),  # somebody is there
        ("2026-11-22 16:30", "Sun 2026-11-22 18:30"),  # two hours run on past closing time
        ("2026-11-22 07:00", "Sun 2026-11-22 15:00"),
        ("2026-11-20 11:00", "Fri 2026-11-20 19:00"),  # the weekend does not stop the clock
        ("2026-11-21 22:00", "Sat 2026-11-21 23:59"),  # the same calendar day, always
    ],
)
def test_a_red_flag_is_seen_on_the_day_it_came(received: str, expected: str) -> None:
    assert due(Priority.SAME_DAY, received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-22 10:00", "Mon 2026-11-23 17:00"),
        ("2026-11-22 07:00", "Sun 2026-11-22 17:00"),  # before work: today is a whole day
        ("2026-11-22 20:00", "Mon 2026-11-23 17:00"),
        ("2026-11-26 10:00", "Sun 2026-11-29 17:00"),  # Thursday: over the weekend
        ("2026-11-27 10:00", "Sun 2026-11-29 17:00"),  # Friday: Sunday is the first whole day
        ("2027-04-21 10:00", "Sun 2027-04-25 17:00"),  # over Passover and the weekend
    ],
)
def test_an_acute_disease_is_answered_on_the_next_working_day(received: str, expected: str) -> None:
    assert due(Priority.ONE_DAY, received) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-22 10:00", "Tue 2026-11-24 17:00"),
        ("2026-11-25 18:00", "Sun 2026-11-29 17:00"),
        ("2026-11-21 10:00", "Mon 2026-11-23 17:00"),
    ],
)
def test_the_others_within_two_working_days(received: str, expected: str) -> None:
    assert due(Priority.ROUTINE, received) == expected


def test_closing_time_is_closing_time_when_the_clocks_change() -> None:
    # Clocks go forward on Friday 27 March 2026 and back on Sunday 25 October 2026.
    assert due(Priority.ONE_DAY, "2026-03-26 10:00") == "Sun 2026-03-29 17:00"
    assert OFFICE.due(Priority.ONE_DAY, local("2026-03-26 10:00")) == datetime(2026, 3, 29, 14, tzinfo=UTC)
    assert OFFICE.due(Priority.ONE_DAY, local("2026-03-25 10:00")) == datetime(2026, 3, 26, 15, tzinfo=UTC)
    assert due(Priority.ROUTINE, "2026-10-22 10:00") == "Mon 2026-10-26 17:00"
    assert OFFICE.due(Priority.SAME_DAY, local("2026-10-25 00:30")) == datetime(2026, 10, 25, 5, 30, tzinfo=UTC)


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        OFFICE.due(Priority.ROUTINE, datetime(2026, 11, 22, 10))  # noqa: DTZ001 - the mistake this is about


@settings(deadline=None)  # other tests may run beside it
@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sampled_from(Priority))  # noqa: DTZ001
def test_no_promise_lies_in_the_past_or_far_away(naive: datetime, priority: Priority) -> None:
    received = naive.replace(tzinfo=UTC)
    promised = OFFICE.due(priority, received)
    assert received <= promised <= received + timedelta(days=8)
    if priority is Priority.SAME_DAY:
        assert promised.astimezone(JERUSALEM).date() == received.astimezone(JERUSALEM).date()
