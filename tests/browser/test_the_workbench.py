"""A translator works by keyboard alone, is told at once what is wrong, and readers see a sentence once it is saved."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from intake.lib import catalog_files
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.paths import LOCALES
from intake.services.workbench.book import read_book
from tests.browser.looking import is_well, served
from tests.languages import copied
from tests.people import ADA, PASSWORD, TOVE, hire

pytestmark = pytest.mark.browser

HOME = "/staff/translations"
DOCUMENTS, WRITE = MISSING = ("Documents and pictures", "Write to a coordinator")
FOCUSED = "document.activeElement.closest('tr')?.dataset.message ?? ''"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """Where the service keeps everything, the languages too; two Hebrew sentences are not written yet."""
    made = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, made / "intake.db")
    shutil.copy(LOCALES / "glossary.toml", copied(made / "locales", "he", "ru", "ar"))
    path = catalog_files.path_of(made / "locales", "he", "site")
    text = path.read_text("utf-8")
    for english in MISSING:
        text, count = re.subn(rf'(msgid "{english}"\nmsgstr )".*"', r'\1""', text)
        assert count == 1
    path.write_text(text, "utf-8")
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The address of a running service, with two people who may translate."""
    with served(folder, INTAKE_LOCALES_DIR=str(folder / "locales")) as address:

        async def hired() -> None:
            db, keyring = await Database.open(f"sqlite:///{folder}/intake.db"), KeyRing.load(folder / "intake.keyring")
            for somebody in (TOVE, ADA):
                await hire(somebody, db, keyring)
            await db.close()

        with ThreadPoolExecutor(1) as pool:  # this thread is the browser's
            pool.submit(asyncio.run, hired()).result()
        yield address


def test_a_translator_finds_writes_mends_and_saves_by_keyboard(browser: Browser, site: str) -> None:
    shipped = next(one for one in read_book(LOCALES, "he").messages if one.source.id == WRITE)
    better = f"{shipped.entry.strings[0]} עכשיו"
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _come_in(page, site, TOVE.email)
    page.goto(f"{site}/he/")
    assert WRITE in page.locator("main").inner_text()

    page.goto(f"{site}{HOME}/he?domain=site&state=missing")
    page.wait_for_load_state()
    page.keyboard.press("j")
    first = page.evaluate(FOCUSED)
    page.keyboard.press("j")
    second = page.evaluate(FOCUSED)
    assert len({first, second, ""}) == 3
    page.keyboard.press("j")
    expect(page.locator("#keys-said")).to_have_text("This is the last on this page.")
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED) == first
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")
    expect(page.locator(".bench__source")).to_have_text(DOCUMENTS)

    page.keyboard.press("e")
    field = page.locator("textarea[name='form.0']")
    expect(field).to_be_focused()
    page.keyboard.type("jk לכתוב  %(who)s")  # all of these letters are only letters here
    expect(page.locator(".checks__error").first).to_contain_text("%(who)s")
    page.keyboard.press("Control+a")
    page.keyboard.type("מסמכים ותמונות")
    expect(page.locator(".checks__error")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=saved")
    expect(page.locator(".bench__source")).to_have_text(WRITE)
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.type(better)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=last")
    page.goto(f"{site}/he/")
    assert better in page.locator("main").inner_text()
    page.close()


def test_two_people_write_the_same_sentence(browser: Browser, site: str, folder: Path) -> None:
    message = next(one for one in read_book(folder / "locales", "he").messages if one.source.id == DOCUMENTS)
    pages = []
    for somebody in (TOVE, ADA):
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        _come_in(page, site, somebody.email)
        page.goto(f"{site}{HOME}/{message.url}")
        page.wait_for_load_state()
        pages.append(page)
    first, second = pages
    first.fill("textarea[name='form.0']", "מסמכים וצילומים")
    first.keyboard.press("Control+Enter")
    first.wait_for_url("**done=**")
    second.fill("textarea[name='form.0']", "תמונות ומסמכים")
    second.keyboard.press("Control+Enter")
    expect(second.locator("#problem")).to_be_focused()
    expect(second.locator(".bench__theirs")).to_have_text("מסמכים וצילומים")
    expect(second.locator("textarea[name='form.0']")).to_have_value("תמונות ומסמכים")
    is_well(second)
    second.locator("textarea[name='form.0']").press("Control+Enter")
    second.wait_for_url("**done=**")
    stands = read_book(folder / "locales", "he").message(message.domain, message.id)
    assert stands.entry.strings == ("תמונות ומסמכים",)
    for page in pages:
        page.context.close()


def test_a_second_reader_approves_one_after_the_other(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    _come_in(page, site, ADA.email)
    page.goto(f"{site}{HOME}/ru/reading")
    page.wait_for_load_state()
    before = page.locator(".bench__source").first.inner_text()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=approved")
    after = page.locator(".bench__source").first.inner_text()
    assert before != after
    page.keyboard.press("j")
    page.wait_for_url(lambda url: "done" not in url)
    assert page.locator(".bench__source").first.inner_text() not in {before, after}
    page.close()


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(1280, "light", "en"), (900, "dark", "he"), (320, "light", "he"), (320, "dark", "en")],
)
def test_every_page_of_the_workbench_is_well(
    browser: Browser, site: str, folder: Path, width: int, scheme: str, locale: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    _come_in(page, site, TOVE.email)
    page.goto(f"{site}/staff/me")
    page.select_option("#locale", locale)
    page.click("main form button")
    book = read_book(folder / "locales", "ar")
    plural = next(one for one in book.messages if one.source.plural is not None)
    protected = next(one for one in book.messages if one.protected)
    for path in ("", "/ar", "/ar?q=zzzz", "/ar/reading", "/ar/upload"):
        page.goto(f"{site}{HOME}{path}")
        assert page.locator("html").get_attribute("lang") == locale
        is_well(page)
        if not path:
            page.click("#ar summary")
            is_well(page)
    for message in (plural, protected):
        page.goto(f"{site}{HOME}/{message.url}?others=yes")
        page.fill("textarea[name='form.0']", "%(nobody)s")
        expect(page.locator(".checks__error").first).to_be_visible()
        is_well(page)
    file = catalog_files.path_of(folder / "locales", "ar", "site")
    broken = file.read_bytes().replace(plural.entry.strings[1].encode(), b"%(nobody)s x", 1)
    page.goto(f"{site}{HOME}/ar/upload")
    page.set_input_files("#file", FilePayload(name="site.po", mimeType="text/plain", buffer=broken))
    page.click(".narrow--start button")
    expect(page.locator("#would")).to_be_visible()
    is_well(page)
    page.goto(f"{site}/staff/me")
    page.select_option("#locale", "en")
    page.click("main form button")
    page.close()


def test_the_workbench_is_whole_without_a_script(browser: Browser, site: str, folder: Path) -> None:
    message = next(one for one in read_book(folder / "locales", "ru").messages if one.source.id == DOCUMENTS)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 900, "height": 900})
    page = context.new_page()
    _come_in(page, site, TOVE.email)
    page.goto(f"{site}{HOME}/{message.url}")
    expect(page.locator("[data-keys]")).to_be_hidden()
    page.fill("textarea[name='form.0']", "Документы  и фото")
    page.click(".bench__form button")
    expect(page.locator(".checks__remark")).to_contain_text("One space between words is enough.")
    page.check("input[name=confirmed]")
    page.click(".bench__form button")
    expect(page.locator("#done")).to_be_visible()
    context.close()


def _come_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/staff/login")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".bar__who button")).to_be_visible()
    page.wait_for_load_state()
