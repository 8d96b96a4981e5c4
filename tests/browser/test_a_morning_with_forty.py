"""A lead opens the day: a mail says what nobody has accepted, and forty inquiries are triaged by keyboard alone."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.content.demo import load_demo
from intake.resources import open_resources
from intake.services import demo
from intake.services.desk.reminders import send_reminders
from tests.browser.looking import served
from tests.makers import make_settings

pytestmark = pytest.mark.browser

PASSWORD = "only for these tests: walrus quilt"
LEAD = "lead@example.org"
FORTY = 40
FOCUSED = "document.activeElement.closest('tr')?.dataset.inquiry ?? ''"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """The demo's letters, to none of which anybody has done anything yet; reminders are due and go out."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")

    async def move_in() -> None:
        now = datetime.now(UTC)
        async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as house:
            shown = load_demo(house.content.questionnaire)
            untouched = replace(shown, inquiries=tuple(replace(letter, story=()) for letter in shown.inquiries))
            await demo.open_office(untouched, PASSWORD, house=house, now=now)
            assert (await demo.move_in(untouched, house=house, now=now)).inquiries >= FORTY
            for step in range(6):  # a step of the ladder each quarter of an hour, whatever time it is
                await send_reminders(house.office, now - timedelta(minutes=15 * (6 - step)))

    with ThreadPoolExecutor(1) as pool:  # this thread is the browser's
        pool.submit(asyncio.run, move_in()).result()
    with served(folder, with_worker=True, demo=True) as address:
        yield address


def test_forty_are_triaged_by_keyboard_alone(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    _reads_the_escalation(page, site)
    page.close()
    # A tab of its own: in the other one the first j goes to the row of the inquiry that lay open there.
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    page.goto(f"{site}/staff/")
    _comes_in(page)
    assert len(_ids(page)) >= FORTY
    assert page.locator("tr.urgency--same_day").count() >= 3
    taken: list[str] = []
    for _ in range(FORTY):
        page.keyboard.press("j")
        here = str(page.evaluate(FOCUSED))
        assert here not in taken
        page.keyboard.press("a")
        expect(page.locator(f"tr[data-inquiry='{here}']")).to_contain_text("Demo Lead")
        expect(page.locator("#keys-said")).to_have_text("It is yours now.")
        taken.append(here)
    page.goto(f"{site}/staff/?assignee=me")
    assert len(_ids(page)) == FORTY
    page.goto(f"{site}/staff/?assignee=me&status=submitted")
    assert _ids(page) == []
    page.close()


def _reads_the_escalation(page: Page, site: str) -> None:
    """The mail names a reference and no illness; its link leads to the inquiry behind the log-in."""
    page.goto(f"{site}/demo/mail")
    kind = page.locator("section", has_text="inquiry_reminder_lead").filter(has_text=LEAD).first
    for _ in range(300):  # the worker sends them one after the other
        if kind.count():
            break
        page.reload()
    subject = kind.locator("h2 a")
    expect(subject).to_contain_text("Nobody has accepted inquiry")
    subject.click()
    text = page.locator("main").inner_text()
    assert "The reminders stop when somebody takes it" in text
    for told in ("lymphoma", "leukaemia", "lupus", "Blood cancers", "heme", "autoimmune"):
        assert told not in text, told
    path = page.evaluate("document.querySelector('main').innerText.match(/\\/staff\\/inquiries\\/[a-z2-7]{26}/)[0]")
    page.goto(f"{site}{path}")
    _comes_in(page)
    page.wait_for_url(f"**{path}")
    expect(page.locator(".case h1, h1").first).to_be_visible()


def _comes_in(page: Page) -> None:
    page.fill("#email", LEAD)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    page.wait_for_load_state()  # keys are heard once the scripts are there


def _ids(page: Page) -> list[str]:
    """The inquiries of the list, in its order."""
    paths = page.locator("tr[data-inquiry]").evaluate_all("rows => rows.map((row) => row.dataset.inquiry)")
    return [str(path).rpartition("/")[2] for path in paths]
