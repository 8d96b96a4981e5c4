"""What the office can learn from numbers: of the desks somebody serves, and of the public form as a whole.

Nothing is opened for it. Who looks is written down, as with every list.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from intake.domain.access import SERVING, Actor
from intake.domain.clock import Calendar
from intake.domain.errors import NotAllowed
from intake.domain.statistics import (
    USUAL_WEEKS,
    WEEK,
    GivenUp,
    Silence,
    by_week,
    given_up,
    percentile,
    silences,
    weeks_until,
)
from intake.domain.values import UNKNOWN, Status
from intake.lib.database import Snapshot
from intake.lib.keyring import KeyRing
from intake.services.office import Office
from intake.services.tallies import Counted
from intake.store import audit, counting
from intake.store.audit import Entry
from intake.store.counting import Wait
from intake.store.work import tallies

SPANS: Final = (4, 12, 26, 52)
"""For how many weeks one can look."""
FUNNEL: Final = (
    Status.SUBMITTED,
    Status.IN_TRIAGE,
    Status.RECORDS_COMPLETE,
    Status.MEDICAL_REVIEW,
    Status.PROPOSAL_READY,
    Status.ACCEPTED,
)
LANGUAGES_APART: Final = 12


@dataclass(frozen=True, slots=True)
class Answering:
    """How soon first answers came. ``kept``: of those answered or overdue, how many were answered in time."""

    who: str
    count: int
    median: timedelta | None
    slowest: timedelta | None
    kept: int
    judged: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything on the page. ``weeks`` are first days; ``by_language`` has a count for each of them.

    ``answering``: of all first, then of each language. ``opened``, ``saved`` and ``sources`` are of the public form:
    they know no desk.
    """

    weeks: tuple[date, ...]
    by_language: Mapping[str, tuple[int, ...]]
    countries: Mapping[str, int]
    programmes: Mapping[str, int]
    sources: Mapping[str, int]
    opened: int
    saved: int
    funnel: tuple[tuple[Status, int], ...]
    answering: tuple[Answering, ...]
    given_up: tuple[GivenUp, ...]
    silences: tuple[Silence, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """For how many weeks, the one under way among them, and for which desk (None: all this person's)."""

    weeks: int = SPANS[1]
    queue: str | None = None


async def figures(actor: Actor, asked: Asked, *, countries: Iterable[str], office: Office, now: datetime) -> Figures:
    """The figures for somebody who serves, by the weeks of the office. Raises `NotAllowed`."""
    if actor.role not in SERVING or (asked.queue is not None and not actor.serves(asked.queue)):
        raise NotAllowed
    queues = frozenset({asked.queue}) if asked.queue is not None else actor.queues
    calendar, keyring = office.content.routing.calendar, office.keyring
    zone, first_day = calendar.zone, calendar.first_day
    today = now.astimezone(zone).date()
    weeks = weeks_until(today, asked.weeks, first_day)
    since = datetime.combine(weeks[0], datetime.min.time(), zone).astimezone(UTC)
    usual = min(since, now - USUAL_WEEKS * WEEK)
    programmes = [*office.content.programmes, UNKNOWN]
    async with office.db.read() as snapshot:
        came = await counting.arrivals(snapshot, keyring, queues, since=usual)
        waits = await counting.waits(snapshot, keyring, queues, since=since)
        reached = await counting.reached(snapshot, keyring, queues, since=since)
        where = await counting.by_code(snapshot, keyring, queues, "country", countries, since=since)
        what = await counting.by_code(snapshot, keyring, queues, "programme", programmes, since=since)
        form = await tallies.totals(snapshot, [kind.value for kind in Counted], since=since.date())
    async with office.db.write() as tx:
        detail = {"weeks": asked.weeks}
        await audit.append(
            tx, Entry(now, actor.staff_id, "statistics.read", "inbox", asked.queue or "all", detail=detail)
        )
    days = _days(came, zone)
    return Figures(
        weeks=weeks,
        by_language={language: by_week(found.items(), weeks, first_day) for language, found in days.items()},
        countries=where,
        programmes=what,
        sources=_of(form, Counted.SOURCE),
        opened=sum(_of(form, Counted.OPENED).values()),
        saved=sum(_of(form, Counted.SAVED).values()),
        funnel=tuple((status, reached.get(status, 0)) for status in FUNNEL),
        answering=_answering(waits, calendar, now),
        given_up=given_up(_complaints(form, Counted.MET), _complaints(form, Counted.MENDED)),
        silences=silences({who: sorted(found.elements()) for who, found in days.items()}, today=today),
    )


async def fallen_silent(snapshot: Snapshot, keyring: KeyRing, zone: ZoneInfo, *, now: datetime) -> tuple[Silence, ...]:
    """The languages nobody has written in for longer than chance explains, at whichever desk."""
    came = await counting.arrivals(snapshot, keyring, None, since=now - USUAL_WEEKS * WEEK)
    days = {who: sorted(found.elements()) for who, found in _days(came, zone).items()}
    return silences(days, today=now.astimezone(zone).date())


async def write_tallies(office: Office, now: datetime) -> None:
    """What the worker does every minute: what was counted in memory is written down."""
    del now
    await office.tallies.write_down(db=office.db)


def _days(came: Sequence[tuple[str, datetime, int]], zone: ZoneInfo) -> dict[str, Counter[date]]:
    found: dict[str, Counter[date]] = {}
    for language, hour, count in came:
        found.setdefault(language, Counter())[hour.astimezone(zone).date()] += count
    return found


def _answering(waits: Sequence[Wait], calendar: Calendar, now: datetime) -> tuple[Answering, ...]:
    languages = [language for language, _ in Counter(wait.language for wait in waits).most_common(LANGUAGES_APART)]
    # What is due is asked of the calendar: a later turn of the conversation has a due time of its own.
    known = [(wait, calendar.due(wait.priority, wait.received_at)) for wait in waits]
    return tuple(
        _answered(who, [one for one in known if who in {"", one[0].language}], now) for who in ("", *languages)
    )


def _answered(who: str, waits: Sequence[tuple[Wait, datetime]], now: datetime) -> Answering:
    took = [wait.answered_at - wait.received_at for wait, _ in waits if wait.answered_at is not None]
    # Who waits and is not due yet says nothing so far.
    judged = [(due, wait.answered_at) for wait, due in waits if wait.answered_at is not None or due < now]
    kept = sum(1 for due, answered in judged if answered is not None and answered <= due)
    return Answering(who, len(took), percentile(took, 0.5), percentile(took, 0.9), kept, len(judged))


def _of(form: Mapping[tuple[str, str, str], int], kind: Counted) -> dict[str, int]:
    found: dict[str, int] = {}
    for (which, _, key), count in form.items():
        if which == kind.value:
            found[key] = found.get(key, 0) + count
    return found


def _complaints(form: Mapping[tuple[str, str, str], int], kind: Counted) -> dict[tuple[str, str], int]:
    return {(locale, key): count for (which, locale, key), count in form.items() if which == kind.value}
