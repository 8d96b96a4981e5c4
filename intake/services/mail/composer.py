"""What a mail says: composed when it is sent, in the reader's language, from templates alone.

A mail holds a reference, dates and links. It never holds an answer, a name, a programme or a warning sign: whoever
sees it on a lock screen or a server must not learn that somebody is ill. Queues are named after illnesses,
so a coordinator's mail leaves the queue out as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import lru_cache, partial

from jinja2 import Environment

from intake.content.loader import Content
from intake.domain.clock import Calendar
from intake.domain.message import TO_THE_DESK, MailKind
from intake.domain.values import UNKNOWN, Priority
from intake.lib import formats, marks
from intake.lib.catalogs import N_, Catalogs
from intake.lib.ids import new_id
from intake.lib.locales import locale_of
from intake.lib.mail import mime
from intake.lib.mail.smtp import wire_address
from intake.lib.paths import TEMPLATES
from intake.lib.templating import compiled, environment, said
from intake.lib.translations import SOURCE, Translations
from intake.lib.week import office_hours
from intake.services.mail.gaps import Gapped, in_html, in_text
from intake.services.mail.kinds import DRAFT_KEPT, INVITATION_KEPT, TRIAL, VALUES, Mail

URGENCY = {
    # Translators: How urgent an inquiry is: an answer today.
    Priority.SAME_DAY: N_("today"),
    Priority.ONE_DAY: N_("within one working day"),
    # Translators: How urgent an inquiry is: not urgent.
    Priority.ROUTINE: N_("routine"),
}
LATIN_FONTS = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
RIGHT_TO_LEFT_FONTS = "'Segoe UI',Tahoma,'Noto Sans Arabic','Noto Sans Hebrew',Arial,sans-serif"


class CannotCompose(Exception):
    """The mail could not be written: a broken template or translation. Says which kind and language, nothing more."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One kind of mail in one language."""

    subject: Gapped
    text: Gapped
    html: Gapped
    right_to_left: bool

    def subject_of(self, values: Mapping[str, str]) -> str:
        """One line. Isolated only where text runs right to left: elsewhere people search for the bare reference."""
        return self.subject.filled(in_text(values) if self.right_to_left else values).strip()


class Composer:
    """Writes mails. Templates are compiled once for each language."""

    def __init__(self, content: Content, catalogs: Catalogs, *, base_url: str, sender: str, demo: bool = False) -> None:
        self._content = content
        self._catalogs = catalogs
        self._base_url = base_url
        self._demo = demo
        self._templates = compiled(TEMPLATES)
        self.sender = sender
        self.sender_address = wire_address(parseaddr(sender)[1])
        self.mail_domain = self.sender_address.rpartition("@")[2]
        self._words = lru_cache(maxsize=512)(self._compile)
        self._environments = lru_cache(maxsize=128)(self._environment)  # by the translations: new ones, a new entry

    @property
    def _calendar(self) -> Calendar:
        """The office's week, as it counts now."""
        return self._content.routing.calendar

    def compose(self, mail: Mail, *, now: datetime) -> bytes:
        """The whole message as it goes over the wire. Raises `CannotCompose`, `Refused` for an unusable address."""
        tag = mail.locale if mail.locale in self._catalogs.tags else SOURCE
        values = self._values(mail, tag)
        return self._write(mail.kind, tag, mail.recipient, mail.message_id, values, now, discreet=mail.discreet)

    def promised(self, queue: str, priority: Priority, received: datetime, due: datetime) -> datetime:
        """By when the inquirer is told that somebody answers, by the week of the queue it lies in."""
        return self._content.routing.calendar_of(queue).promised(priority, received, due)

    def trial(self, recipient: str, *, now: datetime) -> bytes:
        """A mail that only proves that mail arrives (`intake mail test`)."""
        domain = self.sender_address.rpartition("@")[2]
        values = {"sent": formats.date_time(now, SOURCE, self._calendar.zone)}
        return self._write(TRIAL, SOURCE, recipient, f"<{new_id()}@{domain}>", values, now)

    def _write(
        self,
        kind: str,
        tag: str,
        recipient: str,
        message_id: str,
        values: Mapping[str, str],
        now: datetime,
        *,
        discreet: bool = False,
    ) -> bytes:
        recipient = wire_address(recipient)
        try:
            words = self._words(kind, discreet, self._catalogs.translations(tag, "mail"))
            letter = mime.Letter(
                sender=self.sender_address if discreet else self.sender,
                recipient=recipient,
                subject=words.subject_of(values),
                text=words.text.filled(in_text(values)),
                html=words.html.filled(in_html(values)),
                language=tag,
                message_id=message_id,
                date=now,
                reply_to=None if discreet else self._content.clinic.email or None,
            )
            return mime.encode(letter)
        except Exception as error:
            # A template error may quote the values it was given; its kind and place are enough to mend it.
            raise CannotCompose(f"{kind} in {tag}: {type(error).__name__}") from None

    def _values(self, mail: Mail, tag: str) -> dict[str, str]:
        zone = self._calendar.zone
        values = {
            "reference": mail.reference,
            "received": formats.date_time(mail.received_at, tag, zone),
            "answer_by": formats.date(mail.due_at, tag, zone),
        }
        if mail.kind in TO_THE_DESK:
            return values | self._for_the_desk(mail, tag)
        values["ordered"] = formats.date_time(mail.ordered_at, tag, zone)
        values["kept_until"] = formats.date(mail.ordered_at + DRAFT_KEPT, tag, zone)
        values["works_until"] = formats.date_time(mail.ordered_at + INVITATION_KEPT, tag, zone)
        invited = mail.kind is MailKind.INVITATION
        values["link"] = f"{self._base_url}/{'staff/invitation' if invited else f'{tag}/follow-up/link'}/{mail.token}"
        return values

    def _for_the_desk(self, mail: Mail, tag: str) -> dict[str, str]:
        words, values = self._catalogs.translations(tag, "mail"), dict[str, str]()
        values["urgency"] = words.gettext(URGENCY[mail.priority])
        values["due"] = formats.date_time(mail.due_at, tag, self._calendar.zone)
        values["language"] = formats.language_name(mail.language, tag)
        known = mail.country not in {None, UNKNOWN}
        values["country"] = formats.country_name(str(mail.country), tag) if known else words.gettext(N_("not known"))
        values["inquiry"] = f"{self._base_url}/staff/inquiries/{mail.inquiry_id}"
        return values

    def _environment(self, translations: Translations) -> Environment:
        return environment(self._templates, translations, translations.tag, marked=True)

    def _compile(self, kind: str, discreet: bool, translations: Translations) -> _Words:
        tag = translations.tag
        environment, direction = self._environments(translations), locale_of(tag).direction
        constants, names = self._constants(tag, direction, discreet), VALUES[kind]

        def gapped(file: str, resolve: Callable[[str], str]) -> Gapped:
            return Gapped(environment.get_template(f"mail/{kind}/{file}"), names, constants, resolve)

        subject, text = gapped("subject.txt", marks.plain), gapped("body.txt", marks.in_text)
        html = gapped("body.html", partial(marks.in_html, original=marks.IN_MAIL))
        return _Words(subject, text, html, direction == "rtl")

    def _constants(self, tag: str, direction: str, discreet: bool) -> dict[str, object]:
        legal = self._catalogs.translations(tag, "legal")
        calendar, clinic = self._calendar, self._content.clinic
        name = self._catalogs.translations(tag, "clinic").pgettext("clinic.name", clinic.name)
        emergency = self._content.legal.line("emergency")
        return {
            "lang": tag,
            "dir": direction,
            "fonts": RIGHT_TO_LEFT_FONTS if direction == "rtl" else LATIN_FONTS,
            "line_height": "1.7" if direction == "rtl" else "1.5",
            "clinic_name": "" if discreet else name,
            "discreet": discreet,
            "privacy_contact": clinic.privacy_contact,
            "emergency": said(legal, legal.pgettext(*emergency), emergency[1], emergency[0], original=emergency[1]),
            "hours": office_hours(calendar.working_days, calendar.opens, calendar.closes, tag, calendar.zone),
            "follow_up": f"{self._base_url}/{tag}/follow-up",
            "resume": f"{self._base_url}/{tag}/inquiry/resume",
            "privacy": f"{self._base_url}/{tag}/privacy",
            "demo": self._demo,
        }
