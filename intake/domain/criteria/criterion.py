"""A published criterion as a value: what a label, a programme or a study asks for, and what it stands on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What has published it. It decides what comes before the text: an earlier CAR-T is no business of a label."""

    LABEL = "label"
    IN_HOUSE = "in_house"
    TRIAL = "trial"


class Outcome(StrEnum):
    """What a comparison with one published text says. Never a decision about a person."""

    MEETS = "meets"
    CANNOT_TELL = "cannot_tell"
    DOES_NOT_MEET = "does_not_meet"
    NOT_APPLICABLE = "not_applicable"


class Check(StrEnum):
    """One thing a published text can ask for."""

    CONDITION = "condition"
    NO_CAR_T = "no_car_t"
    NO_EARLIER_CELLS = "no_earlier_cells"
    NO_CHILD = "no_child"
    FROM_AGE = "from_age"
    TO_AGE = "to_age"
    STATE = "state"
    LINES = "lines"
    HAD = "had"
    REFRACTORY = "refractory"
    RELAPSES = "relapses"
    AFTER_TRANSPLANT = "after_transplant"
    REFRACTORY_TO_FIRST = "refractory_to_first"
    EARLY_RELAPSE = "early_relapse"
    NOT_FIT_FOR_TRANSPLANT = "not_fit_for_transplant"
    LENALIDOMIDE_REFRACTORY = "lenalidomide_refractory"
    PROGRESSED_ON_LAST = "progressed_on_last"
    CLDN182_POSITIVE = "cldn182_positive"
    HER2_NEGATIVE = "her2_negative"
    CD19_POSITIVE = "cd19_positive"
    SETTLED_TRANSPLANT = "settled_transplant"
    WBC_NOT_HIGH = "wbc_not_high"
    FAILED_DRUGS = "failed_drugs"
    FAILED_BIOLOGIC = "failed_biologic"
    ACTIVITY = "activity"


NUMBERS = frozenset(
    {
        Check.FROM_AGE,
        Check.TO_AGE,
        Check.LINES,
        Check.RELAPSES,
        Check.EARLY_RELAPSE,
        Check.SETTLED_TRANSPLANT,
        Check.FAILED_DRUGS,
        Check.ACTIVITY,
    }
)
"""Checks that need a number."""
NAMES = frozenset({Check.STATE, Check.HAD, Check.ACTIVITY})
"""Checks that need a code: a state, a treatment, a score."""
GATES = frozenset({Check.CONDITION, Check.NO_CAR_T, Check.NO_EARLIER_CELLS, Check.NO_CHILD})
"""What comes before the text itself: no file asks for these, each kind brings its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A check with its number and name, if it has one: from 18 years, had a BTK inhibitor."""

    check: Check
    number: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a criterion stands on. ``reviewed_by``: empty as long as nobody has; past ``review_due`` nothing is said."""

    region: str
    sources: tuple[str, ...]
    source_date: str
    confidence: str
    reviewed_by: str
    review_due: date


@dataclass(frozen=True, slots=True)
class Criterion:
    """One published text. ``wants``: all of these; ``one_of``: one of those, where there are any.

    ``note`` is what a reader must know beside it, in our own words, in English.
    """

    id: str
    kind: Kind
    programme: str
    product: str
    target: str
    conditions: frozenset[str]
    wants: tuple[Wanted, ...]
    one_of: tuple[Wanted, ...]
    basis: Basis
    note: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """All that is published, in its order. ``could_be``: an unclear disease → every disease it can turn out to be."""

    published: tuple[Criterion, ...]
    could_be: Mapping[str, frozenset[str]]

    @property
    def version(self) -> str:
        """A short hash of everything that decides a result."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    def to_json(self) -> str:
        """The canonical definition: equal criteria give equal text."""
        definition = {
            "published": [_plain(asdict(one)) for one in self.published],
            "could_be": {slug: sorted(found) for slug, found in self.could_be.items()},
        }
        return json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, source: str) -> "Criteria":
        """Criteria as they once were, from `to_json`. Raises `ValueError` for checks this version does not know."""
        definition = json.loads(source)
        return cls(
            tuple(_criterion(one) for one in definition["published"]),
            {slug: frozenset(found) for slug, found in definition["could_be"].items()},
        )


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case frozenset():
            return sorted(value)
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case date():
            return value.isoformat()
    return value


def _criterion(plain: Mapping[str, Any]) -> Criterion:
    basis = plain["basis"]
    read = {"sources": tuple(basis["sources"]), "review_due": date.fromisoformat(basis["review_due"])}
    return Criterion(
        **{
            **plain,
            "kind": Kind(plain["kind"]),
            "conditions": frozenset(plain["conditions"]),
            **{name: tuple(_wanted(one) for one in plain[name]) for name in ("wants", "one_of")},
            "basis": Basis(**{**basis, **read}),
        }
    )


def _wanted(plain: Mapping[str, Any]) -> Wanted:
    return Wanted(**{**plain, "check": Check(plain["check"])})
