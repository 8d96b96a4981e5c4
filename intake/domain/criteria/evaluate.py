"""An inquiry compared with published texts, one by one. It says what a text says; it decides nothing about a person."""

from dataclasses import dataclass
from datetime import date

from intake.domain.criteria.case import Case
from intake.domain.criteria.checks import Finding, gates, look
from intake.domain.criteria.criterion import Criteria, Criterion, Outcome
from intake.domain.criteria.known import Known, all_of, any_of


@dataclass(frozen=True, slots=True)
class Result:
    """One published text beside the case. ``one_of`` are the alternatives of which one is enough.

    ``asks``: the questions that would tell, where it cannot be told. ``overdue``: nobody has reviewed the text in time,
    so nothing is said.
    """

    criterion: Criterion
    outcome: Outcome
    gates: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    one_of: tuple[Finding, ...] = ()
    asks: tuple[str, ...] = ()
    overdue: bool = False

    @property
    def failed(self) -> tuple[Finding, ...]:
        """What certainly does not fit."""
        return tuple(one for one in self.findings if one.holds is False)


def evaluate(criteria: Criteria, case: Case, *, ignore_due: bool = False) -> tuple[Result, ...]:
    """Every published text beside the case, in their order. ``ignore_due``: to compare two versions of them."""
    return tuple(compare(one, case, ignore_due=ignore_due) for one in criteria.published)


def compare(criterion: Criterion, case: Case, *, ignore_due: bool = False) -> Result:
    """One published text beside the case."""
    first = gates(criterion, case)
    open_ = all_of(gate.holds for gate in first)
    if open_ is False:
        return Result(criterion, Outcome.NOT_APPLICABLE, first)
    findings = tuple(look(wanted, case) for wanted in criterion.wants)
    one_of = tuple(look(wanted, case) for wanted in criterion.one_of)
    if _is_overdue(criterion, case.today) and not ignore_due:
        return Result(criterion, Outcome.CANNOT_TELL, first, findings, one_of, overdue=True)
    held = all_of((*(one.holds for one in findings), *([any_of(one.holds for one in one_of)] if one_of else [])))
    # Who may not be meant at all is told neither yes nor no.
    outcome = _outcome(held) if open_ else Outcome.CANNOT_TELL
    asks = _asks((*first, *findings), one_of) if outcome is Outcome.CANNOT_TELL else ()
    return Result(criterion, outcome, first, findings, one_of, asks)


def missing(results: tuple[Result, ...]) -> tuple[str, ...]:
    """The questions that would tell more, each once: what most of the texts wait for comes first."""
    counted: dict[str, int] = {}
    for name in (name for result in results for name in result.asks):
        counted[name] = counted.get(name, 0) + 1
    return tuple(sorted(counted, key=lambda name: -counted[name]))


def _outcome(held: Known) -> Outcome:
    return {True: Outcome.MEETS, False: Outcome.DOES_NOT_MEET, None: Outcome.CANNOT_TELL}[held]


def _asks(findings: tuple[Finding, ...], one_of: tuple[Finding, ...]) -> tuple[str, ...]:
    alternatives = () if True in {one.holds for one in one_of} else one_of
    open_ = (one for one in (*findings, *alternatives) if one.holds is None)
    return tuple(dict.fromkeys(name for one in open_ for name in one.asks))


def _is_overdue(criterion: Criterion, today: date) -> bool:
    return today > criterion.basis.review_due
