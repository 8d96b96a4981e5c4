"""Somebody begins a language by its tag: every file is there to be filled, or nothing is."""

import errno
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.cli.catalogs import command
from intake.cli.outcome import StartRefused
from intake.content.reader import Complaints
from intake.lib import catalog_files, replacing
from intake.lib.catalog_files import DOMAINS, PATIENT_DOMAINS
from intake.lib.catalogs import Catalogs
from intake.lib.formats import countries
from intake.lib.paths import LOCALES
from intake.services.catalogs import pseudo
from intake.services.catalogs.adding import CannotAdd, Reason, add
from intake.services.catalogs.glossary import Medicines, read_glossary
from tests.languages import copied


def test_a_language_begins_with_every_sentence_to_translate_and_is_not_offered(tmp_path: Path) -> None:
    folder = copied(tmp_path / "locales")
    added = add(folder, "sv")
    assert (added.locale.own_name, added.forms, added.day) == ("svenska", ("1", "0, 2, 3 …"), "7 mars 2026")
    loaded = Catalogs.load(folder)
    assert loaded.tags == ("en", "sv")
    assert loaded.live() == ("en",)
    for domain in PATIENT_DOMAINS:
        file = catalog_files.read(catalog_files.path_of(folder, "sv", domain))
        source = catalog_files.read(folder / f"{domain}.pot")
        assert [block.entry.key for block in file.live] == [block.entry.key for block in source.live]
        assert not any(string for block in file.live for string in block.entry.strings)
        assert file.field_of_header("Language") == "sv"
    assert not catalog_files.path_of(folder, "sv", "staff").exists()
    assert added.messages == sum(loaded.coverage("sv")[domain].missing for domain in PATIENT_DOMAINS)


def test_in_an_empty_folder_the_sentences_come_along(tmp_path: Path) -> None:
    (tmp_path / "th").mkdir()  # an empty one of its own is well, too
    add(tmp_path, "th")
    assert {path.name for path in tmp_path.iterdir()} == {*(f"{one}.pot" for one in DOMAINS), "glossary.toml", "th"}
    assert Catalogs.load(tmp_path).coverage("th")["site"].missing > 400


def test_the_glossary_asks_for_each_term_and_can_be_filled(tmp_path: Path) -> None:
    folder = copied(tmp_path / "locales")
    (folder / "glossary.toml").write_bytes((LOCALES / "glossary.toml").read_bytes())
    add(folder, "sv")
    path, complaints = folder / "sv" / "glossary.toml", Complaints()
    empty = read_glossary(folder, "sv", Medicines(), complaints)
    assert not empty.words
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'^# (\w+) = \[""\]$', r'\1 = ["ord"]', text, flags=re.MULTILINE), "utf-8")
    full = read_glossary(folder, "sv", Medicines(), complaints)
    assert full.words == {term.key: ("ord",) for term in full.terms if not term.keep}
    assert full.names == {"rituximab": ("ord",)}
    assert not list(complaints)


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("en", Reason.SOURCE),
        ("EN", Reason.SOURCE),
        ("he", Reason.THERE),
        ("en-XA", Reason.PSEUDO),
        ("iw", Reason.OTHER_TAG),
        ("", Reason.UNKNOWN),
        ("tlh", Reason.UNKNOWN),
        ("..", Reason.UNKNOWN),
        ("../sv", Reason.UNKNOWN),
        ("sv/../../x", Reason.UNKNOWN),
        ("sv\x00", Reason.UNKNOWN),
        ("sv-" + "x" * 5_000, Reason.UNKNOWN),
        ("sv-u-co-trad", Reason.UNKNOWN),
        (".adding-1", Reason.UNKNOWN),
    ],
)
def test_what_is_no_new_language_is_refused_and_leaves_nothing(tmp_path: Path, tag: str, reason: Reason) -> None:
    folder = copied(tmp_path / "locales", "he")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CannotAdd) as refused:
        add(folder, tag)
    assert refused.value.reason is reason
    assert sorted(tmp_path.rglob("*")) == before


def test_case_and_underscores_do_not_matter(tmp_path: Path) -> None:
    folder = copied(tmp_path / "locales")
    assert add(folder, " PT_pt ").locale.tag == "pt-PT"
    assert (folder / "pt_PT" / "LC_MESSAGES" / "legal.po").exists()


def test_what_breaks_in_the_middle_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied(tmp_path / "locales")
    before, write = sorted(folder.rglob("*")), replacing.replace

    def breaks(path: Path, text: str) -> None:
        if path.name == "mail.po":
            raise replacing.ReadOnly(path.parent)
        write(path, text)

    monkeypatch.setattr(replacing, "replace", breaks)
    with pytest.raises(CannotAdd, match="read_only"):
        add(folder, "sv")
    assert [path for path in sorted(folder.rglob("*")) if path.name != "glossary.toml"] == before


def test_where_no_folder_can_be_made_it_says_so() -> None:
    with pytest.raises(CannotAdd, match="read_only"):
        add(Path("/proc/languages"), "sv")


def test_a_folder_mounted_to_be_read_only_is_told_apart_from_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path / "locales")
    before = sorted(folder.rglob("*"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refuse)
        with pytest.raises(CannotAdd, match="read_only"):
            add(folder, "sv")
    assert sorted(folder.rglob("*")) == before


def test_countries_of_a_language_nobody_sorted_stand_by_their_letters() -> None:
    names = [name for _, name in countries("sv")]
    assert names.index("Österrike") < names.index("Östtimor") < names.index("Pakistan")
    assert sorted(code for code, _ in countries("sv")) == sorted(code for code, _ in countries("en"))


def test_the_command_says_what_it_made_and_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_LOCALES_DIR", str(tmp_path))
    said = CliRunner().invoke(command, ["add", "ar-EG"], catch_exceptions=False).output
    for part in ("العربية (مصر)", "right to left", "7 مارس 2026", "form 3: 3–10, 103–110", "/staff/translations/ar-EG"):
        assert part in said
    with pytest.raises(StartRefused, match="there already"):
        CliRunner().invoke(command, ["add", "ar-eg"], catch_exceptions=False, standalone_mode=False)


def test_pseudo_locales_are_written_anew_and_never_where_patients_read(tmp_path: Path) -> None:
    assert CliRunner().invoke(command, ["pseudo", str(tmp_path)], catch_exceptions=False).output.count("written") == 12
    loaded = Catalogs.load(tmp_path)
    assert loaded.live() == ("en",)
    assert all(loaded.is_complete(tag, DOMAINS) for tag in ("en-XA", "ar-XB"))
    reviews = tmp_path / "en_XA" / "reviews.toml"
    reviews.write_text("offered = true\n", "utf-8")
    pseudo.write(tmp_path)
    assert Catalogs.load(tmp_path).live() == ("en", "en-XA")
    with pytest.raises(pseudo.NotHere):
        pseudo.write(LOCALES / ".." / "locales")
