"""What is open between startup and shutdown: put together in one place, handed down, closed in reverse order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr

import anyio

from intake.content.loader import Content, load_content
from intake.lib.blobs import Folder
from intake.lib.catalogs import Catalogs
from intake.lib.clamav import Scanner
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.locales import LocaleTable
from intake.lib.mail.dkim import Signer, UnusableKey
from intake.lib.mail.smtp import Courier, courier_for, wire_address
from intake.lib.paths import LOCALES
from intake.services import forms
from intake.services.desk import second_look
from intake.services.files import Shelf
from intake.services.inquiries import Intake
from intake.services.languages import Languages
from intake.services.mail.coming_back import Reception
from intake.services.mail.composer import Composer
from intake.services.mail.mail_in import MailIn
from intake.services.office import Office
from intake.services.start import open_storage
from intake.settings import SettingError, Settings


class Doorbell:
    """Rung when a mail has been ordered, so that the worker does not sleep on it."""

    def __init__(self) -> None:
        self._event = anyio.Event()

    def ring(self) -> None:
        """Wake whoever waits."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Return when the bell rings, or after some seconds."""
        with anyio.move_on_after(seconds):
            await self._event.wait()
        self._event = anyio.Event()


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything a handler, the worker or a command works with."""

    settings: Settings
    db: Database
    keyring: KeyRing
    content: Content
    languages: Languages
    intake: Intake
    composer: Composer
    courier: Courier
    doorbell: Doorbell
    office: Office
    files: Folder
    scanner: Scanner | None
    mail_in: MailIn | None = None

    @property
    def catalogs(self) -> Catalogs:
        """The sentences of every language, as they are now."""
        return self.languages.catalogs

    @property
    def locales(self) -> LocaleTable:
        """The languages patients are offered now."""
        return self.languages.table

    @property
    def shelf(self) -> Shelf:
        """Where files lie and who looks into them, as services take it."""
        return Shelf(self.files, self.scanner)


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open everything, or raise before anything listens: content, key ring, database and its schema, catalogs, mail."""
    content = load_content(settings.content_dir)
    locales_folder = settings.locales_dir or LOCALES
    catalogs = Catalogs.load(locales_folder)
    policy, default = settings.locale_policy, settings.default_locale
    languages = Languages(catalogs, locales_folder, policy=policy, default=default)
    doorbell = Doorbell()
    async with open_storage(settings.database_url, settings.keyring) as (db, keyring):
        await forms.remember(content.questionnaire, db=db, now=datetime.now(UTC))
        await second_look.remember(content.criteria.criteria, db=db, now=datetime.now(UTC))
        sender = settings.mail_from
        composer = Composer(
            content,
            catalogs,
            base_url=settings.base_url,
            sender=sender,
            demo=settings.demo,
            signer=signer_of(settings),
            return_path=settings.return_path,
        )
        intake = Intake(db, keyring, content, catalogs, sender=sender, after_commit=doorbell.ring, flood=settings.flood)
        courier = courier_for(settings.smtp_url, settings.data_dir)
        office = Office(db, keyring, content, catalogs, composer.mail_domain, doorbell.ring)
        files = Folder(settings.files_dir)
        scanner = Scanner.for_url(settings.clamav) if settings.clamav else None
        try:
            yield Resources(
                settings=settings,
                db=db,
                keyring=keyring,
                content=content,
                languages=languages,
                intake=intake,
                composer=composer,
                courier=courier,
                doorbell=doorbell,
                office=office,
                files=files,
                scanner=scanner,
                mail_in=mail_in_of(settings, office, composer),
            )
        finally:
            await intake.close()
            await office.tallies.write_down(db=db)
            await courier.close()


def signer_of(settings: Settings) -> Signer | None:
    """What signs mails, where a key is set. Raises `SettingError` for one that cannot be used."""
    if not settings.dkim_key:
        return None
    domain = wire_address(parseaddr(settings.mail_from)[1]).rpartition("@")[2]
    try:
        return Signer(settings.dkim_key, selector=settings.dkim_selector, domain=domain)
    except UnusableKey as error:
        raise SettingError("INTAKE_DKIM_KEY", "…", str(error)) from None


def mail_in_of(settings: Settings, office: Office, composer: Composer) -> MailIn | None:
    """What takes the mail that comes back, where `INTAKE_MAIL_IN` says from where."""
    if not settings.mail_in:
        return None
    ours = frozenset({composer.sender_address, settings.return_path} - {""})
    return MailIn(settings.mail_in, Reception(office, ours, settings.default_locale))
