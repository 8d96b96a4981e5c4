"""The catalogs we ship: in step with the sources, readable by other tools, complete where they promise to be."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from intake.content.loader import load_content
from intake.content.messages import messages
from intake.lib.catalog_files import languages
from intake.lib.locales import folder_of
from intake.lib.paths import LOCALES, PACKAGE
from intake.lib.po import parse
from intake.services.catalogs import checking, extracting
from intake.services.catalogs.checking import Finding
from intake.services.catalogs.glossary import medicines_of

SEVENTEEN = [
    "en",
    "he",
    "ar",
    "ru",
    "uk",
    "es",
    "fr",
    "de",
    "pt-BR",
    "ro",
    "tr",
    "el",
    "ka",
    "zh-Hans",
    "hi",
    "fa",
    "pl",
]


@pytest.fixture(scope="module")
def current() -> dict[str, str]:
    """The lists of sentences as the sources are now."""
    return extracting.extract(PACKAGE.parent, messages(load_content(None)))


@pytest.fixture(scope="module")
def findings(current: dict[str, str]) -> list[Finding]:
    return checking.check(LOCALES, current, medicines=medicines_of(load_content(None).treatments.values()))


def test_templates_are_in_step_with_the_sources(findings: list[Finding]) -> None:
    assert [str(finding) for finding in findings if finding.rule == "template"] == []


@pytest.mark.parametrize("tag", SEVENTEEN)
def test_a_language_has_nothing_wrong_with_it_not_even_a_remark(tag: str, findings: list[Finding]) -> None:
    assert tag in languages(LOCALES)
    assert [str(one) for one in findings if one.file.startswith(f"locales/{folder_of(tag)}/")][:20] == []


def test_every_message_says_where_it_stands_and_for_whom(current: dict[str, str]) -> None:
    silent = [
        (domain, block.entry.id, block.entry.places)
        for domain, text in current.items()
        for block in parse(text).live
        if not any(comment.strip() for comment in block.entry.comments)
    ]
    assert silent[:20] == []


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
