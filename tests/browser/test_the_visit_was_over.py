"""The visit was over when something was sent: the code is asked for, and everything typed goes on its way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import choose_language, phone, served
from tests.browser.visiting import GOOD, SAVE, Visitor, come_back, end_visits, kept_of

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
SENT = "main .actions button[value=send]"
WORDS = "Вот отчёт – הנה הדוח"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Where the service keeps everything."""
    made = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, made / "intake.db")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of a running service."""
    with served(folder) as address:
        yield address


@SCRIPT
def test_the_visit_was_over(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """A message, a part, an entry: the code is asked for, and everything typed goes on."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        visitor.open("/follow-up")
        end_visits(folder, keys[0])
        page.fill("#message", WORDS)
        page.click(SENT)
        _types_the_code_again(visitor, keys, at_length=True)
        page.wait_for_url("**?done=message#thread")
        expect(page.locator(".timeline .words")).to_have_text([WORDS])

        visitor.open("/follow-up/details/patient")
        end_visits(folder, keys[0])
        visitor.type({"patient_name": "Demo"})
        page.click("main button[value=back]")
        _types_the_code_again(visitor, keys)
        page.wait_for_url("**/details?saved=patient")

        visitor.open("/follow-up/treatments/new")
        end_visits(folder, keys[0])
        page.fill("[name='treatment.drug']", WORDS)
        page.click(SAVE)
        _types_the_code_again(visitor, keys)
        page.wait_for_url("**/treatments")
        expect(page.locator(".cards h2")).to_have_text([WORDS])
    assert kept_of(folder, keys[0]) == {"inquiries": 1, "messages": 1, "files": 0}


@SCRIPT
def test_the_visit_was_over_and_a_file_was_chosen(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """With a script the file waits on the page; without, the text is kept and the file asked for once more."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        page.click("#compose summary")
        page.fill("#message", WORDS)
        page.set_input_files("#files", [GOOD])
        end_visits(folder, keys[0])
        page.click(SENT)
        if script:
            expect(page.locator(".upload")).to_contain_text("come in again with your code")
            expect(page.locator("#message")).to_have_value(WORDS)
            page.click(SENT)
            expect(page.locator(".upload")).to_contain_text("come in again with your code")
            again = Visitor(page.context.new_page(), site, "en")
            again.come_in(*keys)
            page.click(SENT)
        else:
            _types_the_code_again(visitor, keys)
            expect(page.locator("#message")).to_have_value(WORDS)
            page.set_input_files("#files", [GOOD])
            page.click(SENT)
        page.wait_for_url("**?done=message#thread")
        expect(page.locator(".timeline .words")).to_have_text([WORDS])
        visitor.finds_files(GOOD["name"])

        visitor.open("/follow-up/contact")
        end_visits(folder, keys[0])
        page.fill("[name=contact_name]", WORDS)
        page.click(SAVE)
        _types_the_code_again(visitor, keys)
        page.wait_for_url("**?done=contact")
        visitor.open("/follow-up/contact")
        expect(page.locator("[name=contact_name]")).to_have_value(WORDS)
    assert kept_of(folder, keys[0]) == {"inquiries": 1, "messages": 1, "files": 1}


def _types_the_code_again(visitor: Visitor, keys: tuple[str, str], *, at_length: bool = False) -> None:
    page = visitor.page
    expect(page.locator("form#over")).to_be_visible()
    visitor.looks()
    if at_length:  # in another language, and mistyped
        there = visitor.in_another_language()
        there.looks()
        choose_language(page, "[lang=en]")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        visitor.type({"reference": keys[0], "access_code": "0000 0000 0000 0000"})
        page.click("#over .actions button")
        expect(page.locator("#reference-error")).to_be_visible()
        visitor.looks()
    visitor.type({"reference": keys[0], "access_code": keys[1]})
    page.click("#over .actions button")
