"""After an earlier CAR-T: which path of the studies there is to talk about (table T11). Routing, never an outcome."""

from dataclasses import dataclass
from enum import StrEnum

from intake.domain.criteria.case import Case


class Path(StrEnum):
    """What there is to discuss, or what must be known first."""

    SAME_OR_DUAL = "same_or_dual"
    SWITCH_TARGET = "switch_target"
    OTHER_STUDIES = "other_studies"
    ASK_TARGETS = "ask_targets"
    OTHER_TARGET_POOR_DATA = "other_target_poor_data"
    STILL_GONE = "still_gone"
    ASK_FIRST_REPORT = "ask_first_report"
    MYELOMA = "myeloma"


EXTRA = ("cart_product", "cart_target", "cart_date", "cart_relapse_date", "cart_side_effects")
"""What every repeat desk asks besides."""
PLASMA_CELL = frozenset({"multiple-myeloma", "plasma-cell-leukaemia", "al-amyloidosis"})


@dataclass(frozen=True, slots=True)
class Repeat:
    """The path, the answers that led to it, and the questions that would tell more."""

    path: Path
    used: tuple[str, ...]
    asks: tuple[str, ...]


def repeat_path(case: Case) -> Repeat | None:
    """The path of somebody who had CAR-T; None for everybody else."""
    if not case.had_car_t:
        return None
    path, asks = _path(case)
    extra = tuple(name for name in EXTRA if not case.one(name) and not case.answers.get(name))
    used = ("cart_best_response", "cart_relapse_date", "disease_state", "antigen_cd19", "antigen_cd22", "antigen_bcma")
    return Repeat(path, tuple(name for name in used if case.answers.get(name)), tuple(dict.fromkeys((*asks, *extra))))


def _path(case: Case) -> tuple[Path, tuple[str, ...]]:
    response, back = case.one("cart_best_response"), _is_back(case)
    if response == "no_effect":
        return Path.OTHER_TARGET_POOR_DATA, ()
    if back is False:
        return Path.STILL_GONE, ()
    if not response:
        return Path.ASK_FIRST_REPORT, ("cart_best_response",)
    if back is None:
        return Path.ASK_FIRST_REPORT, ("disease_state", "cart_relapse_date")
    if case.diseases and case.diseases <= PLASMA_CELL:
        return Path.MYELOMA, () if case.one("antigen_bcma") else ("antigen_bcma",)
    return _by_target(case)


def _by_target(case: Case) -> tuple[Path, tuple[str, ...]]:
    cd19, cd22 = case.one("antigen_cd19"), case.one("antigen_cd22")
    if cd19 == "positive":
        return Path.SAME_OR_DUAL, ()
    if cd19 == "negative":
        if cd22 == "negative":
            return Path.OTHER_STUDIES, ()
        return Path.SWITCH_TARGET, () if cd22 else ("antigen_cd22",)
    return Path.ASK_TARGETS, ("antigen_cd19", "antigen_cd22", "antigen_date")


def _is_back(case: Case) -> bool | None:
    """Whether the disease is there again: a date says so, or how it is now."""
    if case.one("cart_relapse_date") or case.active:
        return True
    return False if case.one("disease_state") == "responding" else None
