"""Taking a list along in a real browser: wide and narrow, in both directions, by keyboard, with and without scripts."""

import asyncio
import io
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from intake.resources import open_resources
from intake.services.accounts import NewAccount
from tests.browser.looking import is_well, served
from tests.makers import make_settings
from tests.people import CLARA, PASSWORD, hire
from tests.web.office import arrive

pytestmark = pytest.mark.browser

NOA = replace(CLARA, email="noa@example.org", name="נועה Test", locale="he")


async def _write(folder: Path) -> None:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
        for account in (CLARA, NOA):
            await hire(account, resources.db, resources.keyring)
        await arrive(resources.db, resources.keyring, language="ar")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """A running service."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with ThreadPoolExecutor() as threads:  # the browser's driver has a loop of its own in this one
        threads.submit(lambda: asyncio.run(_write(folder))).result()
    with served(folder) as found:
        yield found


def come_in(page: Page, address: str, somebody: NewAccount) -> None:
    page.goto(f"{address}/staff/login?next=%2Fstaff%2Fexport%3Flanguage%3Dar")
    page.fill("#email", somebody.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/staff/export?language=ar")


@pytest.mark.parametrize(
    ("somebody", "width", "scheme"),
    [(CLARA, 1280, "light"), (CLARA, 320, "dark"), (NOA, 900, "dark"), (NOA, 320, "light")],
)
def test_a_coordinator_takes_their_list_along(
    browser: Browser, address: str, somebody: NewAccount, width: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    come_in(page, address, somebody)
    is_well(page)
    page.fill("#password", "a guess at it")
    page.press("#password", "Enter")
    expect(page.locator("#problem")).to_be_focused()
    is_well(page)
    page.fill("#password", PASSWORD)
    with page.expect_download() as saved:
        page.press("#password", "Enter")
    book = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes()))
    assert len(list(book["inquiries"].values)) == 2
    assert bool(book["inquiries"].sheet_view.rightToLeft) is (somebody is NOA)
    page.reload()
    expect(page.locator("#password")).to_have_count(0)  # ten minutes
    is_well(page)
    page.close()


def test_without_scripts_and_with_forced_colours(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, forced_colors="active")
    page = context.new_page()
    come_in(page, address, CLARA)
    page.check("input[value=csv]")
    page.check("input[value=coded]")
    page.fill("#password", PASSWORD)
    with page.expect_download() as saved:
        page.click(".export .button--primary")
    assert saved.value.suggested_filename.endswith(".csv")
    assert saved.value.path().read_bytes().startswith(b"\xef\xbb\xbfreference,")
    context.close()
