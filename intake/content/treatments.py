"""The treatments somebody may have had: ``treatments.csv``. The second step asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from intake.content.reader import Complaints, Row, read_csv
from intake.domain.values import Condition, ConditionGroup

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
    """One treatment. ``conditions_only`` narrows its groups down; empty means the whole groups."""

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
