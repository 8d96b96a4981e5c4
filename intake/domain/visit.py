"""An inquirer looking at their own inquiry: who may do what with it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How somebody came in."""

    CODE = "code"  # with the access code, or from the receipt in the same browser
    LINK = "link"  # with a link from a mail and the year of birth


@dataclass(frozen=True, slots=True)
class Visit:
    """The right to one inquiry. Services take it first and look at no other inquiry than its own."""

    inquiry_id: str
    level: Level = Level.CODE

    @property
    def is_trusted(self) -> bool:
        """Whether it may also download everything, change the address, or erase: who reads the mail may not."""
        return self.level is Level.CODE
