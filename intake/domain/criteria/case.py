"""What an inquiry says, as far as published criteria ask: each fact yes, no, or not known, with where it comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.domain.ages import born_of, possible_ages
from intake.domain.answer_dates import PartialDate, read_when
from intake.domain.criteria.known import Known, all_of, any_of, negated
from intake.domain.treatment import TreatmentCard
from intake.domain.values import UNKNOWN, Answers

CARDS = "treatments_complete"
"""Asked for in place of the cards: whoever answers it looks through them."""
TRANSFORMED = "transformed-lymphoma"
CAR_T_KIND = "car-t"
_LENALIDOMIDE_HAD = frozenset({"stopped_working", "worked"})
SAYS_NOTHING = frozenset({"", "any-other", "none-or-unknown"})
"""Kinds of treatment that do not say what was given; a name that is not on the list has none."""
NO_TREATMENT = frozenset({"none-yet", "watch-and-wait"})


@dataclass(frozen=True, slots=True)
class Medicine:
    """A treatment of the list: its kind, and whether it counts as one (None: it depends)."""

    kind: str
    counts: Known = True


@dataclass(frozen=True, slots=True)
class Case:
    """The answers and cards, the diseases it can be, and the treatments of the list by their slugs.

    ``when`` reads dates as they were typed.
    """

    answers: Answers = field(repr=False)
    cards: tuple[TreatmentCard, ...] = field(repr=False)
    diseases: frozenset[str] = field(repr=False)
    medicines: Mapping[str, Medicine] = field(repr=False)
    today: date
    when: Callable[[str], PartialDate | None] = field(default=read_when, repr=False)

    def one(self, question_id: str) -> str:
        """The answer to a question of one answer; nothing where it is missing or not known."""
        given = self.answers.get(question_id)
        return given if isinstance(given, str) and given != UNKNOWN else ""

    def is_one_of(self, question_id: str, *codes: str) -> Known:
        """Whether a question was answered with one of these codes."""
        given = self.one(question_id)
        return given in codes if given else None

    def disease_in(self, slugs: frozenset[str]) -> Known:
        """Whether the disease is among these."""
        return False if not self.diseases & slugs else True if self.diseases <= slugs else None

    def is_from_age(self, years: int) -> Known:
        """Whether the patient is at least so old. A year of birth leaves two ages."""
        born = born_of(self.answers)
        if born is None:
            return None
        youngest, oldest = possible_ages(born, self.today)
        return True if youngest >= years else False if oldest < years else None

    @property
    def refractory(self) -> Known:
        """Whether the disease never went away, or grew in spite of treatment."""
        return self.is_one_of("disease_state", "refractory")

    @property
    def active(self) -> Known:
        """Whether it came back or did not respond."""
        return self.is_one_of("disease_state", "relapsed", "refractory")

    def lines_from(self, least: int) -> Known:
        """Whether there were so many treatments. Of a transformed lymphoma only those after it count."""
        enough = _at_least(self.one("lines_count"), least)
        if TRANSFORMED not in self.diseases:
            return enough
        since = _at_least(self.one("lines_after_transformation"), least)
        if self.diseases != {TRANSFORMED}:
            return enough if enough is since else None
        # There were never more after it than in all.
        return False if since is None and enough is False else since

    def lines_are(self, count: int) -> Known:
        """Whether there were exactly so many."""
        return all_of((self.lines_from(count), negated(self.lines_from(count + 1))))

    @property
    def relapses(self) -> int | None:
        """How often it came back."""
        given = self.one("relapse_count")
        return int(given) if given.isdecimal() else None

    @property
    def had_transplant(self) -> Known:
        """Whether there was a stem-cell transplant."""
        given = self._transplants()
        return None if given is None else bool(given & {"own", "donor"})

    @property
    def had_donor(self) -> Known:
        """Whether one was from a donor."""
        given = self._transplants()
        return None if given is None else "donor" in given

    @property
    def relapsed_after_transplant(self) -> Known:
        """Whether it came back after one."""
        return all_of((self.had_transplant, self.is_one_of("relapse_after_transplant", "yes")))

    @property
    def refractory_to_first(self) -> Known:
        """Whether the first treatment did not work: it was the only one, or the disease was never gone."""
        only = all_of((self.refractory, self.lines_are(1)))
        return any_of((only, self.is_one_of("months_since_first_treatment", "never_gone")))

    def settled(self, days: int) -> Known:
        """Whether a transplant, if there was one, lies so many days back, with no donor's cells at war since."""
        quiet = any_of((negated(self.had_donor), self.is_one_of("gvhd_now", "no")))
        return any_of((negated(self.had_transplant), all_of((self._days_since("transplant_date", days), quiet))))

    @property
    def had_car_t(self) -> Known:
        """Whether the patient had CAR-T; a card of one says so, too."""
        on_card = any(self.kind_of(drug_of(card)) == CAR_T_KIND for card in self.cards)
        return True if on_card else self.is_one_of("prior_cart", "yes")

    def had(self, slug: str) -> Known:
        """Whether the patient had this treatment. Not on a list that is not complete: not known."""
        if any(drug_of(card) == slug for card in self.cards):
            return True
        if slug == "imid" and self.one("lenalidomide_result") in _LENALIDOMIDE_HAD:
            return True
        return False if self.list_is_complete and all(self._is_named(card) for card in self.cards) else None

    @property
    def list_is_complete(self) -> bool:
        """Whether somebody has said that no treatment is missing."""
        return self.one(CARDS) == "yes"

    @property
    def progressed_on_last(self) -> Known:
        """Whether it grew during or after the last treatment."""
        last = self.cards[-1].answers if self.cards else {}
        response, stopped = last.get("treatment.response"), last.get("treatment.stop_reason")
        if response == "grew":
            return True
        # Only a complete list says which was the last, and only one that ended well says that it did not grow.
        calm = self.list_is_complete and response in {"gone", "smaller", "no_change"}
        return any_of((self.refractory, False if calm and stopped in {"planned", "side_effects"} else None))

    def kind_of(self, slug: str) -> str:
        """The kind of a treatment of the list; nothing for one that is not there."""
        known = self.medicines.get(slug)
        return known.kind if known else ""

    def _is_named(self, card: TreatmentCard) -> bool:
        slug = drug_of(card)
        return slug in NO_TREATMENT or self.kind_of(slug) not in SAYS_NOTHING

    def _transplants(self) -> frozenset[str] | None:
        given = self.answers.get("transplant", ())
        said = frozenset((given,) if isinstance(given, str) else given)
        kinds = {"auto-hsct": "own", "allo-hsct": "donor"}
        on_cards = frozenset(kinds[drug_of(card)] for card in self.cards if drug_of(card) in kinds)
        known = said - {UNKNOWN}
        return known | on_cards if known or on_cards else None

    def _days_since(self, question_id: str, days: int) -> Known:
        told = self.one(question_id)
        at = self.when(told) if told else None
        if at is None:
            return None
        least, most = (self.today - at.latest).days, (self.today - at.earliest).days
        return True if least >= days else False if most < days else None


def drug_of(card: TreatmentCard) -> str:
    """What a card says was given: a slug of the list, or the name as typed."""
    return str(card.answers.get("treatment.drug", ""))


def _at_least(counted: str, least: int) -> Known:
    """Whether a count (``0`` … ``4+``) reaches a number."""
    number = counted.removesuffix("+")
    if not number.isdecimal():
        return None
    return True if int(number) >= least else None if counted.endswith("+") else False
