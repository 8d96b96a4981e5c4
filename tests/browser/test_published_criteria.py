"""Published criteria in a real browser: the sheet, asking for what is missing, and the short page it becomes."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.resources import open_resources
from intake.services.accounts import NewAccount
from tests import people
from tests.browser.looking import is_well, phone, served
from tests.browser.visiting import Visitor, write
from tests.makers import make_settings
from tests.people import PASSWORD

pytestmark = pytest.mark.browser

CLARA = replace(people.CLARA, all_queues=True)
OMAR = replace(people.OMAR, all_queues=True, queues=frozenset())
QUESTIONS = ("months_since_first_treatment", "birth_date", "treatments_complete")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("criteria")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    opening = threading.Thread(target=lambda: asyncio.run(_hire(folder)))
    opening.start()
    opening.join()
    with served(folder) as address:
        yield address


async def _hire(folder: Path) -> None:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as opened:
        for account in (CLARA, OMAR):
            await people.hire(account, opened.db, opened.keyring)


@contextmanager
def at_work(
    browser: Browser, site: str, who: NewAccount, *, width: int, script: bool = True, dark: bool = False
) -> Iterator[Page]:
    """Somebody of the staff, logged in, in a window of their own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{site}/staff/login")
    page.fill("#email", who.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    yield page
    context.close()


def _is_well(page: Page, name: str) -> None:
    """Nothing wider than the window, and no accessibility violation. A picture for whoever asks for one."""
    expect(page.locator("main h1")).to_be_visible()
    is_well(page)
    if pictures := os.environ.get("INTAKE_PICTURES"):
        page.screenshot(path=f"{pictures}/{name}.png", full_page=True)


def id_of(folder: Path, reference: str) -> str:
    """The inquiry's id, as its address has it."""
    with sqlite3.connect(folder / "intake.db") as db:
        return str(db.execute("SELECT id FROM inquiries WHERE reference = ?", (reference,)).fetchone()[0])


@pytest.mark.parametrize(
    ("who", "tag", "width", "dark"),
    [(CLARA, "en", 1280, False), (CLARA, "en", 320, True), (OMAR, "he", 900, False), (OMAR, "he", 320, False)],
)
def test_a_coordinator_compares_and_asks(
    site: str, folder: Path, browser: Browser, who: NewAccount, tag: str, width: int, dark: bool
) -> None:
    reference, code = write(site, preferred_language=tag, lines_count="1")
    url = f"{site}/staff/inquiries/{id_of(folder, reference)}"
    with at_work(browser, site, who, width=width, dark=dark) as page:
        page.goto(f"{url}/criteria")
        _is_well(page, f"sheet-{tag}-{width}")
        for one in page.locator(".criterion").all()[:4]:
            one.locator("summary").click()
        _is_well(page, f"sheet-open-{tag}-{width}")
        expect(page.locator("input[value=months_since_first_treatment]")).to_be_checked()
        page.click(".sheet__desk details summary")
        for ticked in page.locator("input[name=question]:checked").evaluate_all("all => all.map(it => it.value)"):
            page.uncheck(f"input[value={ticked}]")
        for question in QUESTIONS:
            page.check(f"input[value={question}]")
        page.locator("form[action$='/asks'] button").click()
        expect(page.locator("#done")).to_be_focused()
        _is_well(page, f"asked-{tag}-{width}")
        page.goto(url)
        expect(page.locator("#criteria")).to_be_visible()
        page.goto(f"{site}/staff/criteria/second-look")
        _is_well(page, f"second-look-{tag}-{width}")
    with phone(browser, script=True) as page:
        visitor = Visitor(page, site, tag)
        visitor.come_in(reference, code)
        page.click("a[href$='/follow-up/asked']")
        visitor.arrives("/follow-up/asked")
        _picture(page, f"patient-{tag}")
        page.check("input[name=months_since_first_treatment][value=over_12]")
        page.click("main .actions button")
        visitor.arrives("/follow-up/asked?saved=yes")
        _picture(page, f"patient-left-{tag}")
        page.check("input[name='birth_date.unknown']")
        page.check("input[name=treatments_complete][value=unknown]")
        page.click("main .actions button")
        visitor.arrives("/follow-up?done=asked")


def test_everything_works_without_a_script(site: str, folder: Path, browser: Browser) -> None:
    reference, code = write(site, lines_count="1")
    url = f"{site}/staff/inquiries/{id_of(folder, reference)}"
    with at_work(browser, site, CLARA, width=320, script=False) as page:
        page.goto(f"{url}/criteria")
        page.locator("form[action$='/asks'] button").click()
        expect(page.locator("#done")).to_be_visible()
    with phone(browser, script=False) as page:
        visitor = Visitor(page, site, "he", script=False)
        visitor.come_in(reference, code)
        page.click("a[href$='/follow-up/asked']")
        visitor.arrives("/follow-up/asked")
        page.check("input[name=months_since_first_treatment][value=unknown]")
        page.click("main .actions button")
        expect(page.locator("main")).not_to_contain_text("months_since_first_treatment")


def _picture(page: Page, name: str) -> None:
    if pictures := os.environ.get("INTAKE_PICTURES"):
        page.screenshot(path=f"{pictures}/{name}.png", full_page=True)
