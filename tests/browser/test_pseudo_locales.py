"""The whole site in two languages nobody speaks: every word on it is translated, and everything has room.

``en-XA`` is longer by two fifths, ``ar-XB`` runs from right to left; both made from the sentences as they are now.
"""

import asyncio
import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.content.messages import messages
from intake.lib import time_zones
from intake.lib.catalog_files import reviews_of, reviews_path
from intake.lib.formats import babel_locale, countries, languages
from intake.lib.paths import PACKAGE
from intake.lib.pseudo import LANGUAGES
from intake.lib.reviews import reviews_text
from intake.resources import open_resources
from intake.services.catalogs import extracting, pseudo
from tests.browser.fitting import Names, at_widths, clipped, hard_coded
from tests.browser.looking import served
from tests.browser.visiting import write
from tests.languages import all_approvals, approve
from tests.makers import make_content, make_settings
from tests.people import ADA, PASSWORD, hire
from tests.web.office import ROUTES, arrive
from tests.web.public.test_every_language import INSIDE, OUTSIDE

pytestmark = pytest.mark.browser

WIDTHS = (1280, 320)

OTHER = ("/login", "/questionnaire", "/now", "/look", "/previews/page")
"""Its door is open already; a file; codes for scripts; a table of codes for translators; a mail, no page of ours."""
ASKED = {"/mail/previews": "?language=en"}
"""A mail shown in another language than the page that shows it: its words are not the page's."""


@dataclass(frozen=True, slots=True)
class Site:
    """A service in both languages, an inquiry behind the code, and one on the desk."""

    url: str
    keys: tuple[str, str]
    inquiry: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    locales = folder / "locales"
    locales.mkdir()
    extracting.write_templates(locales, extracting.extract(PACKAGE.parent, messages(make_content())))
    pseudo.write(locales)
    for tag in LANGUAGES:
        reviews = reviews_of(locales, tag)
        reviews_path(locales, tag).write_text(reviews_text(replace(reviews, offered=True)), "utf-8")
    approve(locales, "en-XA", all_approvals(locales, "en-XA"))  # ar-XB is a draft: English stands beside what counts
    with ThreadPoolExecutor(1) as aside:
        inquiry = aside.submit(asyncio.run, _people(folder)).result()
    with served(folder, INTAKE_LOCALES_DIR=str(locales)) as url:
        yield Site(url, write(url), inquiry)


async def _people(folder: Path) -> str:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
        for tag in LANGUAGES:
            who = replace(ADA, email=f"{tag.lower()}@test.example", locale=tag, queues=frozenset({"autoimmune"}))
            await hire(who, resources.db, resources.keyring)
        new = await arrive(resources.db, resources.keyring, language="ar")
        return new.id


@pytest.fixture(params=LANGUAGES)
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_the_public_site(page: Page, site: Site, tag: str, tmp_path: Path) -> None:
    troubles: list[str] = []
    for path in [*OUTSIDE, *(f"/programmes/{slug}" for slug in make_content().programmes)]:
        page.goto(f"{site.url}/{tag}{path}")
        troubles += _troubles(page, tag)
    page.goto(f"{site.url}/{tag}/inquiry")
    page.locator("main form").first.evaluate("form => { form.noValidate = true }")
    page.click("main .actions button[value=send]")
    expect(page.locator("#problems")).to_be_visible()
    troubles += _troubles(page, tag, "again")
    _come_in(page, site, tag)
    for path in INSIDE:
        address = f"{site.url}/{tag}/follow-up{path}"
        if path == "/copy.html":  # a file to keep
            copy = tmp_path / "copy.html"
            copy.write_bytes(page.request.get(address).body())
            page.goto(copy.as_uri())
        else:
            page.goto(address)
        troubles += _troubles(page, tag, path)
    page.goto(f"{site.url}/{tag}/follow-up/details")
    blocks = re.findall(rf'"/{tag}(/follow-up/details/[\w-]+)', page.content())
    assert len(set(blocks)) > 4
    for path in sorted(set(blocks)):
        page.goto(f"{site.url}/{tag}{path}")
        troubles += _troubles(page, tag)
    assert not troubles, "\n".join(troubles)


def test_the_staff_pages(page: Page, site: Site, tag: str) -> None:
    page.goto(f"{site.url}/staff/login")
    page.fill("#email", f"{tag.lower()}@test.example")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(f"{site.url}/staff/")
    every = [route.path for route in ROUTES if not route.background and "GET" in (route.methods or ())]
    paths = [path.replace("{id}", site.inquiry).replace("{tag}", tag) for path in every]
    troubles: list[str] = []
    for path in (path for path in paths if "{" not in path and not path.endswith(OTHER)):
        page.goto(f"{site.url}/staff{path}{ASKED.get(path, '')}")
        troubles += _troubles(page, tag)
    assert not troubles, "\n".join(troubles)


def _come_in(page: Page, site: Site, tag: str) -> None:
    page.goto(f"{site.url}/{tag}/follow-up")
    page.fill("#reference", site.keys[0])
    page.fill("[name=access_code]", site.keys[1])
    page.click("main form [type=submit] >> nth=0")
    page.wait_for_selector("#compose")


def _troubles(page: Page, tag: str, what: str = "") -> list[str]:
    assert page.locator("html").get_attribute("lang") == tag, page.url
    found = [f"{page.url} {what} {said}" for said in hard_coded(page, _names(tag))]
    for width in at_widths(page, WIDTHS):
        found += [f"{page.url} {what} {width} {said}" for said in clipped(page)]
    return found


def _names(tag: str) -> Names:
    """What stays as it is, with its reason."""
    places = [name for _, name in time_zones.named(tag)]  # cities CLDR has no other name for
    people = ["Ada Test", "Amal Example"]  # who looks, and who wrote
    rules = [rule.id for rule in make_content().routing.rules]  # what an administrator called them in a file
    own = ["Pseudo-Accents", "Arabic (Pseudo-Bidi)"]  # what CLDR calls the two themselves
    formats = [] if tag == "ar-XB" else _words_of_formats(tag)  # en-XA writes dates and countries as English does
    return Names.of(*places, *people, *rules, *own, *formats)


def _words_of_formats(tag: str) -> Sequence[str]:
    """What CLDR says by itself: countries, languages, months, days, lengths of time, zones."""
    locale = babel_locale(tag)
    calendar = [
        name
        for kind in (locale.months, locale.days)
        for forms in kind.values()
        for each in forms.values()
        for name in each.values()
    ]
    said = "in 5 hr, 2 min ago, 3 kB, 2 MB, days, Israel Time, midnight"
    return [said, *(name for _, name in (*countries(tag), *languages(tag))), *map(str, calendar)]


def test_a_hard_coded_word_a_piece_and_what_is_cut_off_are_found(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 400})
    page.set_content(
        '<html lang="en-XA"><title>⟦Óñé⟧</title><p>⟦Ŵŕíťé ťó Ada Test⟧: a@b.example</p><p title="Send now">⟦Ŵŕíťé</p>'
        '<p>Please wait</p><p lang="en">In English</p><button style="width:4em;height:2em">⟦Šééñďď⟧⟦ñóóŵŵ⟧</button>'
        '<div style="width:3em;overflow:hidden;white-space:nowrap">⟦Ŵŕŕííťéé ťóó úúš⟧</div>'
    )
    said = "\n".join(hard_coded(page, Names.of("Ada Test")))
    assert [line.split(": ")[1].split(" |")[0] for line in said.split("\n")] == [
        "a piece of a sentence",
        "Please wait",
        "Send now",
    ]
    cut = "\n".join(clipped(page))
    assert "cut off sideways: <div" in cut
    assert "outside its box: <button" in cut
