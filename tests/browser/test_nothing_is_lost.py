"""Another language beside an error, back, refresh, two windows: nothing is lost, nothing is doubled."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import phone, served
from tests.browser.visiting import BAD, ERRORS, GOOD, OTHER, SAVE, Visitor, come_back, kept_of

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
SENT = "main .actions button[value=send]"
WORDS = "Вот отчёт – הנה הדוח"
TOO_LONG = f"{WORDS}\n" * 250
FILES = (GOOD["name"], OTHER["name"])


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
def test_another_language_on_a_message_that_was_refused(
    browser: Browser, folder: Path, site: str, script: bool
) -> None:
    """The text is too long, a file is beside it, another is chosen on the page that says so."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        visitor.open("/follow-up/messages")
        page.fill("#message", TOO_LONG)
        page.click("#compose summary")
        page.set_input_files("#files", [GOOD])
        page.click(SENT)
        visitor.is_told("#message")
        expect(page.locator("#message")).to_have_value(TOO_LONG)
        if not page.locator("#files").is_visible():
            page.click("#compose summary")
        page.set_input_files("#files", [OTHER])
        then = visitor.in_another_language()
        expect(page.locator("#message")).to_have_value(TOO_LONG)
        expect(page.locator(".outcome-good")).to_contain_text(OTHER["name"])
        then.looks()
        page.fill("#message", WORDS)
        page.click(SENT)
        page.wait_for_url("**/follow-up?done=message#thread")
        then.finds_files(*FILES)
    assert kept_of(folder, keys[0]) == {"inquiries": 1, "messages": 1, "files": 2}


@SCRIPT
def test_another_language_where_a_file_was_refused(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """A bad file is named; a good one is chosen, and the language changed before it is sent."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        visitor.open("/follow-up/files")
        page.select_option("[name=kind]", "antibodies")
        page.set_input_files("#files", [BAD, GOOD])
        page.click(SENT)
        expect(page.locator(".outcome-bad")).to_contain_text(BAD["name"])
        expect(page.locator("#stored .file-name")).to_have_text([GOOD["name"]])
        if script:
            expect(page.locator(".uploads-said")).to_have_text("Some files were not sent. Please look at the list.")
        page.set_input_files("#files", [OTHER])
        then = visitor.in_another_language()
        expect(page.locator("#stored .file-name")).to_have_text(list(FILES))
        expect(page.locator("[name=kind]")).to_have_value("antibodies")
        then.looks()
    assert kept_of(folder, keys[0])["files"] == 2


def test_another_language_while_a_file_is_on_its_way(browser: Browser, folder: Path, site: str) -> None:
    """One hangs in the network, another was chosen meanwhile: both go with the page."""
    with phone(browser, script=True) as page:
        visitor, keys = come_back(page, site)
        visitor.open("/follow-up/files")
        page.route("**/follow-up/files", lambda route: None, times=1)  # it never gets an answer
        page.set_input_files("#files", [GOOD])
        page.click(SENT)
        expect(page.locator(".upload progress")).to_be_visible()
        page.set_input_files("#files", [OTHER])
        visitor.in_another_language()
        expect(page.locator("#stored .file-name")).to_have_text(list(FILES))
    assert kept_of(folder, keys[0])["files"] == 2


@SCRIPT
def test_back_and_sent_again(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """A message, an entry of the treatments, a file: each is there once."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        for path, done in (("/follow-up", "**/follow-up?done=message#thread"), ("/follow-up/messages", "**?done=**")):
            visitor.open(path)
            page.fill("#message", f"{WORDS} {path}")
            page.click(SENT)
            page.wait_for_url(done)
            page.go_back()
            expect(page.locator("#message")).to_have_value(f"{WORDS} {path}")  # the browser puts it back
            page.click(SENT)
            page.wait_for_url(done)
        visitor.open("/follow-up/treatments/new")
        page.fill("[name='treatment.drug']", "Demo")
        page.dblclick(SAVE)  # as people do; the second click ends the first one's way there
        expect(page).to_have_url(re.compile("/treatments$"))
        page.go_back()
        page.go_forward()
        expect(page.locator(".cards h2")).to_have_text(["Demo"])
        visitor.open("/follow-up/files")
        for again in (False, True):
            page.set_input_files("#files", [GOOD])
            page.click(SENT)
            if again:
                expect(page.locator(".outcome-text")).to_contain_text("We had received this file already.")
            expect(page.locator("#stored .file-name")).to_have_text([GOOD["name"]])
    assert kept_of(folder, keys[0]) == {"inquiries": 1, "messages": 2, "files": 1}


@SCRIPT
def test_refreshed_after_sending(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """F5 on what came after a form: what was done, and what was refused, is not done again."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        page.fill("#message", WORDS)
        page.click("#compose summary")
        page.set_input_files("#files", [GOOD, BAD])
        page.click(SENT)
        expect(page.locator(".outcome-bad")).to_contain_text(BAD["name"])
        if script:
            page.click(SENT)  # the good one is stored; the text waited
            page.wait_for_url("**?done=message#thread")
        page.reload()
        expect(page.locator("main")).to_contain_text(WORDS)
        visitor.open("/follow-up/details/patient")
        visitor.type({"patient_name": "Demo", "weight_kg": "heavy"})
        page.click(SAVE)
        expect(page.locator(ERRORS)).to_be_visible()
        page.reload()
        expect(page.locator(ERRORS)).to_be_visible()
        expect(page.locator("[name=weight_kg]")).to_have_value("heavy")
        visitor.type({"weight_kg": "72"})
        page.click("main button[value=back]")
        page.wait_for_url("**/details?saved=patient")
        page.reload()
        visitor.open("/follow-up/details/patient")
        expect(page.locator("[name=patient_name]")).to_have_value("Demo")
        expect(page.locator("[name=weight_kg]")).to_have_value("72")
    assert kept_of(folder, keys[0]) == {"inquiries": 1, "messages": 1, "files": 1}


@SCRIPT
def test_the_form_refreshed_and_sent_twice(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """The receipt again, the same reference, one inquiry."""
    with phone(browser, script=script) as page:
        visitor = Visitor(page, site, "en", script)
        visitor.open("/inquiry")
        visitor.type({"contact_name": "Demo", "question": WORDS})
        page.click(SENT)
        expect(page.locator(ERRORS)).to_be_visible()
        page.reload()
        expect(page.locator(ERRORS)).to_be_visible()
        expect(page.locator("[name=contact_name]")).to_have_value("Demo")
        expect(page.locator("[name=question]")).to_have_value(WORDS)
        page.locator("[name=condition][value=dlbcl]").locator("xpath=ancestor::details/summary").click()
        answers = {"inquirer_role": "self", "condition": "dlbcl", "disease_state": "relapsed", "lines_count": "2"}
        visitor.choose({**answers, "prior_cart": "no", "in_hospital": "no", "preferred_channel": "email"})
        visitor.choose({"consent_process": "yes", "notices_ack": "yes"})
        page.select_option("[name=residence_country]", "GE")
        visitor.type({"birth_year": "1970", "email": "demo@example.org"})
        page.click(SENT)
        page.wait_for_url("**/inquiry/received")
        reference = page.locator(".code-big").first.inner_text()
        page.reload()
        expect(page.locator(".code-big").first).to_have_text(reference)
    assert kept_of(folder, reference)["inquiries"] == 1


@SCRIPT
def test_two_windows(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """Two parts in two windows: both are saved. The same part: both texts are shown, and what is saved then stays."""
    with phone(browser, script=script) as page:
        visitor, keys = come_back(page, site, script=script)
        other = Visitor(page.context.new_page(), site, "en", script)
        visitor.open("/follow-up/details/patient")
        other.open("/follow-up/details/health")
        visitor.type({"patient_name": "Demo"})
        other.choose({"infection_now": "no"})
        for each in (visitor, other):
            each.page.click("main button[value=back]")
            each.page.wait_for_url("**/details?saved=*")
        visitor.open("/follow-up/details/health")
        expect(page.locator("[name=infection_now][value=no]")).to_be_checked()

        visitor.open("/follow-up/details/patient")
        other.open("/follow-up/details/patient")
        expect(page.locator("[name=patient_name]")).to_have_value("Demo")
        visitor.type({"patient_name": "Demo One"})
        other.type({"patient_name": "Demo Two"})
        page.click("main button[value=back]")
        page.wait_for_url("**/details?saved=patient")
        other.page.click("main button[value=back]")
        expect(other.page.locator(".elsewhere")).to_contain_text("Demo One")
        expect(other.page.locator("[name=patient_name]")).to_have_value("Demo Two")
        other.looks()
        other.page.reload()
        expect(other.page.locator(".elsewhere")).to_contain_text("Demo One")
        expect(other.page.locator("[name=patient_name]")).to_have_value("Demo Two")
        other.page.click("main button[value=back]")
        other.page.wait_for_url("**/details?saved=patient")
        visitor.open("/follow-up/details/patient")
        expect(page.locator("[name=patient_name]")).to_have_value("Demo Two")

        for each in (visitor, other):
            each.open("/follow-up/contact")
        visitor.type({"contact_name": "Demo Here"})
        other.type({"contact_name": "Demo There"})
        page.click(SAVE)
        page.wait_for_url("**?done=contact")
        other.page.click(SAVE)
        expect(other.page.locator(".notice-draft").last).to_be_visible()
        expect(other.page.locator("[name=contact_name]")).to_have_value("Demo There")
        other.looks()
    assert kept_of(folder, keys[0]) == {"inquiries": 1, "messages": 0, "files": 0}
