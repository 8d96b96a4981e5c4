"""A domain that takes nothing for now is asked seldom, and at once again when it does."""

from datetime import UTC, datetime, timedelta

from intake.domain.breaker import CLOSED, PAUSES, PROBE_LASTS, THRESHOLD, Breaker

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def opened() -> Breaker:
    found = CLOSED
    for _ in range(THRESHOLD):
        found = found.failed(NOW)
    return found


def test_a_few_failures_in_a_row_open_it_and_fewer_do_not() -> None:
    found = CLOSED
    for _ in range(THRESHOLD - 1):
        found = found.failed(NOW)
        assert found.may_try(NOW)
    assert not found.failed(NOW).may_try(NOW)


def test_after_the_pause_one_is_tried_at_a_time() -> None:
    found = opened()
    due = found.look_again(NOW)
    assert due == NOW + PAUSES[0]
    assert not found.may_try(due - MOMENT)
    assert found.may_try(due)
    probing = found.tried(due)
    assert not probing.may_try(due)
    assert probing.look_again(due) > due
    assert probing.may_try(due + PROBE_LASTS)


def test_each_probe_that_fails_lengthens_the_pause_to_a_quarter_of_an_hour() -> None:
    found, now, waits = opened(), NOW, []
    for _ in range(len(PAUSES) + 2):
        assert found.until is not None
        waits.append(found.until - now)
        now = found.until
        found = found.tried(now).failed(now)
    assert waits == [*PAUSES, PAUSES[-1], PAUSES[-1]]


def test_what_was_under_way_when_it_opened_changes_nothing() -> None:
    found = opened()
    assert found.failed(NOW + MOMENT) == found
