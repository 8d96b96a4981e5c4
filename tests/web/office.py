"""The staff pages as a browser meets them: the real door, pages and database, and made-up inquiries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx2
from starlette.applications import Starlette

from intake.app import BUNDLES
from intake.domain.consent import shown
from intake.domain.inquiry import contacts_of
from intake.domain.routing import Considered, Decision
from intake.domain.suspicion import Sign
from intake.domain.triage import Flag
from intake.domain.values import Answers, Priority
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.lib.locales import LocaleTable
from intake.lib.paths import LOCALES, STATIC
from intake.resources import Resources
from intake.services import forms
from intake.services.accounts import NewAccount
from intake.services.desk.live import Live
from intake.services.files import Shelf
from intake.services.languages import Languages
from intake.services.mail.composer import Composer
from intake.services.office import Office
from intake.store import inquiries
from intake.store.inquiries import NewInquiry
from intake.web.accounts.routes import ROUTES as ACCOUNTS
from intake.web.common.assets import Assets
from intake.web.common.guards import staff_mount
from intake.web.common.looking import Index, Looking, index_of
from intake.web.common.mail_watch import MailWatch
from intake.web.common.render import Render
from intake.web.inbox.routes import ROUTES as INBOX
from intake.web.operations.routes import ROUTES as OPERATIONS
from intake.web.public.exhibits.all import exhibits
from intake.web.translations.routes import ROUTES as TRANSLATIONS
from tests.makers import make_answers, make_catalogs, make_content, make_facts, make_settings
from tests.offices import make_office
from tests.people import PASSWORD
from tests.store.making import make_arrival

ORIGIN = "http://127.0.0.1:8000"
_INDEX: list[Index] = []
ROUTES = (*ACCOUNTS, *INBOX, *OPERATIONS, *TRANSLATIONS)


@asynccontextmanager
async def office(
    db: Database,
    keyring: KeyRing,
    *,
    secure: bool = False,
    shelf: Shelf | None = None,
    live: Live | None = None,
    languages: Languages | None = None,
) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in front of the staff side; nobody is logged in. ``shelf``: where the patients' files lie.

    ``languages``: of a folder of the test's own, which may be written.
    """
    languages = languages or Languages(make_catalogs(), LOCALES, policy="complete", default="en")
    catalogs = languages.catalogs
    locales = LocaleTable(catalogs.tags, "en")
    resources = cast(
        Any,
        SimpleNamespace(
            settings=SimpleNamespace(secure=secure, demo=False, base_url=ORIGIN, webhook_networks=("127.0.0.1/32",)),
            db=db,
            keyring=keyring,
            content=(house := make_office(db, keyring)).content,
            catalogs=catalogs,
            languages=languages,
            locales=locales,
            office=house,
            shelf=shelf,
            composer=Composer(house.content, catalogs, base_url=ORIGIN, sender="Example Clinic <intake@example.org>"),
        ),
    )
    style = shipped_assets()
    state = {"resources": resources, "assets": style, "render": Render(resources, style), "live": live}
    state["looking"] = looking_at(house, languages)
    state["mail_watch"] = MailWatch(db)
    app = Starlette(routes=[staff_mount(list(ROUTES))])

    async def with_state(scope: Any, receive: Any, send: Any) -> None:
        await app(scope | {"state": dict(state)}, receive, send)

    transport = httpx2.ASGITransport(app=with_state)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@cache
def shipped_assets() -> Assets:
    """Styles and scripts as the application serves them."""
    return Assets(Path(STATIC), BUNDLES)


def looking_at(house: Office, languages: Languages) -> Looking:
    """The exhibits over these languages; where each message stands is found once for all tests."""
    nothing: Any = None
    settings = make_settings(Path("/nonexistent"), "sqlite:////nonexistent/intake.db", INTAKE_BASE_URL=ORIGIN)
    rest = dict.fromkeys(("intake", "composer", "courier", "doorbell", "files", "scanner"), nothing)
    resources = Resources(
        settings=settings,
        db=house.db,
        keyring=house.keyring,
        content=house.content,
        languages=languages,
        office=house,
        **rest,
    )
    every = exhibits(house.content)

    def find() -> Index:
        if not _INDEX:
            _INDEX.append(index_of(every, resources, shipped_assets()))
        return _INDEX[0]

    return Looking(every, resources, shipped_assets(), find)


async def come_in(client: httpx2.AsyncClient, somebody: NewAccount) -> None:
    """Log in as somebody."""
    client.cookies.clear()
    answer = await client.post("/staff/login", data={"email": somebody.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text


async def arrive(
    db: Database,
    keyring: KeyRing,
    *,
    queue: str = "autoimmune",
    condition: str = "sle",
    language: str = "ar",
    received_at: datetime | None = None,
    priority: Priority = Priority.ROUTINE,
    flags: tuple[Flag, ...] = (),
    signs: tuple[Sign, ...] = (),
    beside: str = "",
    **answers: str | tuple[str, ...] | None,
) -> NewInquiry:
    """An inquiry lies in a queue. ``beside``: the English that stood beside what was agreed to."""
    content = make_content()
    await forms.remember(content.questionnaire, db=db, now=datetime.now(UTC))
    given = make_answers(condition=condition, preferred_language=language, **answers)
    received = received_at or datetime.now(UTC) - timedelta(hours=2)
    facts = make_facts(condition=condition, language=language, country=str(given["residence_country"]))
    new = make_arrival(
        form_version=content.questionnaire.version,
        language=language,
        locale=language,
        received_at=received,
        due_at=received + timedelta(days=1),
        priority=priority,
        facts=facts,
        flags=flags,
        signs=signs,
        decision=Decision(queue, queue, priority, (Considered("repeat", "prior_cart"), Considered(queue, None))),
        answers=_by_class(given),
        contacts=contacts_of(given),
        consents=(shown("C1", "I agree.", version="1", locale=language, at=received, by="self", original=beside),),
        form_id=new_id(),
        mails=(),
    )
    async with db.write() as tx:
        await inquiries.insert_many(tx, keyring, [new])
    return new


def _by_class(answers: Answers) -> dict[str, dict[str, Any]]:
    sorted_out: dict[str, dict[str, Any]] = {}
    for name, value in answers.items():
        kind = make_content().questionnaire.question(name).sensitivity.value
        sorted_out.setdefault(kind, {})[name] = value
    return sorted_out
