"""Published criteria as checked data: ``criteria/*.toml``. Each fact has its source, a date, a confidence and a day on
which it must be looked up again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path as File
from typing import Final, TypeVar

from intake.content import wording
from intake.content.programmes import Programme
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence
from intake.content.sources import Confidence, Source
from intake.content.treatments import CountsAsLine, Treatment
from intake.domain.criteria.case import Medicine
from intake.domain.criteria.checks import MONTHS, MOST_LINES, STATES
from intake.domain.criteria.criterion import (
    GATES,
    NAMES,
    NUMBERS,
    Basis,
    Check,
    Criteria,
    Criterion,
    Kind,
    Wanted,
)
from intake.domain.criteria.repeat import Path
from intake.domain.criteria.reviewer import ReviewerFlag
from intake.domain.questionnaire import Questionnaire
from intake.domain.values import Condition

Code = TypeVar("Code", Path, ReviewerFlag)

FILES: Final = ("labels.toml", "in-house.toml", "autoimmune.toml")
NO_SOURCE: Final = "K"
"""In place of a source: somebody knew it, and no text was seen."""
_DATED = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_COUNTS: Final = {CountsAsLine.YES: True, CountsAsLine.NO: False}


class Region(StrEnum):
    """Where a text counts."""

    US = "US"
    EU = "EU"
    CN = "CN"
    IL = "IL"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence beside a path or a flag, and what it stands on."""

    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Published:
    """All of the folder. ``medicines``: the treatments by slug, as far as criteria count them."""

    criteria: Criteria
    paths: Mapping[Path, Stated]
    flags: Mapping[ReviewerFlag, Stated]
    medicines: Mapping[str, Medicine]

    def diseases(self, condition: str) -> frozenset[str]:
        """What a disease of the form can turn out to be; without an answer, anything a criterion names."""
        if not condition:
            return frozenset(slug for one in self.criteria.published for slug in one.conditions)
        return self.criteria.could_be.get(condition, frozenset({condition}))


@dataclass(frozen=True, slots=True)
class Known:
    """What a criterion may name."""

    conditions: Mapping[str, Condition]
    treatments: Mapping[str, Treatment]
    programmes: Mapping[str, Programme]
    sources: Mapping[str, Source]
    questionnaire: Questionnaire


def load_criteria(folder: File, known: Known, complaints: Complaints) -> Published:
    """Read the folder. A check that is misspelt would be a fact that is silently not compared: it is refused."""
    published: dict[str, Criterion] = {}
    for name in FILES:
        top = read_toml(folder / name, complaints)
        kind, programme = top.code("kind", Kind), top.text("programme")
        for node in top.tables("criteria"):
            one = _criterion(node, kind, programme, known)
            if one.id in published:
                node.complain("id", f"{one.id!r} stands twice")
            published[one.id] = one
        top.close()
    return Published(
        Criteria(tuple(published.values()), _could_be(folder / "unclear.toml", known, complaints)),
        _stated(folder / "repeat.toml", Path, known, complaints),
        _stated(folder / "flags.toml", ReviewerFlag, known, complaints),
        {slug: Medicine(one.kind, _COUNTS.get(one.counts_as_line)) for slug, one in known.treatments.items()},
    )


def messages(published: Published) -> Iterator[Sentence]:
    """The sentences for the translators; only staff read them."""
    for one in published.criteria.published:
        if one.note:
            yield Sentence("staff", f"criterion.{one.id}.note", one.note, "criteria", "Beside a published criterion.")
    for kind, stated in (("path", published.paths), ("flag", published.flags)):
        for code, fact in stated.items():
            yield Sentence("staff", f"criteria.{kind}.{code}", fact.text, "criteria", "What published texts say.")


def _criterion(node: Node, kind: Kind, programme: str, known: Known) -> Criterion:
    where = node.optional_text("programme") or programme
    if where not in known.programmes:
        node.complain("programme" if node.has("programme") else None, f"there is no programme {where}")
    wants, one_of = _wanted(node, "wants", known), _wanted(node, "one_of", known)
    if not wants:
        node.complain("wants", "a criterion that wants nothing would fit everybody")
    return Criterion(
        id=node.text("id"),
        kind=kind,
        programme=where,
        product=node.text("product") if kind is not Kind.TRIAL else node.optional_text("product") or "",
        target=node.optional_text("target") or "",
        conditions=_conditions(node, known),
        wants=wants,
        one_of=one_of,
        basis=_basis(node, known, node.code("region", Region)),
        note=wording.sentence(node, "note") if node.has("note") else "",
    )


def _conditions(node: Node, known: Known) -> frozenset[str]:
    groups, slugs = node.texts("groups"), node.texts("conditions")
    for slug in slugs:
        if slug not in known.conditions:
            node.complain("conditions", f"{slug!r} is no condition of conditions.csv")
    found = frozenset(slugs) | _in_groups(node, "groups", groups, known)
    if not found:
        node.complain(None, "name the conditions this text is about")
    return found


def _in_groups(node: Node, key: str, groups: tuple[str, ...], known: Known) -> frozenset[str]:
    existing = {condition.group for condition in known.conditions.values()}
    for group in groups:
        if group not in existing:
            node.complain(key, f"{group!r} is no group of conditions.toml")
    return frozenset(slug for slug, condition in known.conditions.items() if condition.group in groups)


def _wanted(node: Node, key: str, known: Known) -> tuple[Wanted, ...]:
    return tuple(one for item in node.tables(key) if (one := _want(item, known)) is not None)


def _want(node: Node, known: Known) -> Wanted | None:
    codes = [key for key in node.keys() if key != "at_least"]  # noqa: SIM118 - a Node
    if len(codes) != 1 or codes[0] not in set(Check) - GATES:
        node.complain(None, f"{' '.join(codes) or 'nothing'}: name one check a table, of {', '.join(_CHECKS)}")
        return None
    check = Check(codes[0])
    if check in NAMES:
        name, number = node.text(check), node.number("at_least") if check in NUMBERS else 0
    elif check in NUMBERS:
        name, number = "", node.number(check)
    else:
        name, number = "", 0
        if not node.flag(check):
            node.complain(check, f"{check} must be true")
    if complaint := _wrong(check, number, name, known):
        node.complain(check, complaint)
    return Wanted(check, number, name)


_CHECKS: Final = tuple(check.value for check in Check if check not in GATES)


def _wrong(check: Check, number: int, name: str, known: Known) -> str:
    """What no answer of the form could ever tell."""
    if check is Check.HAD and name not in known.treatments:
        return f"{name!r} is no treatment of treatments.csv"
    if check is Check.STATE and name not in STATES:
        return f"state = {name!r} is none of {', '.join(sorted(STATES))}"
    if check is Check.LINES and not 1 <= number <= MOST_LINES:
        return f"the form counts treatments from 1 to {MOST_LINES}"
    if check is Check.EARLY_RELAPSE and number != MONTHS:
        return f"the form asks for {MONTHS} months only"
    scores = known.questionnaire.question("activity_score").codes if check is Check.ACTIVITY else frozenset({name})
    return "" if name in scores else f"{name!r} is no answer of activity_score"


def _basis(node: Node, known: Known, region: Region) -> Basis:
    sources, dated = node.texts("sources"), node.text("source_date")
    for source in sources or ("",):
        if source != NO_SOURCE and source not in known.sources:
            node.complain("sources", f"{source!r} is no source of sources.toml; {NO_SOURCE} for none that was seen")
    if not _DATED.fullmatch(dated):
        node.complain("source_date", "source_date must be 2026, 2026-06 or 2026-06-22")
    confidence = node.code("confidence", Confidence)
    if NO_SOURCE in sources and confidence is not Confidence.UNSEEN:
        node.complain("confidence", f"what nobody has seen has the confidence {Confidence.UNSEEN}")
    reviewed_by = node.optional_text("reviewed_by") or ""
    return Basis(region, sources, dated, confidence, reviewed_by, node.date("review_due"))


def _could_be(path: File, known: Known, complaints: Complaints) -> dict[str, frozenset[str]]:
    top = read_toml(path, complaints)
    found = {}
    for slug in top.keys():  # noqa: SIM118 - a Node
        if slug not in known.conditions:
            top.complain(slug, f"{slug!r} is no condition of conditions.csv")
        found[slug] = _in_groups(top, slug, top.texts(slug), known)
    top.close()
    return found


def _stated(path: File, codes: type[Code], known: Known, complaints: Complaints) -> dict[Code, Stated]:
    """One table for each code: none may be missing, since the page shows it."""
    top = read_toml(path, complaints)
    found = {}
    for code in codes:
        node = top.table(code.value)
        found[code] = Stated(wording.sentence(node, "text"), _basis(node, known, Region.ANY))
    top.close()
    return found
