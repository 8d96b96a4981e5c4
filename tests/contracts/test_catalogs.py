"""The catalogs we ship: in step with the sources, readable by other tools, complete where they promise to be."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from intake.content.loader import load_content
from intake.content.messages import messages
from intake.lib.catalogs import languages
from intake.lib.paths import LOCALES, PACKAGE
from intake.lib.po import parse
from intake.services.catalogs import checking, extracting
from intake.services.catalogs.checking import Finding
from intake.services.catalogs.glossary import medicines_of


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    content = load_content(None)
    current = extracting.extract(PACKAGE.parent, messages(content))
    return checking.check(LOCALES, current, medicines=medicines_of(content.treatments.values()))


def test_templates_are_in_step_with_the_sources(findings: list[Finding]) -> None:
    assert [str(finding) for finding in findings if finding.rule == "template"] == []


@pytest.mark.parametrize("tag", ["ar", "he", "ru"])
def test_a_language_that_promises_to_be_complete_is(tag: str, findings: list[Finding]) -> None:
    assert tag in languages(LOCALES)
    wrong = [str(finding) for finding in findings if finding.error and finding.file.startswith(f"locales/{tag}/")]
    assert wrong[:20] == []


def test_no_catalog_has_an_error(findings: list[Finding]) -> None:
    assert [str(finding) for finding in findings if finding.error][:20] == []


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*/LC_MESSAGES/*.po")), ids=lambda path: "/".join(path.parts[-3:]))
def test_babel_reads_and_compiles_what_we_wrote(path: Path) -> None:
    text = path.read_bytes()
    catalog = read_po(BytesIO(text), abort_invalid=True)
    write_mo(BytesIO(), catalog)
    ours = [block.entry for block in parse(text.decode()).live]
    assert {
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id) for message in catalog
    } == {
        (None, ""),
        *(entry.key for entry in ours),
    }
