"""Whoever works here is told when they want to be; what is due today and a new inquiry are never silent."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.message import TO_THE_DESK, MailKind
from intake.domain.telling import (
    AS_IT_COMES,
    BY_URGENCY,
    HELD_OVER_NIGHT,
    LONGEST_QUIET,
    Choice,
    Complaint,
    Telling,
    Wishes,
    tell,
    tell_each,
)
from intake.domain.values import Priority

BERLIN, JERUSALEM, HONOLULU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Jerusalem"), ZoneInfo("Pacific/Honolulu")
ZONES = st.sampled_from(
    [BERLIN, JERUSALEM, HONOLULU]
    + [ZoneInfo(name) for name in ("Pacific/Kiritimati", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")]
)
ROUTED, UPDATED, MENTIONED = MailKind.INQUIRY_ROUTED, MailKind.INQUIRY_UPDATED, MailKind.COLLEAGUE_MENTIONED
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
NIGHT = Wishes(quiet_from=time(22), quiet_until=time(7))
MORNING = Wishes(one_day=Choice.DIGEST, routine=Choice.DIGEST, digest_at=time(8))


@st.composite
def wishes(draw: st.DrawFn) -> Wishes:
    """Whatever the page would keep."""
    quiet = draw(st.none() | st.tuples(TIMES, TIMES)) or (None, None)
    choices = st.sampled_from(list(Choice))
    made = Wishes(draw(choices), draw(choices), draw(st.none() | TIMES), *quiet)
    if made.complaint() is Complaint.QUIET_TOO_LONG:  # exchanged, they are short enough
        made = Wishes(made.one_day, made.routine, made.digest_at, made.quiet_until, made.quiet_from)
    return made if made.complaint() is None else Wishes(digest_at=made.digest_at)


MOMENTS = st.floats(0, 6 * 365).map(lambda days: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=days))


def at(zone: ZoneInfo, day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def test_who_chose_nothing_is_told_at_once() -> None:
    now = at(BERLIN, 22, 3)
    assert [tell(AS_IT_COMES, kind, Priority.ROUTINE, now=now, zone=BERLIN) for kind in TO_THE_DESK] == [
        Telling(now)
    ] * len(TO_THE_DESK)


@pytest.mark.parametrize(
    ("zone", "hour", "told"),
    [
        (BERLIN, 21, (22, 21)),
        (BERLIN, 22, (23, 7)),
        (BERLIN, 23, (23, 7)),
        (BERLIN, 7, (22, 7)),
        (HONOLULU, 3, (22, 7)),
    ],
)
def test_a_night_is_quiet_by_the_clock_of_who_sleeps(zone: ZoneInfo, hour: int, told: tuple[int, int]) -> None:
    found = tell(NIGHT, ROUTED, Priority.ROUTINE, now=at(zone, 22, hour), zone=zone)
    assert found == Telling(at(zone, *told))


@given(wishes(), MOMENTS, ZONES, st.sampled_from(sorted(TO_THE_DESK)))
def test_what_is_due_today_passes_always(chosen: Wishes, now: datetime, zone: ZoneInfo, kind: MailKind) -> None:
    assert tell(chosen, kind, Priority.SAME_DAY, now=now, zone=zone) == Telling(now)


@given(wishes(), MOMENTS, ZONES, st.sampled_from(sorted(set(MailKind) - HELD_OVER_NIGHT)))
def test_reminders_and_invitations_pass_always(chosen: Wishes, now: datetime, zone: ZoneInfo, kind: MailKind) -> None:
    assert tell(chosen, kind, Priority.ROUTINE, now=now, zone=zone) == Telling(now)


@given(wishes(), MOMENTS, ZONES)
def test_who_is_mentioned_hears_of_it_when_the_night_is_over(chosen: Wishes, now: datetime, zone: ZoneInfo) -> None:
    told = tell(chosen, MENTIONED, Priority.ROUTINE, now=now, zone=zone)
    assert not told.digest
    assert told.at is not None
    assert now <= told.at <= now + LONGEST_QUIET + timedelta(hours=2)


@given(wishes(), MOMENTS, ZONES, st.sampled_from(sorted(BY_URGENCY)))
def test_what_is_put_off_comes_within_a_day_and_a_night_and_never_in_quiet_hours(
    chosen: Wishes, now: datetime, zone: ZoneInfo, kind: MailKind
) -> None:
    """Also on the nights on which a clock is set."""
    told = tell(chosen, kind, Priority.ONE_DAY, now=now, zone=zone)
    if told.at is None:
        assert chosen.one_day is Choice.NEVER
        return
    assert told.digest is (chosen.of(Priority.ONE_DAY) is Choice.DIGEST)
    assert now <= told.at <= now + timedelta(hours=26) + LONGEST_QUIET
    assert chosen.speaks(told.at, zone) == told.at
    if told.digest:
        assert told.at > now, "a digest that has just gone out takes nothing more in"


@given(wishes(), MOMENTS, ZONES)
def test_whatever_comes_between_two_digests_goes_out_with_the_same(
    chosen: Wishes, now: datetime, zone: ZoneInfo
) -> None:
    first = chosen.digest(now, zone)
    if first is not None and first - now > timedelta(minutes=1):
        assert chosen.digest(first - timedelta(minutes=1), zone) == first
        assert chosen.digest(first, zone) != first


def test_a_digest_at_an_hour_that_is_left_out_comes_an_hour_later_and_once() -> None:
    """Berlin sets its clocks from 2:00 to 3:00 on 28 March 2027, and back from 3:00 to 2:00 on 31 October."""
    half_past_two = Wishes(routine=Choice.DIGEST, digest_at=time(2, 30))
    spring = datetime(2027, 3, 28, 0, 0, tzinfo=BERLIN)
    first = half_past_two.digest(spring, BERLIN)
    assert first == datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN).astimezone(UTC)
    assert half_past_two.digest(first, BERLIN) == datetime(2027, 3, 29, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    autumn = datetime(2027, 10, 31, 0, 0, tzinfo=BERLIN)
    first = half_past_two.digest(autumn, BERLIN)
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "the first of the two"
    assert half_past_two.digest(first, BERLIN) == datetime(2027, 11, 1, 2, 30, tzinfo=BERLIN).astimezone(UTC)


def test_a_digest_in_quiet_hours_waits_for_their_end() -> None:
    chosen = Wishes(
        routine=Choice.DIGEST, digest_at=time(6, 30), quiet_from=NIGHT.quiet_from, quiet_until=NIGHT.quiet_until
    )
    assert chosen.digest(at(JERUSALEM, 22, 6), JERUSALEM) == at(JERUSALEM, 22, 7)
    assert chosen.digest(at(JERUSALEM, 22, 6, 45), JERUSALEM) == at(JERUSALEM, 22, 7), "today's, not tomorrow's"
    assert chosen.digest(at(JERUSALEM, 22, 7), JERUSALEM) == at(JERUSALEM, 23, 7)


def test_a_new_inquiry_is_never_silent() -> None:
    """Of what is added later somebody may choose to hear nothing: the list shows it, and reminders follow."""
    nobody, now = Wishes(routine=Choice.NEVER), at(BERLIN, 22, 12)
    people = [(nobody, BERLIN), (nobody, JERUSALEM)]
    assert tell_each(people, ROUTED, Priority.ROUTINE, now=now) == [Telling(now), Telling(None)]
    assert tell_each(people, UPDATED, Priority.ROUTINE, now=now) == [Telling(None)] * 2
    assert tell_each([*people, (MORNING, BERLIN)], ROUTED, Priority.ROUTINE, now=now) == [
        Telling(None),
        Telling(None),
        Telling(at(BERLIN, 23, 8), digest=True),
    ]
    assert tell_each([], ROUTED, Priority.ROUTINE, now=now) == []


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        (AS_IT_COMES, None),
        (NIGHT, None),
        (MORNING, None),
        (Wishes(routine=Choice.DIGEST), Complaint.NO_DIGEST_TIME),
        (Wishes(quiet_from=time(22)), Complaint.QUIET_HALF),
        (Wishes(quiet_from=time(7), quiet_until=time(22)), Complaint.QUIET_TOO_LONG),
        (Wishes(quiet_from=time(7), quiet_until=time(7)), Complaint.QUIET_TOO_LONG),
        (Wishes(quiet_from=time(0), quiet_until=time(7)), None),
    ],
)
def test_wishes_fit_together(chosen: Wishes, complaint: Complaint | None) -> None:
    assert chosen.complaint() is complaint
