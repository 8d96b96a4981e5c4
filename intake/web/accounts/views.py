"""What the pages about accounts show: every option with its name, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.domain.values import StaffRole
from intake.lib import formats, time_zones, week
from intake.services.accounts import Account
from intake.services.people import Person
from intake.web.accounts import words
from intake.web.accounts.forms import LEADS, NO, SERVES, ProfileForm, WeekForm
from intake.web.common.staff import Reader, reader_of
from intake.web.common.state import IntakeRequest


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """One account in the list."""

    url: str
    name: str
    email: str
    role: str
    queues: str
    languages: str
    load: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """One queue, and what somebody is there."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The form about what somebody is here for."""

    typed: ProfileForm
    roles: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    others: tuple[Choice, ...]
    locales: tuple[Choice, ...]
    queues: tuple[QueueView, ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of a week."""

    number: int
    name: str
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class WeekView:
    """The form about when somebody works."""

    typed: WeekForm
    days: tuple[DayView, ...]
    zones: tuple[Choice, ...]
    stand_ins: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    others: tuple[Choice, ...]
    locales: tuple[Choice, ...]
    office: str


def spoken(request: IntakeRequest) -> tuple[str, ...]:
    """The languages there is a box for, those of our pages; any other is chosen from a list."""
    return tuple(request.state["resources"].catalogs.tags)


def person_view(person: Person, request: IntakeRequest) -> PersonView:
    """One row of the list."""
    reader, account = reader_of(request), person.account
    t = reader.words
    state, tone = _state(person, request)
    return PersonView(
        url=f"/staff/people/{account.id}",
        name=account.name,
        email=account.email,
        role=words.roles(t)[account.role.value],
        queues=_queues(account, reader, request),
        languages=", ".join(formats.language_name(tag, reader.locale.tag) for tag in account.languages),
        load=_load(person, reader),
        state=state,
        tone=tone,
    )


def profile_view(typed: ProfileForm, request: IntakeRequest) -> ProfileView:
    """The form with its options."""
    reader = reader_of(request)
    t = reader.words
    parts = ((NO, t.gettext("does not serve it")), (SERVES, t.gettext("serves it")), (LEADS, t.gettext("leads it")))
    roles = words.roles(t)
    return ProfileView(
        typed=typed,
        roles=tuple(Choice(role.value, roles[role.value], role.value == typed.role) for role in StaffRole),
        languages=_languages(typed.languages, request),
        others=_others(typed.languages, request),
        locales=_locales(typed.locale, request),
        queues=tuple(
            QueueView(
                slug,
                reader.content(f"queue.{slug}.name", queue.name),
                tuple(Choice(code, label, typed.queues.get(slug, NO) == code) for code, label in parts),
            )
            for slug, queue in request.state["resources"].content.routing.queues.items()
        ),
    )


def week_view(typed: WeekForm, others: Sequence[Account], request: IntakeRequest) -> WeekView:
    """The form with its options. The week begins with Sunday where the office works on it."""
    tag, calendar = reader_of(request).locale.tag, request.state["resources"].content.routing.calendar
    names = week.day_names(tag)
    order = (7, 1, 2, 3, 4, 5, 6) if 7 in calendar.working_days else tuple(range(1, 8))
    return WeekView(
        typed=typed,
        days=tuple(DayView(day, names[day - 1], *typed.hours.get(day, ("", ""))) for day in order),
        zones=tuple(Choice(zone, name, zone == typed.zone) for zone, name in time_zones.named(tag)),
        stand_ins=tuple(Choice(one.id, one.name, one.id == typed.stand_in) for one in others),
        languages=_languages(typed.languages, request),
        others=_others(typed.languages, request),
        locales=_locales(typed.locale, request),
        office=week.office_hours(calendar.working_days, calendar.opens, calendar.closes, tag, calendar.zone),
    )


def _languages(chosen: Sequence[str], request: IntakeRequest) -> tuple[Choice, ...]:
    tag, known = reader_of(request).locale.tag, spoken(request)
    every = (*known, *(one for one in chosen if one not in known))
    return tuple(Choice(one, formats.language_name(one, tag), one in chosen) for one in every)


def _others(chosen: Sequence[str], request: IntakeRequest) -> tuple[Choice, ...]:
    boxes = {*spoken(request), *chosen}
    every = formats.languages(reader_of(request).locale.tag)
    return tuple(Choice(tag, name, False) for tag, name in every if tag not in boxes)


def _locales(chosen: str, request: IntakeRequest) -> tuple[Choice, ...]:
    tag = reader_of(request).locale.tag
    return tuple(Choice(one, formats.language_name(one, tag), one == (chosen or "en")) for one in spoken(request))


def _queues(account: Account, reader: Reader, request: IntakeRequest) -> str:
    t, known = reader.words, request.state["resources"].content.routing.queues
    if account.all_queues:
        return t.gettext("all queues")
    names = {slug: reader.content(f"queue.{slug}.name", queue.name) for slug, queue in known.items()}
    served = (
        t.gettext("%(queue)s (lead)") % {"queue": names.get(queue, queue)} if lead else names.get(queue, queue)
        for queue, lead in account.queues.items()
    )
    return ", ".join(served) or "–"


def _load(person: Person, reader: Reader) -> str:
    capacity = person.account.duty.capacity
    if capacity is None:
        return str(person.load)
    return reader.words.gettext("%(load)s of at most %(capacity)s") % {"load": person.load, "capacity": capacity}


def _state(person: Person, request: IntakeRequest) -> tuple[str, str]:
    reader, calendar = reader_of(request), request.state["resources"].content.routing.calendar
    t, account = reader.words, person.account
    if not account.active:
        # Translators: The state of an account: nobody can log in.
        return t.gettext("closed"), "quiet"
    if not account.password_hash:
        return (
            # Translators: The state of an account: the person has not chosen a password yet.
            (t.gettext("invited"), "waiting") if person.invited_until else (t.gettext("invitation too old"), "one_day")
        )
    now = datetime.now(calendar.zone)
    if account.duty.is_away(now):
        until = account.duty.absent_until
        if until is None:
            # Translators: Of a colleague: absent.
            return t.gettext("away"), "waiting"
        back = formats.date(until, reader.locale.tag, account.duty.zone or calendar.zone)
        return t.gettext("away, back on %(day)s") % {"day": back}, "waiting"
    return (t.gettext("at work now"), "good") if person.present else (t.gettext("not at work now"), "open")
