"""A whole visit in a browser on a small phone: fill in, change the language, mistakes, send, receipt, follow-up.

In four languages, with and without JavaScript; every page on the way is free of accessibility violations.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import choose_language, looks_right, phone, served

TAGS = ("en", "he", "ar", "ru")
NEXT = dict(zip(TAGS, (*TAGS[1:], TAGS[0]), strict=True))
ROLE = "relative"
CHOICES = {"disease_state": "relapsed", "lines_count": "2", "prior_cart": "no", "in_hospital": "ward"}
BOXES = ("authority_ok", "consent_process", "notices_ack")
LINES = {
    "birth_year": "١٩٨٥",
    "contact_name": "Demo Сестра אחות أخت",
    "email": "demo@example",
    "question": "Первая строка\n\n«вторая» & <b>",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """The address of a running service."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with served(folder) as address:
        yield address


def _fill(page: Page) -> None:
    page.check(f"[name=inquirer_role][value={ROLE}]")
    page.check("[name=relationship][value=sibling]")
    page.locator("[name=condition][value=b-all]").locator("xpath=ancestor::details/summary").click()
    page.check("[name=condition][value=b-all]")
    page.select_option("[name=residence_country]", "GE")
    page.check("[name=preferred_channel][value=email]")
    for name, code in CHOICES.items():
        page.check(f"[name={name}][value='{code}']")
    for name in BOXES:
        page.check(f"[name={name}]")
    for name, text in LINES.items():
        page.fill(f"[name={name}]", text)


def _kept(page: Page) -> None:
    for name, text in LINES.items():
        assert page.input_value(f"[name={name}]") == text
    for name, code in {**CHOICES, "inquirer_role": ROLE, "condition": "b-all"}.items():
        assert page.locator(f"[name={name}]:checked").get_attribute("value") == code
    for name in BOXES:
        assert page.is_checked(f"[name={name}]")
    expect(page.locator("[name=condition][value=b-all]")).to_be_visible()
    assert page.input_value("[name=residence_country]") == "GE"


def _send(page: Page) -> None:
    with page.expect_navigation():  # the script asks something first
        page.click("main .actions button[value=send]")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("tag", TAGS)
def test_somebody_writes_and_comes_back(browser: Browser, site: str, tag: str, script: bool) -> None:
    then = NEXT[tag]
    with phone(browser, script=script) as page:
        page.goto(f"{site}/{tag}/inquiry")
        _fill(page)
        choose_language(page, f"[lang={then}]")
        _kept(page)
        looks_right(page, then, axe=False)

        _send(page)  # the e-mail address is not complete
        assert page.locator(".summary a").count() == 1
        _kept(page)
        looks_right(page, then, axe=script)
        page.click(".summary a")
        if script:
            expect(page.locator("[name=email]")).to_be_focused()

        page.fill("[name=email]", "demo@example.org")
        _send(page)
        assert page.url == f"{site}/{then}/inquiry/received"
        expect(page.locator(".notice-danger")).to_be_visible()  # a patient on a ward: do not wait for us
        looks_right(page, then, axe=script)

        reference, code = [page.locator(".code-big").nth(at).inner_text() for at in (0, 1)]
        page.goto(f"{site}/{tag}/follow-up")
        page.fill("[name=reference]", f" {reference.upper()} ")
        page.fill("[name=access_code]", code)
        page.click("main button[type=submit]")
        assert reference in page.inner_text("main")
        looks_right(page, tag, axe=script)


@pytest.mark.parametrize("tag", TAGS)
def test_an_empty_form_says_what_is_missing(browser: Browser, site: str, tag: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/{tag}/inquiry")
        _send(page)
        expect(page.locator("#problems")).to_be_focused()
        assert page.locator(".summary a").count() > 10
        looks_right(page, tag, axe=False)
        for path in ("follow-up", "nothing-here", "programmes/autoimmune"):
            page.goto(f"{site}/{tag}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_another_language_keeps_the_place(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        page.fill("[name=contact_name]", "Demo")
        choose_language(page, "[lang=ar]")
        page.wait_for_url("**/ar/inquiry#field-contact_name")
        expect(page.locator("#field-contact_name")).to_be_in_viewport()


def test_back_shows_the_chosen_disease_and_sending_again_is_the_same_message(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/inquiry")
        _fill(page)
        page.fill("[name=email]", "demo@example.org")
        _send(page)
        first = page.locator(".code-big").first.inner_text()
        page.go_back()
        page.wait_for_load_state()
        expect(page.locator("[name=condition][value=b-all]")).to_be_visible()
        _send(page)
        assert page.locator(".code-big").first.inner_text() == first


def test_the_draft_notice_leads_to_english_with_everything_typed(browser: Browser, site: str) -> None:
    with phone(browser, script=False) as page:
        page.goto(f"{site}/he/inquiry")
        page.fill("[name=contact_name]", "Demo")
        page.click(".notice-draft button[lang=en]")
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.input_value("[name=contact_name]") == "Demo"


@pytest.mark.parametrize(
    ("tag", "typed", "slug"),
    [
        ("ar", "لوكيميا", "b-all"),
        ("ar", "الذئبه", "sle"),
        ("ar", "ليمفوما", "follicular-lymphoma"),
        ("he", "טרשת נפוצה", "multiple-sclerosis"),
        ("ru", "лейкемия", "b-all"),
        ("ru", "желудок", "solid-gastric-gej"),
        ("ru", "вовчак", "sle"),
        ("en", "миелома", "multiple-myeloma"),
        ("he", "מיילומה", "multiple-myeloma"),
        ("he", "לימפומה דיפוזית", "dlbcl"),
        ("ar", "ورم نقوي", "multiple-myeloma"),
    ],
)
def test_diseases_are_found_by_the_words_people_use(
    browser: Browser, site: str, tag: str, typed: str, slug: str
) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/{tag}/inquiry")
        page.fill("#condition-finder", typed)
        expect(page.locator(f"[name=condition][value={slug}]")).to_be_visible()
        expect(page.locator("[name=condition][value=solid-neuroblastoma]")).to_be_hidden()


def test_a_receipt_on_paper_has_no_furniture(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        page.goto(f"{site}/en/follow-up")
        page.emulate_media(media="print")
        expect(page.locator(".languages")).to_be_hidden()
        expect(page.locator("h1")).to_be_visible()
