"""A coordinator finds somebody by name, looks inside texts, says that two write for one patient; on a phone, too."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.resources import open_resources
from tests.browser.looking import looks_right, served
from tests.browser.visiting import watch
from tests.makers import make_settings
from tests.people import CLARA, PASSWORD, hire
from tests.web.office import arrive

pytestmark = pytest.mark.browser

T = TypeVar("T")
NOA = replace(CLARA, email="noa@test.example", name="Noa Test", locale="he")


@dataclass(frozen=True, slots=True)
class Office:
    """A service, and the references of what two relatives wrote for one patient."""

    url: str
    mother: str
    father: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("find")
    mother, father = _aside(_prepared(folder))
    with served(folder) as url:
        yield Office(url, mother, father)


def _aside(work: Coroutine[Any, Any, T]) -> T:
    """The browser's driver has a loop of its own in this thread."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


async def _prepared(folder: Path) -> tuple[str, str]:
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as house:
        for who in (CLARA, NOA):
            await hire(who, house.db, house.keyring)
        now = datetime.now(UTC)
        said: dict[str, Any] = {
            "contact_name": "Елена Иванова",
            "patient_name": "Олег Иванов",
            "question": "MARKER её рассказ",
        }
        mother = await arrive(house.db, house.keyring, received_at=now - timedelta(days=2), **said)
        said = {"contact_name": "Pavel Ivanov", "patient_name": "Oleg Ivanov", "email": "pavel@example.org"}
        father = await arrive(house.db, house.keyring, received_at=now - timedelta(days=1), **said)
        return mother.reference, father.reference


@pytest.mark.parametrize(
    ("who", "width", "scheme", "script"),
    [(CLARA, 1280, "light", True), (NOA, 320, "dark", True), (CLARA, 320, "light", False)],
    ids=["wide", "small-he-dark", "no-script"],
)
def test_find_look_inside_and_say_what_two_are(
    office: Office, browser: Browser, who: Any, width: int, scheme: Any, script: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, color_scheme=scheme
    )
    context.set_default_timeout(20_000)
    troubles = watch(context, office.url)
    page = context.new_page()

    def is_well() -> None:
        assert "vanov" not in page.url
        looks_right(page, who.locale, axe=script)

    page.goto(f"{office.url}/staff/login")
    page.fill("#email", who.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.fill(".search [name=q]", "iwanow OLEG")
    page.press(".search [name=q]", "Enter")
    expect(page.locator(".found__one")).to_have_count(2)
    is_well()

    page.fill("#find", "marker")
    page.click("[formaction='/staff/find/inside']")
    expect(page.locator(".found mark")).to_have_text("MARKER")
    is_well()

    page.fill("#find", office.mother.upper())
    page.press("#find", "Enter")
    expect(page.locator("section[aria-labelledby=together] .other")).to_have_count(1)
    is_well()
    page.click(".other .button")
    _is_beside(page, office)
    is_well()
    page.press("button[value=same_patient]", "Enter")
    expect(page.locator("#done")).to_be_visible()
    is_well()
    page.click(".case__back a")
    expect(page.locator(".other strong")).to_be_visible()
    page.click(".other .button")
    page.click("form[action$='/undo'] button")
    _is_beside(page, office)
    assert not troubles
    context.close()


def _is_beside(page: Page, office: Office) -> None:
    for reference in (office.mother, office.father):
        expect(page.locator(f".twins thead th:has-text('{reference}')")).to_have_count(1)
    expect(page.locator("button[name=say]")).to_have_count(4)
