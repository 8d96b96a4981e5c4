"""The keyboard alone, colours of one's own, a dark screen, no movement: all of it works on a page 320 pixels wide.

That width is also what a page of 1280 pixels has at 400 % zoom.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import phone, served, without_violations
from tests.browser.visiting import GOOD, Visitor, kept_of, write

pytestmark = pytest.mark.browser

MOST_STOPS = 80
FOCUSED = """() => {
    const it = document.activeElement;
    const style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
    return it.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && seen;
}"""

MOVES = """() => {
    const each = [...document.querySelectorAll("*")].map((it) => getComputedStyle(it));
    const moving = (style) => parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0;
    const scrolls = getComputedStyle(document.documentElement).scrollBehavior;
    return [scrolls, document.getAnimations().length, each.filter(moving).length];
}"""


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


def _tab_to(page: Page, there: str) -> None:
    """Press Tab until it has the focus, which can be seen at every stop."""
    wanted = page.locator(there).first
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"no way to {there} by Tab on {page.url}")


def test_a_message_and_a_file_with_the_keyboard_alone(browser: Browser, folder: Path, site: str) -> None:
    """The main text by the first stop; in with the code; words, a file, sent; and a file on its own page."""
    reference, code = write(site)
    with phone(browser, script=True) as page:
        page.on("filechooser", lambda chooser: chooser.set_files([GOOD]))
        page.goto(f"{site}/en/follow-up")
        _tab_to(page, ".skip")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        _tab_to(page, "#reference")
        page.keyboard.type(reference)
        _tab_to(page, "#access_code")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(page.locator("#compose")).to_be_visible()

        _tab_to(page, "#message")
        page.keyboard.type("Demo message")
        _tab_to(page, "#compose summary")
        page.keyboard.press("Enter")
        _tab_to(page, "#files")
        page.keyboard.press("Space")
        expect(page.locator("#files")).to_have_value(re.compile("Befund"))
        _tab_to(page, "#compose .actions button")
        page.keyboard.press("Space")
        page.wait_for_url("**?done=message#thread")
        expect(page.locator(".timeline .words")).to_have_text(["Demo message"])

        _tab_to(page, "main a[href$='/follow-up/files']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/follow-up/files")
        expect(page.locator("#stored .file-name")).to_have_text([GOOD["name"]])
        _tab_to(page, "#stored .file button")
        page.keyboard.press("Enter")
        expect(page.locator("#stored .file")).to_have_count(0)
    assert kept_of(folder, reference) == {"inquiries": 1, "messages": 1, "files": 0}


@pytest.mark.parametrize("forced", [False, True], ids=["dark", "forced"])
def test_colours_of_ones_own(browser: Browser, site: str, forced: bool) -> None:
    """The form, its errors, the details, a part of them, a treatment, the files, the consents and the timeline."""
    keys = write(site)
    with phone(browser, script=True) as page:
        page.emulate_media(color_scheme="dark", forced_colors="active" if forced else "none", reduced_motion="reduce")
        visitor = Visitor(page, site, "en")
        visitor.open("/inquiry")
        _looks(visitor, forced=forced)
        page.click("main .actions button[value=send]")
        expect(page.locator("#problems")).to_be_focused()
        _looks(visitor, forced=forced)
        visitor.come_in(*keys)
        _looks(visitor, forced=forced)
        for path in ("/details", "/treatments/new", "/files", "/consents", "/details/patient"):
            visitor.open(f"/follow-up{path}")
            _looks(visitor, forced=forced)
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUSED), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def _looks(visitor: Visitor, *, forced: bool) -> None:
    """As every page must be. Forced colours are not ours, and axe reads a fill colour that Chromium does not paint."""
    if not forced:
        visitor.looks()
        return
    replace(visitor, script=False).looks()
    without_violations(visitor.page, but="color-contrast")


def test_nothing_moves_for_who_asks_for_that(browser: Browser, site: str) -> None:
    keys = write(site)
    with phone(browser, script=True) as page:
        visitor = Visitor(page, site, "en")
        visitor.come_in(*keys)
        for path in ("/inquiry", "/follow-up", "/follow-up/details", "/follow-up/files"):
            visitor.open(path)
            assert page.evaluate(MOVES) == ["auto", 0, 0], path
            page.emulate_media(reduced_motion="no-preference")
            assert page.evaluate(MOVES)[0] == "smooth"
            page.emulate_media(reduced_motion="reduce")
