"""A language that was just added, in the hands of translators' tools: each reads it, saves it, and it loads again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from translate.storage.pypo import pofile

from intake.lib import po
from intake.lib.catalog_files import PATIENT_DOMAINS, path_of
from intake.lib.catalogs import Catalogs
from intake.services.catalogs.adding import add
from intake.services.catalogs.updating import update
from tests.contracts.test_catalog_tools import run
from tests.filling import filled
from tests.languages import copied

Tool = Callable[[Path, Path], str]

TOOLS: dict[str, Tool] = {
    "msgmerge": lambda file, source: run("msgmerge", "--quiet", "--no-fuzzy-matching", file, source).stdout,
    "msgcat": lambda file, source: run("msgcat", file).stdout,
    "msgcat, sorted by another": lambda file, source: run("msgcat", "--sort-output", "--no-wrap", file).stdout,
    "translate-toolkit": lambda file, source: bytes(pofile.parsefile(str(file))).decode("utf-8"),
}


@pytest.fixture(scope="module", params=["sv", "ar-EG", "th"])  # two forms, six, one
def language(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder, tag = copied(tmp_path_factory.mktemp("fresh") / "locales"), str(request.param)
    add(folder, tag)
    return folder, tag


def test_it_is_sound_before_anybody_wrote_a_word(language: tuple[Path, str]) -> None:
    folder, tag = language
    for domain in PATIENT_DOMAINS:
        done = run("msgfmt", "--check", "--output-file=/dev/null", path_of(folder, tag, domain))
        said = [
            line for line in done.stderr.splitlines() if "missing in header" not in line
        ]  # dates and names: on purpose
        assert (done.returncode, said) == (0, [])
    assert update(folder, [tag]) == []


@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_tool_saves_says_the_same(language: tuple[Path, str], tool: str, tmp_path: Path) -> None:
    folder, tag = language
    for domain in PATIENT_DOMAINS:
        empty = path_of(folder, tag, domain).read_text("utf-8")
        for text in (empty, filled(empty)):
            file = tmp_path / f"{domain}.po"
            file.write_text(text, "utf-8", newline="")
            saved = po.parse(TOOLS[tool](file, folder / f"{domain}.pot"))
            assert _said(saved) == _said(po.parse(text)), domain
            assert saved.field_of_header("Plural-Forms") == po.parse(text).field_of_header("Plural-Forms")


def test_saved_by_a_tool_it_is_shown(language: tuple[Path, str], tmp_path: Path) -> None:
    folder, tag = language
    mine = copied(tmp_path / "locales")
    add(mine, tag)
    for domain in PATIENT_DOMAINS:
        path = path_of(mine, tag, domain)
        path.write_text(filled(path.read_text("utf-8")), "utf-8", newline="")
        path.write_text(TOOLS["msgcat"](path, folder), "utf-8", newline="")
    assert Catalogs.load(mine).is_complete(tag)


def _said(file: po.PoFile) -> set[tuple[object, ...]]:
    return {(*block.entry.key, block.entry.plural, block.entry.strings, block.entry.comments) for block in file.live}
