"""``routing.toml``: queues, the ordered rules with their examples; `calendars` has the weeks they work by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from intake.content import wording
from intake.content.calendars import Reminders, Weeks, load_ladder, load_reminders, load_weeks
from intake.content.reader import Complaints, Node, read_toml
from intake.content.sentence import Sentence
from intake.domain.clock import Calendar
from intake.domain.handing_out import HandOut
from intake.domain.inquiry import assess
from intake.domain.ladder import Ladder, moment
from intake.domain.questionnaire import Questionnaire, QuestionType
from intake.domain.recipients import LEAD_QUEUE
from intake.domain.routing import FACT_NAMES, Example, Rule, broken_examples
from intake.domain.values import AgeGroup, Condition, ConditionGroup, FormRole, Priority


@dataclass(frozen=True, slots=True)
class Queue:
    """Where routing puts inquiries, and who looks there. ``calendar``: of its team, else the office's."""

    slug: str
    name: str
    about: str
    calendar: Calendar
    hand_out: HandOut = HandOut.NOBODY


@dataclass(frozen=True, slots=True)
class Routing:
    """Everything of ``routing.toml``. ``holidays_until`` is the last day the list of holidays knows of."""

    queues: Mapping[str, Queue]
    calendar: Calendar
    rules: tuple[Rule, ...]
    holidays_until: date
    ladder: Ladder
    reminders: Reminders

    def calendar_of(self, queue: str) -> Calendar:
        """The week a queue works by; of one that is gone, the office's."""
        return self.queues[queue].calendar if queue in self.queues else self.calendar

    def first_reminder(self, *, since: datetime, due: datetime, calendar: Calendar) -> datetime:
        """When somebody is first reminded of an inquiry nobody has accepted."""
        return moment(self.ladder, 0, since=since, due=due, calendar=calendar)

    def hand_out(self, queue: str) -> HandOut:
        """How a queue gives its inquiries to people."""
        return self.queues[queue].hand_out if queue in self.queues else HandOut.NOBODY


@dataclass(frozen=True, slots=True)
class Known:
    """What rules and examples may name."""

    questionnaire: Questionnaire
    conditions: Mapping[str, Condition]
    groups: Mapping[str, ConditionGroup]
    programmes: frozenset[str]

    def codes(self, fact: str) -> frozenset[str] | None:
        """The codes a fact can have besides ``unknown``; ``None``: not a closed list."""
        match fact:
            case "condition":
                return frozenset(self.conditions)
            case "condition_group":
                return frozenset(self.groups)
            case "programme":
                return self.programmes
            case "form_role":
                return frozenset(FormRole)
            case "age_group":
                return frozenset(AgeGroup)
            case "urgency":
                return frozenset(Priority)
            case "language" | "country":
                return None
        question = "inquirer_role" if fact == "role" else fact
        return self.questionnaire.question(question).codes if self.questionnaire.has(question) else None


def load_routing(path: Path, known: Known, complaints: Complaints, text: str | None = None) -> Routing:
    """Read ``routing.toml``, or a ``text`` in its place, and run every example."""
    top = read_toml(path, complaints, text)
    weeks = load_weeks(top)
    queues = {queue.slug: queue for queue in (_queue(node, weeks) for node in top.tables("queues"))}
    if LEAD_QUEUE not in queues:
        top.complain("queues", "there must be a queue 'lead': what fits nowhere goes there")
    as_of = top.date("examples_as_of")
    nodes = top.tables("rules")
    rules = tuple(_rule(node, known, as_of) for node in nodes)
    for node, rule in zip(nodes, rules, strict=True):
        _check_rule(node, rule, queues, known)
    _check_order(top, nodes, rules)
    told = load_ladder(top), load_reminders(top)
    routing = Routing(queues, weeks.office, rules, weeks.holidays_until, *told)
    top.close()
    return routing


def messages(routing: Routing) -> Iterator[Sentence]:
    """Queue names, and why each rule stands where it stands, for the translators."""
    for queue in routing.queues.values():
        yield Sentence("clinic", f"queue.{queue.slug}.name", queue.name, "routing.toml", "A desk of the office.")
        yield Sentence("clinic", f"queue.{queue.slug}.about", queue.about, "routing.toml", "What the desk looks after.")
    for rule in routing.rules:
        yield Sentence("staff", f"routing.{rule.id}.because", rule.because, "routing.toml", "Why an inquiry came here.")


def _queue(node: Node, weeks: Weeks) -> Queue:
    name = node.optional_text("calendar")
    if name is not None and name not in weeks.named:
        known = ", ".join(sorted(weeks.named)) or "none"
        node.complain("calendar", f"there is no [calendars.{name}]; there are: {known}")
    return Queue(
        node.text("slug"),
        wording.sentence(node, "name"),
        wording.sentence(node, "about"),
        weeks.named.get(name or "", weeks.office),
        node.optional_code("hand_out", HandOut) or HandOut.NOBODY,
    )


def _rule(node: Node, known: Known, as_of: date) -> Rule:
    when = node.table("when")
    return Rule(
        id=node.text("id"),
        when={key: frozenset(when.texts(key)) for key in when.keys()},  # noqa: SIM118 - a Node
        queue=node.text("queue"),
        priority=node.optional_code("priority", Priority),
        because=node.text("because"),
        examples=tuple(_example(item, known, as_of) for item in node.tables("examples")),
    )


def _example(node: Node, known: Known, as_of: date) -> Example:
    """An example is written as the form's answers, so that it goes through everything an inquiry goes through."""
    typed, answers = node.table("answers"), {}
    for name in typed.keys():  # noqa: SIM118 - a Node
        question = known.questionnaire.question(name) if known.questionnaire.has(name) else None
        value = typed.texts(name) if question and question.type is QuestionType.MANY else typed.text(name)
        given = {value} if isinstance(value, str) else set(value)
        if question is None or (question.codes and not given <= question.codes):
            typed.complain(name, f"{name} = {value!r} is no question with such an answer")
        answers[name] = value
    condition = known.conditions.get(str(answers.get("condition")))
    group = known.groups.get(condition.group) if condition else None
    language = node.text("language")
    assessment = assess(answers, condition=condition, group=group, locale=language, today=as_of)
    return Example(node.text("title"), assessment.facts, node.text("queue"), node.code("priority", Priority))


def _check_rule(node: Node, rule: Rule, queues: Mapping[str, Queue], known: Known) -> None:
    if rule.queue not in queues:
        node.complain("queue", f"{rule.queue!r} is no queue")
    if not rule.examples:
        node.complain("id", f"rule {rule.id!r} needs at least one [[rules.examples]]")
    for key, values in rule.when.items():
        if key not in FACT_NAMES:
            node.complain("when", f"{key!r} is none of {', '.join(sorted(FACT_NAMES))}")
            continue
        codes = known.codes(key)
        for value in sorted(values - (codes | {"unknown"} if codes is not None else values)):
            node.complain("when", f"{value!r} is no {key}")


def _check_order(top: Node, nodes: list[Node], rules: tuple[Rule, ...]) -> None:
    if not rules or rules[-1].when or rules[-1].queue != LEAD_QUEUE:
        top.complain("rules", "the last rule must have no conditions and lead to 'lead'")
        return
    for node, rule in zip(nodes[:-1], rules, strict=False):
        if not rule.when:
            node.complain("id", f"rule {rule.id!r} matches everything; the rules below it would never be reached")
    ids = [rule.id for rule in rules]
    for node, rule in zip(nodes, rules, strict=True):
        if ids.count(rule.id) > 1:
            node.complain("id", f"rule {rule.id!r} stands twice")
    if any(set(rule.when) - FACT_NAMES for rule in rules):
        return  # complained of already, and nothing such rules decide would mean anything
    places = {rule.id: node for rule, node in zip(rules, nodes, strict=True)}
    for broken in broken_examples(rules):
        places[broken.rule_id].complain("examples", str(broken))
