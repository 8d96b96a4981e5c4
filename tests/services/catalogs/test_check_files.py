"""What is wrong with a whole file or a glossary is told with its file and line, and in the form a machine asks for."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from intake.cli.main import intake
from intake.content.reader import Complaints
from intake.lib import catalog_files, po
from intake.services.catalogs import checking, updating
from intake.services.catalogs.checks.problems import Rule
from intake.services.catalogs.glossary import Medicines, read_glossary

MESSAGES = (po.Entry("Send", places=("a.html",)), po.Entry("Back", places=("a.html",)))
GLOSSARY = '[terms.relapse]\nsource = ["relapse"]\nenforced = true\nnote = "It came back."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One language, offered and complete, with nothing to find fault with."""
    folder = tmp_path / "locales"
    (folder / "ru").mkdir(parents=True)
    for domain in catalog_files.DOMAINS:
        (folder / f"{domain}.pot").write_text(po.template(MESSAGES if domain == "site" else ()), "utf-8")
    updating.update(folder, ["ru"])
    (folder / "ru" / "reviews.toml").write_text("offered = true\n")
    (folder / "glossary.toml").write_text(GLOSSARY)
    (folder / "ru" / "glossary.toml").write_text('[terms]\nrelapse = ["рецидив"]\n', "utf-8")
    change(folder, lambda text: text.replace('"Send"\nmsgstr ""', '"Send"\nmsgstr "Отправить"'))
    change(folder, lambda text: text.replace('"Back"\nmsgstr ""', '"Back"\nmsgstr "Назад"'))
    assert found(folder) == []
    return folder


def site(folder: Path) -> Path:
    return catalog_files.path_of(folder, "ru", "site")


def change(folder: Path, how: Callable[[str], str]) -> None:
    before = site(folder).read_text("utf-8")
    assert how(before) != before
    site(folder).write_text(how(before), "utf-8")


def found(folder: Path) -> list[str]:
    return [str(one) for one in checking.check(folder, None, medicines=Medicines())]


def begins(lines: list[str], start: str) -> bool:
    return any(line.startswith(start) for line in lines)


BACK = '#: a.html\nmsgid "Back"\nmsgstr "Назад"\n'


@pytest.mark.parametrize(
    ("rule", "line", "how"),
    [
        (Rule.HEADER, 1, lambda text: text.replace("Language: ru", "Language: uk")),
        (Rule.HEADER, 1, lambda text: text.replace("UTF-8", "KOI8-R")),
        (Rule.PLURAL_HEADER, 1, lambda text: text.replace("nplurals=3", "nplurals=4")),
        (Rule.PLURAL_HEADER, 1, lambda text: text.replace("n%100!=11", "n%100!=12")),
        (Rule.DUPLICATE, 17, lambda text: f"{text}\n{BACK}"),
        (Rule.BEHIND, 13, lambda text: text.replace('"Back"', '"Forward"')),
        (Rule.BEHIND, 1, lambda text: text.replace(BACK, "")),
        (Rule.BEHIND, 1, lambda text: text.replace("#: a.html\n", "#: b.html\n", 1)),
        (Rule.OBSOLETE, 17, lambda text: f'{text}\n#~ msgid "Back"\n#~ msgstr "Обратно"\n'),
        (Rule.FUZZY, 16, lambda text: text.replace(BACK, f"#, fuzzy\n{BACK}")),
        (Rule.MISSING, 15, lambda text: text.replace('"Назад"', '""')),
        (Rule.UNREADABLE, 15, lambda text: text.replace('"Назад"', '"Назад')),
    ],
)
def test_a_fault_of_a_file_is_found_at_its_line(rule: Rule, line: int, how: Callable[[str], str], folder: Path) -> None:
    change(folder, how)
    assert begins(found(folder), f"locales/ru/LC_MESSAGES/site.po:{line}: {rule}: ")


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("ru/glossary.toml", "[terms]\nrelapse = []\n", "locales/ru/glossary.toml:2: unreadable: "),
        (
            "ru/glossary.toml",
            '[terms]\nrelapse = ["a"]\nremission = ["b"]\n',
            "locales/ru/glossary.toml:3: unreadable: ",
        ),
        ("ru/glossary.toml", '[terms]\nrelapse = ["a"]\n[forbiden]\n', "locales/ru/glossary.toml:3: unreadable: "),
        ("ru/glossary.toml", "[terms\n", "locales/ru/glossary.toml:1: unreadable: "),
        ("glossary.toml", "[terms.relapse]\nenforced = true\n", "locales/glossary.toml:1: unreadable: "),
    ],
)
def test_a_glossary_that_cannot_be_used_is_named(name: str, text: str, where: str, folder: Path) -> None:
    (folder / name).write_text(text)
    assert begins(found(folder), where)


def test_a_language_that_is_offered_has_a_word_for_every_term(folder: Path) -> None:
    (folder / "ru" / "glossary.toml").unlink()
    assert begins(found(folder), "locales/ru/glossary.toml:1: glossary: ")


def test_a_glossary_says_how_medicines_are_spelt(folder: Path) -> None:
    (folder / "ru" / "glossary.toml").write_text('[names]\nrituximab = ["ритуксимаб"]\n', "utf-8")
    complaints = Complaints()
    glossary = read_glossary(folder, "ru", Medicines(), complaints)
    assert glossary.names == {"rituximab": ("ритуксимаб",)}
    assert list(complaints) == []


def run(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """The command, on this folder; the sources' own list of sentences is another matter."""
    environment = {"INTAKE_LOCALES_DIR": str(folder)}
    done = CliRunner().invoke(intake, ["catalogs", "check", *arguments], env=environment)
    return done.exit_code, done.stdout.splitlines()


def test_findings_are_written_for_people_for_programs_and_for_github(folder: Path) -> None:
    change(folder, lambda text: text.replace('"Назад"', '"Назад  100 %"'))
    place = "locales/ru/LC_MESSAGES/site.po"
    code, lines = run(folder, "--locale", "ru")
    assert code == 1
    assert begins(lines, f"{place}:15: percent: 'Back': ")
    assert lines[-1].endswith(" remarks.")
    code, lines = run(folder, "--locale", "ru", "--format", "json")
    rows = [json.loads(line) for line in lines]
    assert code == 1
    assert {"file", "line", "rule", "message", "error"} == set(rows[0])
    assert (place, 15, "double-space", False) in [(row["file"], row["line"], row["rule"], row["error"]) for row in rows]
    code, lines = run(folder, "--locale", "ru", "--format", "github")
    assert code == 1
    assert begins(lines, f"::error file={place},line=15,title=percent::'Back': ")
    assert begins(lines, f"::warning file={place},line=15,title=double-space::")
    assert not [line for line in lines if "%%" in line.replace("%25%25", "")]
