"""The diseases the form offers: ``conditions.csv``, and ``conditions.toml`` for how they are shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from intake.content import wording
from intake.content.reader import Complaints, Row, read_csv, read_toml
from intake.content.sentence import Sentence
from intake.domain.inquiry import NOT_SURE_PROGRAMME
from intake.domain.values import Condition, ConditionGroup, EvidenceStatus, FormRole, GroupKind

COLUMNS = [
    "slug",
    "group",
    "group_order",
    "order",
    "form_role",
    "name_plain_en",
    "name_clinical_en",
    "synonyms",
    "icd10_who",
    "icd10_cm",
    "icd_note",
    "evidence_status",
    "evidence_detail",
    "targets",
    "age_typical",
    "seeds",
    "review_flag",
    "sources",
]


@dataclass(frozen=True, slots=True)
class Showing:
    """Groups in their order, the sentence of each evidence status, and the note of some form roles."""

    groups: Mapping[str, ConditionGroup]
    evidence: Mapping[EvidenceStatus, str]
    notes: Mapping[FormRole, str]


def load_conditions(path: Path, groups: Mapping[str, ConditionGroup], complaints: Complaints) -> dict[str, Condition]:
    """Read ``conditions.csv``, by slug, in the order in which the form shows them."""
    found: dict[str, Condition] = {}
    order: dict[str, tuple[int, int]] = {}
    for row in read_csv(path, COLUMNS, complaints):
        condition = _condition(row)
        if condition.slug in found:
            row.complain("slug", f"{condition.slug!r} stands twice; a slug is a key")
        if condition.group not in groups:
            row.complain("group", f"{condition.group!r} is no group of conditions.toml")
        found[condition.slug] = condition
        order[condition.slug] = (row.number("group_order"), row.number("order"))
    return {slug: found[slug] for slug in sorted(found, key=order.__getitem__)}


def load_showing(path: Path, complaints: Complaints) -> Showing:
    """Read ``conditions.toml``. Programmes are given to the groups later, by `with_programmes`."""
    top = read_toml(path, complaints)
    groups: dict[str, ConditionGroup] = {}
    for node in top.tables("groups"):
        slug = node.text("slug")
        if slug in groups:
            node.complain("slug", f"group {slug!r} stands twice")
        kind = node.code("kind", GroupKind)
        groups[slug] = ConditionGroup(slug, wording.sentence(node, "label"), kind, NOT_SURE_PROGRAMME)
    evidence, notes = top.table("evidence"), top.table("notes")
    showing = Showing(
        groups,
        {status: wording.sentence(evidence, status) for status in EvidenceStatus},
        {role: wording.sentence(notes, role) for role in FormRole if notes.has(role)},
    )
    top.close()
    return showing


def with_programmes(showing: Showing, programme_of: Mapping[str, str]) -> Showing:
    """The groups, each with the programme that names it."""
    groups = {
        slug: replace(group, programme=programme_of.get(slug, group.programme))
        for slug, group in showing.groups.items()
    }
    return replace(showing, groups=groups)


def messages(conditions: Mapping[str, Condition], showing: Showing) -> Iterator[Sentence]:
    """Names, group labels and evidence sentences for the translators."""
    for group in showing.groups.values():
        yield Sentence(
            "clinic", f"condition_group.{group.slug}.label", group.label, "conditions.toml", "Group of diseases."
        )
    for status, text in showing.evidence.items():
        yield Sentence("clinic", f"evidence.{status}", text, "conditions.toml", "Stands beside a disease.")
    for role, text in showing.notes.items():
        yield Sentence("clinic", f"condition_note.{role}", text, "conditions.toml", "Stands beside a disease.")
    for condition in conditions.values():
        comment = f"Disease, in plain words. Doctors say: {condition.clinical_name}"
        yield Sentence("clinic", f"condition.{condition.slug}.name", condition.name, "conditions.csv", comment)


def _condition(row: Row) -> Condition:
    return Condition(
        slug=row.text("slug"),
        group=row.text("group"),
        form_role=row.code("form_role", FormRole),
        name=row.text("name_plain_en"),
        clinical_name=row.text("name_clinical_en"),
        synonyms=row.texts("synonyms"),
        evidence_status=row.code("evidence_status", EvidenceStatus),
        evidence_detail=row.optional_text("evidence_detail") or "",
        targets=row.texts("targets"),
        icd10_who=row.texts("icd10_who"),
        icd10_cm=row.texts("icd10_cm"),
        icd_note=row.optional_text("icd_note") or "",
        age_typical=row.optional_text("age_typical") or "",
        seeds=row.optional_text("seeds") or "",
        review_flag=row.optional_text("review_flag") or "",
        sources=row.texts("sources", ";"),
    )
