"""What a reviewer must see beside every comparison: flags that never become an outcome, and hints what to do next."""

from enum import StrEnum

from intake.domain.ages import ADULT_AGE
from intake.domain.criteria.case import Case
from intake.domain.criteria.criterion import Check, Kind, Outcome
from intake.domain.criteria.evaluate import Result
from intake.domain.criteria.failed import failed_drugs


class ReviewerFlag(StrEnum):
    """Things that label texts and studies judge case by case."""

    PERFORMANCE = "performance"
    KIDNEY = "kidney"
    HEART = "heart"
    LUNG = "lung"
    LIVER = "liver"
    NERVES = "nerves"
    CNS = "cns"
    INFECTION = "infection"
    VIRUS = "virus"
    PREGNANCY = "pregnancy"
    OTHER_CANCER = "other_cancer"
    SOCIAL = "social"


class Hint(StrEnum):
    """What is worth doing or asking next, whatever the outcomes say."""

    PAEDIATRIC_DESK = "paediatric_desk"
    LAST_SCAN = "last_scan"
    TRANSPLANT_FIT = "transplant_fit"
    TUMOUR_MARKERS = "tumour_markers"
    RETREATMENT = "retreatment"
    TRIALS_ONLY = "trials_only"
    TRIAL_INTEREST = "trial_interest"
    INDUCTION = "induction"
    SPECIALIST_FIRST = "specialist_first"
    EARLIER_CELLS = "earlier_cells"
    ACTIVITY = "activity"


_FLAGS = (
    (ReviewerFlag.PERFORMANCE, "performance", frozenset({"2", "3", "4"})),
    (ReviewerFlag.KIDNEY, "organ_problems", frozenset({"kidneys"})),
    (ReviewerFlag.HEART, "organ_problems", frozenset({"heart"})),
    (ReviewerFlag.LUNG, "organ_problems", frozenset({"lungs"})),
    (ReviewerFlag.LIVER, "organ_problems", frozenset({"liver"})),
    (ReviewerFlag.NERVES, "organ_problems", frozenset({"nerves"})),
    (ReviewerFlag.CNS, "cns_involved", frozenset({"now", "earlier"})),
    (ReviewerFlag.INFECTION, "infection_now", frozenset({"yes"})),
    (ReviewerFlag.INFECTION, "red_flags", frozenset({"fever"})),
    (ReviewerFlag.VIRUS, "virus_hbv", frozenset({"positive"})),
    (ReviewerFlag.VIRUS, "virus_hcv", frozenset({"positive"})),
    (ReviewerFlag.VIRUS, "virus_hiv", frozenset({"positive"})),
    (ReviewerFlag.PREGNANCY, "pregnancy", frozenset({"pregnant", "breastfeeding", "planning"})),
    (ReviewerFlag.OTHER_CANCER, "other_cancer", frozenset({"yes"})),
    (ReviewerFlag.SOCIAL, "carer", frozenset({"partly", "no"})),
    (ReviewerFlag.SOCIAL, "travel_ready", frozenset({"no"})),
)


def reviewer_flags(case: Case) -> dict[ReviewerFlag, tuple[str, ...]]:
    """The flags that the answers raise, each with its questions. Only of answers the reader may see, since no other
    stands in the case: hepatitis, HIV and pregnancy are for doctors.
    """
    raised: dict[ReviewerFlag, tuple[str, ...]] = {}
    for flag, question, codes in _FLAGS:
        given = case.answers.get(question, ())
        if codes & {given, *given}:
            raised[flag] = (*raised.get(flag, ()), question)
    return {flag: raised[flag] for flag in ReviewerFlag if flag in raised}


def hints(case: Case, results: tuple[Result, ...]) -> tuple[Hint, ...]:
    """What to do or to ask next, in a fixed order."""
    shown = [result for result in results if result.outcome is not Outcome.NOT_APPLICABLE]
    trials = [result for result in shown if result.criterion.kind is Kind.TRIAL]
    labels = [result for result in shown if result.criterion.kind is Kind.LABEL]
    failed = failed_drugs(case)
    unclear = [result for result in shown if result.outcome is Outcome.CANNOT_TELL]
    checks = {one.wanted.check for result in unclear for one in (*result.findings, *result.one_of) if one.holds is None}
    myeloma = bool(labels) and case.diseases == {"multiple-myeloma"}
    wanted = {
        Hint.PAEDIATRIC_DESK: case.is_from_age(ADULT_AGE) is False,
        Hint.LAST_SCAN: bool(labels) and case.active is False,
        Hint.TRANSPLANT_FIT: Check.NOT_FIT_FOR_TRANSPLANT in checks,
        Hint.TUMOUR_MARKERS: bool(checks & {Check.CLDN182_POSITIVE, Check.HER2_NEGATIVE}),
        Hint.RETREATMENT: case.diseases == {"b-all"}
        and case.relapses == 1
        and case.refractory is False
        and case.is_from_age(26) is not True,
        # Of a general question nobody is asked how the disease is.
        Hint.TRIALS_ONLY: not labels and not trials and not case.had_car_t and "disease_state" in case.answers,
        Hint.TRIAL_INTEREST: myeloma and all(result.outcome is Outcome.DOES_NOT_MEET for result in labels),
        Hint.INDUCTION: case.diseases == {"lupus-nephritis"} and failed.reaches(2) is False and failed.least == 1,
        Hint.SPECIALIST_FIRST: bool(trials) and failed.most == 0,
        Hint.ACTIVITY: Check.ACTIVITY in checks,
        Hint.EARLIER_CELLS: bool(trials) and bool(case.had_car_t or case.had_transplant),
    }
    return tuple(hint for hint in Hint if wanted[hint])
