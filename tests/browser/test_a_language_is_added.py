"""From an empty folder to a page patients read: Swedish is added, filled and offered in the browser; no restart."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.lib.catalog_files import PATIENT_DOMAINS
from tests.faults.processes import Server, intake, serving
from tests.filling import filled, in_other_vowels
from tests.people import PASSWORD

pytestmark = pytest.mark.browser

TRANSLATOR = "tove@test.example"
HEADLINE = "Skip to the main text"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A service over a folder of languages in which nothing lies, and a translator who can log in."""
    house, locales = tmp_path / "house", tmp_path / "locales"
    locales.mkdir()
    hired = intake(
        house,
        *("staff", "add", TRANSLATOR, "--role", "translator", "--languages", "en", "--password-stdin"),
        given=PASSWORD,
    )
    assert hired.returncode == 0, hired.stderr
    with serving(house, INTAKE_LOCALES_DIR=str(locales)) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_from_an_empty_folder_to_a_live_page(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto(f"{server.url}/")
    expect(page.locator(".skip")).to_have_text(HEADLINE)
    assert page.request.get(f"{server.url}/sv/").status == 404
    _come_in(page, server)
    _adds(page, "sv")
    expect(page.locator("main")).to_contain_text("Swedish")
    for domain in PATIENT_DOMAINS:
        _fills(page, server, domain, tmp_path)
    page.goto(f"{server.url}/staff/translations")
    swedish = page.locator("#sv")
    if swedish.get_attribute("open") is None:
        swedish.locator("summary").click()
    swedish.locator("form[action='/staff/translations/sv/offer'] button").click()
    expect(page.locator("#done, [role=status]").first).to_be_visible()
    began = time.monotonic()
    while page.request.get(f"{server.url}/sv/").status != 200:
        assert time.monotonic() - began < 2
    page.goto(f"{server.url}/en/")
    page.locator(".languages [hreflang=sv], .languages [lang=sv]").first.click()
    page.wait_for_url(f"{server.url}/sv/")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator(".skip")).to_have_text(in_other_vowels(HEADLINE))
    page.goto(f"{server.url}/sv/inquiry")
    expect(page.locator("main .actions button[value=send]")).to_be_visible()
    expect(page.locator("main .original").first).to_be_visible()  # nobody has read it yet, and it says so
    assert server.process.poll() is None  # the one that was started with no language at all


def test_what_is_no_language_is_refused_in_words(page: Page, server: Server) -> None:
    _come_in(page, server)
    for tag in ("tlh", "../sv", "iw"):
        _adds(page, tag)
        expect(page.locator("[role=alert]")).to_be_visible()
        expect(page.locator("#tag")).to_have_value(tag)


def _come_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/staff/login")
    page.fill("#email", TRANSLATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()


def _adds(page: Page, tag: str) -> None:
    page.goto(page.url.split("/staff")[0] + "/staff/translations")
    page.fill("#tag", tag)
    page.press("#tag", "Enter")
    page.wait_for_load_state()


def _fills(page: Page, server: Server, domain: str, folder: Path) -> None:
    """Takes the file along, fills it, brings it back, looks at what it changes, and keeps it."""
    at = f"{server.url}/staff/translations/sv"
    taken = page.request.get(f"{at}/{domain}/download", headers={"Sec-Fetch-Site": "same-origin"})
    assert taken.ok, taken.status
    file = folder / f"{domain}.sv.po"
    file.write_text(filled(taken.text()), "utf-8", newline="")
    page.goto(f"{at}/upload")
    page.set_input_files("#file", file)
    page.click("form:has(#file) button")
    page.click("button[value=take]")
    page.wait_for_url("**/upload?done=taken**")
