"""An inquiry beside the published criteria. A sorting aid for the office: it decides nothing, no patient sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final

from intake.content.loader import Content
from intake.domain.access import Action, Actor
from intake.domain.answer_dates import read_when
from intake.domain.criteria.case import Case
from intake.domain.criteria.criterion import Criteria, Outcome
from intake.domain.criteria.evaluate import Result, evaluate, missing
from intake.domain.criteria.repeat import Repeat, repeat_path
from intake.domain.criteria.reviewer import Hint, ReviewerFlag, hints, reviewer_flags
from intake.domain.errors import Conflict, NotFound
from intake.domain.inquiry import Inquiry, InquirySummary
from intake.domain.questionnaire import Question, Step
from intake.domain.treatment import TreatmentCard
from intake.domain.values import Answers, GroupKind
from intake.lib.database import Transaction
from intake.lib.formats import month_names
from intake.services import inbox
from intake.services.office import Office
from intake.services.revisions import put
from intake.store import audit, inquiries, revisions
from intake.store.audit import Entry
from intake.store.revisions import Contents
from intake.store.work import asks
from intake.store.work.asks import Ask

COMPARE: Final = "compare"
"""Why an inquiry was opened, in the audit trail."""


@dataclass(frozen=True, slots=True)
class Screening:
    """Everything the criteria say of one inquiry. ``asks``: the questions that would tell more, of whomever."""

    case: Case
    results: tuple[Result, ...]
    repeat: Repeat | None
    flags: dict[ReviewerFlag, tuple[str, ...]]
    hints: tuple[Hint, ...]
    asks: tuple[str, ...]
    autoimmune: bool

    @property
    def shown(self) -> tuple[Result, ...]:
        """Those that are about this disease and situation."""
        return tuple(one for one in self.results if one.outcome is not Outcome.NOT_APPLICABLE)

    def count(self, outcome: Outcome) -> int:
        """How many texts have this outcome."""
        return sum(result.outcome is outcome for result in self.results)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One inquiry opened to be compared: what it says, what it was asked, and what the criteria say."""

    inquiry: Inquiry = field(repr=False)
    cards: tuple[TreatmentCard, ...] = field(repr=False)
    asks: tuple[Ask, ...]
    screening: Screening = field(repr=False)


async def open_sheet(actor: Actor, inquiry_id: str, *, office: Office, now: datetime) -> Sheet:
    """Open one inquiry to compare it, and write down that it was. Raises `NotFound`."""

    async def opened(tx: Transaction, found: InquirySummary) -> Sheet:
        detail = {"purpose": COMPARE}
        await audit.append(tx, Entry(now, actor.staff_id, inbox.READ, inbox.KIND, found.id, detail=detail))
        inquiry = await inquiries.load(tx, office.keyring, found.id, classes=inbox.READABLE)
        if inquiry is None:
            raise NotFound
        cards = await inquiries.cards(tx, office.keyring, found.id)
        screening = screen(office.content, inquiry.answers, cards, found.locale, now.date())
        return Sheet(inquiry, cards, tuple(await asks.of_inquiry(tx, office.keyring, found.id)), screening)

    return await inbox.carry_out(
        actor, inquiry_id, Action.READ_INQUIRY, opened, db=office.db, keyring=office.keyring, now=now
    )


def of_the_office(content: Content) -> Sequence[Question]:
    """What the office itself writes down after asking a doctor."""
    return [question for question in content.questionnaire.questions if question.step is Step.STAFF]


async def note_facts(
    actor: Actor, inquiry_id: str, version: int, facts: Mapping[str, str], *, office: Office, now: datetime
) -> None:
    """Write down what a doctor said, by question id; a code the question does not have takes the answer away.

    Raises `NotFound`, `Conflict`.
    """
    questions = [question for question in of_the_office(office.content) if question.id in facts]

    def noted(contents: Contents) -> None:
        for question in questions:
            code = facts[question.id]
            put(contents, office, question.id, code if code in question.codes else None)

    async def change(tx: Transaction, found: InquirySummary) -> None:
        if found.version != version:
            raise Conflict
        if questions:
            await revisions.revise(tx, office.keyring, found.id, noted, now=now)
        detail = {"count": len(questions)}
        await audit.append(tx, Entry(now, actor.staff_id, "inquiry.facts", inbox.KIND, found.id, detail=detail))

    await inbox.carry_out(
        actor, inquiry_id, Action.CHANGE_STATUS, change, db=office.db, keyring=office.keyring, now=now
    )


def case_of(content: Content, answers: Answers, cards: Iterable[TreatmentCard], locale: str, today: date) -> Case:
    """What an inquiry says, ready to be compared. ``locale`` is the one its dates were typed in."""
    condition = answers.get("condition")
    diseases = content.criteria.diseases(condition if isinstance(condition, str) else "")
    when = partial(read_when, months=month_names(locale))
    return Case(answers, tuple(cards), diseases, content.criteria.medicines, today, when)


def screen(content: Content, answers: Answers, cards: Iterable[TreatmentCard], locale: str, today: date) -> Screening:
    """Compare an inquiry with everything that is published here."""
    case = case_of(content, answers, cards, locale, today)
    results = evaluate(content.criteria.criteria, case)
    autoimmune = bool(case.diseases) and case.diseases <= _autoimmune(content)
    repeat = None if autoimmune or not _is_cancer(content, case) else repeat_path(case)
    return Screening(
        case,
        results,
        repeat,
        reviewer_flags(case),
        hints(case, results),
        tuple(dict.fromkeys((*missing(results), *(repeat.asks if repeat else ())))),
        autoimmune,
    )


def outcomes(criteria: Criteria, case: Case) -> dict[str, Outcome]:
    """What each text of a version of the criteria says, by its id; whether it is overdue counts for nothing."""
    return {one.criterion.id: one.outcome for one in evaluate(criteria, case, ignore_due=True)}


def _autoimmune(content: Content) -> frozenset[str]:
    kinds = {slug for slug, group in content.groups.items() if group.kind is GroupKind.AUTOIMMUNE}
    return frozenset(slug for slug, one in content.conditions.items() if one.group in kinds)


def _is_cancer(content: Content, case: Case) -> bool:
    """Whether it can be a disease of the blood: the repeat table knows no other."""
    heme = {slug for slug, group in content.groups.items() if group.kind is GroupKind.HEME}
    return any(one.group in heme for slug, one in content.conditions.items() if slug in case.diseases)
