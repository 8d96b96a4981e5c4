"""Answering in a real browser: a text that does not speak their language, two who write one answer, a kind no."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.domain.values import StaffRole
from intake.resources import open_resources
from intake.services.accounts import NewAccount
from tests import people
from tests.browser.looking import is_well, served
from tests.browser.visiting import Visitor, write
from tests.makers import make_settings
from tests.people import PASSWORD

pytestmark = pytest.mark.browser

CLARA = replace(people.CLARA, all_queues=True)
OMAR = replace(people.OMAR, all_queues=True, queues=frozenset())
TOVE = replace(people.TOVE, role=StaffRole.TRANSLATOR, languages=("he", "ar"))
SOURCE = "Dear Amal Example, your scan has come. We write again soon."
HEBREW = "[2] שלום, הסריקה הגיעה. נכתוב שוב בקרוב."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("answers")
    opening = threading.Thread(target=lambda: asyncio.run(_hire(folder)))
    opening.start()
    opening.join()
    with served(folder) as address:
        yield address


async def _hire(folder: Path) -> None:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as opened:
        for account in (CLARA, OMAR, TOVE):
            await people.hire(account, opened.db, opened.keyring)


@contextmanager
def at_work(browser: Browser, site: str, who: NewAccount, *, width: int = 1280) -> Iterator[Page]:
    """Somebody of the staff, logged in, in a window of their own."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{site}/staff/login")
    page.fill("#email", who.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    yield page
    context.close()


def _is_well(page: Page) -> None:
    """Nothing wider than the window, and no accessibility violation."""
    expect(page.locator("main h1")).to_be_visible()
    is_well(page)


def open_inquiry(page: Page, site: str, reference: str) -> str:
    """Find it in the list; its address."""
    page.goto(f"{site}/staff/?status=all")
    page.locator(f".queue__reference a:has-text('{reference}')").first.click()
    expect(page.locator("#messages")).to_be_visible()
    return page.url.partition("?")[0]


@pytest.mark.parametrize("width", [1280, 320])
def test_a_text_that_does_not_speak_swedish_goes_out_as_english_and_says_so(
    site: str, browser: Browser, width: int
) -> None:
    keys = write(site, preferred_language="sv")
    with at_work(browser, site, CLARA, width=width) as page:
        open_inquiry(page, site, keys[0])
        page.click("a[href$='/replies/new']")
        _is_well(page)
        page.select_option("#template", "few_details")
        page.fill("#text", "MARKER typed before")
        page.click("button[value=fill]")
        expect(page.locator("#refused")).to_be_focused()
        _is_well(page)
        page.click("button[value=fill_english]")
        expect(page.locator("#text")).to_have_attribute("lang", "en")
        assert page.input_value("#text").startswith("MARKER typed before\n\nThank you for writing to us.")
        _is_well(page)
        page.check("#when-morning")
        page.click("button[value=send]")
        expect(page.locator("#stands")).to_be_visible()
        _is_well(page)
        page.click("button[value=take_back]")
        page.click("button[value=send]")
        expect(page.locator("#messages")).to_be_visible()
        _is_well(page)
    patient = browser.new_page(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    visitor = Visitor(patient, site, "he")
    visitor.come_in(*keys)
    expect(patient.locator(".message-label")).to_be_visible()
    visitor.looks()
    patient.close()


def test_two_people_write_one_answer_and_the_patient_reads_one_text(site: str, browser: Browser) -> None:
    keys = write(site, preferred_language="he")
    with at_work(browser, site, CLARA) as page:
        url = open_inquiry(page, site, keys[0])
        page.click("a[href$='/replies/new']")
        page.click("details:has(#source) summary")
        page.fill("#source", SOURCE)
        page.select_option("#translator", label=TOVE.name)
        page.click("button[value=translate]")
        expect(page.locator("#stands")).to_have_text(f"With {TOVE.name}")
        answer = page.url.partition("?")[0]
        _is_well(page)
        page.goto(url)
        expect(page.locator(".making")).to_contain_text(TOVE.name)
        _is_well(page)

    with at_work(browser, site, TOVE, width=320) as page:
        page.goto(f"{site}/staff/replies")
        _is_well(page)
        page.click(".making a")
        expect(page.locator(".lanes")).to_contain_text("Dear [2], your scan has come.")
        assert "Amal" not in page.content()
        assert keys[0] not in page.content()
        _is_well(page)
        page.fill("#text", HEBREW)
        page.click("button[value=hand_back]")
        expect(page.locator("#done")).to_be_focused()

    with at_work(browser, site, OMAR) as page:  # in Hebrew, where lines run from right to left
        page.goto(f"{site}/staff/replies")
        _is_well(page)
        page.goto(answer)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert page.input_value("#text") == HEBREW.replace("[2]", "Amal Example")
        _is_well(page)
        page.click("button[value=send]")
        expect(page.locator("#messages")).to_be_visible()
        page.click(".message details summary")
        expect(page.locator(".message details")).to_contain_text(SOURCE)
        _is_well(page)

    patient = browser.new_page()
    visitor = Visitor(patient, site, "he")
    visitor.come_in(*keys)
    expect(patient.locator(".timeline .by-us .words")).to_have_text(HEBREW.replace("[2]", "Amal Example"))
    assert SOURCE not in patient.content()
    visitor.looks()
    patient.close()


def test_a_letter_is_read_in_both_languages_and_ends_the_inquiry(site: str, browser: Browser) -> None:
    keys = write(site, preferred_language="sv")
    with at_work(browser, site, CLARA, width=320) as page:
        open_inquiry(page, site, keys[0])
        page.click("a[href$='/decline']")
        _is_well(page)
        page.check("#reason-not_offered_condition")
        page.click("main form button")
        expect(page.locator("#source")).to_be_visible()
        _is_well(page)
        page.click("a[href$='locale=en']")
        expect(page.locator("#text")).to_have_attribute("lang", "en")
        _is_well(page)
        page.click("main form button.button--primary")
        expect(page.locator("#messages")).to_be_visible()
        expect(page.locator(".case")).to_contain_text("Not offered here")


def test_a_machines_text_is_said_so_to_a_patient_who_reads_arabic(site: str, browser: Browser) -> None:
    keys = write(site, preferred_language="ar")
    with at_work(browser, site, CLARA) as page:
        open_inquiry(page, site, keys[0])
        page.fill("#message", "لقد وصلت صور الأشعة.")
        page.check("#message-machine")
        page.click("form[action$='/messages'] button")
        expect(page.locator(".message__machine")).to_be_visible()
        _is_well(page)
    patient = browser.new_page(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    visitor = Visitor(patient, site, "ar")
    visitor.come_in(*keys)
    expect(patient.locator(".message-label")).to_have_count(1)
    visitor.looks()
    patient.close()
