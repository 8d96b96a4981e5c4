"""Finding English on pages and in mails that speak another language."""

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

from intake.lib import placeholders
from intake.lib.catalog_files import path_of, read
from intake.lib.paths import LOCALES
from intake.lib.translations import SOURCE

READ = (  # their own words: attributes that are read out or shown
    "alt",
    "aria-label",
    "placeholder",
    "title",
)


class Sentences(HTMLParser):
    """What a page says in its own language: texts between tags and attributes that are read."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.other = 0  # how deep in what says that it is English

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"span", "blockquote"} and (self.other or given.get("lang") == SOURCE):
            self.other += 1
        self.said += [value or "" for name, value in attrs if name in READ]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"span", "blockquote"} and self.other:
            self.other -= 1

    def handle_data(self, data: str) -> None:
        if not self.other:
            self.said.append(data)


def english(tag: str) -> Mapping[str, str]:
    """English sentences that have a translation, another one: what must not be left on a page in this language."""
    found = {}
    for domain in ("site", "clinic", "legal", "mail"):
        for block in read(path_of(LOCALES, tag, domain)).live:
            entry = block.entry
            if entry.id not in entry.strings and not placeholders.names(entry.id) and " " in entry.id.strip():
                found[" ".join(entry.id.split())] = entry.context or ""
    return found


def left_over(page: str, sentences: Mapping[str, str]) -> list[str]:
    """The English sentences that stand on the page as if they were its own."""
    reader = Sentences()
    reader.feed(re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL))
    said = {" ".join(text.split()) for text in reader.said}
    return sorted(said & sentences.keys())


def phrases(tag: str, domain: str) -> Iterable[re.Pattern[str]]:
    """English sentences of three words or more that have a translation, with anything in the place of their values."""
    for block in read(path_of(LOCALES, tag, domain)).live:
        for source in filter(None, (block.entry.id, block.entry.plural)):
            words = [re.escape(" ".join(part.split())) for part in re.split(r"%\(\w+\)[sd]|<[^>]+>", source)]
            if len(source.split()) > 2 and source not in block.entry.strings:
                yield re.compile(".{0,80}?".join(words))


def without_originals(text: str) -> str:
    """A mail's text on one line, without the English that stands beside what nobody has read."""
    return " ".join(re.sub(r"^\[.*\]$", "", text, flags=re.MULTILINE).split())
