"""Weeks and reminders in ``routing.toml``: the office's ``[calendar]``, other teams' ``[calendars.<name>]``, who is
reminded of what lies there (``[[ladder]]``), and of what an inquirer was asked for (``[reminders]``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.content.reader import Node
from intake.domain.clock import Allowances, Calendar
from intake.domain.ladder import Ladder, Rung, Tell, When

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Reminders:
    """After how many days an inquirer is reminded of what was asked of them, and after how many it is closed."""

    days: tuple[int, ...]
    closes_after: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """Every calendar. ``holidays_until`` is the last day that each list of holidays knows of."""

    office: Calendar
    named: Mapping[str, Calendar]
    holidays_until: date


def load_weeks(top: Node) -> Weeks:
    """The office's week and those of other teams, which allow as long as the office does unless they say otherwise."""
    office = top.table("calendar")
    calendar = _calendar(office, None)
    teams = top.table("calendars")
    nodes = {name: teams.table(name) for name in teams.keys()}  # noqa: SIM118 - a Node
    named = {name: _calendar(node, calendar.allowances) for name, node in nodes.items()}
    known = [node.date("holidays_until") for node in (office, *nodes.values())]
    return Weeks(calendar, named, min(known))


def load_ladder(top: Node) -> Ladder:
    """Whom to remind of an inquiry that nobody has accepted, and when."""
    rungs = tuple(_rung(node) for node in top.tables("ladder"))
    if not rungs:
        top.complain("ladder", "there must be at least one [[ladder]]: somebody is reminded of what nobody has taken")
    return rungs


def load_reminders(top: Node) -> Reminders:
    """When an inquirer is reminded of what was asked of them."""
    node = top.table("reminders")
    days, closes = node.numbers("days"), node.number("closes_after")
    if list(days) != sorted(set(days)) or any(day < 1 for day in days):
        node.complain("days", "days must grow from one reminder to the next, and begin with 1 or later")
    elif days and closes <= days[-1]:
        node.complain("closes_after", "closes_after must leave time after the last reminder")
    return Reminders(days, closes)


def _rung(node: Node) -> Rung:
    when = node.code("when", When)
    hours = node.optional_number("hours")
    if (when is When.AFTER_DUE) != (hours is not None):
        node.complain("hours", "hours belong to when = 'after_due', and to nothing else")
    return Rung(node.code("tell", Tell), when, hours or 0)


def _calendar(node: Node, allowed: Allowances | None) -> Calendar:
    days = node.texts("working_days")
    for day in sorted(set(days) - set(WEEK)):
        node.complain("working_days", f"{day!r} is none of {', '.join(WEEK)}")
    opens, closes = _time(node, "opens"), _time(node, "closes")
    if not days or opens >= closes:
        node.complain("opens", "the office must open before it closes, on at least one day")
    return Calendar(
        zone=_zone(node),
        # A week without a working day is complained of above; no later step may wait for one for ever.
        working_days=frozenset(WEEK.index(day) + 1 for day in days if day in WEEK) or frozenset(range(1, 8)),
        opens=opens,
        closes=closes,
        holidays={item.date("date"): item.text("name") for item in node.tables("holidays")},
        allowances=_allowances(node) if allowed is None or node.has("allowances") else allowed,
    )


def _allowances(node: Node) -> Allowances:
    allowed = node.table("allowances")
    return Allowances(
        same_day_in_hours=timedelta(hours=allowed.number("same_day_in_hours")),
        same_day_otherwise=timedelta(hours=allowed.number("same_day_otherwise")),
        one_day=allowed.number("one_day"),
        routine=allowed.number("routine"),
    )


def _zone(node: Node) -> ZoneInfo:
    name = node.text("zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        node.complain("zone", f"{name!r} is no time zone; write one such as Asia/Jerusalem")
        return ZoneInfo("UTC")


def _time(node: Node, key: str) -> time:
    try:
        return time.fromisoformat(node.text(key))
    except ValueError:
        node.complain(key, f"{key} must be a time such as 09:00, in quotes")
        return time(0)
