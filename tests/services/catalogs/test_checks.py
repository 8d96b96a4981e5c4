"""A mistake of every kind is found where it is, and what is right is left in peace."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.content.loader import load_content
from intake.content.reader import Complaints
from intake.lib import catalog_files, po
from intake.lib.catalog_files import DOMAINS, plural_rule, refusal
from intake.lib.locales import folder_of
from intake.lib.paths import LOCALES
from intake.lib.plurals import plural_forms
from intake.services.catalogs import checking
from intake.services.catalogs.checking import Finding
from intake.services.catalogs.checks.message import check_message
from intake.services.catalogs.checks.problems import Rule
from intake.services.catalogs.checks.sentences import SENTENCES, in_english
from intake.services.catalogs.glossary import Glossary, Medicines, glossary_path, medicines_of, read_glossary
from tests.services.catalogs.seeds import SEEDS, Seed

NAMES = [f"{number}-{seed.tag}-{seed.rule}" for number, seed in enumerate(SEEDS)]


@pytest.fixture(scope="module")
def medicines() -> Medicines:
    return medicines_of(load_content(None).treatments.values())


def entry_of(number: int, seed: Seed) -> po.Entry:
    """The message as it stands in the list of sentences."""
    comments = (seed.comment,) if seed.comment else ()
    return po.Entry(seed.english, f"seed.{number}", seed.plural, comments=comments, places=(seed.place,))


def strings_of(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def catalogs_with(folder: Path, *, broken: bool) -> Path:
    """A folder of all languages: every seed in its language's file, with the mistake or without."""
    folder.mkdir()
    shutil.copy(LOCALES / "glossary.toml", folder)
    for domain in DOMAINS:
        mine = [(number, seed) for number, seed in enumerate(SEEDS) if seed.domain == domain]
        (folder / f"{domain}.pot").write_text(po.template(entry_of(*one) for one in mine), "utf-8")
        for tag in {seed.tag for seed in SEEDS}:
            path = catalog_files.path_of(folder, tag, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            blocks = []
            for number, seed in mine:
                entry = entry_of(number, seed)
                forms = len(entry.strings) if seed.plural is None else (plural_rule(plural_forms(tag)) or (2,))[0]
                strings = strings_of(seed.broken if broken else seed.right) if seed.tag == tag else ("",) * forms
                blocks.append(po.block_of(replace(entry, strings=strings)))
            path.write_text(str(po.PoFile(po.empty_catalog(tag, plural_forms(tag)).header, blocks)), "utf-8")
            shutil.copy(glossary_path(LOCALES, tag), glossary_path(folder, tag))
    return folder


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, medicines: Medicines) -> dict[bool, list[Finding]]:
    """What `check` says of both folders, without the messages that are not translated."""
    folder = tmp_path_factory.mktemp("seeds")
    return {
        broken: [
            finding
            for finding in checking.check(catalogs_with(folder / str(broken), broken=broken), None, medicines=medicines)
            if finding.rule is not Rule.MISSING
        ]
        for broken in (True, False)
    }


def about(findings: list[Finding], number: int, seed: Seed) -> list[Finding]:
    place = f"/{folder_of(seed.tag)}/LC_MESSAGES/{seed.domain}.po"
    return [one for one in findings if one.file.endswith(place) and one.message.startswith(f"seed.{number}:")]


@pytest.mark.parametrize(("number", "seed"), list(enumerate(SEEDS)), ids=NAMES)
def test_a_mistake_is_found_and_its_twin_is_left_in_peace(
    number: int, seed: Seed, found: dict[bool, list[Finding]]
) -> None:
    mistakes = about(found[True], number, seed)
    assert seed.rule in {finding.rule for finding in mistakes}
    assert all(finding.line > 1 for finding in mistakes)
    assert [str(finding) for finding in about(found[False], number, seed)] == []


def test_there_are_at_least_a_hundred_mistakes_and_every_rule_about_a_message_has_its_own() -> None:
    counted = Counter(seed.rule for seed in SEEDS)
    of_files = {
        Rule.MISSING,
        Rule.FUZZY,
        Rule.TEMPLATE,
        Rule.UNREADABLE,
        Rule.HEADER,
        Rule.PLURAL_HEADER,
        Rule.DUPLICATE,
        Rule.BEHIND,
        Rule.OBSOLETE,
    }
    assert len(SEEDS) >= 100
    assert set(counted) == set(Rule) - of_files
    assert min(counted.values()) >= 3
    assert {seed.tag for seed in SEEDS} == set(catalog_files.languages(LOCALES)) - {"en"}


def test_nothing_is_found_in_a_folder_without_mistakes(found: dict[bool, list[Finding]]) -> None:
    assert [str(finding) for finding in found[False]] == []


def test_what_would_not_be_shown_is_always_an_error(medicines: Medicines) -> None:
    """The pages refuse less than the linter: whoever has no error has nothing refused."""
    for seed in SEEDS:
        entry = replace(entry_of(0, seed), strings=strings_of(seed.broken))
        if refusal(entry, seed.domain, plural_rule(plural_forms(seed.tag))):
            glossary = read_glossary(LOCALES, seed.tag, medicines, Complaints())
            problems = check_message(entry, entry.strings, tag=seed.tag, domain=seed.domain, glossary=glossary)
            assert any(problem.error for problem in problems), seed


@settings(deadline=None)
@given(
    english=st.text(max_size=40),
    typed=st.text(alphabet=st.sampled_from("%()s<>/b &;\n\u200f\u2066\u2069٣5.,:?؟ aаοא中ि"), max_size=40)
    | st.text(max_size=40),
    tag=st.sampled_from(sorted({seed.tag for seed in SEEDS})),
)
def test_whatever_somebody_types_gets_an_answer(english: str, typed: str, tag: str) -> None:
    source = po.Entry(english, plural=english if len(english) % 2 else None)
    problems = check_message(source, (typed,), tag=tag, domain="site", glossary=Glossary(forbidden=("*a*",)))
    assert all(in_english(problem) for problem in problems)


def test_every_rule_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Rule)
