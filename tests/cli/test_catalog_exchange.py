"""``intake catalogs export``, ``import`` and ``pack``: what an operator types, and what they are told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.cli.catalogs import command
from intake.cli.outcome import StartRefused
from intake.lib.catalog_files import path_of
from tests.services.catalogs.small import small

Intake = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """English, and Hebrew complete and offered."""
    return small(tmp_path / "locales", offered=True)


@pytest.fixture
def intake(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Intake:
    """`intake catalogs` in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        env = {"INTAKE_DATA_DIR": str(tmp_path / "data"), "INTAKE_LOCALES_DIR": str(folder)}
        return CliRunner().invoke(command, arguments, env=env)

    return run


def changed(old: str, new: str, file: Path) -> None:
    """What somebody did to the file."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def refusal(result: Result) -> str:
    """The one line of a refusal."""
    assert isinstance(result.exception, StartRefused), result.output
    return str(result.exception)


def test_a_language_goes_out_comes_back_is_looked_at_and_is_taken(intake: Intake, folder: Path, tmp_path: Path) -> None:
    assert intake("export", "he", "he.xlf").output == "he.xlf written\n"
    same = intake("import", "he", "he.xlf")
    assert (same.exit_code, same.output) == (
        0,
        "6 unchanged\nNothing is written; --apply writes what is not refused.\n",
    )
    changed("<target>שליחה", "<target>לשליחה", tmp_path / "he.xlf")
    before = path_of(folder, "he", "site").read_bytes()
    looked = intake("import", "he", "he.xlf")
    assert looked.exit_code == 0
    assert ": changed: site Send\n    - שליחה\n    + לשליחה\n" in looked.output
    assert path_of(folder, "he", "site").read_bytes() == before
    assert intake("import", "he", "he.xlf", "--apply").output.endswith("1 changed, 5 unchanged\nWritten.\n")
    assert '"לשליחה"' in path_of(folder, "he", "site").read_text("utf-8")


def test_what_is_refused_says_where_and_why_and_moves_no_cursor(intake: Intake, tmp_path: Path) -> None:
    intake("export", "he", "he.po", "--format", "po", "--domain", "site")
    changed("שלום, %(name)s", "שלום \\a\u202e", tmp_path / "he.po")
    result = intake("import", "he", "he.po", "--apply")
    assert result.exit_code == 1
    line = (tmp_path / "he.po").read_text("utf-8").split('msgid "Welcome')[0].count("\n") - 1
    assert f"he.po:{line}: refused: site Welcome, %(name)s: placeholders: " in result.output
    assert "+ שלום \\x07\\u202e\n" in result.output
    assert not {"\a", "\u202e"} & set(result.output)
    rows = [json.loads(row) for row in intake("import", "he", "he.po", "--json").output.splitlines()]
    assert [(row["fate"], row["rule"], row["line"]) for row in rows] == [("refused", "placeholders", line)]


def test_a_protected_text_needs_a_name(intake: Intake, folder: Path, tmp_path: Path) -> None:
    intake("export", "he", "he.xlf", "--domain", "legal")
    changed("<target>אני", "<target>אנו", tmp_path / "he.xlf")
    assert "--author NAME" in refusal(intake("import", "he", "he.xlf", "--apply"))
    assert intake("import", "he", "he.xlf", "--apply", "--author", "An agency").exit_code == 0
    assert 'author = "An agency"' in (folder / "he" / "reviews.toml").read_text("utf-8")


def test_what_cannot_be_done_is_one_line(intake: Intake, tmp_path: Path) -> None:
    (tmp_path / "bad.xlf").write_text("\n<!DOCTYPE x>\n<x/>", "utf-8")
    assert refusal(intake("import", "he", "bad.xlf")) == "bad.xlf:2: a DOCTYPE has no place in this file"
    assert refusal(intake("export", "tlh", "x.xlf")).startswith("tlh: no such language here")
    assert "a gettext file holds one domain" in intake("export", "he", "x.po", "--format", "po").output
    assert refusal(intake("pack", "install", "bad.xlf")) == "bad.xlf: the file is damaged, or no locale pack"
    assert refusal(intake("pack", "export", "en", "en.zip")).startswith("en: no such language here")
    assert "nothing is kept" in refusal(intake("pack", "rollback", "he"))
    with (tmp_path / "huge.xlf").open("wb") as huge:
        huge.truncate(1 << 40)
    assert "more than 20 MB" in refusal(intake("import", "he", "huge.xlf"))


def test_a_pack_is_made_looked_at_installed_and_taken_back(intake: Intake, folder: Path, tmp_path: Path) -> None:
    assert intake("pack", "export", "he", "he.zip", "--date", "2026-03-01").exit_code == 0
    changed("שליחה", "לשליחה", path_of(folder, "he", "site"))
    looked = intake("pack", "diff", "he.zip")
    assert looked.exit_code == 0
    assert looked.output.startswith("site Send\n    - לשליחה\n    + שליחה\nhe: 1 messages change\n")
    assert "offered to patients now, offered to patients afterwards" in looked.output
    assert intake("pack", "install", "he.zip").output == "he installed: 1 messages changed\n"
    assert '"שליחה"' in path_of(folder, "he", "site").read_text("utf-8")
    assert intake("pack", "rollback", "he").output.endswith("0 older ones are kept.\n")
    assert '"לשליחה"' in path_of(folder, "he", "site").read_text("utf-8")
    intake("pack", "install", "he.zip")


def test_a_pack_with_an_error_is_refused_with_what_the_checks_found(intake: Intake, folder: Path) -> None:
    site = path_of(folder, "he", "site")
    good = site.read_bytes()
    changed("שלום, %(name)s", "שלום", site)
    intake("pack", "export", "he", "he.zip")
    site.write_bytes(good)
    assert intake("pack", "diff", "he.zip").exit_code == 1
    result = intake("pack", "install", "he.zip")
    assert refusal(result) == "he.zip: nothing was installed (1 errors)"
    assert "placeholders" in result.output
    assert site.read_bytes() == good
