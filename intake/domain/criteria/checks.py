"""Each check of a published text against a case: whether it holds, which answers say so, and what to ask if none do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from intake.domain.ages import ADULT_AGE
from intake.domain.criteria.case import CARDS, TRANSFORMED, Case
from intake.domain.criteria.criterion import Check, Criterion, Kind, Wanted
from intake.domain.criteria.failed import failed_drugs
from intake.domain.criteria.known import Known, any_of, negated
from intake.domain.values import UNKNOWN

STATES: Final = frozenset({"relapsed_or_refractory", "progressed"})
MONTHS: Final = 12  # the only span the form asks for
MOST_LINES: Final = 4  # the form counts as far as "4 or more"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one check. ``used``: the questions it rests on; ``asks``: those that would tell, if none does."""

    wanted: Wanted
    holds: Known
    used: tuple[str, ...]
    asks: tuple[str, ...] = ()


Verdict = Callable[[Case, Wanted], Known]

# What the text wants → how a case answers, and the questions behind it, in the order in which they say most.
_CHECKS: Final[Mapping[Check, tuple[Verdict, tuple[str, ...]]]] = {
    Check.NO_CAR_T: (lambda case, _: negated(case.had_car_t), ("prior_cart",)),
    Check.NO_EARLIER_CELLS: (lambda case, _: _no_earlier_cells(case), ("prior_cart", "transplant")),
    Check.NO_CHILD: (lambda case, _: case.is_from_age(ADULT_AGE) or None, ("birth_date", "birth_year")),
    Check.FROM_AGE: (lambda case, want: case.is_from_age(want.number), ("birth_date", "birth_year")),
    Check.TO_AGE: (lambda case, want: negated(case.is_from_age(want.number + 1)), ("birth_date", "birth_year")),
    Check.STATE: (lambda case, _: case.active, ("disease_state",)),
    Check.LINES: (lambda case, want: case.lines_from(want.number), ("lines_count",)),
    Check.HAD: (lambda case, want: case.had(want.name), (CARDS,)),
    Check.REFRACTORY: (lambda case, _: case.refractory, ("disease_state",)),
    Check.RELAPSES: (lambda case, want: _reached(case.relapses, want.number), ("relapse_count",)),
    Check.AFTER_TRANSPLANT: (
        lambda case, _: case.relapsed_after_transplant,
        ("relapse_after_transplant", "transplant"),
    ),
    Check.REFRACTORY_TO_FIRST: (
        lambda case, _: case.refractory_to_first,
        ("months_since_first_treatment", "disease_state"),
    ),
    Check.EARLY_RELAPSE: (
        lambda case, _: case.is_one_of("months_since_first_treatment", "under_12"),
        ("months_since_first_treatment",),
    ),
    Check.NOT_FIT_FOR_TRANSPLANT: (lambda case, _: case.is_one_of("transplant_fit", "no"), ("transplant_fit",)),
    Check.LENALIDOMIDE_REFRACTORY: (
        lambda case, _: case.is_one_of("lenalidomide_result", "stopped_working"),
        ("lenalidomide_result",),
    ),
    Check.PROGRESSED_ON_LAST: (lambda case, _: case.progressed_on_last, ("disease_state", CARDS)),
    Check.CLDN182_POSITIVE: (lambda case, _: case.is_one_of("marker_cldn182", "positive"), ("marker_cldn182",)),
    Check.HER2_NEGATIVE: (lambda case, _: case.is_one_of("marker_her2", "negative"), ("marker_her2",)),
    Check.CD19_POSITIVE: (lambda case, _: case.is_one_of("antigen_cd19", "positive"), ("antigen_cd19",)),
    Check.SETTLED_TRANSPLANT: (
        lambda case, want: case.settled(want.number),
        ("transplant", "transplant_date", "gvhd_now"),
    ),
    Check.WBC_NOT_HIGH: (lambda case, _: case.is_one_of("wbc_high", "no"), ("wbc_high",)),
    Check.FAILED_DRUGS: (lambda case, want: failed_drugs(case).reaches(want.number), (CARDS,)),
    # Without a biologic some studies are still open, and which ones is not known here: never a certain no.
    Check.FAILED_BIOLOGIC: (lambda case, _: failed_drugs(case).biologic or None, (CARDS,)),
    Check.ACTIVITY: (lambda case, want: _activity(case, want), ("activity_score", "activity_score_value")),
}


def gates(criterion: Criterion, case: Case) -> tuple[Finding, ...]:
    """What must be clear before a text is compared at all: that it is about this disease, and about this situation."""
    disease = case.disease_in(criterion.conditions)
    found = [Finding(Wanted(Check.CONDITION), disease, ("condition",), () if disease is not None else ("condition",))]
    trial = criterion.kind is Kind.TRIAL
    before = (Check.NO_EARLIER_CELLS, Check.NO_CHILD) if trial else (Check.NO_CAR_T,)
    return (*found, *(look(Wanted(check), case) for check in before))


def look(wanted: Wanted, case: Case) -> Finding:
    """Compare one thing a text wants."""
    verdict, questions = _CHECKS[wanted.check]
    holds = verdict(case, wanted)
    used = tuple(name for name in _more(questions, case) if case.answers.get(name))
    return Finding(wanted, holds, used, () if holds is not None else _asks(wanted.check, questions, case))


def _more(questions: tuple[str, ...], case: Case) -> tuple[str, ...]:
    if questions == ("lines_count",) and TRANSFORMED in case.diseases:
        return ("lines_after_transformation", *questions)
    return questions


def _asks(check: Check, questions: tuple[str, ...], case: Case) -> tuple[str, ...]:
    """The questions that could still tell: those without an answer. What has one may need to be said more exactly."""
    if questions == ("lines_count",) and TRANSFORMED in case.diseases:
        return ("lines_after_transformation",)
    if "birth_date" in questions:
        return ("birth_date",)
    if questions == (CARDS,):
        return questions
    open_ = tuple(name for name in questions if not _answered(case, name) and _is_asked(name, case))
    if check is Check.REFRACTORY_TO_FIRST and not _answered(case, questions[0]):
        return questions[:1]
    if check is Check.NO_EARLIER_CELLS and (case.had_car_t or case.had_transplant):
        return ()  # nothing to ask the inquirer: somebody must ask the study
    return open_


def _answered(case: Case, question_id: str) -> bool:
    given = case.answers.get(question_id)
    return bool(given) and given not in {UNKNOWN, (UNKNOWN,)}


def _is_asked(question_id: str, case: Case) -> bool:
    """Not what goes with another answer that was given."""
    if question_id in {"transplant_date", "relapse_after_transplant"}:
        return case.had_transplant is not False
    return question_id != "gvhd_now" or case.had_donor is not False


def _no_earlier_cells(case: Case) -> Known:
    """Most studies take nobody after CAR-T or a transplant; which do is for each study to say."""
    return True if any_of((case.had_car_t, case.had_transplant)) is False else None


def _reached(count: int | None, least: int) -> Known:
    return None if count is None else count >= least


def _activity(case: Case, want: Wanted) -> Known:
    value = case.one("activity_score_value")
    if case.one("activity_score") != want.name or not value:
        return None
    try:
        return float(value) >= want.number
    except ValueError:
        return None
