"""The whole visit on a small phone: written, put aside, taken up, sent, added to, changed, taken along, erased.

In four languages, with scripts and without; every page on the way is as every page must be.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import choose_language, phone, served
from tests.browser.visiting import BAD, FIRST, GOOD, OTHER, SAVE, Visitor, rows, watch

pytestmark = pytest.mark.browser

TAGS = ("en", "he", "ar", "ru")
NEXT = dict(zip(TAGS, (*TAGS[1:], TAGS[0]), strict=True))
CHOICES = {
    "inquirer_role": "relative",
    "relationship": "sibling",
    "disease_state": "relapsed",
    "lines_count": "2",
    "prior_cart": "no",
    "in_hospital": "no",
    "preferred_channel": "email",
}
BOXES = dict.fromkeys(("authority_ok", "consent_process", "notices_ack"), "yes")
LINES = {
    "birth_year": "١٩٨٥",
    "contact_name": "Demo Сестра אחות",
    "email": "demo@example",
    "question": "Первая\n\n«вторая» & <b>",
}


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


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("tag", TAGS)
def test_from_the_first_page_to_the_receipt_of_erasure(
    browser: Browser, folder: Path, site: str, tag: str, script: bool
) -> None:
    before = rows(folder)
    with phone(browser, script=script) as page:
        visitor, troubles = Visitor(page, site, tag, script), watch(page.context, site)
        _writes_and_mistypes(visitor)
        _asks_for_another_language(visitor)
        _puts_it_aside_and_takes_it_up(visitor)
        reference, code = _sends(visitor)
        _adds_details(visitor)
        _adds_a_treatment(visitor)
        _adds_files(visitor)
        _writes_a_message_with_a_file(visitor)
        _agrees_and_takes_it_back(visitor)
        _changes_how_to_be_reached(visitor)
        _takes_a_copy(visitor)
        _withdraws(visitor)
        _erases(visitor, reference)
        _is_unknown_now(visitor, reference, code)
        assert not troubles
    assert rows(folder) == before


def _writes_and_mistypes(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/")
    visitor.looks()
    page.click("main .actions .button >> nth=0")
    visitor.arrives("/inquiry")
    page.locator("[name=condition][value=b-all]").locator("xpath=ancestor::details/summary").click()
    visitor.choose({**CHOICES, **BOXES, "condition": "b-all"})
    page.select_option("[name=residence_country]", "GE")
    visitor.type(LINES)
    page.click("main .actions button[value=send]")
    visitor.is_told("[name=email]")
    _form_is_whole(visitor, {**LINES, **CHOICES, **BOXES})


def _form_is_whole(visitor: Visitor, given: Mapping[str, str]) -> None:
    for name in LINES:
        expect(visitor.page.locator(f"[name={name}]")).to_have_value(given[name])
    for name, code in {**given, "condition": "b-all"}.items():
        if name not in LINES:
            expect(visitor.page.locator(f"[name={name}][value='{code}']")).to_be_checked()
    expect(visitor.page.locator("[name=residence_country]")).to_have_value("GE")


def _asks_for_another_language(visitor: Visitor) -> None:
    then = NEXT[visitor.tag]
    for tag in (then, visitor.tag):
        choose_language(visitor.page, f"[lang={tag}]")
        expect(visitor.page.locator("html")).to_have_attribute("lang", tag)
        _form_is_whole(visitor, {**LINES, **CHOICES, **BOXES})
    visitor.looks()


def _puts_it_aside_and_takes_it_up(visitor: Visitor) -> None:
    page = visitor.page
    page.fill("[name=email]", "demo@example.org")
    page.click("main button[value=save]")
    visitor.arrives("/inquiry/saved")
    code = page.locator(".code-big").inner_text()
    page.context.clear_cookies()  # on another device
    visitor.open("/inquiry/resume")
    page.fill("#code", code)
    page.click("main form button[type=submit]")
    visitor.arrives("/inquiry/draft")
    _form_is_whole(visitor, {**LINES, **CHOICES, **BOXES, "email": "demo@example.org"})


def _sends(visitor: Visitor) -> tuple[str, str]:
    page = visitor.page
    visitor.choose(BOXES)
    page.click("main .actions button[value=send]")
    visitor.arrives("/inquiry/received")
    reference, code = [page.locator(".code-big").nth(at).inner_text() for at in (0, 1)]
    return reference, code


def _adds_details(visitor: Visitor) -> None:
    page = visitor.page
    page.click("form[action$='/follow-up/open'] button")
    visitor.arrives("/follow-up/details")
    page.click(".tasks a[href$='/details/patient']")
    visitor.arrives("/follow-up/details/patient")
    visitor.type({"patient_name": "Demo Демо", "weight_kg": "heavy"})
    page.click(SAVE)
    visitor.is_told("[name=weight_kg]")
    expect(page.locator("[name=patient_name]")).to_have_value("Demo Демо")
    visitor.type({"weight_kg": "٧٢٫٥"})
    page.click("main button[value=back]")
    visitor.arrives("/follow-up/details?saved=patient")
    page.click(".tasks a[href$='/details/patient']")
    expect(page.locator("[name=weight_kg]")).to_have_value("72.5")
    expect(page.locator("[name=patient_name]")).to_have_value("Demo Демо")


def _adds_a_treatment(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/follow-up/treatments")
    visitor.looks()
    page.click("main a[href$='/treatments/new']")
    visitor.type({"treatment.drug": "капли из деревни", "treatment.start": "spring 2023"})
    visitor.looks()
    page.click(SAVE)
    visitor.arrives("/follow-up/treatments")
    expect(page.locator(".cards h2")).to_have_text("капли из деревни")


def _adds_files(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/follow-up/files")
    visitor.looks()
    page.set_input_files("#files", [BAD, GOOD])
    page.click("#files-form .actions button")
    expect(page.locator(".outcome-bad")).to_contain_text(BAD["name"])
    expect(page.locator(".outcome-good")).to_contain_text(GOOD["name"])
    expect(page.locator("#stored .file-name")).to_have_text([GOOD["name"]])
    visitor.looks()


def _writes_a_message_with_a_file(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/follow-up")
    visitor.looks()
    page.fill("[name=message]", "Вот отчёт – הנה הדוח")
    page.click("#compose summary")
    page.set_input_files("#files", [OTHER])
    page.click("#compose .actions button")
    page.wait_for_url("**/follow-up?done=message#thread")
    expect(page.locator(".timeline .words")).to_contain_text(["Вот отчёт – הנה הדוח"])
    visitor.looks()
    visitor.open("/follow-up/files")
    expect(page.locator("#stored .file-name")).to_have_count(2)


def _agrees_and_takes_it_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/follow-up/consents")
    visitor.looks()
    studies = page.locator("section[aria-labelledby='consent-C4']")
    expect(studies.locator("form[action$='/withdraw/consent']")).to_have_count(0)
    studies.locator("button").click()
    visitor.arrives("/follow-up/consents?done=given")
    studies.locator("form[action$='/withdraw/consent'] button").click()
    visitor.arrives("/follow-up/consents?done=withdrawn")
    expect(studies.locator("blockquote:not(.original)")).to_have_count(3)  # given, taken back, and on offer


def _changes_how_to_be_reached(visitor: Visitor) -> None:
    page = visitor.page
    page.click("main a.quiet >> nth=0")
    page.click("main a[href$='/follow-up/contact']")
    visitor.arrives("/follow-up/contact")
    visitor.type({"email": "other@example"})
    page.click(SAVE)
    visitor.is_told("[name=email]")
    visitor.type({"email": "other@example.org"})
    page.click(SAVE)
    page.wait_for_url("**/follow-up?done=contact")
    visitor.open("/follow-up/contact")
    expect(page.locator("[name=email]")).to_have_value("other@example.org")


def _takes_a_copy(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/follow-up/copy")
    visitor.looks()
    with page.expect_download() as download:
        page.click("main a[href$='/copy.html']")
    copy = Path(download.value.path()).with_suffix(".html")
    shutil.copy(download.value.path(), copy)
    opened = page.context.new_page()
    opened.goto(copy.as_uri())
    for said in ("72.5", "капли из деревни", "Вот отчёт – הנה הדוח", GOOD["name"], OTHER["name"], "other@example.org"):
        expect(opened.locator("main")).to_contain_text(said)
    Visitor(opened, visitor.site, visitor.tag, visitor.script).looks()
    opened.close()


def _withdraws(visitor: Visitor) -> None:
    visitor.open("/follow-up/withdraw")
    visitor.looks()
    visitor.page.click(FIRST)
    expect(visitor.page.locator(".notice-good")).to_be_visible()
    visitor.looks()


def _erases(visitor: Visitor, reference: str) -> None:
    page = visitor.page
    page.click("main a[href$='/follow-up/erase']")
    visitor.arrives("/follow-up/erase")
    page.fill("#confirm", "yes")
    page.click(FIRST)
    visitor.is_told("#confirm")
    page.fill("#confirm", reference)
    page.click(FIRST)
    visitor.arrives("/erasure/receipt")
    lines = [page.locator(".code-big").nth(at).inner_text() for at in range(3)]
    assert lines[0] == reference
    page.click("main a[href$='/erasure']")
    visitor.arrives("/erasure")
    for wrong, kind in ((True, "draft"), (False, "good")):
        time = lines[1].replace("20", "19", 1) if wrong else lines[1]
        visitor.type({"reference": lines[0], "time": time, "code": lines[2]})
        page.click(FIRST)
        expect(page.locator(f"main [role=status] .notice-{kind}")).to_be_visible()
        visitor.looks()


def _is_unknown_now(visitor: Visitor, reference: str, code: str) -> None:
    visitor.open("/follow-up")
    visitor.looks()
    visitor.type({"reference": reference, "access_code": code})
    visitor.page.click(FIRST)
    visitor.is_told("#reference")
