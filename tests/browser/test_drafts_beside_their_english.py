"""The English under a sentence that nobody has read: there for everybody to see, quiet, and never in the way."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests import languages
from tests.browser.looking import looks_right, phone, served

pytestmark = pytest.mark.browser

PAGES = ("", "/privacy", "/programmes/autoimmune", "/inquiry", "/consent")
HEAVIEST = 60 * 1024


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """A service in whose languages every sentence is a draft, the worst there can be."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    drafts = languages.protect_all(languages.copied(folder / "locales", "ar", "he", "ru"))
    with served(folder, INTAKE_LOCALES_DIR=str(drafts)) as address:
        yield address


@pytest.mark.parametrize("tag", ["ar", "he", "ru"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_violation_or_is_wider_than_a_phone(browser: Browser, site: str, tag: str, dark: bool) -> None:
    """In both colours, with every hidden part opened."""
    with phone(browser, script=True) as page:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        for path in PAGES:
            page.goto(f"{site}/{tag}{path or '/'}")
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
            looks_right(page, tag, axe=True)
            assert page.locator("main .original").count() > 1
            assert page.locator(":is(h1, h2, h3, title, option) .original").count() == 0


def test_it_stands_under_its_sentence_from_left_to_right_and_smaller(browser: Browser, site: str) -> None:
    """Also where the browser chooses every colour itself."""
    with phone(browser, script=True) as page:
        page.emulate_media(forced_colors="active")
        page.goto(f"{site}/ar/inquiry")
        label = page.locator("label:has([name=consent_process])")
        original = label.locator(".original").first
        expect(original).to_be_visible()
        expect(original).to_have_css("direction", "ltr")
        expect(original).to_contain_text("I agree that Example Clinic (demo) uses my answers")
        said, english = label.bounding_box(), original.bounding_box()
        assert said
        assert english
        assert english["y"] > said["y"] + 20
        sizes = [one.evaluate("it => parseFloat(getComputedStyle(it).fontSize)") for one in (label, original)]
        assert 13 < sizes[1] < sizes[0]


def test_the_emergency_panel_keeps_its_english_while_countries_are_chosen(browser: Browser, site: str) -> None:
    """The line without a number comes from us as well, with scripts as without."""
    for script in (True, False):
        with phone(browser, script=script) as page:
            page.goto(f"{site}/he/inquiry")
            page.check("[name=red_flags][value=fever]")
            line = page.locator("[data-call]")
            expect(line.locator(".original")).to_contain_text("Call the emergency number of your country")
            if script:
                page.select_option("[name=residence_country]", "IL")
                expect(line).to_contain_text("101")
                page.select_option("[name=residence_country]", "")
                expect(line.locator(".original")).to_contain_text("Call the emergency number of your country")


@pytest.mark.parametrize("tag", ["ar", "he", "ru"])
def test_the_form_stays_light(site: str, tag: str) -> None:
    """Somebody far away opens it over a slow line: under 60 KB, with every sentence twice."""
    with httpx2.Client() as client:
        answer = client.get(f"{site}/{tag}/inquiry", headers={"accept-encoding": "gzip"})
    assert answer.text.count('class="original"') > 100
    assert len(gzip.compress(answer.content, 6)) < HEAVIEST
