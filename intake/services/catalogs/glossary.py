"""The words translators have agreed upon: ``locales/glossary.toml`` and ``locales/<tag>/glossary.toml``.

The first says which English terms have one word each in every language, and what they mean here. The second is the
translators' own: their word for each term (and the stems by which its other forms are known), the words that promise
too much, and how their language writes a medicine's name where it does not keep the Latin one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from intake.content.reader import Complaints, Node, read_toml
from intake.content.treatments import Treatment
from intake.lib.locales import folder_of

FILE: Final = "glossary.toml"

# How the names of medicines end, by the WHO's stems: what ends otherwise in the table is a procedure or a protocol.
_STEMS = (
    "mab|nib|mib|cept|cel|mide|mus|sone|lone|quine|trexate|prine|mod|stat|clax|mustine|phalan|rubicin|trone|stigmine|"
    "abine|ribine|cristine|blastine|poside|sporin|pag|plostim|mer|feron|coplan|copan|nidone|vedotin|tesirine|"
    "mafodotin|ozogamicin|nexor|salazine|mofetil|cort"
)
_GENERIC = re.compile(rf"[a-z]+( [a-z]*)?(?:{_STEMS})")


@dataclass(frozen=True, slots=True)
class Term:
    """An English term. ``keep``: it stays as it is. ``enforced``: where it stands, one of the words must stand."""

    key: str
    source: tuple[str, ...]
    note: str
    keep: bool = False
    enforced: bool = False


@dataclass(frozen=True, slots=True)
class Medicines:
    """Names of medicines: ``generics`` in small letters, ``products`` as they are written."""

    generics: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Glossary:
    """Everything agreed upon for one language.

    ``words``: for each term's key the word to use, then the forms and stems that are also right. ``forbidden``: words
    that promise a cure and their kin. ``names``: spellings of medicines in the language's own letters. ``medicines``:
    the names that must not change, generic ones in small letters and products as they are written.
    """

    terms: tuple[Term, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    medicines: Medicines = Medicines()


def read_glossary(folder: Path, tag: str, medicines: Medicines, complaints: Complaints) -> Glossary:
    """What was agreed upon for a language; nothing where there are no files. What is wrong goes to the complaints."""
    terms = _terms(folder / FILE, complaints)
    path = glossary_path(folder, tag)
    if not path.exists():
        return Glossary(terms, medicines=medicines)
    top = read_toml(path, complaints)
    terms_here = top.table("terms")
    words = _lists(terms_here)
    for key in words.keys() - {term.key for term in terms}:
        terms_here.complain(key, f"{key} is no term of {path.parent.parent.name}/{FILE}")
    glossary = Glossary(terms, words, top.table("forbidden").texts("words"), _lists(top.table("names")), medicines)
    top.close()
    return glossary


def glossary_path(folder: Path, tag: str) -> Path:
    """Where the words of a language lie."""
    return folder / folder_of(tag) / FILE


def medicines_of(treatments: Iterable[Treatment]) -> Medicines:
    """The names of medicines among what patients may have had."""
    generics: set[str] = set()
    products: set[str] = set()
    for one in treatments:
        products.update(brand for brand in one.brands if brand.isascii())
        parts = (part.strip() for part in re.split(r"\+/-|[;+/,]", one.generic_names))
        generics.update(part for part in parts if _GENERIC.fullmatch(part))
    return Medicines(frozenset(generics), frozenset(products))


def _terms(path: Path, complaints: Complaints) -> tuple[Term, ...]:
    if not path.exists():
        return ()
    top = read_toml(path, complaints)
    tables = top.table("terms")
    keys, terms = tables.keys(), []
    for key in keys:
        one = tables.table(key)
        terms.append(Term(key, one.texts("source"), one.text("note"), one.flag("keep"), one.flag("enforced")))
        if not terms[-1].source:
            one.complain(None, "a term without its English (source)")
    top.close()
    return tuple(terms)


def _lists(table: Node) -> dict[str, tuple[str, ...]]:
    keys = table.keys()
    found = {key: table.texts(key) for key in keys}
    for key in keys:
        if not found[key]:
            table.complain(key, f"{key} needs at least one word")
    return found
