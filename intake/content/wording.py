"""The rules of responsible communication that a machine can hold. They refuse a file, with its line.

They are checked when content is loaded, not only in tests: a clinic that edits its own copy is held to them too.
"""

import re
from collections.abc import Iterator

from intake.content.reader import Node

PLACEHOLDERS = frozenset(
    {"clinic", "postal_address", "privacy_contact", "hospitals"}
    | {"facts_as_of", "reviewed_on", "reviewer_role", "next_review"}
)

_SELLING = re.compile(
    r"\b(?:(?:in)?cur(?:e|es|ed|able|ative)|miracles?|miraculous|breakthroughs?|guarante(?:e|es|ed)|revolution\w*"
    r"|world[- ]class|state[- ]of[- ]the[- ]art|cutting[- ]edge|game[- ]chang\w+|promising"
    r"|success (?:rate|story|stories)|last chance|act now|hurry|testimonials?"
    r"|best (?:clinic|doctors?|hospital|treatment))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£₪]|\b(?:USD|EUR|GBP|ILS|NIS|prices?|priced|discounts?|book(?:ing)? (?:now|a|an|your))\b", re.I
)
_ILLNESS = r"(?:lupus|leuka?emia|lymphoma|myeloma|cancer|scleroderma|myositis|arthritis|vasculitis|CAR-T)"
_ILLNESS_FIRST = re.compile(
    rf"\b{_ILLNESS} (?:patients?|victims?|sufferers?)\b|\b(?:sufferers?|victims?)\b", re.IGNORECASE
)
_BRANDS = re.compile(
    r"\b(?:Kymriah|Yescarta|Tecartus|Breyanzi|Aucatzyl|Abecma|Carvykti|Carteyva|Yuanruida|Fucaso)\b", re.IGNORECASE
)
_NAMES_WITH_DIGITS = re.compile(r"\bCD\d+\b|\bCLDN18\.2\b|\bHER2\b|\bBCL-2\b|\b[Tt]ype 1 diabetes\b")
_PERCENT = re.compile(r"%(?!\((\w+)\)s)|\bper ?cent\b", re.IGNORECASE)
_COUNT = re.compile(r"\b\d+ of \d+\b|\b[Aa]ll \d+\b")


def has_number(text: str) -> bool:
    """Whether a text holds a digit that is not part of a name such as CD19."""
    return re.search(r"\d", _NAMES_WITH_DIGITS.sub("", text)) is not None


def counts_people(text: str) -> bool:
    """Whether a text says how many of how many, so that it needs year, patients and follow-up."""
    return _COUNT.search(text) is not None


def faults(text: str, placeholders: frozenset[str] = PLACEHOLDERS) -> Iterator[str]:
    """What no sentence of ours may hold, as complaints. ``placeholders``: those that are filled in where it stands."""
    for pattern, why in (
        (_SELLING, "sells or promises"),
        (_MONEY, "is about money or booking; that belongs in a personal answer"),
        (_ILLNESS_FIRST, "names the illness before the person; write “person with …”"),
        (_BRANDS, "is a brand; use the generic name"),
        (_PERCENT, "is a percentage; write a count such as “22 of 100 people”"),
    ):
        if found := pattern.search(text):
            yield f"{found[0]!r} {why}"
    for name in re.findall(r"%\((\w+)\)s", text):
        if name not in placeholders:
            yield f"%({name})s is not filled in anywhere; known: {', '.join(sorted(placeholders))}"


def sentence(node: Node, key: str, *, numbers: bool = True, placeholders: frozenset[str] = PLACEHOLDERS) -> str:
    """A required text that keeps the rules; without ``numbers``, digits must go to facts.toml."""
    return _checked(node, key, node.text(key), numbers=numbers, placeholders=placeholders)


def sentences(node: Node, key: str, *, numbers: bool = True) -> tuple[str, ...]:
    """A list of texts that keep the rules."""
    return tuple(_checked(node, key, text, numbers=numbers) for text in node.texts(key))


def _checked(node: Node, key: str, text: str, *, numbers: bool, placeholders: frozenset[str] = PLACEHOLDERS) -> str:
    for fault in faults(text, placeholders):
        node.complain(key, fault)
    if not numbers and has_number(text):
        node.complain(key, f"a number stands in {key}; it belongs in facts.toml, with its source: {text[:60]!r}")
    return text
