"""What people call diseases and treatments in their own script: ``other_words.csv``. For searching, never shown.

Generic names, brands as packages write them, and what people write instead. Written down from general knowledge on
21 November 2026; no pharmacist has read them yet. A wrong pairing is worse than none: what could be taken for something
else is left out of the file, the text stays as it was typed, and a person reads it. Ukrainian words stand there only
where folding the letters does not lead to the Russian ones.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from intake.content.reader import Complaints, Row, read_csv
from intake.content.treatments import Treatment, folded_name
from intake.domain.values import Condition
from intake.lib.folding import folded

LANGUAGES = ("ru", "uk", "he", "ar")
SHORT = 3  # letters; the page finds those at the beginning of a word only
COLUMNS = ["what", "key", *LANGUAGES]

Words = dict[str, tuple[str, ...]]


class What(StrEnum):
    """What a row is about: a medicine by its name in Latin letters, or a treatment or a condition by its slug."""

    MEDICINE = "medicine"
    TREATMENT = "treatment"
    CONDITION = "condition"


def load_other_words(
    path: Path, conditions: Mapping[str, Condition], treatments: Mapping[str, Treatment], complaints: Complaints
) -> tuple[dict[str, Condition], dict[str, Treatment]]:
    """The conditions and treatments with the words of ``other_words.csv``. A key that nothing has is complained of."""
    names = {folded_name(name) for one in treatments.values() for name in (*one.brands, *_parts(one))}
    known = {What.MEDICINE: names, What.TREATMENT: set(treatments), What.CONDITION: set(conditions)}
    words: dict[What, Words] = {what: {} for what in What}
    for row in read_csv(path, COLUMNS, complaints):
        what, key = row.code("what", What), row.text("key")
        name = folded_name(key) if what is What.MEDICINE else key
        if name not in known[what]:
            row.complain("key", f"{key!r} is no {what} of the tables")
        if name in words[what]:
            row.complain("key", f"{key!r} stands twice")
        words[what][name] = _words(row)
    return (
        {slug: _condition(one, words[What.CONDITION]) for slug, one in conditions.items()},
        {slug: _treatment(one, words[What.MEDICINE], words[What.TREATMENT]) for slug, one in treatments.items()},
    )


def _words(row: Row) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word for language in LANGUAGES for word in row.texts(language)))
    if not found:
        row.complain(None, "a row without words helps nobody")
    return found


def _condition(one: Condition, words: Words) -> Condition:
    return replace(one, synonyms=(*one.synonyms, *words.get(one.slug, ())))


def _treatment(one: Treatment, medicines: Words, own: Words) -> Treatment:
    spellings = (*own.get(one.slug, ()), *_spelt((*one.brands, *one.generics), medicines))
    parts, alone = _parts(one), {*spellings, *one.generics}
    ingredients = tuple(word for word in (*parts, *_spelt(parts, medicines)) if word not in alone)
    search = _without_doubles((*one.generics, *one.abbreviations, *spellings, *ingredients))
    return replace(one, spellings=spellings, ingredients=ingredients, search=search)


def _without_doubles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Every language's words stand on each page: folded, and without those that are found inside a longer one."""
    left = tuple(dict.fromkeys(word if word.isascii() else folded(word) for word in words))
    return tuple(word for word in left if len(word) <= SHORT or not any(word in one for one in left if one != word))


def _spelt(names: tuple[str, ...], medicines: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for name in names for word in medicines.get(folded_name(name), ())))


def _parts(one: Treatment) -> tuple[str, ...]:
    """The medicines that are given together, one by one."""
    return tuple(part.strip() for part in re.split(r"\+/-|[;+/,]", one.generic_names) if part.strip())
