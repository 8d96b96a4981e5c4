"""Two coordinators in two browsers on one inquiry: each sees the other, one takes over, and neither loses a word."""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from intake.lib.database import Database
from intake.resources import open_resources
from intake.services.accounts import SESSION_IDLE, NewAccount
from intake.store import sessions
from tests.browser.looking import is_well, served
from tests.makers import make_settings
from tests.people import CLARA, PASSWORD, hire
from tests.web.office import arrive

pytestmark = pytest.mark.browser

T = TypeVar("T")
SAM = replace(CLARA, email="sam@test.example", name="Sam Test", locale="he")
SOON = 15_000  # the office looks every two seconds


@dataclass(frozen=True, slots=True)
class Office:
    """A service with one inquiry, and where its database lies."""

    url: str
    folder: Path
    inquiry: str

    @property
    def page(self) -> str:
        """The inquiry's address."""
        return f"{self.url}/staff/inquiries/{self.inquiry}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    inquiry = _aside(_prepared(tmp_path))
    with served(tmp_path) as url:
        yield Office(url, tmp_path, inquiry)


def _aside(work: Coroutine[Any, Any, T]) -> T:
    """The browser's driver has a loop of its own in this thread."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


async def _prepared(folder: Path) -> str:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
        for who in (CLARA, SAM):
            await hire(who, resources.db, resources.keyring)
        return (await arrive(resources.db, resources.keyring, question="MARKER their story")).id


def come_in(browser: Browser, office: Office, who: NewAccount, **options: int) -> tuple[BrowserContext, Page]:
    """Somebody logs in, in a browser of their own."""
    context = browser.new_context(viewport={"width": options.get("width", 1280), "height": 900})
    context.set_default_timeout(SOON)
    page = context.new_page()
    page.goto(f"{office.url}/staff/login")
    page.fill("#email", who.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    return context, page


def test_two_write_on_one_inquiry_and_neither_loses_a_word(office: Office, browser: Browser) -> None:
    hers, clara = come_in(browser, office, CLARA)
    his, sam = come_in(browser, office, SAM)
    clara.goto(office.page)
    expect(clara.locator("#beside")).to_be_hidden()
    sam.goto(office.page)
    expect(clara.locator("#beside")).to_contain_text("Sam Test is looking", timeout=SOON)
    sam.fill("#message", "MARKER what Sam had begun")
    expect(clara.locator("#beside")).to_contain_text("Sam Test is writing", timeout=SOON)

    # Clara has begun a note; taking over the answer takes nothing of it away.
    clara.fill("#note", "MARKER what Clara noted")
    clara.click(".beside__over button")
    expect(sam.locator("#live [role=status]")).to_contain_text("Clara Test", timeout=SOON)
    is_well(sam)
    assert sam.locator("#message").input_value() == "MARKER what Sam had begun"
    expect(clara.locator("#message")).to_be_focused()
    clara.fill("#message", "MARKER Clara's answer")
    assert clara.locator("#note").input_value() == "MARKER what Clara noted"

    # Sam keeps his words as a note; Clara is told, looks beside what she typed, and sends it.
    sam.fill("#note", sam.locator("#message").input_value())
    sam.click("form[action$='/notes'] button")
    expect(sam.locator(".notes").last).to_contain_text("MARKER what Sam had begun")
    sam.click("form[action$='/take'] button")
    expect(clara.locator("#live [role=status]")).to_contain_text("Sam Test changed this inquiry", timeout=SOON)
    is_well(clara)
    clara.click(".live__way button")
    expect(clara.locator(".live__now")).to_be_focused()
    expect(clara.locator(".live__now")).to_contain_text("MARKER what Sam had begun")
    assert clara.locator("#note").input_value() == "MARKER what Clara noted"
    clara.click("form[action$='/messages'] button >> text=Send the answer")
    expect(clara.locator("#done")).to_be_visible()
    expect(clara.locator(".message--ours")).to_contain_text("MARKER Clara's answer")
    for context in (hers, his):
        context.close()


def test_a_line_on_the_list_says_what_is_new_and_moves_nothing(office: Office, browser: Browser) -> None:
    hers, clara = come_in(browser, office, CLARA, width=320)
    his, sam = come_in(browser, office, SAM)
    row = clara.locator(f"main a[href^='/staff/inquiries/{office.inquiry}']").first
    before = row.bounding_box()
    sam.goto(office.page)
    sam.click("form[action$='/take'] button")
    line = clara.locator("#live")
    expect(line).to_contain_text("New or changed inquiries: 1.", timeout=SOON)
    after = row.bounding_box()
    assert before
    assert after
    assert after["y"] == before["y"]
    expect(clara.locator(".present").first).to_contain_text("Sam Test is looking", timeout=SOON)
    assert row.bounding_box() == after
    is_well(clara)
    clara.click(".live__way button")
    expect(clara.locator("main")).to_contain_text("Sam Test")
    expect(line).to_be_hidden()
    for context in (hers, his):
        context.close()


def test_a_note_written_for_too_long_is_there_after_logging_in(office: Office, browser: Browser) -> None:
    hers, clara = come_in(browser, office, CLARA)
    clara.goto(office.page)
    clara.fill("#note", "MARKER a long note\nof two lines")
    (token,) = [one["value"] for one in hers.cookies() if one["name"] == "intake_staff"]
    _aside(_fall_asleep(office.folder, token))
    clara.click("form[action$='/notes'] button")
    is_well(clara)
    clara.fill("#email", CLARA.email)
    clara.fill("#password", PASSWORD)
    clara.press("#password", "Enter")
    expect(clara.locator("main textarea")).to_have_value("MARKER a long note\nof two lines")
    is_well(clara)
    clara.click("main .button--primary")
    expect(clara.locator("#done")).to_be_visible()
    expect(clara.locator("main")).to_contain_text("MARKER a long note")
    hers.close()


def test_another_button_does_not_take_a_note_with_it_unasked(office: Office, browser: Browser) -> None:
    hers, clara = come_in(browser, office, CLARA)
    clara.goto(office.page)
    clara.locator("#note").press_sequentially("MARKER half a note")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    clara.once("dialog", stay)
    clara.click("form[action$='/take'] button", no_wait_after=True)
    expect(clara.locator("#note")).to_have_value("MARKER half a note")
    clara.click("form[action$='/notes'] button")
    expect(clara.locator("#done")).to_be_visible()
    expect(clara.locator("main")).to_contain_text("MARKER half a note")
    assert asked == ["beforeunload"]
    hers.close()


async def _fall_asleep(folder: Path, token: str) -> None:
    db = await Database.open(f"sqlite:///{folder}/intake.db")
    async with db.write() as tx:
        await sessions.seen(tx, token, now=datetime.now(UTC) - SESSION_IDLE - timedelta(minutes=1))
    await db.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_colleague_is_named_while_typing_and_finds_note_and_task(
    office: Office, browser: Browser, width: int
) -> None:
    hers, clara = come_in(browser, office, CLARA)
    his, sam = come_in(browser, office, SAM, width=width)
    clara.goto(office.page)
    clara.locator("#note").press_sequentially("Please @Sa")
    expect(clara.locator("[role=option]")).to_have_text(["Sam Test"])
    is_well(clara)
    clara.press("#note", "Escape")
    expect(clara.locator("[role=option]")).to_have_count(0)
    clara.locator("#note").press_sequentially("m")
    clara.press("#note", "Enter")
    assert clara.locator("#note").input_value() == "Please @Sam Test "
    clara.click("form[action$='/notes'] button")
    expect(clara.locator("#done")).to_be_visible()
    clara.click("summary:has(+ form[action$='/tasks'])")
    clara.fill("#task", "MARKER ask for the scan")
    clara.select_option("#task-for", label="Sam Test")
    clara.fill("#task-due", "2026-01-01")
    clara.click("form[action$='/tasks'] button")
    expect(clara.locator("#done")).to_be_visible()
    is_well(clara)

    sam.reload()
    expect(sam.locator(".count")).to_have_text(re.compile("2"))
    sam.click("a[href='/staff/tasks']")
    is_well(sam)
    expect(sam.locator("[aria-labelledby=mine]")).to_contain_text("MARKER ask for the scan")
    sam.click("[aria-labelledby=mine] form button")
    expect(sam.locator("[aria-labelledby=mine] .task")).to_have_count(0)
    sam.click("[aria-labelledby=named] a")
    expect(sam.locator("#notes")).to_be_visible()
    is_well(sam)
    sam.goto(f"{office.url}/staff/tasks")
    expect(sam.locator(".count")).to_have_count(0)  # whoever has opened the inquiry has seen the note
    for context in (hers, his):
        context.close()
