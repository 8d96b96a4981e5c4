"""Cases for the published criteria: answers as somebody gives them, and what each text says of them."""

from collections.abc import Iterable, Mapping

from intake.domain.criteria.criterion import Outcome
from intake.domain.treatment import TreatmentCard
from intake.domain.values import Answer, Answers
from intake.services.desk.criteria import Screening, screen
from tests.makers import TODAY, make_content

CONTENT = make_content()
MEETS, NOT, ASK, OTHER = Outcome.MEETS, Outcome.DOES_NOT_MEET, Outcome.CANNOT_TELL, Outcome.NOT_APPLICABLE
ADULT, CHILD = {"birth_year": str(TODAY.year - 50)}, {"birth_year": str(TODAY.year - 10)}


def cards(*drugs: str | Mapping[str, str]) -> tuple[TreatmentCard, ...]:
    """A card for each treatment: its slug, or the card's own answers without their prefix."""
    each = ({"drug": drug} if isinstance(drug, str) else drug for drug in drugs)
    return tuple(
        TreatmentCard(str(number), {f"treatment.{name}": value for name, value in card.items()})
        for number, card in enumerate(each)
    )


def case(condition: str, *drugs: str | Mapping[str, str], **answers: Answer) -> Screening:
    """Somebody of fifty with no CAR-T yet, unless the answers say otherwise; an empty answer is none."""
    given: dict[str, Answer] = {"condition": condition, "prior_cart": "no", **ADULT, **answers}
    return of({name: answer for name, answer in given.items() if answer}, cards(*drugs))


def of(answers: Answers, given: Iterable[TreatmentCard] = ()) -> Screening:
    """The screening of bare answers."""
    return screen(CONTENT, answers, given, "en", TODAY)


def says(screening: Screening, id_: str) -> Outcome:
    """What one text says."""
    return next(one.outcome for one in screening.results if one.criterion.id == id_)


def asked_by(screening: Screening, id_: str) -> set[str]:
    """What would tell more about one text."""
    return next(set(one.asks) for one in screening.results if one.criterion.id == id_)


def named(screening: Screening, outcome: Outcome) -> set[str]:
    """The texts of labels with this outcome."""
    return {
        one.criterion.id
        for one in screening.results
        if one.outcome is outcome and one.criterion.id[:3] in {"US-", "EU-", "CN-"}
    }
