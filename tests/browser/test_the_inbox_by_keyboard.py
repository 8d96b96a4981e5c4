"""A coordinator triages by keyboard alone, and every page of the list is well in light, dark and on a phone's width."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.domain.values import Priority
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store.inquiries import NewInquiry
from tests.browser.looking import is_well, served
from tests.people import CLARA, PASSWORD, hire
from tests.web.office import arrive

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.closest('tr')?.dataset.inquiry ?? ''"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Where the service keeps everything."""
    made = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, made / "intake.db")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of a running service."""
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def three(folder: Path, site: str) -> list[NewInquiry]:
    """Three inquiries of Clara's queue, in the order of the list; ``site``: its key ring is there."""
    assert site

    async def made() -> list[NewInquiry]:
        db, keyring = await Database.open(f"sqlite:///{folder}/intake.db"), KeyRing.load(folder / "intake.keyring")
        try:
            await hire(CLARA, db, keyring)
            return [await arrive(db, keyring, priority=Priority.SAME_DAY, language=tag) for tag in ("ar", "ar", "en")]
        finally:
            await db.close()

    with ThreadPoolExecutor(1) as pool:  # this thread is the browser's
        return pool.submit(asyncio.run, made()).result()


def test_a_coordinator_triages_with_the_keyboard_alone(browser: Browser, site: str, three: list[NewInquiry]) -> None:
    """Find the keys, move, take, note, go on to the next, choose two, give both an end, and take that back."""
    first, second, third = [f"/staff/inquiries/{new.id}" for new in three]
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _come_in(page, site)

    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("j")  # the sheet is open: nothing moves behind it
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    assert page.evaluate(FOCUSED) == ""

    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == first
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("k")  # there is none before the first: the focus stays, and that is said
    assert page.evaluate(FOCUSED) == first
    expect(page.locator("#keys-said")).to_have_text("This is the first on this page.")

    page.keyboard.press("a")
    expect(page.locator(f"tr[data-inquiry='{first}']")).to_contain_text("Clara Test")
    expect(page.locator("#keys-said")).to_have_text("It is yours now.")
    assert page.evaluate(FOCUSED) == first

    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("jan: asked for the records?")  # all of these letters are only letters here
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_focused()
    page.wait_for_load_state()
    assert "jan: asked for the records?" in page.locator(".notes").inner_text()

    page.keyboard.press("j")
    page.wait_for_url(f"**{second}")  # and is loaded
    page.keyboard.press("u")
    page.wait_for_url(re.compile(r"/staff/$"))
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == second  # where they were

    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.evaluate(FOCUSED) == third
    expect(page.locator(".many__count")).to_have_text("2")
    _press(page, "button[value=status]")
    expect(page.locator("#status")).to_be_visible()
    _tab_to(page, "#status")
    page.keyboard.type("Not off")
    page.keyboard.press("Tab")
    page.keyboard.type("MARKER no study is open")
    _press(page, ".bulk__form button")
    expect(page.locator("#plan")).to_be_focused()
    expect(page.locator(".steps__one")).to_have_count(2)
    _press(page, "form[action='/staff/bulk/do'] button")
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator("#done")).to_contain_text("2 of 2 were done.")
    _press(page, "form[action$='/undo'] button")
    expect(page.locator(".steps")).to_contain_text("Undone: it stands where it stood before.")
    page.close()


def test_the_keys_of_another_script_are_where_the_letters_lie(
    browser: Browser, site: str, three: list[NewInquiry]
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _come_in(page, site)
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ח', code: 'KeyJ', bubbles: true}))")
    assert page.evaluate(FOCUSED).endswith(three[0].id)
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (900, "dark"), (320, "dark")])
def test_every_page_of_the_list_is_well(
    browser: Browser, site: str, three: list[NewInquiry], width: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    _come_in(page, site)
    is_well(page)
    page.click("[data-keys]")
    is_well(page)
    page.keyboard.press("Escape")
    page.goto(f"{site}/staff/?language=ar&status=all&age=65%2B")
    is_well(page)
    page.goto(f"{site}/staff/?language=ar")
    page.click(".keep summary")
    page.fill("#view-name", f"{width} {scheme}")
    page.click(".keep button")
    page.goto(f"{site}/staff/views")
    is_well(page)
    page.click(f".views__one:has-text('{width} {scheme}') button[value=remove]")
    expect(page.locator("#done")).to_be_focused()
    page.goto(f"{site}/staff/")
    for new in three[:2]:
        page.check(f"input[name=inquiry][value='{new.id}']")
    page.click("button[value=reply]")
    is_well(page)
    page.fill("#text", "شكرا لكم")
    page.click(".bulk__form button")
    expect(page.locator("form[action='/staff/bulk/do'] button")).to_contain_text("Send 2 answers")
    is_well(page)
    page.close()


def test_the_list_is_whole_without_a_script(browser: Browser, site: str, three: list[NewInquiry]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 900, "height": 900})
    page = context.new_page()
    _come_in(page, site)
    expect(page.locator("[data-keys]")).to_be_hidden()
    page.check("input[name=all]")
    page.click("button[value=take]")
    expect(page.locator(".steps__one")).to_have_count(len(three))
    page.click(".buttons a")
    page.click(".filters__more summary")
    page.select_option("#filter-language", "en")
    page.click(".filters button")
    expect(page.locator("tr[data-inquiry]")).to_have_count(1)
    context.close()


def _come_in(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/")
    page.fill("#email", CLARA.email)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    page.wait_for_load_state()  # keys are heard once the scripts are there


def _tab_to(page: Page, there: str) -> None:
    wanted = page.locator(there).first
    for _ in range(80):
        if wanted.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {there} by Tab on {page.url}")


def _press(page: Page, there: str) -> None:
    _tab_to(page, there)
    page.keyboard.press("Enter")
