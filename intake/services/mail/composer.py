"""What a mail says: composed when it is sent, in the reader's language, from templates alone.

A mail holds a reference, dates and links. It never holds an answer, a name, a programme or a warning sign: whoever
sees it on a lock screen or a server must not learn that somebody is ill. Queues are named after illnesses,
so a coordinator's mail leaves the queue out as well.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr
from functools import partial
from typing import Final

import structlog
from anyio import to_thread
from jinja2 import Environment

from intake.content.loader import Content
from intake.domain.clock import Calendar
from intake.domain.message import MailKind
from intake.domain.recipients import Because
from intake.domain.values import Priority
from intake.lib import formats, marks
from intake.lib.catalogs import Catalogs
from intake.lib.ids import new_id
from intake.lib.kept import Kept
from intake.lib.locales import locale_of
from intake.lib.mail import mime, openpgp
from intake.lib.mail.dkim import Signer
from intake.lib.mail.smtp import wire_address
from intake.lib.paths import TEMPLATES
from intake.lib.templating import compiled, environment, said
from intake.lib.translations import SOURCE, Translations
from intake.lib.week import office_hours
from intake.services.mail.gaps import Gapped, Listed, in_html, in_text
from intake.services.mail.kinds import (
    CAN_BE_TURNED_OFF,
    GROUP,
    KEY_UNUSABLE,
    LIST,
    ROW,
    TRIAL,
    VALUES,
    Mail,
    by_urgency,
)
from intake.services.mail.values import values_of

MY_MAIL: Final = "/staff/me/mail"
MY_KEY: Final = "/staff/me/key"

log = structlog.get_logger()


class CannotCompose(Exception):
    """The mail could not be written: a broken template or translation. Says which kind and language, nothing more."""


@dataclass(frozen=True, slots=True)
class _Words:
    """One kind of mail in one language."""

    subject: Gapped
    text: Gapped
    html: Gapped
    right_to_left: bool
    in_text: Listed | None = None
    in_html: Listed | None = None

    def subject_of(self, values: Mapping[str, str]) -> str:
        """One line. Isolated only where text runs right to left: elsewhere people search for the bare reference."""
        return self.subject.filled(in_text(values) if self.right_to_left else values).strip()


class Composer:
    """Writes mails. Templates are compiled once for each language."""

    def __init__(
        self,
        content: Content,
        catalogs: Catalogs,
        *,
        base_url: str,
        sender: str,
        demo: bool = False,
        signer: Signer | None = None,
        return_path: str = "",
    ) -> None:
        self._content = content
        self._catalogs = catalogs
        self._base_url = base_url
        self._demo = demo
        self._signer = signer
        self._templates = compiled(TEMPLATES)
        self.sender = sender
        self.sender_address = wire_address(parseaddr(sender)[1])
        self.return_path = wire_address(return_path) if return_path else self.sender_address
        self.mail_domain = self.sender_address.rpartition("@")[2]
        self._words = Kept[tuple[str, bool, Because, str], tuple[Translations, Calendar], _Words]()
        self._environments = Kept[str, Translations, Environment]()

    @property
    def calendar(self) -> Calendar:
        """The office's week, as it counts now."""
        return self._content.routing.calendar

    @property
    def dns_record(self) -> tuple[str, str] | None:
        """The record by which receivers know our signature: name and text; None where mails are not signed here."""
        return self._signer.record if self._signer else None

    async def written(self, mail: Mail, *, now: datetime) -> bytes:
        """The same as `compose`; what takes long is done beside the loop."""
        if mail.openpgp_key:
            return await to_thread.run_sync(partial(self.compose, mail, now=now))
        return self.compose(mail, now=now)

    def compose(self, mail: Mail, *, now: datetime) -> bytes:
        """The whole message as it goes over the wire: encrypted where its reader gave a key, signed where we have one.

        A key that cannot be used (any more) gets a mail that says so and nothing else: what should have been secret
        is never sent open, and nobody waits without knowing. Raises `CannotCompose`, `Refused` for an unusable address.
        """
        letter = self._letter(mail, now)
        tag = letter.language
        values = self._values(mail, tag, VALUES[mail.kind] - {LIST})
        rows = [self._values(row, tag, ROW | GROUP) for row in by_urgency(mail.rows)]
        # A link to choose a password must reach also whoever has lost the key along with it.
        if not mail.openpgp_key or mail.kind is MailKind.INVITATION:
            return self._write(mail.kind, letter, values, discreet=mail.discreet, because=mail.because, rows=rows)
        try:
            lock = partial(openpgp.encrypt, mail.openpgp_key, now=now)
            return self._write(mail.kind, letter, values, lock=lock, because=mail.because, rows=rows)
        except openpgp.UnusableKey as error:
            log.warning("a colleague's key cannot be used", kind=mail.kind, problem=error.fault)
            return self.instead(mail, now=now)

    def instead(self, mail: Mail, *, now: datetime) -> bytes:
        """What goes out where a mail cannot be encrypted: that something waits. Raises `CannotCompose`."""
        return self._write(KEY_UNUSABLE, self._letter(mail, now), {})

    def _letter(self, mail: Mail, now: datetime) -> mime.Letter:
        """Everything but the words."""
        tag = mail.locale if mail.locale in self._catalogs.tags else SOURCE
        return self._blank(
            mail.recipient,
            tag,
            mail.message_id,
            now,
            discreet=mail.discreet,
            parent=self._parent(mail),
            replies=mail.kind is MailKind.REPLY_NOT_READ,
            unsubscribe=self._unsubscribe(mail.kind, tag),
        )

    def promised(self, queue: str, priority: Priority, received: datetime, due: datetime) -> datetime:
        """By when the inquirer is told that somebody answers, by the week of the queue it lies in."""
        return self._content.routing.calendar_of(queue).promised(priority, received, due)

    def trial(self, recipient: str, *, now: datetime) -> bytes:
        """A mail that only proves that mail arrives (`intake mail test`)."""
        values = {"sent": formats.date_time(now, SOURCE, self.calendar.zone)}
        return self._write(TRIAL, self._blank(recipient, SOURCE, f"<{new_id()}@{self.mail_domain}>", now), values)

    def _blank(
        self,
        recipient: str,
        tag: str,
        message_id: str,
        now: datetime,
        *,
        discreet: bool = False,
        parent: str | None = None,
        replies: bool = False,
        unsubscribe: str | None = None,
    ) -> mime.Letter:
        """A letter with everything but its words."""
        reply_to = self._content.clinic.email
        return mime.Letter(
            sender=self.sender_address if discreet else self.sender,
            recipient=wire_address(recipient),
            subject="",
            text="",
            html="",
            language=tag,
            message_id=message_id,
            date=now,
            # Else every server on the way would have to know SMTPUTF8.
            reply_to=reply_to if reply_to and reply_to.rpartition("@")[0].isascii() and not discreet else None,
            parent=parent,
            replies=replies,
            unsubscribe=unsubscribe,
        )

    def _parent(self, mail: Mail) -> str | None:
        if mail.answers:
            return mail.answers if mime.is_message_id(mail.answers) else None
        return f"<{mail.thread}@{self.mail_domain}>" if mail.thread else None

    def _unsubscribe(self, kind: MailKind, tag: str) -> str | None:
        """Where one says no to mails of this kind (RFC 2369): a page, so that no mail program says it by mistake."""
        if kind in CAN_BE_TURNED_OFF:
            return f"{self._base_url}{MY_MAIL}"
        return f"{self._base_url}/{tag}/follow-up" if kind is MailKind.ANSWER_AWAITED else None

    def _write(
        self,
        kind: str,
        blank: mime.Letter,
        values: Mapping[str, str],
        *,
        discreet: bool = False,
        lock: Callable[[bytes], bytes] | None = None,
        because: Because = Because.SERVES,
        rows: Sequence[Mapping[str, str]] = (),
    ) -> bytes:
        try:
            words = self._words_of(kind, discreet, because, blank.language)
            text, html = in_text(values), in_html(values)
            if words.in_text and words.in_html:
                text[LIST] = words.in_text.filled([in_text(row) for row in rows])
                html[LIST] = words.in_html.filled([in_html(row) for row in rows])
            subject = words.subject_of(values)
            letter = replace(blank, subject=subject, text=words.text.filled(text), html=words.html.filled(html))
            return mime.encode(letter, lock=lock, sign=self._signer.sign if self._signer else None)
        except openpgp.UnusableKey:
            raise
        except Exception as error:
            # A template error may quote the values it was given; its kind and place are enough to mend it.
            raise CannotCompose(f"{kind} in {blank.language}: {type(error).__name__}") from None

    def _values(self, mail: Mail, tag: str, names: Iterable[str]) -> dict[str, str]:
        words = self._catalogs.translations(tag, "mail")
        return values_of(mail, names, words=words, zone=self.calendar.zone, base_url=self._base_url)

    def _words_of(self, kind: str, discreet: bool, because: Because, tag: str) -> _Words:
        translations = self._catalogs.translations(tag, "mail")
        compiled = partial(self._compile, kind, discreet, because, translations)
        return self._words.made((kind, discreet, because, tag), (translations, self.calendar), compiled)

    def _environment(self, translations: Translations) -> Environment:
        made = partial(environment, self._templates, translations, translations.tag, marked=True)
        return self._environments.made(translations.tag, translations, made)

    def _compile(self, kind: str, discreet: bool, because: Because, translations: Translations) -> _Words:
        tag = translations.tag
        environment = self._environment(translations)
        constants = self._constants(tag, discreet) | {"because": because.value}
        in_html = partial(marks.in_html, original=marks.IN_MAIL)

        def gapped(file: str, resolve: Callable[[str], str], names: Iterable[str] = VALUES[kind]) -> Gapped:
            return Gapped(environment.get_template(f"mail/{kind}/{file}"), names, constants, resolve)

        subject, text = gapped("subject.txt", marks.plain), gapped("body.txt", marks.in_text)
        words = _Words(subject, text, gapped("body.html", in_html), locale_of(tag).direction == "rtl")
        if LIST not in VALUES[kind]:
            return words
        return replace(
            words,
            in_text=Listed(gapped("group.txt", marks.in_text, GROUP), gapped("row.txt", marks.in_text, ROW)),
            in_html=Listed(gapped("group.html", in_html, GROUP), gapped("row.html", in_html, ROW)),
        )

    def _constants(self, tag: str, discreet: bool) -> dict[str, object]:
        legal = self._catalogs.translations(tag, "legal")
        calendar, clinic = self.calendar, self._content.clinic
        name = self._catalogs.translations(tag, "clinic").pgettext("clinic.name", clinic.name)
        emergency = self._content.legal.line("emergency")
        return {
            "clinic_name": "" if discreet else name,
            "discreet": discreet,
            "privacy_contact": clinic.privacy_contact,
            "emergency": said(legal, legal.pgettext(*emergency), emergency[1], emergency[0], original=emergency[1]),
            "hours": office_hours(calendar.working_days, calendar.opens, calendar.closes, tag, calendar.zone),
            "follow_up": f"{self._base_url}/{tag}/follow-up",
            "inbox": f"{self._base_url}/staff/",
            "my_key": f"{self._base_url}{MY_KEY}",
            "my_mail": f"{self._base_url}{MY_MAIL}",
            "form": f"{self._base_url}/{tag}/inquiry",
            "resume": f"{self._base_url}/{tag}/inquiry/resume",
            "privacy": f"{self._base_url}/{tag}/privacy",
            "demo": self._demo,
        }
