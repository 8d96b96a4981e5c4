"""Words in free text that call for a person the same day. A machine raises a flag and never judges."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 8000  # more is never typed into one field; length is looked at before anything walks the text

_ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ё": "е", "’": "'"})


class Alarm(StrEnum):
    """What the words may mean."""

    DANGER = "danger"  # RF12: somebody may harm themselves, or is harmed
    PAID_PRODUCT = "paid_product"  # RF14: sold a cell product that nobody has approved


@dataclass(frozen=True, slots=True)
class Phrases:
    """What to look for, folded; in every language at once, for people mix them."""

    by_alarm: Mapping[Alarm, tuple[str, ...]]

    @classmethod
    def of(cls, spoken: Mapping[Alarm, Iterable[str]]) -> "Phrases":
        """Made of phrases as people write them."""
        return cls({alarm: tuple(sorted({folded(phrase) for phrase in said})) for alarm, said in spoken.items()})


def alarms(texts: Iterable[str], phrases: Phrases) -> tuple[Alarm, ...]:
    """What the texts of one person call for."""
    heard = " \n ".join(folded(text[:LONGEST]) for text in texts)
    return tuple(alarm for alarm, said in phrases.by_alarm.items() if any(phrase in heard for phrase in said))


def folded(text: str) -> str:
    """Without case, accents, vowel points and doubled spaces; letters that are written in several ways as one."""
    apart = unicodedata.normalize("NFD", text.translate(_ALIKE).casefold())
    bare = "".join(sign for sign in apart if unicodedata.category(sign) not in {"Mn", "Cf"} and sign != "\u0640")
    return " ".join(bare.split())
