"""What the rules look at: one text of a translation beside the English it stands for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from intake.lib.locales import UnknownLocale, locale_of
from intake.lib.placeholders import TAG
from intake.lib.po import Entry
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.glossary import Glossary

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
LATIN = "LATIN"


@dataclass(frozen=True, slots=True)
class Text:
    """One form of a translation. ``english``: the form of the source it stands for."""

    entry: Entry
    english: str
    text: str
    form: int
    tag: str
    domain: str
    glossary: Glossary

    @property
    def language(self) -> str:
        """The language without its script and country."""
        return self.tag.split("-")[0]

    def problem(self, rule: Rule, *, found: str = "", wanted: str = "", error: bool = True) -> Problem:
        """What a rule says of this text."""
        return Problem(rule, self.form, found, wanted, error)


@lru_cache(maxsize=8_000)
def words_alone(text: str) -> str:
    """A text without placeholders and tags: they are not the translator's words."""
    return TAG.sub(" ", PLACEHOLDER.sub(" ", text)) if "%" in text or "<" in text else text


@lru_cache(maxsize=8_000)
def folded(text: str) -> str:
    """A text's own words as they are compared: without placeholders, tags, and differences of case."""
    return unicodedata.normalize("NFKC", words_alone(text)).casefold()


@lru_cache(maxsize=4_000)
def script_of_letter(letter: str) -> str:
    """The script of a letter as Unicode calls it, such as ``CYRILLIC``; empty for what is no letter."""
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0] if letter.isalpha() else ""


@lru_cache(maxsize=64)
def script_of(tag: str) -> str:
    """The script a language is written in: that of its own name."""
    try:
        name = locale_of(tag).own_name
    except UnknownLocale:
        return LATIN
    return next((script for letter in name if (script := script_of_letter(letter))), LATIN)
