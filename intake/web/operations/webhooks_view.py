"""What the pages of webhooks show, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import NullTranslations
from typing import Final
from urllib.parse import urlsplit

from intake.domain.message import OutboxState
from intake.domain.webhook import CHOSEN, Event, Paused
from intake.lib import formats
from intake.services.hooks.managing import Standing, Told
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest

_TONES: Final = {OutboxState.SENT: "good", OutboxState.DEAD: "same_day", OutboxState.CANCELLED: "quiet"}


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An event to choose: its name as programs read it, and what it means."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class HookView:
    """One webhook. ``address`` without what stands behind its question mark, which may be a secret."""

    id: str
    url: str
    address: str
    state: str
    tone: str
    why: str
    paused: bool
    waiting: str
    succeeded: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldView:
    """One telling."""

    id: str
    event: str
    state: str
    tone: str
    why: str
    iso: str
    at: str
    again: bool


def hook_view(request: IntakeRequest, standing: Standing, *, now: datetime) -> HookView:
    """One webhook as an administrator reads it."""
    hook, t = standing.hook, reader_of(request).words
    state, tone = t.pgettext("webhook", "works"), "good"
    if hook.paused_at is not None:
        state, tone = t.pgettext("webhook", "paused"), "waiting"
    elif hook.failures:
        state, tone = t.pgettext("webhook", "does not answer well"), "same_day"
    elif hook.succeeded_at is None:
        state, tone = t.pgettext("webhook", "told nothing yet"), "open"
    parts = urlsplit(hook.url)
    return HookView(
        id=hook.id,
        url=f"/staff/webhooks/{hook.id}",
        address=f"{parts.scheme}://{parts.netloc}{parts.path}" + ("?…" if parts.query else ""),
        state=state,
        tone=tone,
        why=_why(request, standing, now),
        paused=hook.paused_at is not None,
        waiting=formats.number(standing.waiting, reader_of(request).locale.tag),
        succeeded=_said(request, hook.succeeded_at) if hook.succeeded_at else "",
        events=tuple(event.value for event in CHOSEN if event in hook.events),
    )


def told_views(request: IntakeRequest, told: Sequence[Told]) -> tuple[ToldView, ...]:
    """What it was told lately."""
    t = reader_of(request).words
    return tuple(_told(request, t, one) for one in told)


def _told(request: IntakeRequest, t: NullTranslations, one: Told) -> ToldView:
    said = {
        OutboxState.SENT: t.pgettext("webhook event", "taken"),
        OutboxState.DEAD: t.pgettext("webhook event", "given up"),
        OutboxState.CANCELLED: t.pgettext("webhook event", "stopped"),
    }
    waits = t.pgettext("webhook event", "is tried again") if one.attempts else t.pgettext("webhook event", "waits")
    moment = one.sent_at or one.created_at
    return ToldView(
        id=one.id,
        event=one.event.value,
        state=said.get(one.state, waits),
        tone=_TONES.get(one.state, "waiting"),
        why=error(t, one.error) if one.error and one.state is not OutboxState.SENT else "",
        iso=moment.isoformat(timespec="seconds"),
        at=_said(request, moment),
        again=one.state in {OutboxState.SENT, OutboxState.DEAD} and one.event is not Event.INQUIRY_ERASED,
    )


def choices(t: NullTranslations, chosen: Collection[str] | None = None) -> tuple[ChoiceView, ...]:
    """The events that can be told; all of them are ticked to begin with."""
    return tuple(
        ChoiceView(event.value, meaning, chosen is None or event.value in chosen) for event, meaning in meanings(t)
    )


def meanings(t: NullTranslations) -> Sequence[tuple[Event, str]]:
    """What each event means."""
    said: Mapping[Event, str] = {
        Event.INQUIRY_RECEIVED: t.gettext("A new inquiry is there."),
        Event.INQUIRY_UPDATED: t.gettext("The inquirer changed or added something: answers, files, consents."),
        Event.INQUIRY_MESSAGE_RECEIVED: t.gettext("The inquirer wrote a message."),
        Event.INQUIRY_ANSWERED: t.gettext("The office answered."),
        Event.INQUIRY_STATUS_CHANGED: t.gettext("The inquiry has another status."),
        Event.INQUIRY_WITHDRAWN: t.gettext("The inquirer withdrew the inquiry."),
        Event.INQUIRY_ERASED: t.gettext("The inquiry was erased. Erase what your system keeps of it, too."),
        Event.MAIL_UNDELIVERABLE: t.gettext("A mail to the inquirer could not be delivered."),
    }
    return tuple((event, said[event]) for event in CHOSEN)


def problems(t: NullTranslations) -> dict[str, str]:
    """What to mend."""
    return {
        "unreadable": t.gettext("This is no address we can read. Write it as https://systems.example.org/intake."),
        "not_http": t.gettext("The address must begin with https://."),
        "credentials": t.gettext(
            "Leave user name and password out of the address. Your system knows us by the signature of each request."
        ),
        "unknown_host": t.gettext("We cannot find this name on the internet. Look at its spelling."),
        "closed_address": t.gettext(
            "This address is inside a private network, not encrypted, or not at port 443, so we do not send there. "
            "Whoever runs this service can allow a network of their own: INTAKE_WEBHOOK_NETWORKS."
        ),
        "no_events": t.gettext("Choose at least one event."),
        "too_many": t.gettext("There are twenty webhooks already. Remove one that nobody needs."),
        "password": t.gettext("Please type your password, so that we know it is you."),
        "wrong_password": t.gettext("This is not your password. Please type it again."),
    }


def done(request: IntakeRequest, what: str) -> str:
    """What was done just now."""
    t = reader_of(request).words
    return {
        "test": t.gettext("A test event is on its way. Look again in a minute to see whether it was taken."),
        "pause": t.gettext("Paused. What happens now waits, and nothing is lost."),
        "resume": t.gettext("It is told again, and what has waited goes out now."),
        "replay": t.gettext("It is told again now, under the same ids."),
        "remove": t.gettext("The webhook is removed. Nothing is told there any more."),
    }.get(what, "")


def error(t: NullTranslations, code: str) -> str:
    """Why it was not taken."""
    if code.startswith("http_"):
        return t.gettext("It answered with status %(code)s.") % {"code": code.removeprefix("http_")}
    return {
        "timeout": t.gettext("It did not answer within twenty seconds."),
        "tls": t.gettext("Its certificate is not valid for this name."),
        "unreachable": t.gettext("It could not be reached."),
        "unknown_host": t.gettext("Its name could not be found."),
        "closed_address": t.gettext("Its name leads into a private network now. Nothing was sent."),
        "broken_off": t.gettext("The connection broke off."),
        "fault": t.gettext("It was not sent: a mistake on our side. It is tried again."),
    }.get(code, code)


def _why(request: IntakeRequest, standing: Standing, now: datetime) -> str:
    """Why it is paused, or when it is tried next."""
    hook, t = standing.hook, reader_of(request).words
    if hook.paused_because is not None:
        return {
            Paused.BY_HAND: t.gettext("Somebody paused it. What happens waits until it is resumed."),
            Paused.FAILURES: t.gettext("It failed twenty times in a row. Mend it, then resume: what waits goes out."),
            Paused.GONE: t.gettext("It answered that nothing is wanted there any more (410). Resume it or remove it."),
        }[hook.paused_because]
    if hook.retry_at is not None and hook.retry_at > now:
        return t.gettext("It is tried again on %(time)s.") % {"time": _said(request, hook.retry_at)}
    return ""


def _said(request: IntakeRequest, moment: datetime) -> str:
    tag, zone = reader_of(request).locale.tag, request.state["resources"].content.routing.calendar.zone
    return formats.day_and_time(
        formats.day(moment, tag, zone, now=datetime.now(UTC)), formats.time(moment, tag, zone), tag
    )
