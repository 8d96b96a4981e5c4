"""Where facts come from: each source once, with how far it can be trusted."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.content.reader import Complaints, read_toml

_DATED = re.compile(r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?")


class Confidence(StrEnum):
    """How far a source can be trusted, as the research marked it."""

    REGULATOR = "A"
    FAITHFUL_COPY = "A-"
    SECONDARY = "B"
    MARKETING = "C"
    UNSEEN = "K"

    @property
    def carries_facts(self) -> bool:
        """Whether a number on a public page may rest on it."""
        return self not in {Confidence.MARKETING, Confidence.UNSEEN}


@dataclass(frozen=True, slots=True)
class Source:
    """A text that was read. Its title is in our words, in English; ``dated`` is as exact as the text was, or empty."""

    id: str
    title: str
    publisher: str
    address: str
    dated: str
    confidence: Confidence
    read_on: dt.date


def load_sources(path: Path, complaints: Complaints) -> Mapping[str, Source]:
    """Read ``sources.toml``, by id."""
    top = read_toml(path, complaints)
    read_on = top.date("read_on")
    found: dict[str, Source] = {}
    ids = top.keys()
    for key in ids:
        if key == "read_on":
            continue
        node = top.table(key)
        source = Source(
            key,
            node.text("title"),
            node.text("publisher"),
            node.text("address"),
            node.optional_text("dated") or "",
            node.code("confidence", Confidence),
            read_on,
        )
        if not source.address.startswith(("https://", "http://")):
            node.complain("address", "address must begin with https:// or http://")
        if not _DATED.fullmatch(source.dated):
            node.complain("dated", "dated must be 2026, 2026-06 or 2026-06-22, or be left out")
        found[key] = source
    top.close()
    return found
