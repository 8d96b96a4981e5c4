"""Facts: the only sentences of the public pages that hold a number or a year. Each stands on its sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.content import wording
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence, protected
from intake.content.sources import Source

_COMMENT = "A fact with sources. Keep every number, date, country and medicine name exactly as it is."


class FactKind(StrEnum):
    """What a fact tells."""

    APPROVAL = "approval"
    RESULT = "result"
    RISK = "risk"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``text`` is complete: where people are counted, it ends with how long they were watched."""

    id: str
    kind: FactKind
    text: str
    sources: tuple[str, ...]
    year: int | None = None
    patients: int | None = None
    follow_up: str | None = None

    @property
    def context(self) -> str:
        """The context its translation stands under."""
        return f"fact.{self.id}"


def load_facts(path: Path, sources: Mapping[str, Source], complaints: Complaints) -> Mapping[str, Fact]:
    """Read ``facts.toml``, by id."""
    top = read_toml(path, complaints)
    ids = top.keys()
    found = {id_: _fact(id_, top.table(id_), sources) for id_ in ids}
    top.close()
    return found


def messages(facts: Mapping[str, Fact]) -> Iterator[Sentence]:
    """Every fact for the translators."""
    for fact in facts.values():
        comment = protected(_COMMENT) if fact.kind is FactKind.RISK else _COMMENT
        yield Sentence("clinic", fact.context, fact.text, "facts.toml", comment)


def _fact(key: str, node: Node, sources: Mapping[str, Source]) -> Fact:
    follow_up = wording.sentence(node, "follow_up") if node.has("follow_up") else None
    text = wording.sentence(node, "text")
    fact = Fact(
        key,
        node.code("kind", FactKind),
        f"{text} {follow_up}" if follow_up else text,
        node.texts("sources"),
        node.optional_number("year"),
        node.optional_number("patients"),
        follow_up,
    )
    _check_sources(fact, node, sources)
    if fact.kind is FactKind.RESULT or wording.counts_people(text):
        _check_count(fact, node)
    return fact


def _check_sources(fact: Fact, node: Node, sources: Mapping[str, Source]) -> None:
    if not fact.sources:
        node.complain(None, f"fact {fact.id} has no source")
    for id_ in fact.sources:
        source = sources.get(id_)
        if source is None:
            node.complain("sources", f"source {id_} is not in sources.toml")
        elif not source.confidence.carries_facts:
            node.complain("sources", f"source {id_} has confidence {source.confidence}: no fact may stand on it")


def _check_count(fact: Fact, node: Node) -> None:
    """A count of people is told with its year, how many they were and how long they were watched."""
    for name, value in (("year", fact.year), ("patients", fact.patients), ("follow_up", fact.follow_up)):
        if value is None:
            node.complain(None, f"fact {fact.id} counts people and needs {name}")
        elif str(value) not in fact.text:
            node.complain(name, f"the text of fact {fact.id} must say its {name}: {value}")
