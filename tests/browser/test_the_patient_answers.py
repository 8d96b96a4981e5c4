"""Somebody wrote for a patient: the sheet of paper, the patient's own answer; and a link by mail instead of a code."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from intake.lib.mail import maildir
from tests.browser.looking import phone, served
from tests.browser.visiting import FIRST, Visitor, watch, write

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
RELATIVE = {"inquirer_role": "relative", "relationship": "parent", "authority_ok": "yes"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Where the service keeps everything."""
    made = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, made / "intake.db")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of a running service."""
    with served(folder, with_worker=True) as address:
        yield address


@SCRIPT
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_the_patient_answers_for_themselves(browser: Browser, site: str, tag: str, script: bool) -> None:
    """The relative prints the sheet; the patient mistypes, reads, agrees, thinks again; the relative sees it."""
    keys = write(site, **RELATIVE)
    with phone(browser, script=script) as page, phone(browser, script=script) as other:
        relative, patient = Visitor(page, site, tag, script), Visitor(other, site, tag, script)
        troubles = [watch(one.context, site) for one in (page, other)]
        relative.come_in(*keys)
        relative.open("/follow-up/consents")
        page.click("main a[href$='/consents/C1']")
        relative.arrives("/follow-up/consents/C1")
        relative.open("/follow-up/consents")
        page.click(f"main a[href='/{tag}/follow-up/consents/sheet']")
        relative.arrives("/follow-up/consents/sheet")
        reference, code = [page.locator(".code-big").nth(at).inner_text() for at in (0, 1)]
        assert reference == keys[0]
        asked = page.locator("blockquote:not(.original)").inner_text()

        patient.open("/consent")
        patient.looks()
        patient.type({"reference": reference, "consent_code": "0000 0000 0000"})
        other.click(FIRST)
        patient.is_told("#reference")
        patient.type({"consent_code": code})
        other.click(FIRST)
        expect(other.locator("blockquote:not(.original)")).to_have_text(asked)
        patient.looks()
        other.click("main button[value=agree]")
        patient.arrives("/consent/kept")
        other.click("main a[href$='/consent']")
        patient.arrives("/consent")
        patient.type({"reference": reference, "consent_code": code})
        other.click(FIRST)
        expect(other.locator(".notice-info")).to_be_visible()  # what they answered until now
        patient.looks()
        other.click("main button[value=refuse]")
        patient.arrives("/consent/kept")

        relative.open("/follow-up/consents")
        expect(page.locator("section[aria-labelledby='consent-C1.patient'] blockquote:not(.original)")).to_have_text(
            [asked] * 2
        )
        relative.looks()
        assert troubles == [[], []]


@SCRIPT
def test_a_link_from_a_mail(browser: Browser, folder: Path, site: str, script: bool) -> None:
    """Asked for with the reference alone, opened from the mail, with the year wrong first."""
    email = f"script-{script}@example.org".lower()
    reference, _ = write(site, email=email, preferred_language="en")
    with phone(browser, script=script) as page:
        visitor, troubles = Visitor(page, site, "en", script), watch(page.context, site)
        visitor.open("/follow-up")
        page.click("main a[href$='/follow-up/link']")
        visitor.arrives("/follow-up/link")
        visitor.type({"reference": reference})
        page.click(FIRST)
        expect(page.locator(".notice-good")).to_be_visible()
        visitor.looks()
        page.goto(f"{site}{_link_mailed_to(email, folder)}")
        visitor.looks()
        visitor.type({"birth_year": "1890"})
        page.click(FIRST)
        visitor.is_told("#birth_year")
        visitor.type({"birth_year": "1970"})
        page.click(FIRST)
        visitor.arrives("/follow-up")
        expect(page.locator("main")).to_contain_text(reference)
        assert not troubles


def _link_mailed_to(email: str, folder: Path) -> str:
    """The path of the link in the mail, once it is there."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for mail in maildir.newest(folder / "mail"):
            found = re.search(r"/en/follow-up/link/\w+", mail.text)
            if found and mail.recipient == email:
                return found[0]
        time.sleep(0.05)
    raise AssertionError("no mail with a link")
