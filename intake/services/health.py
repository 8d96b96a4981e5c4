"""Is everything well: one word for machines, and the list of problems an operator can mend.

Each problem has a stable id (``intake.W002``): E is an error, the service should not run like this; W is a warning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from intake.content.loader import Content
from intake.domain.recipients import LEAD_QUEUE, Colleague
from intake.domain.webhook import Paused
from intake.lib.blobs import Folder
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database, DatabaseError
from intake.services import files
from intake.services.canary import standing
from intake.services.desk.statistics import fallen_silent
from intake.services.hooks import managing
from intake.services.hooks.managing import Hooks
from intake.services.mail import mail_in, own_key
from intake.services.mail.watching import look
from intake.services.office import Office
from intake.settings import Settings
from intake.store import mails, schema, staff
from intake.store.mails import MailShelf


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: a stable id, and the values its sentence names."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether the service should not run like this."""
        return self.id.startswith("intake.E")


async def is_ready(db: Database) -> bool:
    """Whether an inquiry could be taken now: the writer answers, and the schema is the one this code knows."""
    try:
        async with db.write():
            pass
        return await schema.revision(db) == schema.HEAD
    except DatabaseError:
        return False


async def problems(settings: Settings, office: Office, folder: Folder, *, now: datetime) -> list[Problem]:
    """Everything to mend, errors first. ``folder``: where files lie."""
    content, catalogs, db = office.content, office.catalogs, office.db
    async with db.read() as snapshot:
        roster = await staff.roster(snapshot)
        unreached = (await mails.counts(snapshot))[MailShelf.UNREACHED]
        silent = await fallen_silent(snapshot, office.keyring, content.routing.calendar.zone, now=now)
    found = [
        *_installation(settings),
        *_content(content, today=now.date()),
        *_languages(catalogs),
        *_people(content, roster),
    ]
    if unreached:
        found.append(Problem("intake.W007", {"count": str(unreached)}))
    mail = await look(db=db, now=now)
    if mail.raises_alarm and mail.oldest is not None:
        found.append(Problem("intake.W019", {"since": mail.oldest.isoformat(timespec="minutes")}))
    for one in silent:
        values = {"language": one.who, "usual": str(one.usual), "days": str(one.days)}
        found.append(Problem("intake.W016", values))
    for fingerprint, fault in (await own_key.unusable(office=office, now=now)).items():
        found.append(Problem("intake.W022", {"fingerprint": fingerprint, "why": fault}))
    found += await _canaries(settings, office, now=now)
    found += [
        Problem("intake.W023", {"hook": one.hook.id, "why": one.hook.paused_because or "", "waiting": str(one.waiting)})
        for one in await managing.overview(None, house=Hooks(db, office.keyring))
        if one.hook.paused_because not in {None, Paused.BY_HAND}
    ]
    if settings.mail_in and (why := await mail_in.trouble(settings.mail_in)):
        found.append(Problem("intake.W020", {"why": why}))
    if await files.is_anothers(folder, db=db, now=now):
        found.append(Problem("intake.W015", {"folder": str(settings.files_dir)}))
    return sorted(found, key=lambda problem: not problem.is_error)


async def _canaries(settings: Settings, office: Office, *, now: datetime) -> list[Problem]:
    if not settings.canary_to:
        return []
    locales = office.catalogs.live(settings.locale_policy)
    missing = await standing.missing(locales, every=timedelta(minutes=settings.canary_every), db=office.db, now=now)
    return [
        Problem("intake.W018", {"language": tag, "since": f"{at:%Y-%m-%d %H:%M} UTC" if at else "–"})
        for tag, at in missing.items()
    ]


def _installation(settings: Settings) -> Iterator[Problem]:
    loopback = any(name in settings.base_url for name in ("//127.0.0.1", "//localhost", "//[::1]"))
    if not settings.secure and not loopback:
        yield Problem("intake.E001", {"address": settings.base_url})
    if loopback:
        yield Problem("intake.W001", {"address": settings.base_url})
    if settings.smtp_url == "file:":
        yield Problem("intake.W002")
    if settings.smtp_url != "file:" and not settings.mail_in:
        yield Problem("intake.W021", {"sender": settings.return_path or settings.mail_from})
    if settings.mail_from.endswith(("@localhost", "@localhost>")):
        yield Problem("intake.W003", {"sender": settings.mail_from})


def _content(content: Content, *, today: date) -> Iterator[Problem]:
    if content.clinic.is_demo:
        yield Problem("intake.W004", {"clinic": content.clinic.name})
    if content.routing.holidays_until < today:
        yield Problem("intake.W008", {"day": content.routing.holidays_until.isoformat()})
    for programme in content.programmes.values():
        if programme.review.reviewed_on is None:
            yield Problem("intake.W009", {"page": programme.slug})
        if programme.review.approvals_check < today:
            yield Problem("intake.W010", {"page": programme.slug, "day": programme.review.approvals_check.isoformat()})
    if content.legal.counsel_reviewed_on is None:
        yield Problem("intake.W011")
    if content.crisis_lines.checked_on is None:
        yield Problem("intake.W014")


def _languages(catalogs: Catalogs) -> Iterator[Problem]:
    for tag in catalogs.live():
        if catalogs.is_draft(tag):
            yield Problem("intake.W012", {"locale": tag})
    for one in catalogs.refusals():
        values = {"locale": one.tag, "catalog": one.domain, "line": str(one.line), "why": one.why}
        yield Problem("intake.W017", values)


def _people(content: Content, roster: Sequence[Colleague]) -> Iterator[Problem]:
    for queue in content.routing.queues:
        if not any(person.serves(queue) for person in roster):
            yield Problem("intake.W005", {"queue": queue})
    if not any(LEAD_QUEUE in person.leads for person in roster):
        yield Problem("intake.W006")
    for language in content.clinic.languages:
        if not any(person.speaks(language) for person in roster):
            yield Problem("intake.W013", {"language": language})
