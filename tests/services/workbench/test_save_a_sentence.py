"""One entry of one file changes and nothing else of it by a byte, whoever else saves at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intake.lib import catalog_files, po
from intake.lib.catalogs import Catalogs
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.paths import LOCALES
from intake.lib.plurals import examples, plural_forms
from intake.services.languages import Languages
from intake.services.workbench import finding, saving
from intake.services.workbench.book import State, previous_source, read_book
from intake.services.workbench.finding import Shown, Wanted
from intake.services.workbench.saving import Author, Change, Overtaken, changed
from tests.languages import copied
from tests.offices import make_office
from tests.people import NOON, TOVE, hire


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hebrew, complete, to be written."""
    return copied(tmp_path / "locales", "he")


def test_what_others_write_at_the_same_moment_is_all_kept(folder: Path) -> None:
    messages = [one for one in read_book(folder, "he").messages if one.domain == "site" and one.source.plural is None]
    changes = [Change(one, (f"{one.entry.strings[0]} {at}",), one.version) for at, one in enumerate(messages[:24])]

    def write(change: Change) -> None:
        saving._write(folder, "he", [change], Author("tove", "Tove Test"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, changes))
    book = read_book(folder, "he")
    assert [book.message("site", one.message.id).entry.strings for one in changes] == [one.strings for one in changes]
    before = catalog_files.path_of(LOCALES, "he", "site").read_text("utf-8").splitlines()
    after = catalog_files.path_of(folder, "he", "site").read_text("utf-8").splitlines()
    assert len(after) == len(before)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == len(changes)


def test_of_several_changes_none_is_written_where_one_was_overtaken(folder: Path) -> None:
    first, second = [one for one in read_book(folder, "he").messages if one.domain == "mail"][:2]
    before = catalog_files.path_of(folder, "he", "mail").read_bytes()
    with pytest.raises(Overtaken):
        saving._write(
            folder,
            "he",
            [Change(first, ("א",), first.version), Change(second, ("ב",), "older")],
            Author("tove", "Tove Test"),
        )
    assert catalog_files.path_of(folder, "he", "mail").read_bytes() == before


HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
FILE = (
    f"{HEADER}\n# a note of theirs\n#. remark\n#: a.html\n#, fuzzy, python-format\n"
    '#| msgid "One old"\nmsgid "One"\nmsgstr ""\n"wrapped by another tool "\n"in two lines"\n\n\n'
    '#: b.html\nmsgid "Two"\nmsgstr ""\n"also wrapped"\n\n#~ msgid "Gone"\n#~ msgstr "Weg"\n'
)


def test_the_others_keep_every_byte_even_where_another_tool_wrapped_them() -> None:
    file = po.parse(FILE)
    one = file.live[0].entry
    new = po.Entry(one.id, strings=("Eins",), notes=one.notes, comments=one.comments, places=one.places)
    text = str(changed(file, {new.key: new}, [(None, "One"), (None, "Two")]))
    start, end = FILE.index("# a note"), FILE.index("#: b.html")
    entry = '# a note of theirs\n#. remark\n#: a.html\nmsgid "One"\nmsgstr "Eins"\n\n\n'
    assert text == FILE[:start] + entry + FILE[end:]


def test_a_message_the_file_does_not_have_yet_follows_its_neighbour() -> None:
    file = po.parse(FILE)
    new = po.Entry("Between", strings=("Dazwischen",))
    text = str(changed(file, {new.key: new}, [(None, "One"), (None, "Between"), (None, "Two")]))
    assert text == FILE.replace("#: b.html", 'msgid "Between"\nmsgstr "Dazwischen"\n\n#: b.html')
    empty = po.empty_catalog("de", plural_forms("de"))
    made = str(changed(empty, {new.key: new}, [new.key]))
    assert po.parse(made).live[0].entry == new
    assert made.endswith('msgstr "Dazwischen"\n')


def test_the_english_of_before_is_read_where_the_file_remembers_it() -> None:
    previous = previous_source(po.parse(FILE).live[0].entry)
    assert previous is not None
    assert previous.id == "One old"
    assert previous_source(po.parse(FILE).live[1].entry) is None


def test_protected_sentences_come_first_then_what_readers_complain_about(folder: Path) -> None:
    book = read_book(folder, "he")
    plain = [one for one in book.messages if not one.protected]
    weights = {plain[7].id: 12, plain[3].id: 40}
    listed = finding.found(book, Wanted(), weights=weights)
    protected = [one for one in listed if one.protected]
    assert list(listed[: len(protected)]) == protected
    assert listed[len(protected) :][:3] == [plain[3], plain[7], plain[0]]
    assert finding.after(plain[3], listed, weights=weights) is plain[7]
    assert finding.before(plain[7], listed, weights=weights) is plain[3]
    assert finding.after(listed[-1], listed, weights=weights) is None


def test_words_are_found_in_either_language_whatever_their_accents(folder: Path) -> None:
    book = read_book(folder, "he")
    message = next(one for one in book.messages if one.source.id == "Documents and pictures")
    for words in ("documents AND", "מסמכים", "מִסמכים"):
        assert message in finding.found(book, Wanted(words=words), weights={})
    assert message not in finding.found(book, Wanted(words="documents", domain="mail"), weights={})
    assert not finding.found(book, Wanted(domain="site", shown=Shown.MISSING), weights={})
    assert {one.state for one in finding.found(book, Wanted(shown=Shown.UNREAD), weights={})} == {State.UNREAD}


@pytest.mark.anyio
async def test_an_unwritten_staff_file_is_begun_by_its_first_sentence(
    db: Database, keyring: KeyRing, folder: Path
) -> None:
    catalog_files.path_of(folder, "he", "staff").unlink()
    languages = Languages(Catalogs.load(folder), folder, policy="complete", default="en")
    message = next(one for one in read_book(folder, "he").messages if one.domain == "staff")
    actor = await hire(TOVE, db, keyring)
    change = Change(message, ("כך",), message.version)
    await saving.write(actor, "he", [change], languages=languages, office=make_office(db, keyring), now=NOON)
    file = catalog_files.read(catalog_files.path_of(folder, "he", "staff"))
    assert [block.entry.strings for block in file.live] == [("כך",)]
    assert file.field_of_header("Plural-Forms") == plural_forms("he")


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("he", ("1", "2", "0, 3, 4 …")),
        ("ar", ("0", "1", "2", "3–10, 103–110, 203–210 …", "11–99, 111–199, 211–299 …", "100–102, 200–202, 300–302 …")),
        ("ru", ("1, 21, 31 …", "2–4, 22–24, 32–34 …", "0, 5–20, 25–30 …")),
        ("pl", ("1", "2–4, 22–24, 32–34 …", "0, 5–21, 25–31 …")),
        ("fr", ("0, 1", "2, 3 …")),
    ],
)
def test_each_form_is_named_by_the_numbers_that_take_it(tag: str, said: tuple[str, ...]) -> None:
    rule = catalog_files.plural_rule(plural_forms(tag))
    assert rule is not None
    assert examples(*rule) == said
