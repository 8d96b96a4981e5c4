"""The shipped public pages, loaded once for the tests that read them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from intake.content.facts import Fact, load_facts
from intake.content.legal import Legal, load_legal
from intake.content.programmes import Programme, load_programmes
from intake.content.reader import Complaints
from intake.content.sources import Source, load_sources

SHIPPED = Path(__file__).parents[2] / "intake" / "content"


@dataclass(frozen=True)
class Pages:
    """What the public site says."""

    programmes: Mapping[str, Programme]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    legal: Legal
    complaints: tuple[str, ...]


def read(folder: Path) -> Pages:
    """Load the words and facts of a content folder, with whatever is wrong."""
    complaints = Complaints()
    with (SHIPPED / "conditions.csv").open(encoding="utf-8") as file:
        groups = {row["group"] for row in csv.DictReader(file)}
    sources = load_sources(folder / "sources.toml", complaints)
    facts = load_facts(folder / "facts.toml", sources, complaints)
    programmes = load_programmes(
        folder / "programmes", facts=facts, sources=sources, groups=groups, complaints=complaints
    )
    legal = load_legal(folder / "legal.toml", complaints)
    return Pages(programmes, facts, sources, legal, tuple(complaints))


@cache
def shipped() -> Pages:
    """The pages that travel with the code."""
    return read(SHIPPED)


def words(programme: Programme) -> str:
    """Everything a reader of the page reads, facts and answers included."""
    parts = [programme.title, programme.summary, programme.button, programme.evidence.label, programme.evidence.text]
    for section in programme.sections:
        parts += [section.title, *section.paragraphs, *section.points, *(fact.text for fact in section.facts)]
    for question in programme.questions:
        parts += [question.question, *question.answer]
    return "\n".join(parts)
