"""Documents in a browser on a small phone: sent one by one with a script, all at once without, and nothing is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.looking import choose_language, looks_right, phone, served
from tests.browser.test_the_details import _come_in
from tests.web.public.own.sending import pdf

pytestmark = pytest.mark.browser
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """The address of a running service."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with served(folder) as address:
        yield address


def payload(name: str, content: bytes) -> FilePayload:
    """A file to choose."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


GOOD, ALSO_GOOD = payload("Befund.pdf", pdf(200_000)), payload("отчёт.pdf", pdf(mark=b"2"))
BAD = payload("letter.docx", b"PK\x03\x04 no pictures" * 20)


@SCRIPT
def test_a_bad_file_between_two_good_ones(browser: Browser, site: str, script: bool) -> None:
    """Each is told what became of it; the good ones are in the list, and can be had back."""
    with phone(browser, script=script) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/files")
        looks_right(page, "en", axe=script)
        page.select_option("[name=kind]", "antibodies")
        page.set_input_files("#files", [GOOD, BAD, ALSO_GOOD])
        page.click("#files-form .actions button")
        expect(page.locator(".outcome-bad")).to_have_count(1)
        expect(page.locator(".outcome-good")).to_have_count(2)
        expect(page.locator(".outcome-bad")).to_contain_text("letter.docx")
        expect(page.locator("#stored .file")).to_have_count(2)
        expect(page.locator("#records .record-good")).to_have_count(1)
        expect(page.locator("[name=kind]")).to_have_value("antibodies")
        looks_right(page, "en", axe=script)
        with page.expect_download() as download:
            page.click("#stored a.file-name >> nth=0")
        assert download.value.suggested_filename == "Befund.pdf"
        assert Path(download.value.path()).read_bytes() == GOOD["buffer"]
        page.click("#stored .file button >> nth=0")
        expect(page.locator("#stored .file")).to_have_count(1)
        looks_right(page, "en", axe=script)


def test_one_file_is_cancelled_and_the_others_go_on(browser: Browser, site: str) -> None:
    """The first hangs in the network; cancelled, it leaves the way to the second."""
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/files")
        page.route("**/follow-up/files", lambda route: None, times=1)  # it never gets an answer
        page.set_input_files("#files", [GOOD, ALSO_GOOD])
        page.click("#files-form .actions button")
        row = page.locator(".upload").first
        expect(row.locator("progress")).to_be_visible()
        expect(page.locator(".uploads-said")).to_have_text("Sending Befund.pdf")
        looks_right(page, "en", axe=True)
        row.locator("button").click()
        expect(row).to_contain_text("Cancelled. This file was not sent.")
        expect(page.locator("#stored .file")).to_have_count(1)
        expect(page.locator(".uploads-said")).to_have_text("Some files were not sent. Please look at the list.")


def test_a_cancelled_file_does_not_travel_with_the_language(browser: Browser, site: str) -> None:
    """What is still on its way comes along; what somebody took back stays back."""
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/files")
        page.route("**/follow-up/files", lambda route: None, times=1)  # it never gets an answer
        page.set_input_files("#files", [GOOD, ALSO_GOOD])
        page.click("#files-form .actions button")
        expect(page.locator(".uploads-said")).to_have_text("Sending Befund.pdf")
        page.locator(".upload").last.locator("button").click()
        choose_language(page, "button >> nth=-1")
        expect(page.locator(".outcome-good")).to_have_count(1)
        expect(page.locator(".outcome-good")).to_contain_text("Befund.pdf")
        expect(page.locator("#stored .file")).to_have_count(1)


def test_what_the_network_lost_is_still_chosen(browser: Browser, site: str) -> None:
    """One more press sends it."""
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/files")
        page.route("**/follow-up/files", lambda route: route.abort(), times=1)
        page.set_input_files("#files", [GOOD, ALSO_GOOD])
        page.click("#files-form .actions button")
        expect(page.locator(".upload").first).to_contain_text("The connection was lost.")
        expect(page.locator("#stored .file")).to_have_count(1)
        page.click("#files-form .actions button")
        expect(page.locator("#stored .file")).to_have_count(2)
        expect(page.locator(".uploads-said")).to_have_text("All files have been sent.")


@SCRIPT
def test_a_message_with_a_file(browser: Browser, site: str, script: bool) -> None:
    """Both arrive, and the timeline tells of both."""
    with phone(browser, script=script) as page:
        inside = _come_in(page, site)
        page.goto(inside)
        page.fill("[name=message]", "Here is the report.")
        page.click("#compose summary")
        page.set_input_files("#files", [GOOD])
        looks_right(page, "en", axe=script)
        page.click("#compose .actions button")
        expect(page.locator(".notice-good")).to_contain_text("Your message is with us.")
        expect(page.locator(".timeline")).to_contain_text("Here is the report.")
        expect(page.locator(".ways").first).to_contain_text("1 file so far")


@SCRIPT
def test_the_language_changes_with_a_file_chosen(browser: Browser, site: str, script: bool) -> None:
    """The file is kept, and what was typed comes back in the other language."""
    with phone(browser, script=script) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/messages")
        page.fill("[name=message]", "Here is the report.")
        page.click("#compose summary")
        page.set_input_files("#files", [GOOD])
        choose_language(page, "button >> nth=-1")
        expect(page.locator("[name=message]")).to_have_value("Here is the report.")
        assert page.locator("html").get_attribute("lang") != "en"
        expect(page.locator(".outcome-good")).to_contain_text("Befund.pdf")
