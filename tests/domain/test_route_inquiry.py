"""An inquiry finds its queue, and a coordinator can read why."""

import pytest

from intake.domain.routing import Considered, Example, RoutingFacts, Rule, broken_examples, route
from intake.domain.values import Priority


def rule(rule_id: str, queue: str, *examples: Example, priority: Priority | None = None, **when: str) -> Rule:
    conditions = {key: frozenset(values.split()) for key, values in when.items()}
    return Rule(rule_id, conditions, queue, priority, "because", examples)


RULES = (
    rule("after-cart", "repeat", prior_cart="yes"),
    rule("blood", "heme", condition_group="lymphoma-b cll", prior_cart="no unknown"),
    rule("rest", "lead"),
)


def test_the_first_rule_that_matches_decides_and_the_trace_says_why_not_the_others() -> None:
    decision = route(RULES, RoutingFacts(condition_group="cll", prior_cart="no"))
    assert (decision.rule_id, decision.queue, decision.priority) == ("blood", "heme", Priority.ROUTINE)
    assert decision.considered == (Considered("after-cart", "prior_cart"), Considered("blood", None))


def test_what_fits_nowhere_goes_to_the_lead() -> None:
    assert route(RULES, RoutingFacts()).queue == "lead"


def test_a_rule_raises_the_priority_and_never_lowers_it() -> None:
    rules = (
        rule("slow", "lead", priority=Priority.ROUTINE, role="agent"),
        rule("x", "lead", priority=Priority.ONE_DAY),
    )
    urgent = RoutingFacts(urgency=Priority.SAME_DAY, role="agent")
    assert route(rules, urgent).priority is Priority.SAME_DAY
    assert route(rules, RoutingFacts()).priority is Priority.ONE_DAY


def test_rules_without_a_last_resort_are_a_mistake() -> None:
    with pytest.raises(LookupError):
        route(RULES[:1], RoutingFacts())


def test_an_example_another_rule_swallows_is_told() -> None:
    example = Example(
        "CLL after CAR-T", RoutingFacts(condition_group="cll", prior_cart="yes"), "heme", Priority.ROUTINE
    )
    kept = Example("CLL", RoutingFacts(condition_group="cll", prior_cart="no"), "heme", Priority.ROUTINE)
    rules = (RULES[0], rule("blood", "heme", example, kept, condition_group="cll"), RULES[2])
    (broken,) = broken_examples(rules)
    assert (broken.rule_id, broken.example, broken.decision.rule_id) == ("blood", example, "after-cart")


def test_an_example_with_another_priority_is_told() -> None:
    example = Example("urgent", RoutingFacts(urgency=Priority.SAME_DAY), "lead", Priority.ROUTINE)
    assert len(broken_examples((rule("rest", "lead", example),))) == 1
