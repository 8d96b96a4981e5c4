"""``distress.toml`` and ``crisis_lines.toml``: the words that call for a person today, and whom to call at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.content.reader import Complaints, read_toml
from intake.domain.distress import Alarm, Phrases
from intake.lib.folding import folded

SHORTEST = 5  # letters; a shorter phrase stands inside harmless words


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A number to call in despair. ``names`` by language, where its speakers say it otherwise; ``sources``: URLs."""

    name: str
    number: str
    names: Mapping[str, str]
    sources: tuple[str, ...]

    def name_in(self, tag: str) -> str:
        """What speakers of a language call it."""
        return self.names.get(tag, self.name)


@dataclass(frozen=True, slots=True)
class CrisisLines:
    """By country (ISO 3166); ``finder`` for all others. ``checked_on``: when somebody last called them all, or None."""

    lines: Mapping[str, CrisisLine]
    finder: str
    checked_on: date | None


def load_phrases(path: Path, complaints: Complaints) -> Phrases:
    """Read ``distress.toml``."""
    top = read_toml(path, complaints)
    top.optional_date("reviewed_on")
    spoken: dict[Alarm, list[str]] = {}
    for alarm in Alarm:
        node = top.table(alarm.value)
        spoken[alarm] = [phrase for language in node.keys() for phrase in node.texts(language)]  # noqa: SIM118 - a Node
        for phrase in spoken[alarm]:
            if len(phrase) < SHORTEST:
                node.complain(alarm.value, f"{phrase!r} is so short that it stands inside other words")
    top.close()
    return Phrases.of(spoken, folded)


def load_crisis_lines(path: Path, complaints: Complaints) -> CrisisLines:
    """Read ``crisis_lines.toml``."""
    top = read_toml(path, complaints)
    node = top.table("lines")
    lines = {}
    for country in node.keys():  # noqa: SIM118 - a Node
        if len(country) != 2 or not country.isupper():
            node.complain(country, "write a country's two letters")
        line = node.table(country)
        names = line.table("names")
        said = {tag: names.text(tag) for tag in names.keys()}  # noqa: SIM118 - a Node
        lines[country] = CrisisLine(line.text("name"), line.text("number"), said, line.texts("sources"))
    found = CrisisLines(lines, top.text("finder"), top.optional_date("checked_on"))
    top.close()
    return found
