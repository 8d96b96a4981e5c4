"""A translator finds a sentence, writes it, is told what is wrong with it, and has it in front of readers at once."""

import re
import shutil
from html import unescape
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select

from intake.lib import catalog_files, replacing
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.po import Entry
from intake.services.languages import Languages
from intake.services.workbench.book import Message, State, read_book
from intake.store.tables import audit
from tests.people import ADA, CLARA, TOVE, hire
from tests.web.office import come_in, office

pytestmark = pytest.mark.anyio

HOME = "/staff/translations"


def entry_of(folder: Path, message: Message) -> Entry:
    """How it stands on disk."""
    file = catalog_files.read(catalog_files.path_of(folder, message.tag, message.domain))
    return next(block.entry for block in file.live if block.entry.key == message.source.key)


def one(folder: Path, english: str, tag: str = "he") -> Message:
    """The message with this English."""
    return next(message for message in read_book(folder, tag).messages if message.source.id == english)


def unsay(folder: Path, message: Message) -> Message:
    """Take its translation out of the file, as if nobody had written it yet."""
    path = catalog_files.path_of(folder, message.tag, message.domain)
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'msgstr "{message.entry.strings[0]}"', 'msgstr ""', 1), "utf-8")
    return one(folder, message.source.id, message.tag)


def version_in(page: httpx2.Response) -> str:
    """What the form of a message carries."""
    return str(re.findall(r'name="version" value="([^"]+)"', page.text)[0])


def said(page: httpx2.Response) -> str:
    """A page's words, without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", page.text))


async def test_they_find_what_is_missing_write_it_and_go_on(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    missing = unsay(folder, one(folder, "Documents and pictures"))
    await languages.refresh()
    path = catalog_files.path_of(folder, "he", missing.domain)
    before = path.read_text("utf-8")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        overview = await client.get(HOME)
        assert "1 sentence is missing" in said(overview)
        listed = await client.get(f"{HOME}/he?domain=site&state=missing")
        for way in (overview, listed):  # from everywhere it is one step to the pages as readers see them
            assert f'href="{HOME}/he/look"' in way.text
        (url,) = re.findall(r'data-message="([^"]+)"', listed.text)
        page = await client.get(unescape(url))
        assert 'lang="he" dir="rtl"' in page.text
        answer = await client.post(unescape(url), data={"form.0": "מסמכים וצילומים", "version": version_in(page)})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"{HOME}/he?domain=site&state=missing&done=last"
        assert "That was the last of this list." in said(await client.get(answer.headers["location"]))
    assert languages.catalogs.translations("he", missing.domain).gettext(missing.source.id) == "מסמכים וצילומים"
    after = path.read_text("utf-8")
    assert after == before.replace(
        'msgid "Documents and pictures"\nmsgstr ""', 'msgid "Documents and pictures"\nmsgstr "מסמכים וצילומים"'
    )


async def test_what_the_rules_forbid_is_not_saved_and_not_lost(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = next(m for m in read_book(folder, "he").messages if "%(" in m.source.id and m.source.plural is None)
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        page = await client.get(f"{HOME}/{message.url}")
        sent = {"form.0": "בלי השם %(other)s", "version": version_in(page)}
        heard = await client.post(f"{HOME}/{message.url}/check", data=sent)
        # Isolated, for in a Hebrew sentence %( )s would else stand in another order than it is to be typed in.
        assert any("“\u2068%(other)s\u2069” does not belong here." in one["text"] for one in heard.json()["problems"])
        answer = await client.post(f"{HOME}/{message.url}", data=sent)
        assert answer.status_code == 422
        assert "“\u2068%(other)s\u2069” does not belong here." in said(answer)
        (field,) = re.findall(r"<textarea[^>]* autofocus[^>]*>", answer.text)
        assert 'id="form.0"' in field
        assert 'aria-invalid="true"' in field
        assert "בלי השם %(other)s</textarea>" in answer.text
    assert entry_of(folder, message).strings == message.entry.strings


async def test_the_form_that_is_wrong_has_the_cursor(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = next(m for m in read_book(folder, "ru").messages if m.source.plural is not None and m.domain == "site")
    forms = {f"form.{number}": text for number, text in enumerate(message.entry.strings)}
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        sent = {**forms, "form.1": "", "version": message.version}
        answer = await client.post(f"{HOME}/{message.url}", data=sent)
    assert answer.status_code == 422
    (field,) = re.findall(r"<textarea[^>]* autofocus[^>]*>", answer.text)
    assert 'id="form.1"' in field
    assert "Every plural form of the language needs its text." in said(answer)
    assert "msgstr" not in said(answer)


async def test_a_remark_is_looked_at_and_then_saved(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "Documents and pictures")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        sent = {"form.0": "מסמכים  וצילומים", "version": message.version}
        answer = await client.post(f"{HOME}/{message.url}", data=sent)
        assert answer.status_code == 422
        assert "One space between words is enough." in said(answer)
        assert entry_of(folder, message) == message.entry
        assert (await client.post(f"{HOME}/{message.url}", data={**sent, "confirmed": "yes"})).status_code == 303
    assert entry_of(folder, message).strings == ("מסמכים  וצילומים",)


async def test_whoever_was_slower_sees_both_texts(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "Documents and pictures")
    for somebody in (TOVE, ADA):
        await hire(somebody, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        first = await client.get(f"{HOME}/{message.url}")
        await client.post(f"{HOME}/{message.url}", data={"form.0": "מסמכים ותצלומים", "version": version_in(first)})
        await come_in(client, ADA)
        mine = {"form.0": "תמונות ומסמכים", "version": version_in(first)}
        conflict = await client.post(f"{HOME}/{message.url}", data=mine)
        assert conflict.status_code == 409
        assert "מסמכים ותצלומים</p>" in conflict.text
        assert "תמונות ומסמכים</textarea>" in conflict.text
        assert entry_of(folder, message).strings == ("מסמכים ותצלומים",)
        mine["version"] = version_in(conflict)
        assert (await client.post(f"{HOME}/{message.url}", data=mine)).status_code == 303
    assert entry_of(folder, message).strings == ("תמונות ומסמכים",)


async def test_an_old_translation_shows_what_changed_and_is_no_longer_old_once_saved(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "Documents and pictures")
    path = catalog_files.path_of(folder, "he", message.domain)
    old = '#, fuzzy\n#| msgid "Documents and old pictures"\nmsgid "Documents and pictures"'
    path.write_text(path.read_text("utf-8").replace('msgid "Documents and pictures"', old), "utf-8")
    await languages.refresh()
    fuzzy = one(folder, message.source.id)
    assert fuzzy.state is State.FUZZY
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        page = await client.get(f"{HOME}/{message.url}")
        assert "<del>old </del>" in page.text
        sent = {"form.0": message.entry.strings[0], "version": fuzzy.version}
        assert (await client.post(f"{HOME}/{message.url}", data=sent)).status_code == 303
    assert entry_of(folder, message) == message.entry


async def test_a_protected_sentence_is_read_by_another_person(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = next(m for m in read_book(folder, "he").messages if m.domain == "legal" and len(m.source.id) < 60)
    for somebody in (TOVE, ADA):
        await hire(somebody, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        sent = {"form.0": f"{message.entry.strings[0]} ", "version": message.version}
        sent["form.0"] = message.entry.strings[0].replace(" ", "\u00a0", 1)
        saved = await client.post(f"{HOME}/{message.url}", data={**sent, "confirmed": "yes"})
        assert saved.status_code == 303, said(saved)
        assert "You wrote this yourself" in said(await client.get(f"{HOME}/{message.url}"))
        seen = {"do": "approve", "seen": one(folder, message.source.id).version}
        own = await client.post(f"{HOME}/{message.url}/approval", data=seen)
        assert own.status_code == 422
        assert "A second person has to read and approve it" in said(own)
        await come_in(client, ADA)
        page = await client.get(f"{HOME}/he/reading")
        assert "Written by Tove Test." in said(await client.get(f"{HOME}/{message.url}"))
        (form,) = re.findall(r'action="([^"]+)/approval"', page.text)
        given = await client.post(f"{HOME}/{message.url}/approval", data={**seen, "from": "reading"})
        assert given.headers["location"] == f"{HOME}/he/reading?after={message.id}&done=approved"
        assert "Approved by Ada Test on" in said(await client.get(f"{HOME}/{message.url}"))
        assert read_book(folder, "he").message("legal", message.id).state is State.DONE
        old = {"do": "approve", "seen": "0" * 16}
        assert (await client.post(f"{form}/approval", data=old)).status_code == 409
        await client.post(f"{HOME}/{message.url}/approval", data={"do": "take_back"})
        assert read_book(folder, "he").message("legal", message.id).state is State.UNREAD


async def test_what_changed_after_an_approval_is_shown_and_nothing_else(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = next(m for m in read_book(folder, "he").messages if m.domain == "legal" and len(m.source.id) < 60)
    for somebody in (TOVE, ADA):
        await hire(somebody, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, ADA)
        seen = {"do": "approve", "seen": message.version}
        assert (await client.post(f"{HOME}/{message.url}/approval", data=seen)).status_code == 303
        await come_in(client, TOVE)
        sent = {"form.0": message.entry.strings[0].replace(" ", "\u00a0", 1), "confirmed": "yes"}
        version = one(folder, message.source.id).version
        assert (await client.post(f"{HOME}/{message.url}", data={**sent, "version": version})).status_code == 303
        page = await client.get(f"{HOME}/{message.url}")
    assert "Ada Test approved another text" in said(page)
    compared = re.findall(r'<p lang="([^"]+)"[^>]*class="compared"', page.text)
    assert compared == ["he"]


async def test_where_the_folder_cannot_be_written_it_is_suggested(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = one(folder, "Documents and pictures")
    for somebody in (TOVE, ADA):
        await hire(somebody, db, keyring)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        with monkeypatch.context() as patch:
            patch.setattr("os.open", refuse)
            patch.setattr("intake.services.workbench.saving.TemporaryFile", refuse)
            page = await client.get(f"{HOME}/{message.url}")
            assert "is kept as a suggestion" in said(page)
            sent = {"form.0": "תמונות ומסמכים", "version": message.version}
            kept = await client.post(f"{HOME}/{message.url}", data=sent)
            assert kept.headers["location"].endswith("done=suggested")
            last = await client.post(f"{HOME}/{message.url}?state=missing", data=sent)
            assert last.headers["location"] == f"{HOME}/he?state=missing&done=suggested"
        assert entry_of(folder, message) == message.entry
        await come_in(client, ADA)
        page = await client.get(f"{HOME}/{message.url}")
        assert "Tove Test" in said(page)
        assert "Take it" in said(page)
        sent = {"form.0": "תמונות ומסמכים", "version": message.version}
        assert (await client.post(f"{HOME}/{message.url}", data=sent)).headers["location"].endswith("done=saved")
        assert "Take it" not in said(await client.get(f"{HOME}/{message.url}"))
    assert entry_of(folder, message).strings == ("תמונות ומסמכים",)


async def test_a_suggestion_can_be_put_away_once(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = one(folder, "Documents and pictures")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        with monkeypatch.context() as patch:
            patch.setattr(replacing, "replace_all", lambda _: (_ for _ in ()).throw(replacing.ReadOnly(folder)))
            await client.post(f"{HOME}/{message.url}", data={"form.0": "תמונות ומסמכים", "version": message.version})
        page = await client.get(f"{HOME}/{message.url}")
        (drop,) = re.findall(r'action="([^"]+/drop)"', page.text)
        for _ in range(2):  # a second click is no mistake
            assert (await client.post(drop, data={"really": "yes"})).status_code == 303
        assert "Put it away" not in said(await client.get(f"{HOME}/{message.url}"))


async def test_a_copy_somebody_left_beside_a_language_stops_nothing(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    """Before they change anything, people who look after a server copy the folder to one with another name."""
    message = one(folder, "Documents and pictures")
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        shutil.copytree(folder / "he", folder / "he.bak")
        sent = {"form.0": "תמונות ומסמכים", "version": message.version}
        assert (await client.post(f"{HOME}/{message.url}", data=sent)).status_code == 303
        assert (await client.get(HOME)).status_code == 200
    assert "he.bak" not in languages.catalogs.tags


async def test_what_is_done_is_written_down_and_no_text_is(
    db: Database, keyring: KeyRing, folder: Path, languages: Languages
) -> None:
    message = one(folder, "Documents and pictures")
    protected = next(m for m in read_book(folder, "he").messages if m.protected)
    people = [await hire(somebody, db, keyring) for somebody in (TOVE, ADA)]
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        await client.post(f"{HOME}/{message.url}", data={"form.0": "מסמכים וצילומים", "version": message.version})
        await client.post(f"{HOME}/{message.url}", data={"form.0": "מסמכים וצילומים", "version": message.version})
        await client.post(HOME, data={"tag": "sv"})
        await come_in(client, ADA)
        await client.post(f"{HOME}/{protected.url}/approval", data={"do": "approve", "seen": protected.version})
        await client.post(f"{HOME}/he/offer", data={"offer": "no"})
    async with db.read() as snapshot:
        rows = (
            await snapshot.execute(
                select(audit).where(audit.c.object_kind.in_(["translation", "language"])).order_by(audit.c.seq)
            )
        ).all()
    tove, ada = (actor.staff_id for actor in people)
    assert [(row.actor, row.action, row.object_id) for row in rows] == [
        (tove, "translation.written", message.url),  # once: the second time it stood there already
        (tove, "language.add", "sv"),
        (ada, "translation.approve", protected.url),
        (ada, "language.withdraw", "he"),
    ]
    assert not any(sign in row.detail for row in rows for sign in "אמת")


async def test_nobody_else_finds_the_workbench(db: Database, keyring: KeyRing, languages: Languages) -> None:
    await hire(CLARA, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, CLARA)
        nothing = await client.get("/staff/nothing-is-here")
        for path in (HOME, f"{HOME}/he", f"{HOME}/he/reading"):
            assert (await client.get(path)).content == nothing.content
        assert "Translations" not in nothing.text


@pytest.mark.parametrize(
    "path",
    [
        "he/../../etc",
        "..%2f..%2fetc",
        "en",
        "xx-" + "x" * 500,
        "he/nothing/0123456789abcdef",
        "he/site/0123456789abcde!",
    ],
)
async def test_an_address_that_names_no_sentence_leads_nowhere(
    db: Database, keyring: KeyRing, languages: Languages, path: str
) -> None:
    await hire(TOVE, db, keyring)
    async with office(db, keyring, languages=languages) as client:
        await come_in(client, TOVE)
        assert (await client.get(f"{HOME}/{path}")).status_code == 404
