"""While very many forms arrive, a browser does a little work and is let through; without it a person looks first."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import looks_right, phone, served
from tests.makers import ANSWERS
from tests.visit import A_MINUTE, filled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Where the service keeps everything."""
    made = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, made / "intake.db")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """A service that is attacked: more than one inquiry in a minute is a flood here."""
    with served(folder, INTAKE_FLOOD="1") as address:
        for _ in range(2):
            assert httpx2.post(f"{address}/en/inquiry", data=filled({})).status_code == 200
        assert httpx2.get(f"{address}/inquiry/puzzle").json()["bits"] > 0
        yield address


def write(page: Page, name: str) -> None:
    """Fill in the form and send it."""
    page.locator("[name=condition][value=dlbcl]").locator("xpath=ancestor::details/summary").click()
    for question in ("inquirer_role", "condition", "disease_state", "lines_count", "prior_cart", "in_hospital"):
        page.check(f"[name={question}][value='{ANSWERS[question]}']")
    page.check("[name=preferred_channel][value=email]")
    page.select_option("[name=residence_country]", "GE")
    for question, text in {"birth_year": "1970", "contact_name": name, "email": "amal@example.org"}.items():
        page.fill(f"[name={question}]", text)
    for box in ("consent_process", "notices_ack"):
        page.check(f"[name={box}]")
    page.click("main .actions button[value=send]")


def opened_earlier(page: Page) -> None:
    """A person takes longer than this test."""
    page.evaluate(f"() => {{ const it = document.querySelector('[name=opened]'); it.value = it.value - {A_MINUTE}; }}")


def newest_is_held(folder: Path) -> bool:
    with sqlite3.connect(folder / "intake.db") as db:
        (held,) = db.execute("SELECT quarantined FROM inquiries ORDER BY received_at DESC LIMIT 1").fetchone()
    return bool(held)


def test_a_browser_does_the_work_and_is_let_through(browser: Browser, site: str, folder: Path) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        opened_earlier(page)
        write(page, "Amal at work")
        expect(page).to_have_url(f"{site}/en/inquiry/received", timeout=60_000)
        looks_right(page, "en", axe=True)
    assert not newest_is_held(folder)


def test_without_scripts_nobody_is_refused(browser: Browser, site: str, folder: Path) -> None:
    with phone(browser, script=False) as page:
        page.goto(f"{site}/en/inquiry")
        expect(page.locator("[name=form_note]")).to_be_hidden()
        write(page, "Amal without scripts")
        expect(page).to_have_url(f"{site}/en/inquiry/received")
    assert newest_is_held(folder)


def test_where_the_question_gets_no_answer_the_form_is_sent_all_the_same(
    browser: Browser, site: str, folder: Path
) -> None:
    with phone(browser, script=True) as page:
        page.route("**/inquiry/puzzle", lambda route: route.abort())
        page.goto(f"{site}/en/inquiry")
        write(page, "Amal offline")
        expect(page).to_have_url(f"{site}/en/inquiry/received")
    assert newest_is_held(folder)
