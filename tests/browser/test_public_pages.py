"""The public pages in a browser: no accessibility violation, nothing wider than a small phone, scripts that help."""

from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from intake.app import BUNDLES
from intake.lib.paths import STATIC
from tests.browser.looking import is_well
from tests.web.public import rendered

SITE = "http://pages.test"

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    opened = context.new_page()
    opened.route("**/*", _serve)
    yield opened
    context.close()


def _serve(route: Route) -> None:
    name = PurePosixPath(route.request.url.removeprefix(SITE))
    if name.suffix == ".css":
        sheets = BUNDLES[name.name]
        text = "\n".join(path.read_text("utf-8") for one in sheets for path in sorted(STATIC.glob(one)))
        route.fulfill(body=text, content_type="text/css")
    elif name.suffix == ".js":
        route.fulfill(body=(STATIC / "js" / name.name).read_text("utf-8"), content_type="text/javascript")
    else:
        tag, _, key = str(name).strip("/").partition("/")
        route.fulfill(body=rendered.pages(tag)[key], content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("tag", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_violation_or_scrolls_sideways(page: Page, tag: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for name in rendered.pages(tag):
        page.goto(f"{SITE}/{tag}/{name}")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        is_well(page)


def test_questions_come_and_go_with_the_answers_they_depend_on(page: Page) -> None:
    page.goto(f"{SITE}/en/public/inquiry.html")
    relationship = page.locator("#field-relationship")
    assert not relationship.is_visible()
    page.check("input[name=inquirer_role][value=relative]")
    assert relationship.is_visible()


def test_a_warning_sign_opens_the_emergency_panel_and_sending_stays_possible(page: Page) -> None:
    page.goto(f"{SITE}/en/public/inquiry.html")
    assert not page.locator(".alarm").is_visible()
    page.check("input[name=red_flags][value=fever]")
    assert page.locator(".alarm").is_visible()
    assert page.locator("main button[value=send]").is_enabled()


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("b-all", "b-all"),
        ("B ALL", "b-all"),
        ("leukemia", "hairy-cell-leukaemia"),
        ("Sjögren", "sjogren"),
        ("NMOSD", "nmosd"),
    ],
)
def test_typing_narrows_the_diseases(page: Page, typed: str, slug: str) -> None:
    page.goto(f"{SITE}/en/public/inquiry.html")
    page.fill("#condition-finder", typed)
    assert page.locator(f"input[name=condition][value={slug}]").is_visible()
    assert page.locator(".group .choice:visible").count() < 20
    page.wait_for_function("document.querySelector('.found').textContent.startsWith('Found: ')")


def test_the_summary_takes_the_focus_and_leads_to_the_question(page: Page) -> None:
    page.goto(f"{SITE}/en/again")
    expect(page.locator("#problems")).to_be_focused()
    page.click(".summary a >> nth=0")
    expect(page.locator("#condition")).to_be_focused()
