"""The rules in words: what each looks at, where it sends, why, and the examples that keep it honest."""

from dataclasses import dataclass

from intake.content.routing import Routing
from intake.domain.routing import Rule
from intake.domain.values import UNKNOWN, Priority
from intake.web.inbox import words
from intake.web.inbox.desk import Desk


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One fact a rule looks at, and which values fit."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """An inquiry the rule was written for, and what becomes of it."""

    title: str
    queue: str
    urgency: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """A row of the table. No conditions: it takes whatever came so far. ``urgency``: what it raises an inquiry to."""

    name: str
    because: str
    queue: str
    urgency: str
    conditions: tuple[ConditionView, ...]
    examples: tuple[ExampleView, ...]


def rules_view(desk: Desk, routing: Routing) -> tuple[RuleView, ...]:
    """Every rule in its order."""
    return tuple(_rule(desk, rule) for rule in routing.rules)


def fact_value(desk: Desk, fact: str, code: str) -> str:
    """What a fact's code says in the reader's language; the code itself where nobody has words for it."""
    if code == UNKNOWN:
        return desk.t.pgettext("fact", "not known")
    match fact:
        case "urgency":
            return words.priorities(desk.t)[Priority(code)]
        case "programme":
            return desk.programme(code)
        case "condition":
            return desk.condition(code)
        case "condition_group":
            return desk.group(code)
        case "age_group":
            return desk.age(code)
        case "language":
            return desk.language(code)
        case "country":
            return desk.country(code)
        case "form_role":
            return words.form_roles(desk.t).get(code, code)
    return desk.option("inquirer_role" if fact == "role" else fact, code)


def _rule(desk: Desk, rule: Rule) -> RuleView:
    named = words.facts(desk.t)
    return RuleView(
        name=rule.id,
        because=desk.t.pgettext(f"routing.{rule.id}.because", rule.because),
        queue=desk.queue(rule.queue),
        urgency=words.priorities(desk.t)[rule.priority] if rule.priority else "",
        conditions=tuple(
            ConditionView(named.get(fact, fact), tuple(sorted(fact_value(desk, fact, code) for code in codes)))
            for fact, codes in rule.when.items()
        ),
        examples=tuple(
            ExampleView(one.title, desk.queue(one.queue), words.priorities(desk.t)[one.priority])
            for one in rule.examples
        ),
    )
