"""The page of an inquiry and its brief: in both directions of writing, wide and narrow, light, dark and on paper."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.domain.triage import Flag
from intake.domain.visit import Visit
from intake.resources import open_resources
from intake.services import details, messages
from intake.services.accounts import NewAccount
from intake.services.office import Office
from tests.browser.looking import is_well, served
from tests.makers import make_settings
from tests.people import CLARA, PASSWORD, hire
from tests.web.office import arrive

pytestmark = pytest.mark.browser

NOA = replace(CLARA, email="noa@example.org", name="נועה Test", locale="he")
CARDS: tuple[dict[str, list[str]], ...] = (
    {
        "treatment.drug": ["R-CHOP"], "treatment.start": ["03/2019"], "treatment.end": ["08/2019"],
        "treatment.response": ["gone"], "treatment.stop_reason": ["planned"],
    },
    {
        "treatment.drug": ["R-DHAP"], "treatment.start": ["2021"], "treatment.end": ["2021"],
        "treatment.response": ["smaller"], "treatment.stop_reason": ["stopped_working"],
        "treatment.note": ["Три курса, потом инфекция."],
    },
    {"treatment.drug": ["таблетки от давления"], "treatment.response": ["unknown"]},
    {"treatment.drug": ["Polivy"], "treatment.start": ["5.2.2026"], "treatment.ongoing": ["yes"]},
)  # fmt: skip
BLOCKS: dict[str, dict[str, list[str]]] = {
    "cart": {
        "cart_product": ["Yescarta"], "cart_date": ["15.4.2023"], "cart_best_response": ["gone"],
        "cart_relapse_date": ["2025"], "cart_target": ["cd19"],
    },
    "patient": {"sex": ["female"], "current_location": ["hospital"], "patient_knows": ["yes"]},
    "disease": {"diagnosis_date": ["2019"], "records_have": ["discharge", "pathology"], "records_language": ["ru"]},
    "health": {"infection_now": ["no"], "virus_hiv": ["negative"]},
}  # fmt: skip
WIDTHS = [(1280, "light"), (900, "dark"), (320, "light"), (320, "dark")]


async def _write(folder: Path) -> str:
    """A relative writes of a relapse after CAR-T, with treatments, details and a message: the inquiry's page."""
    async with open_resources(make_settings(folder, f"sqlite:///{folder}/intake.db")) as resources:
        db, keyring, desk = resources.db, resources.keyring, resources.office
        for account in (CLARA, NOA):
            await hire(account, db, keyring)
        new = await arrive(
            db, keyring, condition="dlbcl", language="ru", flags=(Flag.RF2, Flag.RF13),
            inquirer_role="relative", relationship="child", authority_ok="yes", prior_cart="yes", lines_count="4+",
            in_hospital="ward", last_worsening="yes", performance="2", residence_country="KZ", birth_year="1961",
            safe_to_call="no", phone="+77012345678", best_time=("morning", "evening"), consent_share_hospital="yes",
            question="Здравствуйте! У мамы лимфома вернулась через два года после CAR-T.\nМожно ли повторить?",
        )  # fmt: skip
        await _add(new.id, desk)
    return f"/staff/inquiries/{new.id}"


async def _add(inquiry_id: str, desk: Office) -> None:
    visit, now = Visit(inquiry_id), datetime.now(UTC)
    for number, card in enumerate(CARDS):
        await details.add_card(visit, f"form-{number}", card, office=desk, now=now)
    for block, typed in BLOCKS.items():
        seen = details.seen_block(await details.opened(visit, office=desk), block, office=desk)
        await details.save_block(visit, block, typed, seen=seen, office=desk, now=now)
    await messages.write(visit, "Есть ли новости? Мы очень ждём.", "form-m", "ru", office=desk, now=now)


@pytest.fixture(scope="module")
def inquiry(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[tuple[str, str]]:
    """The address of a running service, and the path of an inquiry."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "intake.db")
    with ThreadPoolExecutor() as threads:  # the browser's driver has a loop of its own in this one
        path = threads.submit(lambda: asyncio.run(_write(folder))).result()
    with served(folder) as address:
        yield address, path


def _come_in(browser: Browser, address: str, somebody: NewAccount, width: int, scheme: str) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, locale=somebody.locale)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}/staff/login")
    page.fill("#email", somebody.email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator(".bar__who")).to_be_visible()
    return page


@pytest.mark.parametrize("somebody", [CLARA, NOA], ids=["en", "he"])
@pytest.mark.parametrize(("width", "scheme"), WIDTHS)
def test_the_page_and_its_brief_are_well(
    browser: Browser, inquiry: tuple[str, str], somebody: NewAccount, width: int, scheme: str
) -> None:
    address, path = inquiry
    page = _come_in(browser, address, somebody, width, scheme)
    page.goto(address + path)
    assert page.locator(".years__row").count() > 4
    # The first bar begins with the first year: at the start of the line, whichever side that is.
    line, bar = page.locator(".years__svg").nth(1).bounding_box(), page.locator("figure rect").first.bounding_box()
    assert line
    assert bar
    start = (line["x"] + line["width"]) - (bar["x"] + bar["width"]) if somebody is NOA else bar["x"] - line["x"]
    assert abs(start) < 3
    is_well(page)
    page.goto(f"{address}{path}/brief?second={'ru' if somebody is NOA else 'he'}&chosen=1&part=line&part=words")
    is_well(page)
    page.emulate_media(media="print")
    assert not page.locator(".paper__tools").is_visible()
    page.close()


def test_the_brief_fits_on_one_sheet_and_names_the_inquiry_at_its_foot(
    browser: Browser, inquiry: tuple[str, str], tmp_path: Path
) -> None:
    address, path = inquiry
    page = _come_in(browser, address, CLARA, 1280, "light")
    page.goto(f"{address}{path}/brief")
    pdf = page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1
    page.close()


def test_what_is_extra_sensitive_is_opened_with_a_reason(browser: Browser, inquiry: tuple[str, str]) -> None:
    address, path = inquiry
    page = _come_in(browser, address, CLARA, 320, "dark")
    page.goto(address + path)
    page.click("summary:has(+ form[action$='/sensitive'])")
    page.fill("#why-sensitive", "MARKER the ward asks")
    page.click("form[action$='/sensitive'] button")
    expect(page.locator("main dl.pairs dt")).to_have_count(1)
    is_well(page)
    page.close()
