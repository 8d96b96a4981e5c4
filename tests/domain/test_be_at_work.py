"""When somebody is there: by their own clock and hours or the office's, over weekends, holidays, absences and DST."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.clock import Allowances, Calendar
from intake.domain.duty import Duty, Shift
from intake.domain.ladder import Rung, Tell, When, moment, rung_of

JERUSALEM, BERLIN = ZoneInfo("Asia/Jerusalem"), ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    JERUSALEM, frozenset({7, 1, 2, 3, 4}), time(9), time(17), {date(2027, 4, 22): "Passover"}, Allowances()
)
EUROPE = Calendar(
    BERLIN, frozenset({1, 2, 3, 4, 5}), time(8), time(16), {date(2026, 12, 25): "Christmas"}, Allowances()
)
MORNINGS = Duty(zone=BERLIN, hours=tuple(Shift(day, time(8), time(12)) for day in range(1, 6)))


def at(text: str, zone: ZoneInfo = JERUSALEM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("duty", "calendar", "asked", "there"),
    [
        (Duty(), OFFICE, "2026-11-22 10:00", "2026-11-22 10:00"),
        (Duty(), OFFICE, "2026-11-22 17:00", "2026-11-23 09:00"),  # closing time is not open
        (Duty(), OFFICE, "2026-11-19 18:00", "2026-11-22 09:00"),  # over Friday and Saturday
        (Duty(), EUROPE, "2026-11-20 18:00", "2026-11-23 09:00"),  # eight in Berlin; over Saturday and Sunday
        (Duty(), OFFICE, "2027-04-21 18:00", "2027-04-25 09:00"),  # Passover and the weekend
        (Duty(), EUROPE, "2026-12-24 18:00", "2026-12-28 09:00"),
        (MORNINGS, OFFICE, "2026-11-22 10:00", "2026-11-23 09:00"),  # her own week begins on Monday
        (MORNINGS, OFFICE, "2026-11-23 13:00", "2026-11-24 09:00"),  # noon in Berlin
        (Duty(zone=BERLIN), OFFICE, "2026-11-22 10:00", "2026-11-22 10:00"),  # the office's hours, wherever she sits
        # Clocks go forward in Berlin on Sunday 28 March 2027, in Jerusalem on Friday 26 March.
        (MORNINGS, OFFICE, "2027-03-25 14:00", "2027-03-26 10:00"),
        (MORNINGS, OFFICE, "2027-03-26 14:00", "2027-03-29 09:00"),
        (Duty(), OFFICE, "2026-10-24 20:00", "2026-10-25 09:00"),  # they went back in the night
    ],
)
def test_the_next_moment_somebody_is_there(duty: Duty, calendar: Calendar, asked: str, there: str) -> None:
    assert duty.next_present(at(asked), calendar) == at(there)
    assert duty.is_present(at(there), calendar)
    assert duty.is_present(at(asked), calendar) is (asked == there)


def test_who_is_away_is_there_when_they_are_back() -> None:
    away = Duty(absent_from=at("2026-11-22 00:00"), absent_until=at("2026-11-24 00:00"))
    assert away.next_present(at("2026-11-22 10:00"), OFFICE) == at("2026-11-24 09:00")
    assert away.next_present(at("2026-11-19 16:00"), OFFICE) == at("2026-11-19 16:00")
    assert not away.is_away(at("2026-11-24 00:00"))
    noon = Duty(absent_from=at("2026-11-22 09:00"), absent_until=at("2026-11-22 12:00"))
    assert noon.next_present(at("2026-11-22 09:30"), OFFICE) == at("2026-11-22 12:00")


def test_who_is_away_for_good_is_not_waited_for() -> None:
    assert Duty(absent_from=at("2026-11-22 00:00")).next_present(at("2026-11-22 10:00"), OFFICE) is None


@settings(deadline=None)  # other tests may run beside it
@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sampled_from([Duty(), MORNINGS]))  # noqa: DTZ001
def test_who_works_every_week_is_there_within_a_week(naive: datetime, duty: Duty) -> None:
    asked = naive.replace(tzinfo=UTC)
    there = duty.next_present(asked, OFFICE)
    assert there is not None
    assert asked <= there <= asked + timedelta(days=7)
    assert duty.is_present(there, OFFICE)


LADDER = (
    Rung(Tell.OWNER, When.HALFWAY),
    Rung(Tell.STAND_IN, When.DUE),
    Rung(Tell.LEADS, When.AFTER_DUE, 2),
    Rung(Tell.LEAD_QUEUE, When.NEXT_MORNING),
)


@pytest.mark.parametrize(
    ("calendar", "step", "reached"),
    [
        (OFFICE, 0, "2026-11-20 13:30"),
        (OFFICE, 1, "2026-11-21 17:00"),
        (OFFICE, 2, "2026-11-21 19:00"),
        (OFFICE, 3, "2026-11-22 09:00"),
        (EUROPE, 3, "2026-11-23 09:00"),
    ],
)
def test_each_rung_has_its_moment(calendar: Calendar, step: int, reached: str) -> None:
    since, due = at("2026-11-19 10:00"), at("2026-11-21 17:00")
    assert moment(LADDER, step, since=since, due=due, calendar=calendar) == at(reached)


def test_the_last_rung_is_climbed_every_working_morning() -> None:
    since, due = at("2026-11-19 10:00"), at("2026-11-21 17:00")
    again = moment(LADDER, 9, since=since, due=due, calendar=OFFICE, last=at("2026-11-26 09:00"))
    assert again == at("2026-11-29 09:00")
    assert rung_of(LADDER, 9).tell is Tell.LEAD_QUEUE
