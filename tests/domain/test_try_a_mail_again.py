"""A mail that does not go out is tried again, at a pace that fits the reason, for three days."""

from datetime import timedelta

import pytest

from intake.domain.message import PATIENCE, TIMETABLE, Failure, classify, wait_after


def test_the_timetable_is_quick_then_hourly() -> None:
    waits = [wait_after(Failure.BUSY, attempts) for attempts in range(1, 8)]
    assert waits == [
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
        timedelta(minutes=30),
        *[timedelta(hours=1)] * 3,
    ]


@pytest.mark.parametrize("failure", [Failure.UNREACHABLE, Failure.BUSY, Failure.MAILBOX_FULL])
def test_patience_ends_after_three_days(failure: Failure) -> None:
    waits = TIMETABLE[failure]
    assert PATIENCE - timedelta(hours=1) < sum(waits, timedelta()) <= PATIENCE
    assert wait_after(failure, len(waits)) is not None
    assert wait_after(failure, len(waits) + 1) is None


def test_what_failed_together_is_not_tried_together_for_ever() -> None:
    waits = [wait_after(Failure.BUSY, 1, fraction=fraction) for fraction in (0, 0.5, 1)]
    assert waits == [timedelta(seconds=27), timedelta(seconds=30), timedelta(seconds=33)]


def test_a_mail_that_cannot_be_composed_is_tried_once_more_and_then_shown_to_a_person() -> None:
    assert wait_after(Failure.NOT_COMPOSED, 1) == timedelta(seconds=30)
    assert wait_after(Failure.NOT_COMPOSED, 2) is None


def test_a_refused_address_is_never_tried_again() -> None:
    assert wait_after(Failure.REFUSED, 1) is None


@pytest.mark.parametrize(
    ("code", "permanent", "failure"),
    [
        (None, False, Failure.UNREACHABLE),
        (451, False, Failure.BUSY),
        (452, False, Failure.MAILBOX_FULL),
        (552, True, Failure.MAILBOX_FULL),
        (550, True, Failure.REFUSED),
    ],
)
def test_replies_are_told_apart(code: int | None, permanent: bool, failure: Failure) -> None:
    assert classify(code, permanent=permanent) is failure


@pytest.mark.parametrize(
    ("code", "permanent", "status", "failure"),
    [
        (450, False, "4.2.2", Failure.MAILBOX_FULL),
        (550, True, "5.2.2", Failure.MAILBOX_FULL),
        (452, False, "4.3.1", Failure.BUSY),
        (552, True, "5.3.4", Failure.REFUSED),
        (550, True, "5.1.1", Failure.REFUSED),
    ],
)
def test_an_enhanced_code_says_more(code: int, permanent: bool, status: str, failure: Failure) -> None:
    assert classify(code, permanent=permanent, status=status) is failure
