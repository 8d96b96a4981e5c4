"""Somebody new in a real browser: invited, a password of their own, in; their hours and the days they are away."""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.lib.mail import maildir
from intake.resources import open_resources
from intake.services.mail import delivery
from tests.browser.looking import is_well, served
from tests.makers import make_settings
from tests.people import ADA, CLARA, OMAR, PASSWORD, hire

pytestmark = pytest.mark.browser

HERS = "lantern gravel tulip window"


@dataclass(frozen=True, slots=True)
class Office:
    """A service with a few people, and where its mails lie."""

    url: str
    folder: Path

    def link(self) -> str:
        """The way in of the invitation, once it is mailed."""
        _aside(_delivered(self.folder))
        (mail,) = maildir.newest(self.folder / "mail")
        found = re.search(r"/staff/invitation/[0-9a-f]{64}", mail.text)
        assert found, mail.text
        return f"{self.url}{found[0]}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    _aside(_prepared(tmp_path))
    with served(tmp_path) as url:
        yield Office(url, tmp_path)


def _aside(work: Coroutine[Any, Any, None]) -> None:
    """The browser's driver has a loop of its own in this thread."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, work).result()


async def _prepared(folder: Path) -> None:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
        for who in (ADA, CLARA, OMAR):
            await hire(who, resources.db, resources.keyring)


async def _delivered(folder: Path) -> None:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as found:
        batch = await delivery.claim_due(
            db=found.db,
            keyring=found.keyring,
            courier=found.courier,
            composer=found.composer,
            now=datetime.now(UTC),
        )
        await batch.run()


def come_in(page: Page, office: Office, email: str, password: str) -> None:
    page.goto(f"{office.url}/staff/login")
    page.fill("#email", email)
    page.fill("#password", password)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who button")).to_be_visible()


def _is_well(page: Page) -> None:
    """Nothing wider than the window, and no accessibility violation."""
    assert page.title()
    is_well(page)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_somebody_new_chooses_a_password_and_says_when_they_are_away(
    office: Office, browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="en")
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    come_in(page, office, ADA.email, PASSWORD)
    page.goto(f"{office.url}/staff/people")
    _is_well(page)
    page.click("a.button--primary")
    _is_well(page)
    page.fill("#email", "nora@test.example")
    page.fill("#name", "Nora Test")
    page.select_option("#queue\\.autoimmune", "serves")
    page.click("main form .button--primary")
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator(".people")).to_contain_text("invited")
    page.click(".people a:has-text('Nora Test')")
    _is_well(page)
    page.click(".bar__who button")

    link = office.link()
    page.goto(link)
    _is_well(page)
    page.fill("#password", HERS)
    page.fill("#again", f"{HERS}s")
    page.press("#again", "Enter")
    expect(page.locator("#problem")).to_be_focused()
    _is_well(page)
    page.fill("#password", HERS)
    page.fill("#again", HERS)
    page.press("#again", "Enter")
    expect(page.locator("#done")).to_contain_text("Your password is kept")
    come_in(page, office, "nora@test.example", HERS)

    page.click(".bar__who a")
    _is_well(page)
    first, last = date.today() - timedelta(days=1), date.today() + timedelta(days=3)  # noqa: DTZ011 - a browser's days
    page.fill("#absent_from", first.isoformat())
    page.fill("#absent_until", last.isoformat())
    page.select_option("#stand_in", label="Clara Test")
    page.fill("[name='from.1']", "08:30")
    page.fill("[name='until.1']", "12:00")
    page.click("main form .button--primary")
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator("main .chip")).to_contain_text("away")
    assert page.input_value("#absent_until") == last.isoformat()
    assert page.input_value("[name='until.1']") == "12:00"
    _is_well(page)

    page.goto(link)  # spent
    expect(page.locator("h1")).to_contain_text("does not work")
    _is_well(page)
    context.close()
