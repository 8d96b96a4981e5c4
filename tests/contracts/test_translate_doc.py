"""``docs/translate.md`` word by word: every command on it, in its order, by somebody who has only this page."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from intake.content.messages import messages
from intake.content.reader import Complaints
from intake.lib.catalog_files import PATIENT_DOMAINS
from intake.lib.catalogs import Catalogs
from intake.lib.paths import LOCALES, PACKAGE
from intake.lib.placeholders import TAG
from intake.services.catalogs import extracting
from intake.services.catalogs.checks.problems import Rule
from intake.services.catalogs.glossary import Medicines, read_glossary
from tests.filling import in_other_vowels
from tests.makers import make_content
from tests.needed import missing

DOC = (PACKAGE.parent / "docs" / "translate.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", DOC, re.DOTALL)
SETTINGS = "export INTAKE"
_SEGMENT = re.compile(r"<segment[^>]*>\n<source>(.*?)</source>\n", re.DOTALL)


def _run(block: str, folder: Path) -> str:
    """What a block of commands prints; it must end well."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    path = f"{Path(sys.executable).parent}:{outside['PATH']}"
    settings = next(line for line in BLOCKS[0].splitlines() if line.startswith(SETTINGS))
    ended = subprocess.run(
        ["bash", "-euc", f"{settings}\n{block}"],
        cwd=folder,
        env={**outside, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, f"{block}\n{ended.stdout[-2_000:]}\n{ended.stderr}"
    return ended.stdout


def _agency(file: Path) -> None:
    """The agency translates what was sent."""

    def translated(segment: re.Match[str]) -> str:
        parts = re.split(f"({TAG.pattern}|&[a-z]+;)", segment[1])
        said = "".join(part if number % 2 else in_other_vowels(part) for number, part in enumerate(parts))
        return f'<segment state="translated">\n<source>{segment[1]}</source>\n<target>{said}</target>\n'

    file.write_text(_SEGMENT.sub(translated, file.read_text("utf-8")), "utf-8", newline="")


def test_every_command_of_the_page_in_its_order(tmp_path: Path) -> None:
    if shutil.which("msgfmt") is None:
        missing("gettext is not here: apt-get install gettext")
    locales, said = tmp_path / "locales", dict[str, str]()
    locales.mkdir()  # as after a release, when the lists of sentences are in step with the pages
    extracting.write_templates(locales, extracting.extract(PACKAGE.parent, messages(make_content())))
    for block in BLOCKS:
        said[block] = _run(block, tmp_path)
        if "export sv sv.xlf" in block:
            _agency(tmp_path / "sv.xlf")
        if "import sv" in block:
            coverage = Catalogs.load(locales).coverage("sv")
            assert all(coverage[domain].missing == 0 for domain in PATIENT_DOMAINS), coverage
    for words, answer in (
        ("catalogs add", "svenska"),
        ("catalogs check", "0 errors"),
        ("catalogs preview", "http"),
        ("pack diff", "sv"),
    ):
        assert answer in next(one for block, one in said.items() if words in block), words
    assert Catalogs.load(locales).is_complete("sv")


def test_the_glossary_is_filled_as_the_page_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)
    (tmp_path / "glossary.toml").write_bytes((LOCALES / "glossary.toml").read_bytes())
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "glossary.toml").write_text(f"[terms]\n{example}\n[forbidden]\nwords = []\n", "utf-8")
    complaints = Complaints()
    assert read_glossary(tmp_path, "sv", Medicines(), complaints).words == {
        key: tuple(words) for key, words in tomllib.loads(example).items()
    }
    assert not list(complaints)


@pytest.mark.parametrize("rule", list(Rule))
def test_the_page_says_what_to_do_about_each_rule(rule: Rule) -> None:
    of_files = {"entities", "no-break-space", "template", "unreadable", "header", "plural-header", "duplicate"}
    assert rule.value in of_files | {"behind", "obsolete"} or f"`{rule.value}`" in DOC
