"""What is typed is seen where it stands; a sentence is reached by Tab; who does not understand one says so."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.paths import LOCALES
from intake.services.workbench.book import Message, read_book
from tests.browser.looking import looks_right, phone, served, without_violations
from tests.people import PASSWORD, TOVE, hire

pytestmark = pytest.mark.browser

HOME = "/staff/translations"
IN_SIGHT = """() => {
  const frame = document.getElementById("preview-frame");
  const box = frame.contentDocument.getElementById("looking-here").getBoundingClientRect();
  return box.top >= 0 && box.bottom <= frame.clientHeight;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """The address of a running service, with somebody who may translate."""
    made = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, made / "intake.db")
    with served(made) as address:

        async def hired() -> None:
            db, keyring = await Database.open(f"sqlite:///{made}/intake.db"), KeyRing.load(made / "intake.keyring")
            await hire(TOVE, db, keyring)
            await db.close()

        with ThreadPoolExecutor(1) as pool:  # this thread is the browser's
            pool.submit(asyncio.run, hired()).result()
        yield address


def message_of(tag: str, english: str) -> Message:
    """A shipped message."""
    return next(one for one in read_book(LOCALES, tag).messages if one.source.id == english)


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_typed_is_seen_where_it_stands(browser: Browser, site: str, dark: bool, tmp_path: Path) -> None:
    message = message_of("ar", "I have already written")
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    _come_in(page, site)
    page.goto(f"{site}{HOME}/{message.url}")
    frame = page.frame_locator("#preview-frame")
    here = frame.locator("#looking-here")
    expect(here).to_have_text(message.entry.strings[0])
    before = page.evaluate("history.length")
    field = page.locator("textarea[name='form.0']")
    field.press("End")
    field.press_sequentially(" & الآن")
    expect(here).to_have_text(f"{message.entry.strings[0]} & الآن")
    expect(field).to_be_focused()
    assert page.evaluate("history.length") == before  # the way back stays the way back
    page.wait_for_function(IN_SIGHT)
    assert frame.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("#preview-frame").bounding_box()["width"] <= 322  # type: ignore[index]
    page.get_by_role("button", name="Full width").click()
    assert page.locator("#preview-frame").bounding_box()["width"] > 900  # type: ignore[index]
    page.screenshot(path=tmp_path / "preview.png", full_page=True)
    without_violations(page)
    other = page.locator("#exhibit option").nth(1).get_attribute("value")
    page.select_option("#exhibit", other)
    expect(frame.locator("mark.looking").first).to_contain_text("الآن")
    page.reload()
    expect(here).to_have_text(message.entry.strings[0])
    context.close()


def test_on_a_phone_the_field_stays_in_sight_while_somebody_types(browser: Browser, site: str) -> None:
    message = message_of("ar", "I have already written")
    with phone(browser, script=True) as page:
        _come_in(page, site)
        page.goto(f"{site}{HOME}/{message.url}")
        page.wait_for_function(IN_SIGHT)
        assert page.evaluate("scrollY") == 0
        field = page.locator("textarea[name='form.0']")
        field.press("End")
        field.press_sequentially(" الآن")
        expect(page.frame_locator("#preview-frame").locator("#looking-here")).to_contain_text("الآن")
        page.wait_for_function(IN_SIGHT)
        expect(field).to_be_in_viewport()


def test_without_scripts_a_button_shows_what_is_typed(browser: Browser, site: str) -> None:
    message = message_of("he", "I have already written")
    with phone(browser, script=False) as page:
        _come_in(page, site)
        page.goto(f"{site}{HOME}/{message.url}")
        page.fill("textarea[name='form.0']", f"{message.entry.strings[0]} עכשיו")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.frame_locator("#preview-frame").locator("#looking-here")).to_contain_text("עכשיו")
        assert page.url.endswith(message.id)


def test_a_sentence_is_reached_by_tab_and_leads_to_its_message(browser: Browser, site: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _come_in(page, site)
    page.goto(f"{site}{HOME}/he/look")
    without_violations(page)
    page.get_by_role("link", name="Home page", exact=True).click()
    inside = page.frame_locator("iframe").locator("a.looking")
    expect(inside.first).to_be_visible()
    without_violations(page)
    page.screenshot(path=tmp_path / "inspect.png", full_page=True)
    wanted = inside.nth(3)
    address = wanted.get_attribute("href")
    assert wanted.get_attribute("title")
    page.locator("main .titled a").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.frames[1].evaluate("document.activeElement.getAttribute('href')") == address:
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    expect(page.locator(".bench__source")).to_be_visible()
    page.close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_who_does_not_understand_says_so_and_loses_nothing(browser: Browser, site: str, tag: str, script: bool) -> None:
    with phone(browser, script=script) as page:
        page.goto(f"{site}/{tag}/inquiry")
        page.fill("#contact_name", "Demo")
        with page.context.expect_page() as opened:
            page.locator("a[target=_blank][href*='/unclear/']").click()
        asked = opened.value
        looks_right(asked, tag, axe=script)
        button = asked.locator("button[name=message]").nth(5)
        said = button.inner_text()
        assert len(said) > 10
        button.focus()
        asked.keyboard.press("Enter")
        expect(asked.locator("#thanks")).to_be_visible()
        expect(asked.locator("li.is-told")).to_have_count(1)
        looks_right(asked, tag, axe=script)
        assert page.input_value("#contact_name") == "Demo"


def _come_in(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/login")
    page.fill("#email", TOVE.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
