"""Everything the clinic says, read once and checked against itself. What is wrong is told all at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from intake.content.clinic import Clinic, load_clinic
from intake.content.complaints import Complaints, source
from intake.content.conditions import Showing, load_conditions, load_showing, with_programmes
from intake.content.criteria import Known as Nameable
from intake.content.criteria import Published, load_criteria
from intake.content.distress import CrisisLines, load_crisis_lines, load_phrases
from intake.content.facts import Fact, load_facts
from intake.content.legal import Legal, load_legal
from intake.content.other_words import load_other_words
from intake.content.programmes import Kind, Programme, load_programmes
from intake.content.questions import load_questions
from intake.content.records import Records, load_records
from intake.content.reply_templates import ReplyTemplates, load_reply_templates
from intake.content.routing import Known, Routing, load_routing
from intake.content.routing_in_force import RoutingInForce
from intake.content.sources import Source, load_sources
from intake.content.treatments import Treatment, TreatmentNames, load_treatments
from intake.domain import distress
from intake.domain.answer_dates import read_when
from intake.domain.distress import Alarm, Phrases
from intake.domain.inquiry import NOT_SURE_PROGRAMME, REPEAT_PROGRAMME, Assessment, assess
from intake.domain.questionnaire import Questionnaire
from intake.domain.values import Answers, Condition, ConditionGroup
from intake.lib.formats import month_names

SHIPPED = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Content:
    """All content files, frozen but for the routing in force. ``version`` is a short hash of them all."""

    questionnaire: Questionnaire
    conditions: Mapping[str, Condition]
    showing: Showing
    treatments: Mapping[str, Treatment]
    treatment_names: TreatmentNames
    programmes: Mapping[str, Programme]
    in_force: RoutingInForce
    legal: Legal
    clinic: Clinic
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    records: Records
    criteria: Published
    replies: ReplyTemplates
    phrases: Phrases
    crisis_lines: CrisisLines
    version: str

    @property
    def routing(self) -> Routing:
        """Queues, rules and weeks, as they count now."""
        return self.in_force.current

    @property
    def groups(self) -> Mapping[str, ConditionGroup]:
        """The condition groups, in the order in which the form shows them."""
        return self.showing.groups

    def evidence(self, slug: str) -> str:
        """The English sentence beside a condition: its evidence status alone decides (``evidence.<status>``)."""
        return self.showing.evidence[self.conditions[slug].evidence_status]

    def treatment_named(self, text: str, *, group: str = "") -> str | None:
        """The slug of the treatment that a text names in any of its ways; a condition group tells namesakes apart."""
        return self.treatment_names.find(text, group)

    def treatments_for(self, condition: str) -> tuple[Treatment, ...]:
        """The treatments used for a condition, in their order; all of them where the condition is not known."""
        known = self.conditions.get(condition)
        fitting = tuple(one for one in self.treatments.values() if known and one.is_for(known))
        return fitting or tuple(self.treatments.values())

    def assess(self, answers: Answers, *, locale: str, today: date, cards: Iterable[Answers] = ()) -> Assessment:
        """The routing facts and warning signs of checked answers; words on treatment ``cards`` are heard, too."""
        condition = self.conditions.get(str(answers.get("condition")))
        group = self.groups.get(condition.group) if condition else None
        when = partial(read_when, months=month_names(locale))
        said = (part.get(name) for part in (answers, *cards) for name in self.questionnaire.free_texts)
        alarms = self.alarms(text for text in said if isinstance(text, str))
        return assess(answers, condition=condition, group=group, locale=locale, today=today, alarms=alarms, when=when)

    def alarms(self, texts: Iterable[str]) -> tuple[Alarm, ...]:
        """What free texts call for, in whatever language."""
        return distress.alarms(texts, self.phrases)


def load_content(folder: Path | None = None) -> Content:
    """Read a content folder (the one shipped by default). Raises `ContentError` with every complaint."""
    folder = folder or SHIPPED
    complaints = Complaints()
    sources = load_sources(folder / "sources.toml", complaints)
    facts = load_facts(folder / "facts.toml", sources, complaints)
    showing = load_showing(folder / "conditions.toml", complaints)
    conditions = load_conditions(folder / "conditions.csv", showing.groups, complaints)
    treatments = load_treatments(
        folder / "treatments.csv", groups=showing.groups, conditions=conditions, complaints=complaints
    )
    conditions, treatments = load_other_words(folder / "other_words.csv", conditions, treatments, complaints)
    programmes = load_programmes(
        folder / "programmes", facts=facts, sources=sources, groups=showing.groups, complaints=complaints
    )
    _need_programmes(folder, programmes, complaints)
    showing = with_programmes(showing, _programme_of(programmes))
    legal = load_legal(folder / "legal.toml", complaints)
    questionnaire = load_questions(
        folder / "questions.toml", groups=showing.groups, conditions=conditions, legal=legal, complaints=complaints
    )
    known = Known(questionnaire, conditions, showing.groups, frozenset(programmes))
    routing = load_routing(folder / "routing.toml", known, complaints)
    clinic = load_clinic(folder / "clinic.toml", complaints)
    records = load_records(folder / "records.toml", programmes, complaints)
    nameable = Nameable(conditions, treatments, programmes, sources, questionnaire)
    criteria = load_criteria(folder / "criteria", nameable, complaints)
    replies = load_reply_templates(folder / "reply_templates.toml", complaints)
    phrases = load_phrases(folder / "distress.toml", complaints)
    crisis_lines = load_crisis_lines(folder / "crisis_lines.toml", complaints)
    complaints.raise_any()
    return Content(
        questionnaire=questionnaire,
        conditions=conditions,
        showing=showing,
        treatments=treatments,
        treatment_names=TreatmentNames(treatments),
        programmes=programmes,
        in_force=RoutingInForce(routing, known, source(folder / "routing.toml", complaints) or ""),
        legal=legal,
        clinic=clinic,
        sources=sources,
        facts=facts,
        records=records,
        criteria=criteria,
        replies=replies,
        phrases=phrases,
        crisis_lines=crisis_lines,
        version=_version(folder),
    )


def _programme_of(programmes: Mapping[str, Programme]) -> dict[str, str]:
    """Condition group → the programme that names it; a door of the home page comes before an answer page."""
    doors_last = sorted(programmes.values(), key=lambda programme: programme.kind is Kind.DOOR)
    return {group: programme.slug for programme in doors_last for group in programme.condition_groups}


def _need_programmes(folder: Path, programmes: Mapping[str, Programme], complaints: Complaints) -> None:
    for slug in sorted({REPEAT_PROGRAMME, NOT_SURE_PROGRAMME} - programmes.keys()):
        complaints.add(folder / "programmes" / f"{slug}.toml", 1, "this programme must exist: inquiries are put there")


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.toml"), *folder.rglob("*.csv")]):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
