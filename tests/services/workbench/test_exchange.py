"""A language goes to an agency and comes back: what is right is taken, the rest is named, and nobody is overwritten."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from translate.storage.xliff2 import Xliff2File

from intake.content.loader import Content, load_content
from intake.domain.errors import Conflict, NotFound
from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import path_of
from intake.lib.catalogs import Catalogs
from intake.lib.paths import LOCALES
from intake.lib.reviews import source_hash
from intake.services.catalogs.updating import update
from intake.services.workbench import exchange
from intake.services.workbench.arriving import CannotImport, Fate, version_of
from tests.languages import all_approvals, approve
from tests.lib.xliff_standard import conforms
from tests.services.catalogs.small import BOLD, CONSENT, DAYS, LABEL, SEND, SITE, WELCOME, english, small, without

Contents = dict[Path, bytes]


@pytest.fixture(scope="session")
def content() -> Content:
    """The clinic's own."""
    return load_content(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English, and Hebrew complete."""
    return small(tmp_path / "locales")


def contents(folder: Path) -> Contents:
    """Every file of the languages, as it lies there."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != replacing.LOCK}


def come(folder: Path, text: str, content: Content, author: str = "An agency") -> list[tuple[Fate, str]]:
    """The file is taken; what became of each message that is not as it was."""
    rows = exchange.take(folder, "he", text.encode("utf-8"), content=content, author=author)
    assert all(row.reason for row in rows if row.fate is Fate.REFUSED)
    return [(row.fate, row.rule) for row in rows if row.fate is not Fate.UNCHANGED]


def lines_changed(before: bytes, after: bytes) -> int:
    """How many lines of a file are new."""
    return len(set(after.splitlines()) - set(before.splitlines()))


def said(folder: Path, id_: str, domain: str = "site") -> tuple[str, ...]:
    """A translation as it lies there."""
    (entry,) = [one.entry for one in catalog_files.read(path_of(folder, "he", domain)).live if one.entry.id == id_]
    return entry.strings


@pytest.mark.parametrize("tag", [tag for tag in catalog_files.languages(LOCALES) if tag != "en"])
def test_every_shipped_language_goes_out_and_comes_back_as_it_was(tag: str, content: Content) -> None:
    """Nothing of it would be written."""
    text = exchange.as_xliff(LOCALES, tag)
    rows = exchange.look(LOCALES, tag, text.encode("utf-8"), content=content)
    assert len(rows) > 1_000
    assert {row.fate for row in rows} <= {Fate.UNCHANGED, Fate.EMPTY}


def test_a_shipped_language_conforms_and_is_the_same_bytes_as_gettext(content: Content) -> None:
    text = exchange.as_xliff(LOCALES, "ar")
    conforms(text)
    assert text == exchange.as_xliff(LOCALES, "ar")
    for domain in catalog_files.PATIENT_DOMAINS:
        file = exchange.as_po(LOCALES, "ar", domain).encode("utf-8")
        assert file == path_of(LOCALES, "ar", domain).read_bytes()
        again = exchange.look(LOCALES, "ar", file, content=content)
        assert {row.fate for row in again} <= {Fate.UNCHANGED, Fate.EMPTY}


def test_a_tool_saved_it_with_one_text_changed_and_nothing_else_is_taken(folder: Path, content: Content) -> None:
    """translate-toolkit indents everything anew, and the codes stay where they were."""
    store = Xliff2File.parsestring(exchange.as_xliff(folder, "he").encode("utf-8"))
    assert come(folder, bytes(store).decode("utf-8"), content) == []
    next(unit for unit in store.units if unit.source == SEND.id).target = "לשליחה"
    assert come(folder, bytes(store).decode("utf-8"), content) == [(Fate.CHANGED, "")]
    assert said(folder, SEND.id) == ("לשליחה",)


@pytest.mark.parametrize("form", [exchange.as_xliff, lambda folder, tag: exchange.as_po(folder, tag, "site")])
def test_taking_what_did_not_change_writes_nothing(
    folder: Path, content: Content, form: Callable[[Path, str], str]
) -> None:
    before = contents(folder)
    assert come(folder, form(folder, "he"), content) == []
    assert contents(folder) == before


def test_one_new_text_is_one_changed_line(folder: Path, content: Content) -> None:
    text, before = exchange.as_xliff(folder, "he"), contents(folder)
    assert come(folder, text.replace("<target>שליחה<", "<target>לשליחה<"), content) == [(Fate.CHANGED, "")]
    after = contents(folder)
    (path,) = [path for path in after if after[path] != before[path]]
    assert path == path_of(folder, "he", "site")
    assert lines_changed(before[path], after[path]) == 1
    assert said(folder, SEND.id) == ("לשליחה",)


def test_looking_writes_nothing(folder: Path, content: Content) -> None:
    text, before = exchange.as_xliff(folder, "he"), contents(folder)
    data = text.replace("<target>שליחה<", "<target>לשליחה<").encode("utf-8")
    (row,) = [row for row in exchange.look(folder, "he", data, content=content) if row.fate is Fate.CHANGED]
    assert row.message
    assert row.entry
    assert (row.message.entry.strings, row.entry.strings) == (("שליחה",), ("לשליחה",))
    assert row.line == text[: text.index(">Send<")].count("\n") - 1
    assert contents(folder) == before


def test_only_what_waits_for_a_translator_goes_out_and_fills_its_place(tmp_path: Path, content: Content) -> None:
    folder = small(tmp_path / "locales", without(WELCOME, DAYS))
    text = exchange.as_xliff(folder, "he", missing=True)
    assert [source_hash(one) in text for one in SITE] == [False, True, True, False]
    assert text.count('state="initial"') == 4
    texts = iter(["שלום, %s", "יום %s", "יומיים", "%s ימים"])

    def fill(found: re.Match[str]) -> str:
        code = re.search("<ph .*?/>", found[1])
        string = next(texts)
        return f"{found[0]}\n<target>{string % code[0] if code and '%s' in string else string}</target>"

    filled = re.sub("<source>(.*)</source>", fill, text).replace('state="initial"', 'state="translated"')
    assert come(folder, filled, content) == [(Fate.NEW, ""), (Fate.NEW, "")]
    assert contents(folder) == contents(small(tmp_path / "locales"))


def test_states_say_how_far_it_is_and_approve_nothing(tmp_path: Path, content: Content) -> None:
    folder = small(tmp_path / "locales", without(SEND), offered=True)
    states = re.findall('state="(.*?)"', exchange.as_xliff(folder, "he"))
    assert states.count("initial") == 1
    assert set(states) == {"initial", "translated"}
    claimed = re.sub('state="translated"', 'state="final"', exchange.as_xliff(folder, "he"))
    assert come(folder, claimed, content) == [(Fate.EMPTY, "")]
    assert not catalog_files.reviews_of(folder, "he").approvals
    approve(folder, "he", all_approvals(folder, "he"))
    assert 'state="final"' in exchange.as_xliff(folder, "he", ["legal"])
    small(folder)
    approve(folder, "he", all_approvals(folder, "he"))
    assert 'state="reviewed"' in exchange.as_xliff(folder, "he", ["legal"])


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (r"<target>שלום, <ph .*?/>", "<target>שלום", "placeholders"),
        ("<target>שליחה", "<target>שליחה &lt;script&gt;", "markup"),
        ("<target>שליחה", "<target>\u202eשליחה", "bidi"),
        ("<target>יומיים</target>", "", "plural-forms"),
        ("<source>Send", "<source>Send it", "source"),
        ('<data id="d1">%\\(name\\)s', '<data id="d1">%(patient)s', "source"),
        ("<target>שליחה", "<target>" + "ש" * 10_001, "length"),
        ("<source>Send", "<source>" + "S" * 10_001, "length"),
        (r'dataRef="d1"', 'dataRef="d9"', "unreadable"),
        (f'id="{source_hash(SEND)}"', 'id="0123456789abcdef"', "unknown"),
        (f'id="{source_hash(SEND)}"', f'id="{source_hash(BOLD)}"', "duplicate"),
        (
            'state="translated">\n<source>Send</source>\n<target>',
            'state="initial">\n<source>Send</source>\n<target>ה',
            "state",
        ),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_line_and_the_rest_is_taken(
    folder: Path, content: Content, old: str, new: str, rule: str
) -> None:
    text = exchange.as_xliff(folder, "he", ["site", "clinic"])
    broken, times = re.subn(old, lambda _: new, text, count=1)
    assert times == 1
    broken = broken.replace("<target>במה", "<target>ובמה")
    rows = exchange.take(folder, "he", broken.encode("utf-8"), content=content, author="")
    refused = [row for row in rows if row.fate is Fate.REFUSED]
    assert {row.rule for row in refused} == {rule}
    assert all(re.search("<(unit|group|ph|pc)", broken.split("\n")[row.line - 1]) for row in refused)
    assert said(folder, LABEL.id, "clinic")[0].startswith("ובמה")
    assert said(folder, SEND.id) == ("שליחה",)
    assert said(folder, DAYS.id)[1] == "יומיים"


def test_a_code_the_agency_changed_in_both_texts_is_no_code_of_ours(folder: Path, content: Content) -> None:
    """What a code stands for lies in the file: a tool, or a person, may have changed it there."""
    text = exchange.as_xliff(folder, "he").replace('">&lt;strong&gt;', '">&lt;script&gt;')
    assert come(folder, text, content) == [(Fate.REFUSED, "source")]


def test_who_changed_it_here_meanwhile_is_not_overwritten(folder: Path, content: Content) -> None:
    out = exchange.as_xliff(folder, "he")
    come(folder, out.replace("<target>שליחה<", "<target>לשלוח<"), content)
    assert come(folder, out.replace("<target>שליחה<", "<target>לשליחה<"), content) == [(Fate.REFUSED, "overtaken")]
    assert come(folder, out, content) == []  # the agency did not touch it: nothing to take
    assert said(folder, SEND.id) == ("לשלוח",)


def test_what_was_translated_from_an_older_english_waits_as_fuzzy(tmp_path: Path, content: Content) -> None:
    folder = small(tmp_path / "locales", without(WELCOME, LABEL))
    out = exchange.as_xliff(folder, "he", missing=True).replace('state="initial"', 'state="translated"')
    code = re.search("<ph .*?/>", out)
    assert code
    filled = re.sub(r"(Welcome, .*</source>)", rf"\1<target>שלום, {code[0]}</target>", out)
    new = replace(WELCOME, id="Welcome here, %(name)s")
    english(folder, (SEND, new, DAYS, BOLD))
    update(folder, ["he"])
    assert come(folder, filled, content) == [(Fate.KEPT_AS_FUZZY, ""), (Fate.EMPTY, "")]
    (entry,) = [one.entry for one in catalog_files.read(path_of(folder, "he", "site")).live if one.entry.id == new.id]
    assert entry.fuzzy
    assert entry.previous == ('#| msgid "Welcome, %(name)s"',)
    assert entry.strings == ("שלום, %(name)s",)
    assert Catalogs.load(folder, ["he"]).translations("he", "site").gettext(new.id) == new.id
    again = exchange.as_xliff(folder, "he", missing=True)
    assert 'state="initial" subState="intake:fuzzy"' in again
    assert come(folder, again, content) == [(Fate.EMPTY, "")]
    assert come(folder, filled, content) == [(Fate.EMPTY, "")]
    confirmed = again.replace('state="initial" subState="intake:fuzzy"', 'state="translated"')
    assert come(folder, confirmed, content) == [(Fate.CONFIRMED, ""), (Fate.EMPTY, "")]
    assert not catalog_files.read(path_of(folder, "he", "site")).live[1].entry.fuzzy


def test_an_older_translation_never_takes_the_place_of_a_newer_one(folder: Path, content: Content) -> None:
    out = exchange.as_xliff(folder, "he", ["site"]).replace("<target>שלום, ", "<target>ברוכים הבאים, ")
    new = replace(WELCOME, id="Welcome here, %(name)s")
    english(folder, (SEND, new, DAYS, BOLD))
    update(folder, ["he"])
    come(
        folder,
        exchange.as_xliff(folder, "he").replace('state="initial" subState="intake:fuzzy"', 'state="final"'),
        content,
    )
    assert said(folder, new.id) == ("שלום, %(name)s",)
    assert come(folder, out, content) == [(Fate.REFUSED, "stale")]
    assert said(folder, new.id) == ("שלום, %(name)s",)


def test_a_domain_nobody_had_begun_gets_its_file(folder: Path, content: Content) -> None:
    path = path_of(folder, "he", "site")
    before, text = path.read_bytes(), exchange.as_xliff(folder, "he", ["site"])
    path.unlink()
    assert come(folder, re.sub(' intake:was=".*?"', "", text), content) == [(Fate.NEW, "")] * 4
    assert path.read_bytes() == before


def test_more_messages_than_anybody_has_are_not_even_looked_at(folder: Path, content: Content) -> None:
    unit = "<unit id='a'><segment><source>A</source></segment></unit>"
    text = re.sub("(?s)<file.*", f"<file id='f'>{unit * 1_100}</file></xliff>", exchange.as_xliff(folder, "he"))
    with pytest.raises(CannotImport, match="many more than there are"):
        come(folder, text, content)


def test_a_protected_text_needs_the_name_of_who_wrote_it_and_loses_its_approval(folder: Path, content: Content) -> None:
    approve(folder, "he", all_approvals(folder, "he"))
    assert not Catalogs.load(folder, ["he"]).is_draft("he")
    changed = exchange.as_xliff(folder, "he").replace("<target>אני מסכים לזה.", "<target>אני מסכימה לזה.")
    before = contents(folder)
    with pytest.raises(exchange.AuthorNeeded):
        come(folder, changed, content, author=" ")
    assert contents(folder) == before
    assert come(folder, changed, content, author="An agency") == [(Fate.CHANGED, "")]
    entry = catalog_files.read(path_of(folder, "he", "legal")).live[0].entry
    assert catalog_files.reviews_of(folder, "he").author_of(entry) == "An agency"
    assert entry.id == CONSENT.id
    assert Catalogs.load(folder, ["he"]).is_draft("he")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "header"),
        (b"\xff\xfe\x00", "neither XLIFF nor gettext"),
        (b"PK\x03\x04", "line 1"),
        (b'msgid ""\nmsgstr "Language: ar\\n"\n', "in ar and not in he"),
        (bytes(21 << 20), "20 MB"),
        (b"<?xml version='1.0'?><x/>", "no XLIFF 2"),
    ],
)
def test_what_is_no_file_of_this_language_is_refused_whole(
    folder: Path, content: Content, data: bytes, problem: str
) -> None:
    before = contents(folder)
    with pytest.raises(CannotImport, match=problem):
        exchange.take(folder, "he", data, content=content, author="")
    assert contents(folder) == before


def test_another_languages_file_and_a_language_that_is_not_here(folder: Path, content: Content) -> None:
    text = exchange.as_xliff(folder, "he")
    with pytest.raises(CannotImport, match="in ar and not in he"):
        exchange.look(folder, "he", text.replace('trgLang="he"', 'trgLang="ar"').encode("utf-8"), content=content)
    for tag in ("en", "ar", "../he"):
        with pytest.raises(NotFound):
            exchange.as_xliff(folder, tag)
        with pytest.raises(NotFound):
            exchange.take(folder, tag, text.replace("he", tag).encode("utf-8"), content=content, author="")


def test_what_somebody_wrote_after_the_file_was_looked_at_stays(folder: Path, content: Content) -> None:
    """Between the look and the decision, however short: whoever decides has to look again."""
    data = exchange.as_po(folder, "he", "site").replace("שליחה", "לשלוח").encode("utf-8")
    seen = version_of(exchange.look(folder, "he", data, content=content))
    path = path_of(folder, "he", "site")
    path.write_text(path.read_text("utf-8").replace("שליחה", "שילחו"), "utf-8")
    with pytest.raises(Conflict):
        exchange.take(folder, "he", data, content=content, author="An agency", seen=seen)
    assert said(folder, SEND.id) == ("שילחו",)
    again = version_of(exchange.look(folder, "he", data, content=content))
    exchange.take(folder, "he", data, content=content, author="An agency", seen=again)
    assert said(folder, SEND.id) == ("לשלוח",)
