"""Two clocks: what time it is where the inquirer is and in the office, and whether that is a time to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from intake.domain.contact import ContactLimits
from intake.domain.good_time import CallNow, call_now
from intake.domain.values import Answers
from intake.lib import formats
from intake.lib.week import weekend_of
from intake.services.desk.their_day import zones_of
from intake.web.inbox import words
from intake.web.inbox.desk import Desk

GOOD = frozenset({CallNow.GOOD, CallNow.DAYTIME})


@dataclass(frozen=True, slots=True)
class ClocksView:
    """``theirs`` is empty where nobody knows their zone. ``call``: of a call in this minute, ``good`` or not."""

    theirs: str
    day_off: str
    ours: str
    office: str
    call: str
    good: bool
    due_theirs: str


def clocks_view(desk: Desk, answers: Answers, queue: str, due: datetime | None) -> ClocksView:
    """Both clocks now, and when the answer is due by theirs."""
    zones = zones_of(answers)
    said = call_now(ContactLimits.of(answers), desk.now, *zones)
    return ClocksView(
        theirs=_clock(desk, desk.now, zones),
        day_off=_day_off(desk, str(answers.get("residence_country", "")), zones),
        ours=_clock(desk, desk.now, (desk.zone,)),
        office=_office(desk, queue),
        call=words.calls(desk.t)[said] if answers.get("phone") else "",
        good=said in GOOD,
        due_theirs=_clock(desk, due, zones) if due and zones else "",
    )


def _clock(desk: Desk, at: datetime, zones: Sequence[ZoneInfo]) -> str:
    """Day and time; where a country has several zones, from the earliest of them to the latest."""
    moments = sorted((at.astimezone(zone) for zone in zones), key=lambda moment: moment.replace(tzinfo=None))
    if not moments:
        return ""
    first, last = moments[0], moments[-1]
    if first.date() != last.date():
        return _range(desk, _day_and_time(desk, first), _day_and_time(desk, last))
    if first.time() == last.time():
        return _day_and_time(desk, first)
    times = _range(desk, _time(desk, first), _time(desk, last))
    return formats.day_and_time(_day(desk, first), times, desk.tag)


def _range(desk: Desk, first: str, last: str) -> str:
    ends = {"first": formats.isolate(first), "last": formats.isolate(last)}
    return desk.t.pgettext("clock", "%(first)s–%(last)s") % ends


def _day_and_time(desk: Desk, moment: datetime) -> str:
    return formats.day_and_time(_day(desk, moment), _time(desk, moment), desk.tag)


def _day(desk: Desk, moment: datetime) -> str:
    return formats.day(moment, desk.tag, _zone(moment), now=desk.now)


def _time(desk: Desk, moment: datetime) -> str:
    return formats.time(moment, desk.tag, _zone(moment))


def _zone(moment: datetime) -> ZoneInfo:
    return moment.tzinfo if isinstance(moment.tzinfo, ZoneInfo) else ZoneInfo("UTC")


def _day_off(desk: Desk, country: str, zones: Sequence[ZoneInfo]) -> str:
    """Whether it is their weekend. Of public holidays nothing is known here, and the page says so."""
    off = weekend_of(country)
    days = {desk.now.astimezone(zone).isoweekday() in off for zone in zones}
    return desk.t.gettext("it is their weekend") if days == {True} else ""


def _office(desk: Desk, queue: str) -> str:
    """Why nobody is in the office now; nothing while somebody is."""
    calendar = desk.content.routing.calendar_of(queue)
    today = desk.now.astimezone(calendar.zone).date()
    if calendar.open_at(desk.now):
        return ""
    if today in calendar.holidays:
        return desk.t.gettext("holiday here: the office is closed")
    return desk.t.gettext("the office is closed now")
