"""When one is told: at once, once a day or not at all, and the hours in which nothing comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from intake.domain.telling import Choice, Wishes
from intake.lib import formats
from intake.services import people
from intake.services.mail import telling
from intake.web.accounts import words
from intake.web.accounts.views import Choice as Option
from intake.web.common.forms import Sent, read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import Reader, reader_of, staff_page
from intake.web.common.state import IntakeRequest

PAGE = "/staff/me/mail"
TIMES = ("digest_at", "quiet_from", "quiet_until")


@dataclass(frozen=True, slots=True)
class MailForm:
    """The form as it was typed."""

    one_day: str = Choice.AT_ONCE.value
    routine: str = Choice.AT_ONCE.value
    digest_at: str = ""
    quiet_from: str = ""
    quiet_until: str = ""

    @classmethod
    def of(cls, wishes: Wishes) -> "MailForm":
        """What somebody chose before."""
        times = (getattr(wishes, name) for name in TIMES)
        return cls(wishes.one_day.value, wishes.routine.value, *(at.isoformat("minutes") if at else "" for at in times))

    def wishes(self) -> Wishes | str:
        """What is asked for, or the code of what does not fit together."""
        try:
            times = [time.fromisoformat(text).replace(tzinfo=None) if text else None for text in self._times]
            made = Wishes(Choice(self.one_day), Choice(self.routine), *times)
        except ValueError:
            return "time_unread"
        complaint = made.complaint()
        return made if complaint is None else complaint.value

    @property
    def _times(self) -> tuple[str, ...]:
        return self.digest_at, self.quiet_from, self.quiet_until


def read_mail(sent: Sent) -> MailForm:
    """The form's own fields."""
    fields = single(sent)
    chosen = (fields.get(name, Choice.AT_ONCE.value)[:20] for name in ("one_day", "routine"))
    return MailForm(*chosen, *(fields.get(name, "").strip()[:8] for name in TIMES))


async def show(request: IntakeRequest) -> Response:
    """GET /staff/me/mail"""
    return await _page(request)


async def save(request: IntakeRequest) -> Response:
    """POST /staff/me/mail"""
    form, resources = read_mail(await read_form(request)), request.state["resources"]
    wishes = form.wishes()
    if isinstance(wishes, str):
        return await _page(request, form, wishes)
    calendar, office = resources.content.routing.calendar, resources.office
    await telling.wish(
        actor_of(request), wishes, calendar=calendar, db=office.db, keyring=office.keyring, now=datetime.now(UTC)
    )
    office.ring()
    return RedirectResponse(f"{PAGE}?done=saved", status_code=303)


async def _page(request: IntakeRequest, typed: MailForm | None = None, problem: str = "") -> Response:
    actor, office, now = actor_of(request), request.state["resources"].office, datetime.now(UTC)
    person, _ = await people.look(actor, actor.staff_id, office=office, now=now)
    zone = telling.zone_of(person.account.colleague, office.content.routing.calendar)
    kept, reader = await telling.wishes_of(actor, db=office.db), reader_of(request)
    form = typed or MailForm.of(kept)
    return staff_page(
        request,
        "accounts/my_mail.html",
        422 if problem else 200,
        typed=form,
        one_day=_options(form.one_day, reader.words),
        routine=_options(form.routine, reader.words),
        sentences=_sentences(kept, zone, reader, now),
        clock=formats.time(now, reader.locale.tag, zone),
        zone=formats.zone_name(now, reader.locale.tag, zone),
        problem=_problems(reader.words)[problem] if problem else "",
        done=words.done(reader.words).get(request.query_params.get("done", ""), ""),
    )


def _options(chosen: str, t: NullTranslations) -> tuple[Option, ...]:
    names = {
        # Translators: When a colleague is told of new inquiries.
        Choice.AT_ONCE: t.gettext("at once"),
        Choice.DIGEST: t.gettext("together, once a day"),
        Choice.NEVER: t.gettext("no mail"),
    }
    return tuple(Option(choice.value, name, choice.value == chosen) for choice, name in names.items())


def _sentences(wishes: Wishes, zone: ZoneInfo, reader: Reader, now: datetime) -> list[str]:
    """What will happen by what is kept, in plain words."""
    t, tag = reader.words, reader.locale.tag
    said = [t.gettext("Inquiries that are due today, and reminders, come at once, at any hour.")]
    says = {
        Choice.AT_ONCE: t.gettext("Of what is due within one working day you are told at once."),
        Choice.DIGEST: t.gettext("Of what is due within one working day you are told once a day."),
        Choice.NEVER: t.gettext("Of what is due within one working day you get no mail."),
    }
    said.append(says[wishes.one_day])
    says = {
        Choice.AT_ONCE: t.gettext("Of what is not urgent you are told at once."),
        Choice.DIGEST: t.gettext("Of what is not urgent you are told once a day."),
        Choice.NEVER: t.gettext("Of what is not urgent you get no mail."),
    }
    said.append(says[wishes.routine])
    if wishes.quiet_from and wishes.quiet_until:
        times = {"from": _at(wishes.quiet_from, zone, tag, now), "until": _at(wishes.quiet_until, zone, tag, now)}
        said.append(t.gettext("Nothing else comes between %(from)s and %(until)s; it waits until then.") % times)
    next_one = wishes.digest(now, zone) if Choice.DIGEST in {wishes.one_day, wishes.routine} else None
    if next_one is not None:
        day, at = formats.day(next_one, tag, zone, now=now), formats.time(next_one, tag, zone)
        sentence = t.gettext("The next mail with everything new comes on %(day)s at %(time)s, if there is anything.")
        said.append(sentence % {"day": formats.isolate(day), "time": formats.isolate(at)})
    if Choice.NEVER in {wishes.one_day, wishes.routine}:
        said.append(t.gettext("Where nobody else would be told of a new inquiry, you are told after all."))
    return said


def _at(at: time, zone: ZoneInfo, tag: str, now: datetime) -> str:
    today = datetime.combine(now.astimezone(zone).date(), at, zone)
    return formats.isolate(formats.time(today, tag, zone))


def _problems(t: NullTranslations) -> dict[str, str]:
    """What to mend, and how."""
    return {
        "time_unread": t.gettext("A time could not be read. Write it as 08:00."),
        "no_digest_time": t.gettext("Choose the time at which the mail with everything new comes."),
        "quiet_half": t.gettext("Quiet hours need both times, from and until. Leave both empty for none."),
        "quiet_too_long": t.gettext(
            "Quiet hours are fourteen hours at most. If you meant the night, look whether the two times are exchanged."
        ),
    }
