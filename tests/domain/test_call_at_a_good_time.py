"""Before somebody is called: what they asked for, and what time it is where they live."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from intake.domain.contact import ContactLimits, Limit
from intake.domain.good_time import CallNow, call_now

TEN = datetime(2026, 11, 22, 10, tzinfo=UTC)
FAR_EAST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("named", "hours", "said"),
    [
        ((Limit.NO_CALLS,), ("morning",), CallNow.NO_CALLS),
        ((Limit.ONLY_THESE_HOURS,), (), CallNow.ASK_FIRST),
        ((Limit.ONLY_THESE_HOURS,), ("morning",), CallNow.GOOD),
        ((), ("morning", "evening"), CallNow.GOOD),
        ((), ("afternoon",), CallNow.LATER),
        ((), (), CallNow.DAYTIME),
    ],
)
def test_what_they_asked_for_comes_first(named: tuple[Limit, ...], hours: tuple[str, ...], said: CallNow) -> None:
    assert call_now(ContactLimits(frozenset(named), hours), TEN, UTC) is said


def test_each_zone_of_a_wide_country_must_suit() -> None:
    assert call_now(ContactLimits(hours=("morning",)), TEN, UTC, FAR_EAST) is CallNow.LATER
    assert call_now(ContactLimits(hours=("morning", "evening")), TEN, UTC, FAR_EAST) is CallNow.GOOD
    assert call_now(ContactLimits(), TEN + timedelta(hours=3), UTC, FAR_EAST) is CallNow.NIGHT


def test_where_nobody_knows_the_time_it_is_said() -> None:
    assert call_now(ContactLimits(hours=("morning",)), TEN) is CallNow.UNKNOWN
