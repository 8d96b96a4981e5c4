"""Details and treatments in a browser on a small phone, with and without scripts, in both directions of writing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.lib.folding import folded
from tests.browser.looking import choose_language, looks_right, phone, served

pytestmark = pytest.mark.browser

CHOICES = {
    "inquirer_role": "self",
    "disease_state": "relapsed",
    "lines_count": "2",
    "prior_cart": "no",
    "in_hospital": "no",
    "preferred_channel": "email",
}
DRUG = "[name='treatment.drug']"
SAVE = "main .actions button >> nth=0"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[str]:
    """The address of a running service."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with served(folder) as address:
        yield address


def _come_in(page: Page, site: str, tag: str = "en") -> str:
    """Write about lupus, come back with the code; the address of what lies behind the door."""
    page.goto(f"{site}/en/inquiry")
    page.locator("[name=condition][value=sle]").locator("xpath=ancestor::details/summary").click()
    page.check("[name=condition][value=sle]")
    for name, code in CHOICES.items():
        page.check(f"[name={name}][value='{code}']")
    for name in ("consent_process", "notices_ack", "notices_autoimmune_ack"):
        page.check(f"[name={name}]")
    page.select_option("[name=residence_country]", "GE")
    for name, text in {"birth_year": "1980", "contact_name": "Demo", "email": "demo@example.org"}.items():
        page.fill(f"[name={name}]", text)
    with page.expect_navigation():  # the script asks something first
        page.click("main .actions button[value=send]")
    reference, code = [page.locator(".code-big").nth(at).inner_text() for at in (0, 1)]
    page.goto(f"{site}/{tag}/follow-up")
    if page.locator("[name=reference]").count():
        page.fill("[name=reference]", reference)
        page.fill("[name=access_code]", code)
        page.click("main form button[type=submit]")
    return f"{site}/{tag}/follow-up"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("tag", ["en", "he"])
def test_every_part_can_be_reached_filled_and_left(browser: Browser, site: str, tag: str, script: bool) -> None:
    with phone(browser, script=script) as page:
        inside = _come_in(page, site, tag)
        page.goto(f"{inside}/details")
        looks_right(page, tag, axe=script)
        links = [str(link.get_attribute("href")) for link in page.locator(".tasks a").all()]
        assert len(links) > 5
        for link in links:
            page.goto(f"{site}{link}")
            looks_right(page, tag, axe=script)
        page.goto(f"{inside}/details/patient")
        page.fill("[name=patient_name]", "Demo Демо")
        page.fill("[name=weight_kg]", "-")
        page.click(SAVE)
        assert page.locator(".summary a").count() == 1
        assert page.input_value("[name=patient_name]") == "Demo Демо"
        looks_right(page, tag, axe=script)
        page.fill("[name=weight_kg]", "72,5")
        page.click(SAVE)
        page.goto(f"{inside}/details/patient")
        assert page.input_value("[name=weight_kg]") == "72.5"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_treatments_are_ticked_moved_and_removed(browser: Browser, site: str, script: bool) -> None:
    with phone(browser, script=script) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/treatments")
        for slug in ("belimumab", "mycophenolate"):
            page.check(f"[name=medicine][value={slug}]")
        page.click("#checklist .actions button")
        names = page.locator(".cards h2")
        expect(names).to_have_count(2)
        last = names.nth(1).inner_text()
        page.locator(".cards li").nth(1).get_by_role("button", name="Move up").click()
        expect(names.nth(0)).to_have_text(last)
        looks_right(page, "en", axe=script)
        page.locator(".cards li").nth(0).get_by_role("link", name="Remove").click()
        expect(page.get_by_role("button", name="Yes, remove it")).to_be_in_viewport()
        looks_right(page, "en", axe=script)
        page.get_by_role("button", name="Yes, remove it").click()
        expect(names).to_have_count(1)
        expect(names).not_to_have_text(last)


def test_a_treatment_is_found_by_its_brand_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/treatments/new")
        page.focus(DRUG)
        page.keyboard.type("benlys")
        expect(page.get_by_role("option")).to_have_count(1)
        expect(page.locator(DRUG)).to_have_attribute("aria-expanded", "true")
        expect(page.locator(".combobox [role=status]")).to_contain_text("1")
        looks_right(page, "en", axe=True)
        page.keyboard.press("ArrowDown")
        option = page.locator(DRUG).get_attribute("aria-activedescendant")
        expect(page.locator(f"[id='{option}']")).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        assert page.input_value(DRUG) == "Belimumab"
        assert page.url.endswith("/treatments/new")  # it took the name, it did not send the form
        expect(page.get_by_role("option")).to_have_count(0)
        page.keyboard.press("Enter")
        page.wait_for_url("**/treatments")
        expect(page.locator(".cards h2")).to_have_text("Belimumab")


@pytest.mark.parametrize(
    ("tag", "offered"),
    [
        ("en", {"Йескар": "Axicabtagene ciloleucel", "бенліста": "Belimumab", "kymriah": "Tisagenlecleucel"}),
        ("ru", {"кимрайя": "Tisagenlecleucel", "мабтеру": "R-CHOP", "гормоны": "Кортизон"}),
        ("he", {"ריטוקסימב": "Rituximab", "פְּלַקוֶנִיל": "Hydroxychloroquine", "השתלת מח עצם": "מתורם"}),
        ("ar", {"ريتوكسيماب": "Rituximab", "بلاكـينيل": "Hydroxychloroquine", "ايماتينيب": "Imatinib"}),
    ],
)
def test_a_treatment_is_offered_in_the_script_somebody_types(
    browser: Browser, site: str, tag: str, offered: dict[str, str]
) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site, tag)
        page.goto(f"{inside}/treatments/new")
        for typed, name in offered.items():
            page.fill(DRUG, typed)
            expect(page.get_by_role("option").filter(has_text=name).first).to_be_visible()


def test_the_page_folds_letters_as_the_server_does(browser: Browser, site: str) -> None:
    """What is offered with scripts is understood without them."""
    words = "Шёгрен Йескарта лімфома ґ שָׁלוֹם ריטוקסימאבם סוףץךן أحمد إآٱ الذئبة موسى محـــمد دواء ڤيلكيد گپکی SJÖGREN"
    with phone(browser, script=True) as page:
        page.goto(f"{_come_in(page, site)}/treatments/new")
        said = page.evaluate(
            """async (words) => {
              const { src } = [...document.scripts].find((script) => script.src.endsWith("details.js"));
              const { fold } = await import(src.replace("details.js", "finder.js"));
              return words.split(" ").map(fold);
            }""",
            words,
        )
    assert said == [folded(word).replace("מאב", "מב") for word in words.split()]


def test_a_name_that_is_in_no_list_stays_as_it_was_typed(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/treatments/new")
        page.fill(DRUG, "ritu")
        expect(page.get_by_role("option").first).to_contain_text("Rituximab")
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        page.fill(DRUG, "капли из деревни")
        expect(page.locator(".combobox [role=status]")).to_contain_text("Not in our list")
        page.click(SAVE)
        expect(page.locator(".cards h2")).to_have_text("капли из деревни")


def test_a_name_is_taken_over_with_a_tap(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/treatments/new")
        page.locator(DRUG).press_sequentially("cellc")
        page.get_by_role("option").first.click()
        assert page.input_value(DRUG) == "Mycophenolate"
        expect(page.locator(DRUG)).to_be_focused()


def test_questions_come_and_go_with_the_answers_they_depend_on(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/treatments/new")
        expect(page.locator("[name='treatment.end']")).to_be_visible()
        page.check("[name='treatment.ongoing']")
        expect(page.locator("[name='treatment.end']")).to_be_hidden()
        page.goto(f"{inside}/details/treatments")
        expect(page.locator("[name=gvhd_now]").first).to_be_hidden()
        page.check("[name=transplant][value=donor]")
        expect(page.locator("[name=gvhd_now]").first).to_be_visible()


def test_one_more_row_needs_no_server(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/details/patient")
        rows = page.locator("select[name=citizenship]")
        rows.nth(0).select_option("GE")
        page.click("#field-citizenship [data-one-more]")
        expect(rows).to_have_count(3)
        expect(rows.nth(2)).to_be_focused()
        assert rows.nth(2).input_value() == ""
        rows.nth(2).select_option("IL")
        page.click(SAVE)
        page.goto(f"{inside}/details/patient")
        assert [rows.nth(at).input_value() for at in range(3)] == ["GE", "IL", ""]


def test_another_language_keeps_the_place_and_what_was_typed(browser: Browser, site: str) -> None:
    with phone(browser, script=True) as page:
        inside = _come_in(page, site)
        page.goto(f"{inside}/details/patient")
        page.fill("[name=weight_kg]", "heavy")
        choose_language(page, "[lang=ar]")
        page.wait_for_url("**/ar/follow-up/details/patient#field-weight_kg")
        assert page.input_value("[name=weight_kg]") == "heavy"
        assert page.locator(".summary").count() == 0
