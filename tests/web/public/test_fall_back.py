"""What cannot be shown in a language is shown in the next one, marked so; no page is lost for a slip."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import anyio
import httpx2
import pytest
from click.testing import CliRunner

from intake.app import create_app
from intake.cli.main import intake
from intake.lib.catalog_files import path_of
from intake.lib.paths import LOCALES
from intake.lib.po import Entry, empty_catalog, write
from intake.resources import Resources, open_resources
from tests import languages
from tests.driving import browser, started
from tests.makers import make_settings
from tests.visit import open_form, receipt_of, send
from tests.web.public.own.detailing import kept

pytestmark = pytest.mark.anyio

PLURALS = "nplurals=2; plural=(n != 1);"


@asynccontextmanager
async def served(url: str, tmp_path: Path, folder: Path) -> AsyncIterator[tuple[Resources, httpx2.AsyncClient]]:
    """A running service with these languages, and a browser in front of it."""
    settings = make_settings(tmp_path, url, INTAKE_LOCALES_DIR=str(folder))
    async with (
        open_resources(settings) as resources,
        started(create_app(resources)) as app,
        browser(app) as client,
    ):
        yield resources, client


async def soon(client: httpx2.AsyncClient, path: str, words: str, *, there: bool = True) -> str:
    """The page, as soon as it says this, or says it no more; two seconds at most."""
    with anyio.fail_after(2):
        while (words in (page := unescape((await client.get(path)).text))) is not there:  # noqa: ASYNC110 - a file
            await anyio.sleep(0.05)
    return page


async def test_a_renamed_placeholder_gives_english_and_an_alarm_and_no_error(database_url: str, tmp_path: Path) -> None:
    """In the running service, within two seconds of the file's change; mended, the language is back as fast."""
    folder = languages.copied(tmp_path / "locales", "he")
    languages.approve(folder, "he", languages.all_approvals(folder, "he"))
    async with served(database_url, tmp_path, folder) as (resources, client):
        english = resources.content.legal.consents["C1"].text % resources.content.clinic.values(
            resources.catalogs.translations("he", "legal")
        )
        assert english not in unescape((await client.get("/he/inquiry")).text)
        languages.edit(folder, "he", "legal", *_renamed(folder))
        page = await soon(client, "/he/inquiry", english)
        assert f'<span lang="en" dir="ltr">{english}</span>' in page
        assert (await client.get("/readyz")).status_code == 200
        sent = await send(client, await open_form(client, "he"), "he")
        keys = receipt_of((await client.get(sent.headers["location"])).text)
        (given,) = [one for one in (await kept(resources, keys)).consents if one.id == "C1"]
        assert (given.text, given.locale, given.original) == (english, "en", "")  # what was read, in what it was read
        (refusal,) = resources.catalogs.refusals()
        assert (refusal.tag, refusal.domain) == ("he", "legal")
        line = path_of(folder, "he", "legal").read_text("utf-8").split("\n")[refusal.line - 1 :]
        assert any("%(kliniek)s" in one for one in line[:12])
        languages.edit(folder, "he", "legal", "%(kliniek)s", "%(clinic)s")
        await soon(client, "/he/inquiry", english, there=False)


def test_the_alarm_names_language_file_and_line(tmp_path: Path) -> None:
    """For the operator, in a sentence and as data; it is a warning: the service goes on."""
    folder = languages.copied(tmp_path / "locales", "he")
    environ = {"INTAKE_DATA_DIR": str(tmp_path), "INTAKE_LOCALES_DIR": str(folder)}
    assert "intake.W017" not in CliRunner().invoke(intake, ["check"], env=environ).output
    languages.edit(folder, "he", "legal", *_renamed(folder))
    told = CliRunner().invoke(intake, ["check"], env=environ).output
    assert "intake.W017: A translation is not shown, and English stands in its place: he, legal.po, line " in told
    lines = CliRunner().invoke(intake, ["check", "--json"], env=environ).output.splitlines()
    (row,) = [one for one in map(json.loads, lines) if one["id"] == "intake.W017"]
    text = path_of(folder, "he", "legal").read_text("utf-8").split("\n")
    assert "%(kliniek)s" in "\n".join(text[int(row["line"]) - 1 :][:12])
    assert row["why"]


async def test_portuguese_falls_back_to_brazils_and_then_to_english(database_url: str, tmp_path: Path) -> None:
    """Each piece says which language it is in, so that a voice reads it right."""
    folder = tmp_path / "locales"
    folder.mkdir()
    for path in LOCALES.glob("*.pot"):
        shutil.copy(path, folder / path.name)
    _language(folder, "pt-PT", {"Home": "Início"}, offered=True)
    _language(folder, "pt-BR", {"Home": "Página inicial", "Privacy": "Privacidade"}, offered=True)
    async with served(database_url, tmp_path, folder) as (_, client):
        page = (await client.get("/pt-PT/")).text
        assert '<html lang="pt-PT" dir="ltr">' in page
        assert '<a href="/pt-PT/">Início</a>' in page
        assert '<a href="/pt-PT/privacy"><span lang="pt-BR" dir="ltr">Privacidade</span></a>' in page
        assert '<a href="/pt-PT/follow-up"><span lang="en" dir="ltr">I have already written</span></a>' in page
        brazil = (await client.get("/pt-BR/")).text
        assert '<a href="/pt-BR/privacy">Privacidade</a>' in brazil
        assert "Início" not in brazil
        client.cookies.clear()
        assert (await client.get("/", headers={"accept-language": "pt-AO"})).headers["location"] == "/pt-PT/"


def _renamed(folder: Path) -> tuple[str, str]:
    """The Hebrew of the first consent, as it is and with its placeholder renamed."""
    text = path_of(folder, "he", "legal").read_text("utf-8")
    entry = text.split('msgctxt "consent.C1.text"', 1)[1].split("\n\n", 1)[0]
    said = entry.partition("msgstr ")[2]
    assert "%(clinic)s" in said
    return said, said.replace("%(clinic)s", "%(kliniek)s")


def _language(folder: Path, tag: str, words: dict[str, str], *, offered: bool) -> None:
    path = path_of(folder, tag, "site")
    path.parent.mkdir(parents=True)
    entries = (write(Entry(source, strings=(said,))) for source, said in words.items())
    path.write_text(str(empty_catalog(tag, PLURALS)) + "".join(entries), "utf-8")
    (path.parent.parent / "reviews.toml").write_text(f"offered = {str(offered).lower()}\n", "utf-8")
