"""What the mail page shows, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import NullTranslations
from urllib.parse import urlencode

from intake.domain.mail_state import MailStanding, Reason
from intake.domain.message import MailKind, OutboxState
from intake.lib import formats
from intake.services.mail.outbox import MANY, MailShelf, Outbox, OutboxEntry
from intake.services.mail.watching import MailHealth
from intake.web.common.mails import MailView, distinct_kinds, mail_view
from intake.web.common.staff import reader_of
from intake.web.common.state import IntakeRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: a shelf, of one kind or of all, from this mail on."""

    shelf: MailShelf
    kind: MailKind | None = None
    below: str = ""

    def url(self, shelf: MailShelf, below: str = "") -> str:
        """The page that shows this."""
        asked = {"shelf": shelf.value, "kind": self.kind.value if self.kind else "", "below": below}
        return f"/staff/mail?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True, slots=True)
class TabView:
    """A shelf, and how many lie there."""

    label: str
    count: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A kind to choose."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One mail. ``reference`` and ``url`` only where its reader serves the inquiry's queue."""

    mail: MailView
    iso: str
    ordered: str
    reference: str
    url: str
    retry: bool
    aside: bool


@dataclass(frozen=True, slots=True)
class OutboxView:
    """The page. ``older``: where it goes on; ``everything``: whether all of it can be tried again."""

    shelf: str
    tabs: tuple[TabView, ...]
    kinds: tuple[ChoiceView, ...]
    rows: tuple[RowView, ...]
    older: str
    everything: bool
    zone: str


@dataclass(frozen=True, slots=True)
class HealthView:
    """How the mail stands: what is stuck, one sentence each, and since when; what is merely given up."""

    stuck: tuple[str, ...]
    since: str
    dead: str


def outbox_view(request: IntakeRequest, found: Outbox, asked: Asked, *, now: datetime) -> OutboxView:
    """A page of mails as its reader sees it."""
    reader, labels = reader_of(request), shelves(reader_of(request).words)
    counts = {shelf: formats.number(min(count, MANY - 1), reader.locale.tag) for shelf, count in found.counts.items()}
    more = {shelf: "+" if count >= MANY else "" for shelf, count in found.counts.items()}
    open_ = {MailShelf.UNREACHED, MailShelf.UNDER_WAY}
    named = sorted((label, code) for code, label in distinct_kinds(reader.words).items())
    return OutboxView(
        shelf=asked.shelf.value,
        tabs=tuple(
            TabView(labels[shelf], counts[shelf] + more[shelf], asked.url(shelf), shelf is asked.shelf)
            for shelf in MailShelf
        ),
        kinds=tuple(ChoiceView(code, label, asked.kind == code) for label, code in named if code in set(MailKind)),
        rows=tuple(_row(request, mail, found, now) for mail in found.mails),
        older=asked.url(asked.shelf, found.mails[-1].id) if found.more else "",
        everything=asked.shelf in open_ and bool(found.mails),
        zone=formats.zone_name(now, reader.locale.tag, _zone(request)),
    )


def _row(request: IntakeRequest, mail: OutboxEntry, found: Outbox, now: datetime) -> RowView:
    reader, stands = reader_of(request), mail.standing(now)
    time = _said(request, stands.at, now) if stands.at else ""
    view = mail_view(reader.words, mail, stands, time=time, names=found.names)
    reference = found.references.get(mail.inquiry_id or "", "")
    return RowView(
        mail=replace(view, next=_mended(reader.words, stands)),
        iso=mail.created_at.isoformat(timespec="seconds"),
        ordered=_said(request, mail.created_at, now),
        reference=reference,
        url=f"/staff/inquiries/{mail.inquiry_id}" if reference else "",
        retry=mail.state in {OutboxState.QUEUED, OutboxState.DEAD},
        aside=stands.unreached,
    )


def health_view(request: IntakeRequest, health: MailHealth, now: datetime) -> HealthView:
    """The top of the page."""
    t = reader_of(request).words
    dead = _counted(
        health.dead,
        t.ngettext(
            "%(count)s mail was given up and waits for a person.",
            "%(count)s mails were given up and wait for a person.",
            health.dead,
        ),
    )
    return HealthView(
        stuck=tuple(_stuck(t, health)),
        since=_said(request, health.oldest, now) if health.oldest and health.raises_alarm else "",
        dead=dead,
    )


def _stuck(t: NullTranslations, health: MailHealth) -> Iterator[str]:
    """What holds mail up, the worst first."""
    said = (
        (
            health.unacknowledged,
            t.ngettext(
                "%(count)s person wrote to us, and no receipt was ordered for them.",
                "%(count)s people wrote to us, and no receipt was ordered for them.",
                health.unacknowledged,
            ),
        ),
        (
            health.late,
            t.ngettext(
                "%(count)s receipt is late: the inquirer does not know yet that we have their message.",
                "%(count)s receipts are late: the inquirers do not know yet that we have their messages.",
                health.late,
            ),
        ),
        (
            health.overdue,
            t.ngettext(
                "%(count)s mail is due, and nothing sends it. Is a worker running? (intake serve, or intake work)",
                "%(count)s mails are due, and nothing sends them. Is a worker running? (intake serve, or intake work)",
                health.overdue,
            ),
        ),
        (
            health.held_up,
            t.ngettext(
                "%(count)s mail waits because our mail server cannot be used. Try it: intake mail test",
                "%(count)s mails wait because our mail server cannot be used. Try it: intake mail test",
                health.held_up,
            ),
        ),
    )
    return (sentence for count, text in said if (sentence := _counted(count, text)))


def shelves(t: NullTranslations) -> dict[MailShelf, str]:
    """What each shelf is called."""
    return {
        MailShelf.UNREACHED: t.pgettext("mails", "Did not arrive"),
        MailShelf.UNDER_WAY: t.pgettext("mails", "Under way"),
        MailShelf.SENT: t.pgettext("mails", "Sent"),
        MailShelf.STOPPED: t.pgettext("mails", "Stopped"),
    }


def done(request: IntakeRequest, what: str) -> str:
    """What was done just now."""
    t = reader_of(request).words
    return {
        "retried": t.gettext("It is tried again now. Look again in a minute."),
        "aside": t.gettext("Put aside: it waits for nobody any more."),
        "over": t.gettext("This mail needs nothing any more: it was sent again, or cannot be. Look at the list."),
    }.get(what, "")


def _counted(count: int, text: str) -> str:
    return text % {"count": f"{MANY - 1}+" if count >= MANY else count} if count else ""


def _mended(t: NullTranslations, stands: MailStanding) -> str:
    """What whoever keeps the service running does about it; the rest is for whoever looks after the inquiry."""
    if not stands.unreached or stands.reason not in {Reason.OUR_SERVER, Reason.OUR_FAULT}:
        return ""
    return t.gettext("Mend it first (intake check and intake mail test say more), then try again.")


def _said(request: IntakeRequest, at: datetime, now: datetime) -> str:
    tag, zone = reader_of(request).locale.tag, _zone(request)
    return formats.day_and_time(formats.day(at, tag, zone, now=now), formats.time(at, tag, zone), tag)


def _zone(request: IntakeRequest) -> str:
    return request.state["resources"].content.routing.calendar.zone.key
