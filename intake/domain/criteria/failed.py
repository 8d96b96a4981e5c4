"""Which medicines for an autoimmune disease have failed, as study texts count: too little help after about three months
at the full dose, or stopped for side effects (A01, A04, A25). Cortisone and hydroxychloroquine do not count.
"""

from dataclasses import dataclass
from typing import Final

from intake.domain.answer_dates import PartialDate
from intake.domain.criteria.case import NO_TREATMENT, SAYS_NOTHING, Case, drug_of
from intake.domain.criteria.known import Known, all_of, any_of
from intake.domain.treatment import TreatmentCard
from intake.domain.values import UNKNOWN, YES

LONG_ENOUGH: Final = 84  # days: "about three months"
BIOLOGIC: Final = "biologic-autoimmune"
COUNTED: Final = frozenset(
    {BIOLOGIC, "immunosuppressant", "jak-inhibitor", "ms-dmt", "mg-nmosd-drug", "plasma-ivig", "autoimmune-other"}
)
# Antibodies and the like that stand in the list under their disease; and a tablet that stands among the biologics.
BIOLOGIC_TOO: Final = frozenset(
    {
        "natalizumab",
        "ms-anti-cd20",
        "fcrn-blocker",
        "complement-inhibitor",
        "inebilizumab",
        "satralizumab",
        "bortezomib-daratumumab-autoimmune",
    }
)
NO_BIOLOGIC: Final = frozenset({"avacopan"})


@dataclass(frozen=True, slots=True)
class Failed:
    """How many have failed, certainly and at most (None: nobody knows); and whether a biologic is among them."""

    least: int
    most: int | None
    biologic: Known

    def reaches(self, number: int) -> Known:
        """Whether there are so many."""
        if self.least >= number:
            return True
        return False if self.most is not None and self.most < number else None


def failed_drugs(case: Case) -> Failed:
    """Counted from the cards. Without a complete list there can be more; “none yet” is an answer, too."""
    each: dict[str, Known] = {}
    for number, card in enumerate(case.cards):
        # The same medicine on two cards is one medicine.
        name = drug_of(card) or str(number)
        each[name] = any_of((each[name], _failed(card, case))) if name in each else _failed(card, case)
    certain, possible = (sum(verdict in kinds for verdict in each.values()) for kinds in ((True,), (True, None)))
    none_yet = case.one("lines_count") == "0" and not possible
    most = possible if case.list_is_complete or none_yet else None
    biologics = [verdict for name, verdict in each.items() if _may_be_biologic(name, case)]
    named = [verdict for name, verdict in each.items() if _is_biologic(name, case)]
    biologic = True if True in named else False if most is not None and set(biologics) <= {False} else None
    return Failed(certain, most, biologic)


def _failed(card: TreatmentCard, case: Case) -> Known:
    slug = drug_of(card)
    known = case.medicines.get(slug)
    if slug in NO_TREATMENT or (known and known.counts is False):
        return False
    failed = any_of((_stopped_for(card, "side_effects"), all_of((_too_little(card), _long_enough(card, case)))))
    # What is not named, and what some studies count and others do not, can fail and still not count.
    counts = known.counts if known and known.kind in COUNTED else None
    return all_of((failed, counts))


def _stopped_for(card: TreatmentCard, *codes: str) -> Known:
    given = card.answers.get("treatment.stop_reason")
    if card.answers.get("treatment.ongoing") == YES:
        return False
    return None if given in {None, UNKNOWN} else given in codes


def _too_little(card: TreatmentCard) -> Known:
    """Whether it did not help enough. “A little better” alone says neither."""
    helped = card.answers.get("treatment.response_autoimmune")
    too_little = {"no_change": True, "worse": True, "much_better": False}.get(str(helped))
    return any_of((too_little, _stopped_for(card, "did_not_work", "stopped_working")))


def _long_enough(card: TreatmentCard, case: Case) -> Known:
    start = _when(card, "treatment.start", case)
    ongoing = card.answers.get("treatment.ongoing") == YES
    end = PartialDate(case.today.year, case.today.month, case.today.day) if ongoing else None
    end = end or _when(card, "treatment.end", case)
    if start is None or end is None:
        return None
    least, most = (end.earliest - start.latest).days, (end.latest - start.earliest).days
    return True if least >= LONG_ENOUGH else False if most < LONG_ENOUGH else None


def _when(card: TreatmentCard, question_id: str, case: Case) -> PartialDate | None:
    told = card.answers.get(question_id)
    return case.when(told) if isinstance(told, str) else None


def _is_biologic(name: str, case: Case) -> bool:
    return name not in NO_BIOLOGIC and (case.kind_of(name) == BIOLOGIC or name in BIOLOGIC_TOO)


def _may_be_biologic(name: str, case: Case) -> bool:
    return _is_biologic(name, case) or case.kind_of(name) in SAYS_NOTHING
