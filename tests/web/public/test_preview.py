"""A language not offered yet is seen by whoever was given a link, by nobody else, and nothing is sent from it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.values import StaffRole
from intake.lib.keyring import KeyRing
from intake.resources import Resources, open_resources
from intake.services import previews, reviews
from intake.store import audit, inquiries
from intake.store.inquiries import Filters
from intake.web.public.routes import ROUTES
from tests import languages
from tests.driving import browser, started
from tests.makers import make_actor, make_settings
from tests.visit import filled, open_form

pytestmark = pytest.mark.anyio

REFUSED = (
    "This language is not offered yet, so what you sent was not read and not kept. To write to us, please choose one "
    "of the languages of the menu."
)

TRANSLATOR = make_actor(role=StaffRole.TRANSLATOR, name="Tamar")
WEEK = timedelta(days=7)


@pytest.fixture
async def resources(database_url: str, tmp_path: Path) -> AsyncIterator[Resources]:
    """A house where Hebrew is complete and not offered, and Russian is."""
    folder = languages.copied(tmp_path / "locales", "he", "ru")
    path = folder / "he" / "reviews.toml"
    path.write_text(path.read_text("utf-8").replace("offered = true", "offered = false"), "utf-8")
    settings = make_settings(tmp_path, database_url, INTAKE_LOCALES_DIR=str(folder))
    async with open_resources(settings) as opened:
        yield opened


@pytest.fixture
async def reviewer(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that has been given no link yet."""
    async with started(create_app(resources)) as app, browser(app) as client:
        yield client


def link(resources: Resources, tag: str = "he", *, until: datetime | None = None) -> str:
    """A link as it is handed on."""
    moment = until or datetime.now(UTC) + WEEK
    return f"/preview/{previews.token(tag, moment, keyring=resources.keyring)}"


async def test_the_link_shows_its_language_in_this_browser_alone(
    resources: Resources, reviewer: httpx2.AsyncClient
) -> None:
    """With a bar that says so, for no search engine; English goes on as ever, without the language in its menu."""
    assert (await reviewer.get("/he/")).status_code == 404
    opened = await reviewer.get(link(resources))
    assert (opened.status_code, opened.headers["location"]) == (303, "/he/")
    for path in ("/he/", "/he/inquiry", "/he/privacy", "/he/programmes/car-t", "/he/follow-up"):
        page = await reviewer.get(path)
        assert page.status_code == 200, path
        assert 'lang="he" dir="rtl"' in page.text
        assert page.text.count('<p class="demo" role="status">') == 1
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert "intake_locale" not in page.headers.get("set-cookie", "")
    english = await reviewer.get("/en/")
    assert 'hreflang="he"' not in english.text
    assert "noindex" not in english.text
    assert (await reviewer.get("/ru/")).status_code == 200
    reviewer.cookies.clear()
    assert (await reviewer.get("/he/")).status_code == 404


async def test_nothing_is_sent_from_a_preview(resources: Resources, reviewer: httpx2.AsyncClient) -> None:
    """No inquiry, no draft, no visit: a page says clearly that nothing was read or kept."""
    await reviewer.get(link(resources))
    words = resources.catalogs.translations("he", "site")
    form = await open_form(reviewer, "he")
    for path, data in (
        ("/he/inquiry", filled(form)),
        ("/he/inquiry", filled(form, action="save")),
        ("/he/follow-up", {"reference": "7qk2-m9d4", "access_code": "1234567890123456"}),
        ("/he/follow-up/files", {"action": "send"}),
        ("/he/consent", {"reference": "7qk2-m9d4"}),
    ):
        answer = await reviewer.post(path, data=data)
        assert answer.status_code == 403, path
        assert '<html lang="he"' in answer.text
        assert words.gettext(REFUSED) in answer.text
    async with resources.db.read() as snapshot:
        assert await inquiries.count(snapshot, resources.keyring, Filters()) == 0
    sent = await reviewer.post("/en/inquiry", data=filled(await open_form(reviewer)))
    assert sent.status_code == 303  # in a language that is offered, the same browser writes as everybody does


async def test_a_link_that_was_changed_or_is_over_is_not_there(
    resources: Resources, reviewer: httpx2.AsyncClient, tmp_path: Path
) -> None:
    """Another language, another day, another key ring: the page for what does not exist."""
    good, now = link(resources), datetime.now(UTC)
    tag, seconds, signature = good.removeprefix("/preview/").split(".")
    stranger = KeyRing.create(tmp_path / "strangers.keyring")
    for bad in (
        good.replace("/he.", "/ru."),
        f"/preview/{tag}.{int(seconds) + 1}.{signature}",
        f"/preview/{tag}.{seconds}.{signature[::-1]}",
        f"/preview/{tag}.{seconds}",
        link(resources, until=now - timedelta(seconds=1)),
        link(resources, until=now + timedelta(days=31)),
        link(resources, "sv"),
        f"/preview/{previews.token('he', now + WEEK, keyring=stranger)}",
    ):
        answer = await reviewer.get(bad)
        assert answer.status_code == 404, bad
        assert "set-cookie" not in answer.headers
    reviewer.cookies.set("intake_preview", f"{tag}.{int(seconds) + 1}.{signature}")
    assert (await reviewer.get("/he/")).status_code == 404


async def test_once_offered_it_is_no_preview(resources: Resources, reviewer: httpx2.AsyncClient) -> None:
    """The same browser sees the bar go, and may send."""
    await reviewer.get(link(resources))
    assert 'role="status">' in (await reviewer.get("/he/")).text
    with_office = {"languages": resources.languages, "office": resources.office, "now": datetime.now(UTC)}
    await reviews.offer(TRANSLATOR, "he", **with_office)  # type: ignore[arg-type]
    page = await reviewer.get("/he/")
    assert '<p class="demo" role="status">' not in page.text
    assert "x-robots-tag" not in page.headers
    assert (await reviewer.post("/he/inquiry", data=filled(await open_form(reviewer, "he")))).status_code == 303
    opened = await reviewer.get(link(resources))
    assert (opened.status_code, opened.headers["location"]) == (303, "/he/")


async def test_who_may_hand_out_a_link_and_that_it_is_written_down(resources: Resources) -> None:
    """A translator may, a coordinator not; there is none for what is offered or not there."""
    now = datetime.now(UTC)
    path = await previews.make(TRANSLATOR, "he", languages=resources.languages, office=resources.office, now=now)
    found = previews.read(path.removeprefix("/preview/"), keyring=resources.keyring, now=now)
    assert found is not None
    assert (found.tag, found.until - now <= previews.LONGEST) == ("he", True)
    async with resources.db.read() as snapshot:
        (deed,) = await audit.about(snapshot, "language", "he")
    assert (deed.actor, deed.action, deed.detail) == ("staff-1", "language.preview", {})
    with pytest.raises(NotAllowed):
        await previews.make(make_actor(), "he", languages=resources.languages, office=resources.office, now=now)
    for tag in ("ru", "en", "sv", "../he"):
        with pytest.raises(NotFound):
            await previews.make(TRANSLATOR, tag, languages=resources.languages, office=resources.office, now=now)


async def test_a_route_is_guarded_once_however_many_applications_there_are(resources: Resources) -> None:
    """The routes are the module's: each application must not put another guard round them."""

    def layers(app: object) -> int:
        inner = getattr(app, "app", None) or getattr(app, "_app", None)
        return 1 + (layers(inner) if inner is not None else 0)

    create_app(resources)
    before = [layers(route) for route in ROUTES]
    create_app(resources)
    assert [layers(route) for route in ROUTES] == before
