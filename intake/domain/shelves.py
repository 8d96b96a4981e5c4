"""Where an inquiry stands in the coordinators' list: what waits for us first, what is over last, the doubtful apart."""

from enum import IntEnum
from typing import Final

from intake.domain.triage import OPEN, UNANSWERED, Waiting
from intake.domain.values import Status


class Shelf(IntEnum):
    """The parts of the list, in their order. The numbers lie in the database: each keeps its meaning for ever."""

    ANSWER = 0  # somebody waits for an answer: the one due soonest first
    OFFICE = 1  # beyond the first answer, and our turn: in the order they were due
    INQUIRER = 2  # their turn: who has been silent for longest first
    ENDED = 3  # the latest first
    HELD = 4  # looks like spam, and nobody has looked
    TEST = 5  # made to see whether all works: in nobody's way


OPEN_SHELVES: Final = (Shelf.ANSWER, Shelf.OFFICE, Shelf.INQUIRER)
"""What the office has to do with. Together with `ENDED` and `HELD` it is every real inquiry."""
REAL_SHELVES: Final = (*OPEN_SHELVES, Shelf.ENDED, Shelf.HELD)


def shelf_of(status: Status, waiting: Waiting, *, held: bool = False, test: bool = False) -> Shelf:
    """The one shelf of an inquiry. Its column in the database is computed by the same rule."""
    if test:
        return Shelf.TEST
    if status not in OPEN:
        return Shelf.ENDED
    if held:
        return Shelf.HELD
    if waiting is Waiting.INQUIRER:
        return Shelf.INQUIRER
    return Shelf.ANSWER if status in UNANSWERED else Shelf.OFFICE
