"""Nobody agrees to a sentence nobody has read: until somebody has, its English stands under it, and both are kept."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import httpx2
import pytest

from intake.app import create_app
from intake.content.loader import load_content
from intake.domain.consent import OF_PATIENT, ConsentEvent, digest
from intake.lib.paths import CONTENT
from intake.resources import Resources, open_resources
from tests import languages
from tests.driving import browser, started
from tests.makers import make_settings
from tests.visit import hidden, open_form, receipt_of, send
from tests.web.public.own.detailing import kept

pytestmark = pytest.mark.anyio

C1 = load_content(None).legal.consents["C1"].text
FOLLOW_UP = "/he/follow-up"
CONSENTS = f"{FOLLOW_UP}/consents"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hebrew, complete and read by nobody."""
    return languages.copied(tmp_path / "locales", "he")


@asynccontextmanager
async def house(url: str, tmp_path: Path, folder: Path, **environ: str) -> AsyncIterator[Resources]:
    """An office that speaks the languages of the folder."""
    settings = make_settings(tmp_path, url, INTAKE_LOCALES_DIR=str(folder), **environ)
    async with open_resources(settings) as resources:
        yield resources


@asynccontextmanager
async def visitor(resources: Resources) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser in front of it."""
    async with started(create_app(resources)) as app, browser(app) as client:
        yield client


async def write(client: httpx2.AsyncClient, **answers: object) -> tuple[str, str]:
    """Fill in the Hebrew form, send it and come in behind the code: reference and code."""
    sent = await send(client, await open_form(client, "he"), "he", **answers)
    assert sent.status_code == 303, sent.text
    keys = receipt_of((await client.get("/he/inquiry/received")).text)
    await client.post(FOLLOW_UP, data=dict(zip(("reference", "access_code"), keys, strict=True)))
    return keys


async def given(resources: Resources, keys: tuple[str, str], id_: str) -> ConsentEvent:
    """What was last kept of a consent."""
    return [one for one in (await kept(resources, keys)).consents if one.id == id_][-1]


def quotes(page: str) -> list[tuple[str, str]]:
    """The texts of consents on a page with the language of each."""
    found = re.findall(r'<blockquote[^>]* lang="([^"]+)" dir="[^"]+">(.*?)</blockquote>', page, re.DOTALL)
    return [(lang, unescape(text)) for lang, text in found]


def filled(text: str, resources: Resources) -> str:
    """The English as an English page says it."""
    return text % resources.content.clinic.values(resources.catalogs.translations("en", "legal"))


async def test_both_texts_are_shown_and_both_are_kept(database_url: str, tmp_path: Path, folder: Path) -> None:
    """On the form, and wherever it is read again: the list, the page to print, the copy in words and as data."""
    async with house(database_url, tmp_path, folder) as resources, visitor(resources) as client:
        english = filled(C1, resources)
        form = unescape((await client.get("/he/inquiry")).text).replace("\N{WORD JOINER}", "")
        assert f'<span class="original" lang="en" dir="ltr">{english}</span>' in form
        keys = await write(client)
        event = await given(resources, keys, "C1")
        assert (event.locale, event.original) == ("he", english)
        assert event.text != english
        assert (event.sha256, event.original_sha256) == (digest(event.text), digest(english))
        for page in (CONSENTS, f"{CONSENTS}/C1", f"{FOLLOW_UP}/copy.html"):
            shown = (await client.get(page)).text
            assert {("he", event.text), ("en", english)} <= set(quotes(shown)), page
            assert event.sha256 in shown
            assert event.original_sha256 in shown
        data = json.loads((await client.get(f"{FOLLOW_UP}/copy.json")).text)
        (row,) = [one for one in data["consents"] if one["id"] == "C1"]
        assert (row["original"], row["original_sha256"]) == (english, event.original_sha256)


async def test_what_is_given_later_and_what_a_patient_answers_keep_both(
    database_url: str, tmp_path: Path, folder: Path
) -> None:
    """One hash comes back for both texts, so that neither can change in between; the sheet of paper has both."""
    async with house(database_url, tmp_path, folder) as resources, visitor(resources) as client:
        keys = await write(client, inquirer_role="relative", relationship="parent", authority_ok="yes")
        page = (await client.get(CONSENTS)).text
        offered = page.split('value="C2"', 1)[0].rpartition("<section")[2]
        (he, hebrew), (en, english) = quotes(offered)
        assert (he, en) == ("he", "en")
        seen = hidden(page.split('value="C2"', 1)[1], "seen")
        assert seen == digest(f"{hebrew}\n{english}")
        refused = await client.post(CONSENTS, data={"consent": "C2", "seen": digest(hebrew)})
        assert refused.status_code == 409
        assert (await client.post(CONSENTS, data={"consent": "C2", "seen": seen})).status_code == 303
        later = await given(resources, keys, "C2")
        assert (later.text, later.original) == (hebrew, english)
        sheet = await client.get(f"{CONSENTS}/sheet")
        own = quotes(sheet.text)
        assert [lang for lang, _ in own] == ["he", "en"]
        codes = re.findall(r'<bdi class="code code-big" dir="ltr">(.*?)</bdi>', sheet.text, re.DOTALL)
        reference, code = (" ".join(re.findall(r"<span>([^<]*)</span>", one)) for one in codes)
        typed = {"reference": reference, "consent_code": code, "action": "open"}
        asked = (await client.post("/he/consent", data=typed)).text
        assert quotes(asked) == own
        typed |= {"seen": hidden(asked, "seen"), "step": "question", "action": "refuse"}
        assert (await client.post("/he/consent", data=typed)).status_code == 303
        said = await given(resources, keys, OF_PATIENT)
        assert (said.text, said.original) == (own[0][1], own[1][1])


async def test_once_it_is_approved_one_text_is_enough(database_url: str, tmp_path: Path, folder: Path) -> None:
    """The service that runs hears of it from the file."""
    async with house(database_url, tmp_path, folder) as resources, visitor(resources) as client:
        assert 'class="original"' in (await client.get("/he/inquiry")).text
        languages.approve(folder, "he", languages.all_approvals(folder, "he"))
        await resources.languages.refresh()
        assert 'class="original"' not in (await client.get("/he/inquiry")).text
        keys = await write(client)
        event = await given(resources, keys, "C1")
        assert (event.locale, event.original, event.original_sha256) == ("he", "", "")
        assert quotes((await client.get(f"{CONSENTS}/C1")).text) == [("he", event.text)]
        (row,) = [
            one
            for one in json.loads((await client.get(f"{FOLLOW_UP}/copy.json")).text)["consents"]
            if one["id"] == "C1"
        ]
        assert (row["original"], row["original_sha256"]) == ("", "")


async def test_an_edited_english_sentence_voids_the_approval(database_url: str, tmp_path: Path, folder: Path) -> None:
    """The clinic says more than it did; the Hebrew that was read is not what stands for it now."""
    languages.approve(folder, "he", languages.all_approvals(folder, "he"))
    content = _content_that_says(tmp_path, "to handle this inquiry", "to handle this inquiry, for two years,")
    languages.edit(
        folder, "he", "legal", "to handle this inquiry", "to handle this inquiry, for two years,", english=True
    )
    async with (
        house(database_url, tmp_path, folder, INTAKE_CONTENT_DIR=str(content)) as resources,
        visitor(resources) as client,
    ):
        assert 'class="original"' in (await client.get("/he/inquiry")).text
        keys = await write(client)
        event = await given(resources, keys, "C1")
        assert ", for two years," in event.original
        assert (await given(resources, keys, "N1")).original == ""  # that one has been read, and nobody touched it


async def test_a_text_that_changed_while_the_form_lay_open_is_not_agreed_to(
    database_url: str, tmp_path: Path, folder: Path
) -> None:
    """The form comes back with every answer and no tick; read again and ticked again, it is taken."""
    async with house(database_url, tmp_path, folder) as resources, visitor(resources) as client:
        page = (await client.get("/he/inquiry")).text
        opened = await open_form(client, "he") | {"asks": hidden(page, "asks")}
        languages.approve(folder, "he", languages.all_approvals(folder, "he"))
        await resources.languages.refresh()
        again = await send(client, opened, "he")
        assert again.status_code == 422
        assert 'value="Amal Example"' in again.text
        assert not re.search(r'name="consent_process"[^>]*checked', again.text)
        assert hidden(again.text, "asks") != opened["asks"]
        assert (await send(client, opened | {"asks": hidden(again.text, "asks")}, "he")).status_code == 303


async def test_a_strict_house_hides_the_language_until_the_last_approval(
    database_url: str, tmp_path: Path, folder: Path
) -> None:
    """Not in the menu, not negotiated, not there; then, without a restart, all of it."""
    strict = {"INTAKE_LOCALE_POLICY": "reviewed"}
    *most, last = languages.all_approvals(folder, "he")
    languages.approve(folder, "he", most)
    async with house(database_url, tmp_path, folder, **strict) as resources, visitor(resources) as client:
        asks = {"accept-language": "he"}
        assert (await client.get("/he/inquiry")).status_code == 404
        assert 'hreflang="he"' not in (await client.get("/en/")).text
        assert (await client.get("/", headers=asks)).headers["location"] == "/en/"
        client.cookies.clear()
        languages.approve(folder, "he", [last])
        await resources.languages.refresh()
        page = await client.get("/he/inquiry")
        assert page.status_code == 200
        assert 'class="original"' not in page.text
        assert 'hreflang="he"' in (await client.get("/en/")).text
        client.cookies.clear()
        assert (await client.get("/", headers=asks)).headers["location"] == "/he/"


def _content_that_says(tmp_path: Path, old: str, new: str) -> Path:
    """The clinic's files with a sentence changed."""

    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "legal.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return folder
