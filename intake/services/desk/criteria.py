"""An inquiry beside the published criteria. A sorting aid for the office: it decides nothing, no patient sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from intake.content.loader import Content
from intake.domain.answer_dates import read_when
from intake.domain.criteria.case import Case
from intake.domain.criteria.criterion import Criteria, Outcome
from intake.domain.criteria.evaluate import Result, evaluate, missing
from intake.domain.criteria.repeat import Repeat, repeat_path
from intake.domain.criteria.reviewer import Hint, ReviewerFlag, hints, reviewer_flags
from intake.domain.treatment import TreatmentCard
from intake.domain.values import Answers, GroupKind
from intake.lib.formats import month_names


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
