"""What a year of birth tells about an age: two ages are possible, and the cautious one counts."""

from datetime import date

from intake.domain.values import AgeGroup

ADULT_AGE = 18
LIMITS = (
    (11, AgeGroup.UNDER_12),
    (17, AgeGroup.TEENAGER),
    (25, AgeGroup.YOUNG_ADULT),
    (64, AgeGroup.ADULT),
)


def possible_ages(birth_year: int, today: date) -> tuple[int, int]:
    """The youngest and the oldest age somebody born in this year can have today."""
    oldest = today.year - birth_year
    last_birthday_passed = (today.month, today.day) == (12, 31)
    return (oldest if last_birthday_passed else oldest - 1), oldest


def maybe_child(birth_year: int, today: date) -> bool:
    """Whether the patient may be under 18: the youngest possible age decides."""
    return possible_ages(birth_year, today)[0] < ADULT_AGE


def age_group(birth_year: int | None, today: date) -> AgeGroup:
    """The age group; at a boundary ``unknown``, except that whoever may be a child is one, in the younger group."""
    if birth_year is None:
        return AgeGroup.UNKNOWN
    youngest, oldest = possible_ages(birth_year, today)
    if youngest < ADULT_AGE:
        return _group(youngest)
    return _group(youngest) if _group(youngest) is _group(oldest) else AgeGroup.UNKNOWN


def _group(age: int) -> AgeGroup:
    return next((group for limit, group in LIMITS if age <= limit), AgeGroup.OLDER)
