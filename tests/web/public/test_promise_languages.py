"""Before somebody types a word the page says whether anybody answers in their language, and follows the roster."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from intake.app import create_app
from intake.content.loader import Content
from intake.domain.promise import Promise
from intake.lib.database import Database
from intake.resources import Resources
from intake.services.accounts import NewAccount
from intake.services.promise import look
from intake.store import inquiries, staff
from intake.web.common.pages import Pages
from intake.web.public import pages
from tests.driving import browser, started
from tests.makers import in_languages
from tests.people import CLARA, hire
from tests.visit import open_form, send
from tests.web.office import arrive

pytestmark = pytest.mark.anyio


@pytest.fixture
def site(resources: Resources) -> Resources:
    """A site in these languages, whatever the catalogs hold by now."""
    return in_languages(resources, "en", "he", "ar")


HEBREW_AND_ENGLISH = replace(CLARA, languages=("he", "en"))


def promised(page: str, *, form: bool) -> str:
    """What a page promises: its paragraph or box, as one line."""
    text = page.split('class="lead">')[1].split("<form" if form else '<section aria-labelledby="who-title"')[0]
    return " ".join(text.split())


async def told(resources: Resources, path: str) -> str:
    """What a visitor of a site that has just started is promised."""
    async with started(create_app(resources)) as app, browser(app) as visitor:
        answer = await visitor.get(path)
        assert answer.status_code == 200
        return promised(answer.text, form=path.endswith("/inquiry"))


async def office_of(resources: Resources, *people: NewAccount) -> None:
    for one in people:
        await hire(one, resources.db, resources.keyring)


async def test_an_arabic_page_says_that_nobody_answers_in_arabic_and_who_does(site: Resources) -> None:
    await office_of(site, HEBREW_AND_ENGLISH)
    for path in ("/ar/inquiry", "/ar/"):
        said = await told(site, path)
        assert "العربية" in said
        assert 'class="notice notice-info"' in said
        assert '<bdi lang="en">English</bdi>' in said
        assert '<bdi lang="he">עברית</bdi>' in said


async def test_a_page_in_a_language_of_the_office_says_so(site: Resources) -> None:
    await office_of(site, HEBREW_AND_ENGLISH)
    for path in ("/en/inquiry", "/en/"):
        said = await told(site, path)
        assert "Somebody in our office answers in your language: English." in said
        assert "Our aim is a first answer within 2 working days." in said
        assert "notice-info" not in said


async def test_an_office_without_anybody_promises_no_language(site: Resources) -> None:
    for path in ("/en/inquiry", "/en/"):
        said = await told(site, path)
        assert "We may not have a person for every language." in said
        assert "English" not in said
        assert "working day" not in said


async def test_how_fast_we_are_is_what_happened_and_not_what_was_aimed_at(site: Resources) -> None:
    """Some three weeks; how many working days they had depends on holidays, and on the hour at which this runs."""
    await office_of(site, HEBREW_AND_ENGLISH)
    now = datetime.now(UTC)
    came = now - timedelta(days=40)
    answered = came + timedelta(days=21)
    for _ in range(5):
        new = await arrive(site.db, site.keyring, language="en", received_at=came)
        async with site.db.write() as tx:
            await inquiries.change(tx, new.id, version=1, now=now, answered_at=answered)
    days = site.content.routing.calendar.days_taken(came, answered)
    said = await told(site, "/en/inquiry")
    assert f"half of our first answers in this language came within {days} working days." in said
    assert days > site.content.routing.calendar.allowances.routine
    assert "Our aim" not in said


async def test_what_was_answered_long_ago_does_not_count(site: Resources) -> None:
    await office_of(site, HEBREW_AND_ENGLISH)
    now = datetime.now(UTC)
    for _ in range(5):
        came = now - timedelta(days=91)
        new = await arrive(site.db, site.keyring, language="en", received_at=came)
        async with site.db.write() as tx:
            await inquiries.change(tx, new.id, version=1, now=now, answered_at=came + timedelta(days=1))
    assert "Our aim is" in await told(site, "/en/inquiry")


async def test_the_pages_follow_the_roster_while_the_service_runs(
    site: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LOOK_EVERY", 0.01)
    clara = await hire(replace(CLARA, languages=("ar", "en")), site.db, site.keyring)
    async with started(create_app(site)) as app, browser(app) as visitor:
        before = {path: (await visitor.get(path)).headers.get("etag") for path in ("/ar/", "/ar/privacy")}
        assert "notice-info" not in promised((await visitor.get("/ar/inquiry")).text, form=True)
        form = await open_form(visitor, "ar")
        async with site.db.write() as tx:
            await staff.set_active(tx, clara.staff_id, False)
        await office_of(site, replace(HEBREW_AND_ENGLISH, email="noa@test.example"))
        with anyio.fail_after(60):
            while "notice-info" not in promised((await visitor.get("/ar/inquiry")).text, form=True):  # noqa: ASYNC110 - a wait for another task
                await anyio.sleep(0.01)
        after = {path: (await visitor.get(path)).headers.get("etag") for path in before}
        assert (after["/ar/"] == before["/ar/"], after["/ar/privacy"] == before["/ar/privacy"]) == (False, True)
        # Who opened the form before sends it now, and the page with a complaint says the same.
        again = await send(visitor, form, "ar", condition=None)
        assert again.status_code == 422
        assert "notice-info" in promised(again.text, form=True)
        assert (await send(visitor, form, "ar")).status_code == 303


async def test_what_has_not_changed_stays_the_very_same(site: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request asks whether the promise a page was made of is still this one: the same object answers at once."""
    monkeypatch.setattr(pages, "LOOK_EVERY", 0.01)
    await office_of(site, HEBREW_AND_ENGLISH)
    before = await look(db=site.db, content=site.content, now=datetime.now(UTC))
    kept, looked = Pages(before), list[Promise]()

    async def counted(*, db: Database, content: Content, now: datetime) -> Promise:
        looked.append(await look(db=db, content=content, now=now))
        return looked[-1]

    monkeypatch.setattr("intake.services.promise.look", counted)
    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(pages.keep_promise, site, kept)
            while len(looked) < 3:  # noqa: ASYNC110 - a wait for another task
                await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
    assert looked[0] == before
    assert kept.promise is before


async def test_what_cannot_be_read_once_is_read_the_next_time(site: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the database for a moment ends nothing: the pages stay as they are, and follow later."""
    monkeypatch.setattr(pages, "LOOK_EVERY", 0.01)
    faults = [OSError()] * 3

    async def failing(*, db: Database, content: Content, now: datetime) -> Promise:
        if faults:
            raise faults.pop()
        return await look(db=db, content=content, now=now)

    async with started(create_app(site)) as app, browser(app) as visitor:
        monkeypatch.setattr("intake.services.promise.look", failing)
        await office_of(site, HEBREW_AND_ENGLISH)
        with anyio.fail_after(60):
            while "Somebody in our office" not in (await visitor.get("/en/")).text:  # noqa: ASYNC110 - a wait for another task
                await anyio.sleep(0.01)
    assert faults == []
