"""A translator takes a language's file along and brings it back; what it would change is seen before it is kept."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import httpx2
import pytest

from intake.lib import catalog_files
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.catalogs.checks.problems import Rule
from intake.services.catalogs.checks.sentences import SENTENCES
from intake.services.languages import Languages
from intake.services.workbench.book import State, read_book
from tests.people import TOVE, hire
from tests.web.office import come_in, office
from tests.web.translations.test_translate import HOME, one, said

pytestmark = pytest.mark.anyio


def everything_in(folder: Path) -> dict[Path, bytes]:
    """Every file, as it lies there."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


async def upload(client: httpx2.AsyncClient, text: str | bytes, tag: str = "he") -> httpx2.Response:
    """Choose a file and look at it."""
    return await client.post(f"{HOME}/{tag}/upload", files={"file": ("site.he.po", text)})


async def decide(client: httpx2.AsyncClient, page: httpx2.Response, wish: str, tag: str = "he") -> httpx2.Response:
    """Press one of the buttons under the comparison."""
    (seen,) = re.findall(r'name="seen" value="([^"]+)"', page.text)
    (text,) = re.findall(r'<textarea name="text"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    fields = {"seen": seen, "do": wish, "text": unescape(text).replace("\n", "\r\n")}  # as browsers send lines
    return await client.post(f"{HOME}/{tag}/upload", files={name: (None, value) for name, value in fields.items()})


async def test_a_file_comes_back_with_one_sentence_better_and_one_broken(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message, path = one(folder, "Documents and pictures"), catalog_files.path_of(folder, "he", "site")
    filled = next(m for m in read_book(folder, "he").messages if "%(" in m.source.id and m.domain == "site")
    before = path.read_text("utf-8")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        taken_along = await client.get(f"{HOME}/he/site/download")
        assert taken_along.text == before
        assert taken_along.headers["content-disposition"] == 'attachment; filename="site.he.po"'
        mended = before.replace(message.entry.strings[0], "מסמכים וצילומים", 1)
        broken = mended.replace(filled.entry.strings[0], "%(nobody)s", 1)
        page = await upload(client, broken)
        assert page.status_code == 200
        assert "changed: 1" in said(page)
        assert "refused: 1" in said(page)
        assert "<ins>" in page.text
        assert path.read_text("utf-8") == before
        kept = await decide(client, page, "take")
        assert kept.headers["location"] == f"{HOME}/he/upload?done=taken&count=1"
        assert "Saved from the file: 1." in said(await client.get(kept.headers["location"]))
        again = await decide(client, page, "take")
        assert again.status_code == 409
    assert path.read_text("utf-8") == mended
    assert languages.catalogs.translations("he", "site").gettext("Documents and pictures") == "מסמכים וצילומים"


async def test_why_a_sentence_is_refused_is_said_in_ones_own_language(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    path = catalog_files.path_of(folder, "he", "site")
    filled = next(m for m in read_book(folder, "he").messages if "%(" in m.source.id and m.domain == "site")
    await hire(replace(TOVE, locale="he"), db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        broken = path.read_text("utf-8").replace(filled.entry.strings[0], "%(nobody)s", 1)
        page = said(await upload(client, broken))
    english = SENTENCES[Rule.PLACEHOLDERS]
    assert english not in page
    assert languages.catalogs.translations("he", "staff").gettext(english) in page


async def test_a_file_can_be_kept_as_suggestions(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message, path = one(folder, "Documents and pictures"), catalog_files.path_of(folder, "he", "site")
    before = path.read_text("utf-8")
    better = before.replace(message.entry.strings[0], "מסמכים וצילומים", 1)
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        kept = await decide(client, await upload(client, better), "suggest")
        assert kept.headers["location"] == f"{HOME}/he/upload?done=suggested&count=1"
        assert path.read_text("utf-8") == before
        assert "מסמכים וצילומים" in (await client.get(f"{HOME}/{message.url}")).text
        assert (await client.get(f"{HOME}/he/site/download?suggestions=yes")).text == better


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Please choose a file first."),
        ("not a catalog", "line 1"),
        ('msgid ""\nmsgstr "Language: ../../etc\\n"\n', "the file is in ../../etc and not in he"),
        ('msgid ""\nmsgstr "Language: ru\\n"\n', "the file is in ru and not in he"),
        (b"\xff\xfe\x00", "neither XLIFF nor gettext in UTF-8"),
        ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff>&e;</xliff>', "line"),
    ],
)
async def test_what_is_no_file_of_this_language_changes_nothing(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages, text: str | bytes, problem: str
) -> None:
    before = everything_in(folder)
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        answer = await upload(client, text)
        assert answer.status_code == 422
        assert problem in said(answer)
        assert "root:" not in answer.text
    assert everything_in(folder) == before


async def test_what_is_too_large_is_not_read_to_its_end(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        answer = await upload(client, b"x" * (5 << 20))
        assert answer.status_code == 413
        assert "The file is too large." in said(answer)


async def test_a_message_the_file_makes_up_is_written_nowhere(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    path = catalog_files.path_of(folder, "he", "site")
    more = path.read_text("utf-8") + '\n#: ../../../etc/passwd\nmsgid "Not ours at all, ever"\nmsgstr "לא שלנו"\n'
    before = path.read_text("utf-8")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        page = await upload(client, more)
        assert "There is no such sentence here any more" in said(page)
        assert "Nothing in this file would change anything here." in said(page)
    assert path.read_text("utf-8") == before


async def test_a_language_is_added_and_worked_on_at_once(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        refused = await client.post(HOME, data={"tag": "../xx"})
        assert refused.status_code == 422
        assert "names no language we know" in said(refused)
        made = await client.post(HOME, data={"tag": "SV"})
        assert made.headers["location"] == f"{HOME}/sv?done=added"
        page = await client.get(f"{HOME}/sv?domain=site")
        assert "Swedish" in said(page)
        url = unescape(re.findall(r'data-message="([^"]+)"', page.text)[0])
        assert (await client.get(url)).status_code == 200
        assert "What is missing until it can be offered" in said(await client.get(HOME))
        offer = await client.post(f"{HOME}/sv/offer", data={"offer": "yes"})
        assert "Some sentences are still missing." in said(offer)
    assert all(message.state is State.MISSING for message in read_book(folder, "sv").messages)


async def test_a_broken_file_is_named_with_its_line(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    path = catalog_files.path_of(folder, "he", "mail")
    path.write_text("\n\nthis is no catalog\n", "utf-8")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        answer = await client.get(f"{HOME}/he")
        assert answer.status_code == 409
        assert "he/mail.po:3" in said(answer)
        assert str(folder) not in answer.text
