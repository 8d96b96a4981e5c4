"""What the pages about accounts read. Lengths are cut to one more than allowed, so that what is too long stays so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.domain.duty import Duty, Shift
from intake.domain.values import StaffRole
from intake.lib import formats
from intake.lib.time_zones import zones
from intake.services.accounts import LONGEST_EMAIL, LONGEST_PASSWORD, Account
from intake.services.people import Profile
from intake.web.common.forms import Sent, single

LONGEST_NAME = 200
MOST_INQUIRIES = 9999
NO, SERVES, LEADS = "", "serves", "leads"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LogInForm:
    """Address and password as typed, where to go afterwards, and what was sent too late (`web.common.kept`)."""

    email: str
    password: str = field(repr=False)
    next: str
    kept: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PasswordForm:
    """A new password, typed twice."""

    password: str = field(repr=False)
    again: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """What somebody is here for, as typed. ``queues``: by name, ``serves`` or ``leads``."""

    email: str = ""
    name: str = ""
    role: str = StaffRole.COORDINATOR.value
    languages: tuple[str, ...] = ()
    locale: str = ""
    queues: Mapping[str, str] = field(default_factory=dict)
    all_queues: bool = False
    capacity: str = ""

    @classmethod
    def of(cls, account: Account) -> "ProfileForm":
        """What an account says now."""
        capacity = account.duty.capacity
        return cls(
            account.email,
            account.name,
            account.role.value,
            account.languages,
            account.locale,
            {queue: LEADS if lead else SERVES for queue, lead in account.queues.items()},
            account.all_queues,
            "" if capacity is None else str(capacity),
        )

    def problem(self) -> str | None:
        """The code of what cannot be read, or None."""
        if len(self.name) > LONGEST_NAME:
            return "name_too_long"
        readable = not self.capacity or (self.capacity.isdecimal() and int(self.capacity) <= MOST_INQUIRIES)
        return None if readable else "capacity"

    def profile(self, queues: Collection[str], locales: Collection[str]) -> Profile:
        """What is asked for: only queues and languages of pages that there are."""
        leads = {queue for queue, part in self.queues.items() if part == LEADS}
        serves = {queue for queue, part in self.queues.items() if part in {SERVES, LEADS}}
        return Profile(
            name=self.name,
            role=StaffRole(self.role),
            languages=self.languages,
            locale=self.locale if self.locale in locales else "en",
            queues=frozenset(serves & set(queues)),
            leads=frozenset(leads & set(queues)),
            all_queues=self.all_queues,
            capacity=int(self.capacity) if self.capacity else None,
        )


@dataclass(frozen=True, slots=True)
class WeekForm:
    """When somebody works, as typed. ``hours``: by weekday, from and until."""

    zone: str = ""
    hours: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    absent_from: str = ""
    absent_until: str = ""
    stand_in: str = ""
    languages: tuple[str, ...] = ()
    locale: str = ""

    @classmethod
    def of(cls, account: Account, office: ZoneInfo) -> "WeekForm":
        """What an account says now; days away by the clock of who is away."""
        duty = account.duty
        zone = duty.zone or office
        last = duty.absent_until - DAY if duty.absent_until else None
        return cls(
            duty.zone.key if duty.zone else "",
            {one.day: (one.opens.isoformat("minutes"), one.closes.isoformat("minutes")) for one in duty.hours},
            duty.absent_from.astimezone(zone).date().isoformat() if duty.absent_from else "",
            last.astimezone(zone).date().isoformat() if last else "",
            duty.stand_in_id or "",
            account.languages,
            account.locale,
        )

    def problem(self) -> str | None:
        """The code of what cannot be read, or None."""
        spans = [(_time(opens), _time(closes)) for opens, closes in self.hours.values() if opens or closes]
        if any(opens is None or closes is None for opens, closes in spans):
            return "hours_half"
        if any(opens >= closes for opens, closes in spans if opens and closes):
            return "hours_backwards"
        begins, ends = _date(self.absent_from), _date(self.absent_until)
        if (self.absent_from and begins is None) or (self.absent_until and ends is None) or (ends and not begins):
            return "absence_from"
        if begins and ends and ends < begins:
            return "absence_backwards"
        return "zone" if self.zone and self.zone not in zones() else None

    def duty(self, office: ZoneInfo) -> Duty:
        """What is asked for; only of a form without a problem."""
        zone = ZoneInfo(self.zone) if self.zone else None
        begins, ends = _date(self.absent_from), _date(self.absent_until)
        shifts = ((day, _time(opens), _time(closes)) for day, (opens, closes) in sorted(self.hours.items()))
        return Duty(
            zone=zone,
            hours=tuple(Shift(day, opens, closes) for day, opens, closes in shifts if opens and closes),
            absent_from=_midnight(begins, zone or office) if begins else None,
            absent_until=_midnight(ends + DAY, zone or office) if ends else None,
            stand_in_id=self.stand_in or None,
        )


def read_log_in(sent: Sent) -> LogInForm:
    """The form's own fields; anything else is not looked at."""
    fields = single(sent)
    return LogInForm(
        email=fields.get("email", "").strip()[: LONGEST_EMAIL + 1],
        password=fields.get("password", "")[: LONGEST_PASSWORD + 1],
        next=fields.get("next", "")[:501],
        kept=fields.get("kept", ""),
    )


def read_password(sent: Sent) -> PasswordForm:
    """A new password, not tidied: what somebody types is theirs."""
    fields = single(sent)
    return PasswordForm(*(fields.get(name, "")[: LONGEST_PASSWORD + 1] for name in ("password", "again")))


def read_profile(sent: Sent, known: Collection[str]) -> ProfileForm:
    """``known``: the languages somebody can answer in. A role that does not exist is none."""
    fields = single(sent)
    role = fields.get("role", "")
    return ProfileForm(
        email=fields.get("email", "").strip()[: LONGEST_EMAIL + 1],
        name=" ".join(fields.get("name", "").split())[: LONGEST_NAME + 1],
        role=role if role in set(StaffRole) else StaffRole.COORDINATOR.value,
        languages=_languages(sent, known),
        locale=fields.get("locale", ""),
        queues={name.removeprefix("queue."): part for name, part in fields.items() if name.startswith("queue.")},
        all_queues=fields.get("all_queues") == "yes",
        capacity=fields.get("capacity", "").strip()[:5],
    )


def read_week(sent: Sent, known: Collection[str]) -> WeekForm:
    """Days without hours are left out."""
    fields = single(sent)
    typed = {day: (fields.get(f"from.{day}", "")[:8], fields.get(f"until.{day}", "")[:8]) for day in range(1, 8)}
    return WeekForm(
        zone=fields.get("zone", ""),
        hours={day: span for day, span in typed.items() if any(span)},
        absent_from=fields.get("absent_from", "")[:10],
        absent_until=fields.get("absent_until", "")[:10],
        stand_in=fields.get("stand_in", ""),
        languages=_languages(sent, known),
        locale=fields.get("locale", ""),
    )


def _languages(sent: Sent, known: Collection[str]) -> tuple[str, ...]:
    """In the order in which they stand on the page; what the page has no box for comes last."""
    chosen = sent.get("languages", ())
    others = (tag for tag in dict.fromkeys(chosen) if tag not in known and tag in formats.language_tags())
    return (*(tag for tag in known if tag in chosen), *others)


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
