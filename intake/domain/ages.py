"""What is known of a birth tells about an age: where two ages are possible, the cautious one counts."""

from datetime import date

from intake.domain.answer_dates import PartialDate, partial_date, read_when
from intake.domain.values import AgeGroup, Answers

ADULT_AGE = 18
LIMITS = (
    (11, AgeGroup.UNDER_12),
    (17, AgeGroup.TEENAGER),
    (25, AgeGroup.YOUNG_ADULT),
    (64, AgeGroup.ADULT),
)


def born_of(answers: Answers) -> PartialDate | None:
    """When the patient was born, as far as the answers say: the date of birth, or else its year."""
    told, year = answers.get("birth_date"), answers.get("birth_year")
    if isinstance(told, str) and (known := read_when(told)):
        return known
    return partial_date(year) if isinstance(year, str) and year.isdecimal() else None


def possible_ages(born: PartialDate, today: date) -> tuple[int, int]:
    """The youngest and the oldest age somebody born then can have today."""
    return _age(born.latest, today), _age(born.earliest, today)


def maybe_child(born: PartialDate, today: date) -> bool:
    """Whether the patient may be under 18: the youngest possible age decides."""
    return possible_ages(born, today)[0] < ADULT_AGE


def age_group(born: PartialDate | None, today: date) -> AgeGroup:
    """The age group; at a boundary ``unknown``, except that whoever may be a child is one, in the younger group."""
    if born is None:
        return AgeGroup.UNKNOWN
    youngest, oldest = possible_ages(born, today)
    if youngest < ADULT_AGE:
        return _group(youngest)
    return _group(youngest) if _group(youngest) is _group(oldest) else AgeGroup.UNKNOWN


def _age(birthday: date, today: date) -> int:
    return today.year - birthday.year - ((today.month, today.day) < (birthday.month, birthday.day))


def _group(age: int) -> AgeGroup:
    return next((group for limit, group in LIMITS if age <= limit), AgeGroup.OLDER)
