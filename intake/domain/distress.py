"""Words in free text that call for a person the same day. A machine raises a flag and never judges."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 8000  # more is never typed into one field; length is looked at before anything walks the text


class Alarm(StrEnum):
    """What the words may mean."""

    DANGER = "danger"  # RF12: somebody may harm themselves, or is harmed
    PAID_PRODUCT = "paid_product"  # RF14: sold a cell product that nobody has approved


@dataclass(frozen=True, slots=True)
class Phrases:
    """What to look for, folded; in every language at once, for people mix them.

    ``fold`` makes one of the letters that are written in several ways (`intake.lib.folding`).
    """

    by_alarm: Mapping[Alarm, tuple[str, ...]]
    fold: Callable[[str], str]

    @classmethod
    def of(cls, spoken: Mapping[Alarm, Iterable[str]], fold: Callable[[str], str]) -> "Phrases":
        """Made of phrases as people write them."""
        known = {alarm: tuple(sorted({_even(phrase, fold) for phrase in said})) for alarm, said in spoken.items()}
        return cls(known, fold)


def alarms(texts: Iterable[str], phrases: Phrases) -> tuple[Alarm, ...]:
    """What the texts of one person call for."""
    heard = " \n ".join(_even(text[:LONGEST], phrases.fold) for text in texts)
    return tuple(alarm for alarm, said in phrases.by_alarm.items() if any(phrase in heard for phrase in said))


def _even(text: str, fold: Callable[[str], str]) -> str:
    """Folded, with one kind of apostrophe and no doubled spaces."""
    return " ".join(fold(text.replace("’", "'")).split())
