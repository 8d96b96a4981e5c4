"""The treatments somebody may have had: ``treatments.csv``. The second step asks for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.content import wording
from intake.content.reader import Complaints, Row, read_csv
from intake.content.sentence import Sentence
from intake.domain.values import Condition, ConditionGroup
from intake.lib.folding import folded

COLUMNS = [
    "slug",
    "class",
    "class_order",
    "name_plain_en",
    "generic_names",
    "brand_synonyms",
    "typed_abbreviations",
    "target_antigen",
    "condition_groups",
    "conditions_only",
    "counts_as_line",
    "line_rule",
    "note",
]


class CountsAsLine(StrEnum):
    """Whether a treatment counts as a line of its own."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One treatment. ``conditions_only`` narrows its groups down; empty means the whole groups.

    ``spellings`` are its names in other scripts, ``ingredients`` what is only a part of it, in every script, and
    ``search`` is all by which it is found while somebody types, beside its name and brands (``other_words.csv``).
    """

    slug: str
    kind: str
    name: str
    generic_names: str
    brands: tuple[str, ...]
    abbreviations: tuple[str, ...]
    targets: tuple[str, ...]
    condition_groups: tuple[str, ...]
    conditions_only: tuple[str, ...]
    counts_as_line: CountsAsLine
    line_rule: str
    note: str
    spellings: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    search: tuple[str, ...] = ()

    @property
    def generics(self) -> tuple[str, ...]:
        """The generic names, each of which can mean it; not what is given together."""
        return tuple(name.strip() for name in self.generic_names.split(";") if name and "+" not in name)

    @property
    def context(self) -> str:
        """The context the translation of its name stands under."""
        return f"treatment.{self.slug}.name"

    def is_for(self, condition: Condition) -> bool:
        """Whether it is used for this disease."""
        if self.conditions_only:
            return condition.slug in self.conditions_only
        return condition.group in self.condition_groups


class TreatmentNames:
    """Treatments by whatever people call them. What could be two of them is none: nobody but the person can say."""

    def __init__(self, treatments: Mapping[str, Treatment]) -> None:
        self._treatments = treatments
        self._exact: dict[str, set[str]] = {}
        self._other: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        self._part_in: dict[str, set[str]] = {}
        for one in treatments.values():
            for name in (one.slug, one.name):
                self._exact.setdefault(folded_name(name), set()).add(one.slug)
            for name in (*one.brands, *one.generics, *one.spellings):
                self._other.setdefault(folded_name(name), set()).add(one.slug)
            for name in one.abbreviations:
                self._short.setdefault(folded_name(name), set()).add(one.slug)
            for name in one.ingredients:
                self._part_in.setdefault(folded_name(name), set()).update(one.condition_groups)

    def find(self, text: str, group: str = "") -> str | None:
        """The slug of what a text names: its name comes before brands, and those before abbreviations.

        Among several the group's own is meant, and an abbreviation is only ever one of the group: doctors of different
        diseases use the same letters for different things. Where a medicine is a part of what the group is treated
        with, it does not mean the treatment of another group: methotrexate for a lymphoma is not the low dose.
        """
        name = folded_name(text)
        for known in (self._exact, self._other, self._short):
            found = known.get(name, set())
            if len(found) > 1 or (group and known is self._short) or group in self._part_in.get(name, ()):
                found = {slug for slug in found if group in self._treatments[slug].condition_groups}
            if len(found) == 1:
                return next(iter(found))
        return None


def folded_name(text: str) -> str:
    """A name without its capitals, spaces, hyphens and dots; a plus makes a difference (7+3).

    Hebrew writes the end of antibodies (‑mab) with an alef and without.
    """
    letters = "".join(character for character in folded(text) if character.isalnum() or character == "+")
    return letters.replace("מאב", "מב")


def messages(treatments: Mapping[str, Treatment]) -> Iterator[Sentence]:
    """The names for the translators."""
    for one in treatments.values():
        comment = "Treatment, as patients know it. Names of medicines in the usual spelling of the language."
        yield Sentence("clinic", one.context, one.name, "treatments.csv", comment)


def load_treatments(
    path: Path,
    *,
    groups: Mapping[str, ConditionGroup],
    conditions: Mapping[str, Condition],
    complaints: Complaints,
) -> dict[str, Treatment]:
    """Read ``treatments.csv``, by slug, in the order of their classes."""
    found: dict[str, Treatment] = {}
    order: dict[str, int] = {}
    for row in read_csv(path, COLUMNS, complaints):
        treatment = _treatment(row)
        for fault in wording.faults(treatment.name):
            row.complain("name_plain_en", fault)
        if treatment.slug in found:
            row.complain("slug", f"{treatment.slug!r} stands twice; a slug is a key")
        for group in treatment.condition_groups:
            if group not in groups:
                row.complain("condition_groups", f"{group!r} is no group of conditions.toml")
        for slug in treatment.conditions_only:
            if slug not in conditions:
                row.complain("conditions_only", f"{slug!r} is no condition of conditions.csv")
        found[treatment.slug] = treatment
        order[treatment.slug] = row.number("class_order")
    return {slug: found[slug] for slug in sorted(found, key=order.__getitem__)}


def _treatment(row: Row) -> Treatment:
    return Treatment(
        slug=row.text("slug"),
        kind=row.text("class"),
        name=row.text("name_plain_en"),
        generic_names=row.optional_text("generic_names") or "",
        brands=row.texts("brand_synonyms"),
        abbreviations=row.texts("typed_abbreviations"),
        targets=row.texts("target_antigen"),
        condition_groups=row.texts("condition_groups"),
        conditions_only=row.texts("conditions_only"),
        counts_as_line=row.code("counts_as_line", CountsAsLine),
        line_rule=row.optional_text("line_rule") or "",
        note=row.optional_text("note") or "",
    )
