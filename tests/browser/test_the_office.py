"""A coordinator's day in a real browser, in English and in Hebrew: come in, take, note, move, go out."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import is_well

pytestmark = pytest.mark.browser

PATIENCE = 60


@dataclass(frozen=True)
class Office:
    """A running demo: its address, and the password of its accounts."""

    url: str
    password: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    told = folder / "told.txt"
    command = [sys.executable, "-m", "intake", "demo", "--port", "0", "--folder", str(folder / "demo")]
    with told.open("wb") as out:
        running = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _wait_for(told, running)
    finally:
        running.terminate()
        running.wait(PATIENCE)
        shutil.rmtree(folder)


def _wait_for(told: Path, running: "subprocess.Popen[bytes]") -> Office:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        text = told.read_text("utf-8")
        if "Stop with" in text:
            url = re.search(r"(http://\S+)/staff/login", text)
            password = re.search(r"Password of every account below: (\S+)", text)
            assert url
            assert password
            return Office(url[1], password[1])
        time.sleep(0.1)
    raise AssertionError(told.read_text("utf-8"))


@pytest.mark.parametrize(
    ("who", "tag", "direction", "width", "scheme"),
    [("lead", "en", "ltr", 1280, "light"), ("paediatric", "he", "rtl", 390, "dark")],
)
def test_a_coordinator_takes_an_inquiry_notes_moves_it_and_leaves(
    office: Office, browser: Browser, who: str, tag: str, direction: str, width: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, locale=tag)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{office.url}/staff/")
    _is_well(page, tag, direction)
    _come_in(page, who, office.password)

    _is_well(page, tag, direction)
    page.locator(".queue td:has(.chip--new)").first.locator("xpath=..").locator("a").click()
    _is_well(page, tag, direction)
    inquiry = page.url

    page.click(".sheet__desk .button--primary")
    expect(page.locator("#done")).to_be_focused()
    page.fill("#note", "MARKER rang twice, nobody answered")
    page.click("form[action$='/notes'] button")
    assert "MARKER rang twice" in page.locator(".notes").inner_text()

    page.click("summary:has(+ form[action$='/status'])")
    page.select_option("#status", "redirected_local")
    page.click("form[action$='/status'] .button:not(.button--primary)")
    expect(page.locator("#problem")).to_be_focused()
    page.fill("#reason", "MARKER the hospital nearby first")
    page.click("form[action$='/status'] .button:not(.button--primary)")
    assert "MARKER the hospital nearby" in page.locator(".notes").inner_text()
    _is_well(page, tag, direction)

    page.fill("#message", "MARKER your answer")
    page.click("form[action$='/messages'] button")
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator(".message--ours")).to_contain_text("MARKER your answer")
    _is_well(page, tag, direction)

    for status in ("closed", "quarantine"):
        page.goto(f"{office.url}/staff/?status={status}&assignee=me&language=ka")
        _is_well(page, tag, direction)
    page.click(".bar__who button")
    page.goto(inquiry)
    assert page.locator("#password").is_visible()
    page.close()


@pytest.mark.parametrize("who", ["admin", "translator"])
def test_who_has_no_queue_reads_of_no_patient(office: Office, browser: Browser, who: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900}, locale="en")
    page.goto(f"{office.url}/staff/")
    _come_in(page, who, office.password)
    _is_well(page, "en", "ltr")
    assert page.locator("a[href*='/inquiries/']").count() == 0
    answer = page.goto(f"{office.url}/staff/inquiries/{'a' * 26}")
    assert answer is not None
    assert answer.status == 404
    _is_well(page, "en", "ltr")
    page.close()


def test_people_and_the_mails_of_the_demo(office: Office, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900}, locale="en")
    page.goto(f"{office.url}/staff/")
    _come_in(page, "admin", office.password)
    page.click("a[href='/staff/people']")
    expect(page.locator("tbody tr")).not_to_have_count(0)
    _is_well(page, "en", "ltr")
    page.goto(f"{office.url}/demo/mail")
    _is_well(page, "en", "ltr")
    page.click("main h2 a >> nth=0")
    expect(page.locator("main h2 a")).to_have_count(0)
    _is_well(page, "en", "ltr")
    page.close()


def test_two_windows_on_one_inquiry_lose_nothing(office: Office, browser: Browser) -> None:
    context = browser.new_context(locale="en")
    page, other = context.new_page(), context.new_page()
    page.goto(f"{office.url}/staff/")
    _come_in(page, "autoimmune", office.password)
    page.locator(".queue__reference a").first.click()
    other.goto(page.url)
    page.fill("#note", "MARKER the first")
    page.click("form[action$='/notes'] button")
    # A note changes nothing a colleague could overwrite; taking it does.
    page.click("form[action$='/take'] button, form[action$='/status'] button")
    other.fill("#note", "MARKER the second")
    other.click("form[action$='/notes'] button")
    _is_well(other, *_read_in(page))
    assert other.locator("#note").input_value() == "MARKER the second"
    other.click("main .button--primary")
    assert "MARKER the second" in other.locator(".notes").inner_text()
    context.close()


def _come_in(page: Page, who: str, password: str) -> None:
    page.fill("#email", f"{who}@example.org")
    page.fill("#password", password)
    page.click("main button")
    expect(page.locator(".bar__who button")).to_be_visible()  # what is looked at next is not the door any more


def _read_in(page: Page) -> tuple[str, str]:
    """The language and the direction of whoever is logged in."""
    root = page.locator("html")
    return str(root.get_attribute("lang")), str(root.get_attribute("dir"))


def _is_well(page: Page, tag: str, direction: str) -> None:
    """Right language and direction, nothing wider than the window, and no accessibility violation."""
    page.wait_for_selector("main")
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (tag, direction), page.url
    is_well(page)
