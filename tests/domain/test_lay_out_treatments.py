"""Treatments are laid out along the years: a day is a tick, a month and a year are soft, and nothing is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.answer_dates import PartialDate, partial_date
from intake.domain.treatment_line import Mark, Stretch, lay_out

TODAY = date(2026, 11, 22)


def known(text: str) -> PartialDate | None:
    """``2021``, ``2021-03`` or ``2021-03-09``; nothing for nothing."""
    parts = [int(part) for part in text.split("-") if part]
    return partial_date(*parts) if parts else None


def marks(start: str, end: str = "", *, ongoing: bool = False) -> list[tuple[str, float, float]]:
    """The pieces of one stretch beside another that makes the line 2020 to 2023 long: four years, 1461 days."""
    frame = Stretch(known("2020"), known("2023"))
    line = lay_out([Stretch(known(start), known(end), ongoing), frame], date(2023, 12, 31))
    return [(piece.mark.value, round(piece.begins * 1461), round(piece.ends * 1461)) for piece in line.rows[0]]


def test_a_day_is_a_tick() -> None:
    assert marks("2021-03-09") == [("tick", 433, 433)]


def test_a_month_is_a_soft_bar_and_a_year_a_longer_one() -> None:
    assert marks("2021-03") == [("soft", 425, 456)]
    assert marks("2021") == [("soft", 366, 731)]


def test_between_two_years_is_what_is_sure() -> None:
    assert marks("2020", "2022") == [("soft", 0, 366), ("sure", 366, 731), ("soft", 731, 1096)]


def test_between_two_days_everything_is_sure() -> None:
    assert marks("2020-01-01", "2020-12-31") == [("sure", 0, 366)]


def test_within_one_year_nothing_is_sure() -> None:
    assert marks("2021", "2021") == [("soft", 366, 731)]
    assert marks("2021", "2021-06") == [("soft", 366, 731), ("soft", 517, 547)]


def test_neighbouring_years_leave_nothing_between_them() -> None:
    assert marks("2020", "2021") == [("soft", 0, 366), ("soft", 366, 731)]


def test_what_goes_on_is_drawn_until_today() -> None:
    assert marks("2022-01-01", ongoing=True) == [("sure", 731, 1461)]
    assert marks("2022", ongoing=True) == [("soft", 731, 1096), ("sure", 1096, 1461)]


def test_an_end_without_a_beginning_is_drawn_by_itself() -> None:
    assert marks("", "2021-03") == [("soft", 425, 456)]
    assert marks("", "", ongoing=True) == []


def test_dates_the_wrong_way_round_are_both_shown() -> None:
    assert [mark for mark, _, _ in marks("2022-05", "2021-05")] == ["soft", "soft"]


def test_without_any_date_there_is_no_line() -> None:
    line = lay_out([Stretch(None), Stretch(None, ongoing=True)], TODAY)
    assert (line.years, line.rows) == ((), ((), ()))


@pytest.mark.parametrize(("first", "last", "named"), [("2024", "2024", 1), ("2017", "2024", 8), ("2000", "2024", 7)])
def test_years_are_named_while_there_is_room(first: str, last: str, named: int) -> None:
    years = lay_out([Stretch(known(first), known(last))], TODAY).years
    assert len(years) == int(last) - int(first) + 1
    assert sum(year.named for year in years) == named
    assert years[0].place == 0


DATES = st.one_of(
    st.none(),
    st.integers(1950, 2027).map(partial_date),
    st.tuples(st.integers(1950, 2027), st.integers(1, 12)).map(lambda parts: partial_date(*parts)),
    st.dates(date(1950, 1, 1), date(2027, 12, 31)).map(lambda day: partial_date(day.year, day.month, day.day)),
)


@given(st.lists(st.builds(Stretch, DATES, DATES, st.booleans()), max_size=6))
def test_nothing_is_drawn_outside_and_nothing_dated_is_left_out(stretches: list[Stretch]) -> None:
    line = lay_out(stretches, TODAY)
    for stretch, row in zip(stretches, line.rows, strict=True):
        assert bool(row) == stretch.is_dated
        assert all(0 <= piece.begins <= piece.ends <= 1 for piece in row)
        assert all(piece.begins < piece.ends for piece in row if piece.mark is not Mark.TICK)
