from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.throttle import Bucket, attempt

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
FIVE = Bucket(5, QUARTER)


def spend(bucket: Bucket, full_at: datetime | None, now: datetime, tries: int) -> tuple[list[bool], datetime | None]:
    allowed = []
    for _ in range(tries):
        verdict = attempt(bucket, full_at, now=now)
        allowed.append(verdict.allowed)
        full_at = verdict.full_at
    return allowed, full_at


def test_a_full_bucket_gives_its_size_at_once_and_then_waits() -> None:
    allowed, full_at = spend(FIVE, None, NOON, 6)
    assert allowed == [True] * 5 + [False]
    assert attempt(FIVE, full_at, now=NOON).retry_after == QUARTER
    assert attempt(FIVE, full_at, now=NOON + QUARTER - timedelta(seconds=1)).retry_after == timedelta(seconds=1)


def test_after_the_wait_exactly_one_more_is_let_in() -> None:
    _, full_at = spend(FIVE, None, NOON, 5)
    allowed, full_at = spend(FIVE, full_at, NOON + QUARTER, 2)
    assert allowed == [True, False]
    allowed, _ = spend(FIVE, full_at, NOON + 10 * QUARTER, 6)
    assert allowed == [True] * 5 + [False]


def test_refused_tries_cost_nothing() -> None:
    _, full_at = spend(FIVE, None, NOON, 5)
    _, later = spend(FIVE, full_at, NOON, 1000)
    assert later == full_at


def test_a_clock_that_was_wrong_locks_nobody_out() -> None:
    verdict = attempt(FIVE, NOON + timedelta(days=3650), now=NOON)
    assert not verdict.allowed
    assert verdict.retry_after == QUARTER


def test_an_allowed_try_need_not_wait() -> None:
    assert attempt(FIVE, None, now=NOON).retry_after == timedelta()


@given(
    size=st.integers(1, 20),
    seconds=st.integers(1, 1000),
    waits=st.lists(st.integers(0, 3000), min_size=1, max_size=60),
)
def test_no_more_than_the_size_and_the_refill_ever_pass(size: int, seconds: int, waits: list[int]) -> None:
    bucket, now, full_at, passed = Bucket(size, timedelta(seconds=seconds)), NOON, None, 0
    for wait in waits:
        now += timedelta(seconds=wait)
        verdict = attempt(bucket, full_at, now=now)
        full_at, passed = verdict.full_at, passed + verdict.allowed
        assert passed <= size + (now - NOON) // bucket.refill
        if not verdict.allowed:
            assert attempt(bucket, full_at, now=now + verdict.retry_after).allowed


@pytest.mark.parametrize(("size", "seconds"), [(0, 1), (-1, 1), (1, 0), (1, -1)])
def test_a_bucket_that_never_opens_is_refused(size: int, seconds: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Bucket(size, timedelta(seconds=seconds))
