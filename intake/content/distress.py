"""``distress.toml`` and ``crisis_lines.toml``: the words that call for a person today, and whom to call at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.content.reader import Complaints, read_toml
from intake.domain.distress import Alarm, Phrases

SHORTEST = 5  # letters; a shorter phrase stands inside harmless words


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A number to call in despair."""

    name: str
    number: str


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
    return Phrases.of(spoken)


def load_crisis_lines(path: Path, complaints: Complaints) -> CrisisLines:
    """Read ``crisis_lines.toml``."""
    top = read_toml(path, complaints)
    node = top.table("lines")
    lines = {}
    for country in node.keys():  # noqa: SIM118 - a Node
        if len(country) != 2 or not country.isupper():
            node.complain(country, "write a country's two letters")
        line = node.table(country)
        lines[country] = CrisisLine(line.text("name"), line.text("number"))
    found = CrisisLines(lines, top.text("finder"), top.optional_date("checked_on"))
    top.close()
    return found
