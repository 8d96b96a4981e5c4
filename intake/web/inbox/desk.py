"""One coordinator reading: codes, names and times as they are said to them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intake.content.loader import Content
from intake.domain.access import Actor
from intake.domain.triage import UNANSWERED
from intake.domain.values import UNKNOWN, Status
from intake.lib import formats
from intake.web.common.staff import Reader
from intake.web.inbox import words

SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time three ways: for machines, exactly, and as one says it."""

    iso: str
    exact: str
    said: str
    near: str = ""  # "soon" or "overdue", where somebody is waiting
    warning: str = ""  # the same in words


class Desk:
    """One coordinator reading: their language, the office's content and zone, and the time."""

    def __init__(self, actor: Actor, reader: Reader, content: Content, now: datetime) -> None:
        self.actor, self.reader, self.content, self.now = actor, reader, content, now
        self.t = reader.words
        self.tag = reader.locale.tag
        self.zone: ZoneInfo = content.routing.calendar.zone

    def ago(self, at: datetime) -> Moment:
        """A time in the past, by how long ago it was: "2 hr ago"."""
        return self._moment(at, formats.ago(at, self.tag, now=self.now))

    def then(self, at: datetime) -> Moment:
        """A time in the past, to be told apart from others on the same day: "today 14:03"."""
        return self._moment(at, self._day_and_time(at, always=True))

    def due(self, at: datetime, status: Status) -> Moment | None:
        """A time to keep: "today 14:00". None once somebody has answered: an old date would look overdue."""
        if status not in UNANSWERED:
            return None
        near = "overdue" if at <= self.now else "soon" if at - self.now <= SOON else ""
        warnings = {"overdue": self.t.pgettext("due", "overdue"), "soon": self.t.pgettext("due", "soon")}
        return self._moment(at, self._day_and_time(at), near, warnings.get(near, ""))

    def exactly(self, at: datetime) -> str:
        """A time for paper, with its zone: "24 November 2026, 11:30 (Israel Time)"."""
        return formats.date_time(at, self.tag, self.zone)

    def zone_sentence(self) -> str:
        """In whose time all times are."""
        return self.t.gettext("Times: %(zone)s.") % {"zone": formats.zone_name(self.now, self.tag, self.zone)}

    def _moment(self, at: datetime, said: str, near: str = "", warning: str = "") -> Moment:
        exact = formats.date_time(at, self.tag, self.zone)
        return Moment(at.isoformat(timespec="seconds"), exact, said, near, warning)

    def _day_and_time(self, at: datetime, *, always: bool = False) -> str:
        """Near days by name and with the time; others by weekday and date, with the time only if ``always``."""
        clock = formats.time(at, self.tag, self.zone)
        time = {"time": clock}
        days = (at.astimezone(self.zone).date() - self.now.astimezone(self.zone).date()).days
        if days == 0:
            return self.t.gettext("today %(time)s") % time
        if days == 1:
            return self.t.gettext("tomorrow %(time)s") % time
        if days == -1:
            return self.t.gettext("yesterday %(time)s") % time
        day = formats.day(at, self.tag, self.zone, now=self.now)
        return formats.day_and_time(day, clock, self.tag) if always else day

    def condition(self, slug: str) -> str:
        """A condition's plain name, or what was stored where the content no longer has it."""
        if slug == UNKNOWN:
            return self.t.gettext("Disease not known")
        known = self.content.conditions.get(slug)
        return self.reader.content(f"condition.{slug}.name", known.name) if known else slug

    def treatment(self, named: str) -> str:
        """A treatment of the list by its name, any other as it was typed."""
        known = self.content.treatments.get(named)
        return self.reader.content(known.context, known.name) if known else named

    def age(self, group: str) -> str:
        """An age group in words."""
        return words.age_groups(self.t).get(group, group)

    def queue(self, name: str) -> str:
        """A queue's name."""
        known = self.content.routing.queues.get(name)
        return self.reader.content(f"queue.{name}.name", known.name) if known else name

    def language(self, tag: str) -> str:
        """A language in the coordinator's own."""
        return formats.language_name(tag, self.tag)

    def country(self, code: str) -> str:
        """A country in the coordinator's language; nothing for nothing."""
        return "" if code in {"", UNKNOWN} else formats.country_name(code, self.tag)

    def group(self, slug: str) -> str:
        """A disease group's name."""
        known = self.content.groups.get(slug)
        return self.reader.content(f"condition_group.{slug}.label", known.label) if known else slug

    def programme(self, slug: str) -> str:
        """A programme's name: the title of its page."""
        known = self.content.programmes.get(slug)
        return self.reader.content(known.context("title"), known.title) if known else slug

    def option(self, question: str, code: str) -> str:
        """What a closed answer says, by the present form."""
        labels = self.content.questionnaire.question(question).option_labels
        return self.reader.content(f"question.{question}.option.{code}", labels[code]) if code in labels else code

    def queues(self) -> list[str]:
        """The queues this person serves, in the order of the routing file."""
        return [name for name in self.content.routing.queues if self.actor.serves(name)]
