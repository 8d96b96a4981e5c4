"""The figures and the routing desk in a real browser: wide and narrow, both directions, light and dark, no script."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.resources import open_resources
from intake.services.accounts import NewAccount
from tests.browser.looking import looks_right, served
from tests.makers import make_settings
from tests.people import ADA, PASSWORD, hire
from tests.services.desk.test_publish_routing import FIRST_RULE, MORE
from tests.web.office import arrive

pytestmark = pytest.mark.browser

DESKS = frozenset({"autoimmune", "repeat"})
RUTH = replace(ADA, email="ruth@example.org", name="Ruth Test", queues=DESKS)
NOA = replace(ADA, email="noa@example.org", name="נועה Test", queues=DESKS, locale="he")
PLACES = ("statistics", "routing", "routing/edit", "routing/versions/0")


async def _write(folder: Path) -> None:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
        for account in (RUTH, NOA):
            await hire(account, resources.db, resources.keyring)
        for language in ("ar", "ka"):
            await arrive(resources.db, resources.keyring, language=language, condition="sjogren")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """A running service."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with ThreadPoolExecutor() as threads:  # the browser's driver has a loop of its own in this one
        threads.submit(lambda: asyncio.run(_write(folder))).result()
    with served(folder) as found:
        yield found


@contextmanager
def window(
    browser: Browser, address: str, somebody: NewAccount, width: int, scheme: str, *, script: bool = True
) -> Iterator[Page]:
    """Somebody who has come in, at a window of this width."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(f"{address}/staff/login")
    page.fill("#email", somebody.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    yield page
    context.close()


def try_a_change(page: Page, address: str) -> None:
    """A rule before all others, typed and tried; nothing is published."""
    page.goto(f"{address}/staff/routing/edit")
    text = page.input_value("#text")
    page.fill("#text", text.replace(FIRST_RULE, MORE.lstrip() + FIRST_RULE, 1))
    page.click("main .button--primary")
    expect(page.locator(".outcome")).to_be_visible()
    expect(page.locator(".diff ins").first).to_have_text('id = "sjogren-to-lead"')
    expect(page.locator("[formaction='/staff/routing/publish']")).to_be_visible()


@pytest.mark.parametrize("somebody", [RUTH, NOA], ids=lambda one: one.locale)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
def test_every_page_is_well_in_every_look(
    browser: Browser, address: str, somebody: NewAccount, width: int, scheme: str
) -> None:
    with window(browser, address, somebody, width, scheme) as page:
        for place in PLACES:
            page.goto(f"{address}/staff/{place}")
            for folded in page.locator("main details:not([open]) > summary").all():
                folded.click()
            looks_right(page, somebody.locale, axe=True)
        try_a_change(page, address)
        looks_right(page, somebody.locale, axe=True)
        page.fill("#text", "queue = ")
        page.click("main .stack .button:not([formaction])")
        expect(page.locator("#problem")).to_be_focused()
        looks_right(page, somebody.locale, axe=True)


def test_no_script_is_needed(browser: Browser, address: str) -> None:
    with window(browser, address, RUTH, 320, "light", script=False) as page:
        page.goto(f"{address}/staff/statistics")
        page.select_option("#queue", "autoimmune")
        page.click("main .filters .button")
        page.wait_for_url("**queue=autoimmune")
        expect(page.locator("main svg").first).to_be_visible()
        page.click("main details summary")
        expect(page.locator("main details table")).to_be_visible()
        page.click(".bar__nav a[href='/staff/routing']")
        page.click("main a[href='/staff/routing/versions/0']")
        expect(page.locator("main pre")).to_contain_text(FIRST_RULE)
        try_a_change(page, address)
