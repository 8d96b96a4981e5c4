"""The brief: what a coordinator needs to decide the next step in one minute. The page begins with it; paper is it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake.domain.ages import born_of
from intake.domain.completeness import progress
from intake.domain.consent import SHARE, latest
from intake.domain.contact import ContactLimits
from intake.domain.questionnaire import Questionnaire
from intake.domain.records import RecordState, checklist
from intake.domain.values import UNKNOWN, YES, AgeGroup
from intake.services.inbox import READABLE, CaseFile
from intake.web.inbox import words
from intake.web.inbox.brief.line import LineView, line_view
from intake.web.inbox.desk import Desk
from intake.web.inbox.files import called
from intake.web.inbox.reach import at_an_end, warnings
from intake.web.inbox.sheet_answers import pair, with_details

THERE = frozenset({RecordState.RECEIVED, RecordState.ENOUGH})
WARN = frozenset(
    {
        ("in_hospital", "ward"),
        ("in_hospital", "icu"),
        ("last_worsening", YES),
        ("patient_knows", "no"),
        ("prior_cart", YES),
    }
)


@dataclass(frozen=True, slots=True)
class SaidView:
    """An answer, or a part of it. ``lang``: where somebody typed it; ``warn``: it changes what to do."""

    text: str
    lang: str = ""
    warn: bool = False


@dataclass(frozen=True, slots=True)
class FactView:
    """A line of the brief; without ``parts`` nobody has said."""

    label: str
    parts: tuple[SaidView, ...]


@dataclass(frozen=True, slots=True)
class MissingView:
    """A part of the details that is not complete: a count of answers, never a score of the patient."""

    title: str
    count: str


@dataclass(frozen=True, slots=True)
class BriefView:
    """The whole of it."""

    patient: str
    condition: str
    clinical: str
    icd: str
    flags: tuple[str, ...]
    facts: tuple[FactView, ...]
    warnings: tuple[str, ...]
    line: LineView
    records_there: tuple[str, ...]
    records_missing: tuple[str, ...]
    missing: tuple[MissingView, ...]


def brief_view(desk: Desk, file: CaseFile) -> BriefView:
    """The brief of an inquiry, in the language of a desk."""
    found, answers = file.inquiry.summary, file.inquiry.answers
    asked = with_details(file.asked, desk.content.questionnaire)
    disease = desk.content.conditions.get(found.facts.condition)
    called_flags = words.flags(desk.t)
    records: dict[bool, list[str]] = {True: [], False: []}
    for one in checklist(desk.content.records.asked.get(found.facts.programme, ()), file.files, file.judged):
        records[one.state in THERE].append(_record(desk, called(desk, one.kind), one.state))
    return BriefView(
        patient=_patient(desk, file),
        condition=desk.condition(found.facts.condition),
        clinical=disease.clinical_name if disease else "",
        icd=" · ".join(disease.icd10_who) if disease else "",
        flags=tuple(called_flags.get(flag, flag) for flag in file.inquiry.flags),
        facts=_facts(desk, asked, file),
        warnings=(*at_an_end(desk, found.status), *warnings(desk, ContactLimits.of(answers))),
        line=line_view(desk, asked, answers, file.cards, found.locale),
        records_there=tuple(records[True]),
        records_missing=tuple(records[False]),
        missing=_missing(desk, asked, file),
    )


def _facts(desk: Desk, asked: Questionnaire, file: CaseFile) -> tuple[FactView, ...]:
    t, answers = desk.t, file.inquiry.answers
    inside = answers.get("in_hospital") in {"ward", "icu"}
    hospital = () if answers.get("in_hospital") == "no" else ("in_hospital",)
    place = () if inside and answers.get("current_location") == "hospital" else ("current_location",)
    country = "current_country" if answers.get("current_country") else "residence_country"
    interpreter = () if answers.get("interpreter") == "no" else ("interpreter", "interpreter_language")
    lines = {
        t.pgettext("brief", "The disease now"): ("disease_state", "last_worsening"),
        t.pgettext("brief", "Earlier treatments"): ("lines_count",),
        t.pgettext("brief", "CAR-T before"): ("prior_cart", "cart_product", "cart_date", "cart_best_response"),
        t.pgettext("brief", "Where the patient is"): (*hospital, *place, country),
        t.pgettext("brief", "Daily life (ECOG)"): ("performance",),
        t.pgettext("brief", "Language"): ("preferred_language", *interpreter, "other_languages"),
        t.pgettext("brief", "Who writes"): ("inquirer_role", "relationship", "patient_knows"),
        t.pgettext("brief", "Papers they have"): ("records_have", "records_language"),
    }
    facts = [FactView(label, _said(desk, asked, file, names)) for label, names in lines.items()]
    return (*facts, FactView(t.pgettext("brief", "May we ask hospitals?"), (_may_share(desk, file),)))


def _said(desk: Desk, asked: Questionnaire, file: CaseFile, names: Iterable[str]) -> tuple[SaidView, ...]:
    answers, parts = file.inquiry.answers, []
    for name in names:
        given = answers.get(name)
        if not given or not asked.has(name) or (name == "last_worsening" and given != YES):
            continue
        said = pair(desk, asked.question(name), answers, file.inquiry.summary.locale)
        text = words.in_short(desk.t).get(f"{name}.{given}", said.text)
        if name == "performance" and given != UNKNOWN:
            text = f"{given} – {text}"
        parts.append(SaidView(text, said.lang, (name, given) in WARN))
    return tuple(parts)


def _may_share(desk: Desk, file: CaseFile) -> SaidView:
    kept = latest(file.consents, SHARE)
    given = kept.is_given if kept else file.inquiry.answers.get("consent_share_hospital") == YES
    t = desk.t
    return SaidView(t.pgettext("brief", "yes, they agreed") if given else t.pgettext("brief", "not yet: ask first"))


def _patient(desk: Desk, file: CaseFile) -> str:
    """Age group, year of birth and sex. At a boundary the year alone says more than that the group is not known."""
    answers, group = file.inquiry.answers, file.inquiry.summary.facts.age_group
    born, sex = born_of(answers), answers.get("sex")
    year = desk.t.pgettext("brief", "born %(year)s") % {"year": born.year} if born else ""
    age = "" if born and group == AgeGroup.UNKNOWN else desk.age(group)
    named = desk.option("sex", sex) if isinstance(sex, str) else desk.t.pgettext("brief", "sex not known")
    return " · ".join(part for part in (age, year, named) if part)


def _record(desk: Desk, name: str, state: RecordState) -> str:
    """What is there and of no use yet says why; of the others the list they stand in says enough."""
    if state in THERE or state is RecordState.ASKED:
        return name
    return desk.t.pgettext("record", "%(record)s (%(state)s)") % {"record": name, "state": words.records(desk.t)[state]}


def _missing(desk: Desk, asked: Questionnaire, file: CaseFile) -> tuple[MissingView, ...]:
    """Of what a coordinator may read alone: an answer that is closed must not look like one that is missing."""
    open_ones = tuple(item for item in asked.questions if item.sensitivity.value in READABLE)
    titles = {block.id: desk.reader.content(f"block.{block.id}.title", block.title) for block in asked.blocks}
    known = progress(replace(asked, questions=open_ones), file.inquiry.answers, len(file.cards), desk.now.date())
    count = desk.t.pgettext("missing", "%(answered)s of %(asked)s answered")
    return tuple(
        MissingView(titles[block.id], count % {"answered": block.answered, "asked": block.asked})
        for block in known.blocks
        if block.answered < block.asked
    )
