"""Which queue an inquiry goes to: ordered rules, the first that matches decides, and the reasons are kept.

Rules only see `RoutingFacts`. Each carries examples, which are run when the content is loaded: a rule that another one
swallows, or that no longer does what was meant, stops the start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from intake.domain.values import UNKNOWN, Priority


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """What routing may look at: codes only, ``unknown`` where nothing is known."""

    urgency: Priority = Priority.ROUTINE
    programme: str = UNKNOWN
    condition: str = UNKNOWN
    condition_group: str = UNKNOWN
    form_role: str = UNKNOWN
    age_group: str = UNKNOWN
    role: str = UNKNOWN
    prior_cart: str = UNKNOWN
    disease_state: str = UNKNOWN
    in_hospital: str = UNKNOWN
    language: str = UNKNOWN
    country: str = UNKNOWN

    def value(self, key: str) -> str:
        """The fact of this name."""
        return str(getattr(self, key))


FACT_NAMES = frozenset(field.name for field in fields(RoutingFacts))


@dataclass(frozen=True, slots=True)
class Example:
    """An inquiry a rule was written for, and what must become of it."""

    title: str
    facts: RoutingFacts
    queue: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class Rule:
    """``when``: each fact named must have one of its values; no fact matches everything. ``priority`` only raises."""

    id: str
    when: Mapping[str, frozenset[str]]
    queue: str
    priority: Priority | None
    because: str
    examples: tuple[Example, ...] = ()

    def first_mismatch(self, facts: RoutingFacts) -> str | None:
        """The first fact that does not fit, or ``None``: the rule matches."""
        return next((key for key, values in self.when.items() if facts.value(key) not in values), None)


@dataclass(frozen=True, slots=True)
class Considered:
    """One rule that was looked at. ``key`` is the first fact that did not fit (``None``: this one decided)."""

    rule_id: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Where an inquiry goes, by which rule, and why not by an earlier one."""

    rule_id: str
    queue: str
    priority: Priority
    considered: tuple[Considered, ...]


@dataclass(frozen=True, slots=True)
class BrokenExample:
    """An example that does not do what its rule promises."""

    rule_id: str
    example: Example
    decision: Decision

    def __str__(self) -> str:
        wanted, found = self.example, self.decision
        return (
            f"example {wanted.title!r} of rule {self.rule_id} should give {wanted.queue}, {wanted.priority}; "
            f"rule {found.rule_id} gives {found.queue}, {found.priority}"
        )


def route(rules: Sequence[Rule], facts: RoutingFacts) -> Decision:
    """The first rule that matches decides. The last one must match everything (the loader sees to it)."""
    considered: list[Considered] = []
    for rule in rules:
        key = rule.first_mismatch(facts)
        considered.append(Considered(rule.id, key))
        if key is None:
            return Decision(rule.id, rule.queue, facts.urgency.or_sooner(rule.priority), tuple(considered))
    raise LookupError("no rule matches: the last rule must have no conditions")


def broken_examples(rules: Sequence[Rule]) -> list[BrokenExample]:
    """Examples decided by another rule than their own, or sent to another queue or with another priority."""
    broken: list[BrokenExample] = []
    for rule in rules:
        for example in rule.examples:
            decision = route(rules, example.facts)
            promised = (rule.id, example.queue, example.priority)
            if promised != (decision.rule_id, decision.queue, decision.priority):
                broken.append(BrokenExample(rule.id, example, decision))
    return broken
