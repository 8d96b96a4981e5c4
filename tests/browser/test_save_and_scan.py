"""In a browser on a small phone: a form put aside and taken up again, kept on the device, a receipt that is scanned."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import choose_language, looks_right, phone, served

TAGS = ("en", "ar")
CHOICES = {
    "inquirer_role": "self",
    "disease_state": "relapsed",
    "lines_count": "2",
    "prior_cart": "no",
    "in_hospital": "no",
    "preferred_channel": "email",
}
LINES = {
    "birth_year": "1985",
    "contact_name": "Demo Сестра أخت",
    "email": "demo@example.org",
    "question": "Erste\n\nتجربة",
}
KEPT = "localStorage.getItem('intake.kept')"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """The address of a running service."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with served(folder) as address:
        yield address


def _fill(page: Page) -> None:
    page.locator("[name=condition][value=b-all]").locator("xpath=ancestor::details/summary").click()
    page.check("[name=condition][value=b-all]")
    page.select_option("[name=residence_country]", "GE")
    for name, code in CHOICES.items():
        page.check(f"[name={name}][value='{code}']")
    for name, text in LINES.items():
        page.fill(f"[name={name}]", text)


def _agree(page: Page) -> None:
    for name in ("consent_process", "notices_ack"):
        page.check(f"[name={name}]")


def _is_there(page: Page) -> None:
    for name, text in LINES.items():
        expect(page.locator(f"[name={name}]")).to_have_value(text)
    for name, code in {**CHOICES, "condition": "b-all"}.items():
        expect(page.locator(f"[name={name}][value='{code}']")).to_be_checked()
    expect(page.locator("[name=residence_country]")).to_have_value("GE")


def _send(page: Page) -> None:
    with page.expect_navigation():  # the script asks something first
        page.click("main .actions button[value=send]")


def _scanned(page: Page) -> str:
    """What the QR code of a page leads to: the address it was made of, as a scanner would read it."""
    return str(page.locator(".notes").inner_text()).strip().splitlines()[-1].strip("\u2066\u2069")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("tag", TAGS)
def test_a_form_is_finished_on_another_device(browser: Browser, site: str, tag: str, script: bool) -> None:
    with phone(browser, script=script) as page:
        page.goto(f"{site}/{tag}/inquiry")
        _fill(page)
        page.click("main button[value=save]")
        page.wait_for_url(f"**/{tag}/inquiry/saved")
        looks_right(page, tag, axe=script)
        code = page.locator(".code-big").inner_text()
        page.fill("[name=email]", "not an address")
        page.click("button[value=mail]")
        expect(page.locator(".summary")).to_be_visible()
        looks_right(page, tag, axe=script)
    with phone(browser, script=script) as page:
        page.goto(f"{site}/{tag}/inquiry/resume")
        looks_right(page, tag, axe=script)
        page.fill("#code", "1234")
        page.click("main button[type=submit]")
        expect(page.locator(".summary")).to_be_visible()
        looks_right(page, tag, axe=script)
        page.fill("#code", code)
        page.click("main button[type=submit]")
        page.wait_for_url(f"**/{tag}/inquiry/draft")
        _is_there(page)
        page.reload()
        _is_there(page)
        _agree(page)
        _send(page)
        page.wait_for_url(f"**/{tag}/inquiry/received")
        assert page.locator(".code-big").nth(1).inner_text() == code
        looks_right(page, tag, axe=script)


def test_without_a_script_back_and_send_again_is_the_same_message(browser: Browser, site: str) -> None:
    with phone(browser, script=False) as page:
        page.goto(f"{site}/en/inquiry")
        _fill(page)
        _agree(page)
        _send(page)
        first = page.locator(".code-big").first.inner_text()
        page.goto(f"{site}/en/inquiry")  # as if "back" had to fetch the page anew, with a new id
        _fill(page)
        _agree(page)
        _send(page)
        assert page.locator(".code-big").first.inner_text() == first


def test_a_scanned_receipt_fills_in_the_door_and_leaves_no_trace(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        _fill(page)
        _agree(page)
        _send(page)
        reference, code = [page.locator(".code-big").nth(at).inner_text() for at in (0, 1)]
    with phone(browser, script=True) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url + str(request.headers)))
        page.goto(f"{site}/en/follow-up#{reference}.{code.replace(' ', '')}")
        expect(page.locator("#access_code")).to_have_value(code.replace(" ", ""))
        expect(page.locator("#reference")).to_have_value(reference)
        expect(page.locator("main form [type=submit]").first).to_be_focused()
        assert page.url == f"{site}/en/follow-up"
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text(reference)
        assert not [one for one in asked if code.replace(" ", "") in one]
        # Scanned once more while the inquiry is open: the code does not stay in the address.
        page.goto(f"{site}/en/follow-up#{reference}.{code.replace(' ', '')}")
        page.wait_for_function("location.hash === ''")


@pytest.mark.parametrize("hash_", ["x", "7qk2-m9d4", "<img src=x>", "7qk2-m9d4.12345", "%F0%9F"])
def test_other_addresses_fill_in_nothing(browser: Browser, site: str, hash_: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/follow-up#{hash_}")
        page.wait_for_load_state("networkidle")
        assert page.input_value("#reference") == page.input_value("#access_code") == ""


def test_a_scanned_code_takes_up_the_form(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/ar/inquiry")
        _fill(page)
        page.click("main button[value=save]")
        code = page.locator(".code-big").inner_text().replace(" ", "")
        address = _scanned(page)
        assert address.endswith("/ar/inquiry/resume")
    with phone(browser, script=True) as page:
        page.goto(f"{site}/ar/inquiry/resume#{code}")
        expect(page.locator("#code")).to_have_value(code)
        assert page.url == f"{site}/ar/inquiry/resume"
        page.click("main button[type=submit]")
        page.wait_for_url("**/ar/inquiry/draft")
        _is_there(page)


def test_nothing_stays_on_the_device_unless_asked(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        _fill(page)
        assert page.evaluate("localStorage.length") == 0
        assert page.evaluate("sessionStorage.length") == 0


def test_what_is_typed_is_kept_on_the_device_until_it_is_sent(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        page.check("#keep")
        _fill(page)
        form_id = page.input_value("[name=form_id]")
        page.goto(f"{site}/en/")  # the tab is closed, the phone is switched off
        page.goto(f"{site}/en/inquiry")
        _is_there(page)
        expect(page.locator("#keep")).to_be_checked()
        assert page.input_value("[name=form_id]") == form_id

        choose_language(page, "[lang=he]")
        expect(page.locator("#keep")).to_be_checked()
        page.fill("[name=email]", "demo@example")
        _send(page)  # the address is not complete: it is still kept, with what was typed last
        expect(page.locator("#problems")).to_be_visible()
        expect(page.locator("#keep")).to_be_checked()
        assert ["email", "demo@example"] in json.loads(page.evaluate(KEPT))["values"]

        page.fill("[name=email]", LINES["email"])
        _agree(page)
        _send(page)
        page.wait_for_url("**/inquiry/received")
        page.wait_for_function(f"{KEPT} === null")


def test_the_box_unticked_erases_at_once_and_a_week_does_by_itself(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        page.check("#keep")
        page.fill("[name=contact_name]", "Demo")
        assert "Demo" in page.evaluate(KEPT)
        page.uncheck("#keep")
        page.fill("[name=contact_name]", "Demo again")
        assert page.evaluate(KEPT) is None

        page.check("#keep")
        page.evaluate(
            "week => { const found = JSON.parse(localStorage.getItem('intake.kept'));"
            " localStorage.setItem('intake.kept', JSON.stringify({...found, at: found.at - week})); }",
            7 * 24 * 3600 * 1000,
        )
        page.goto(f"{site}/en/inquiry")
        expect(page.locator("#keep")).not_to_be_checked()
        assert page.input_value("[name=contact_name]") == ""
        assert page.evaluate(KEPT) is None


def test_the_box_is_not_there_without_a_script_and_no_storage_breaks_nothing(browser: Browser, site: str) -> None:
    with phone(browser, script=False) as page:
        page.goto(f"{site}/en/inquiry")
        expect(page.locator("#keep")).to_be_hidden()
    with phone(browser, script=True) as page:
        page.add_init_script("Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('no'); } })")
        page.goto(f"{site}/en/inquiry")
        expect(page.locator("#condition-finder")).to_be_visible()  # the rest of the script runs


def test_a_file_goes_with_the_form_that_is_saved(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        _fill(page)
        page.click("main button[value=save]")
        page.set_input_files("#files", {"name": "report.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nx"})
        page.click("#files-form button[value=send]")
        expect(page.locator("#stored .file-name")).to_have_text("report.pdf")
        looks_right(page, "en", axe=True)
        assert re.search(r"\d", page.locator(".code-big").inner_text())
