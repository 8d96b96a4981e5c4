"""Who is looking at an inquiry just now. Nobody is kept out by it: it only tells, so that two do not write at once."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

STALE: Final = timedelta(seconds=60)
"""Whoever has not been heard of for so long is not there any more."""


class Doing(StrEnum):
    """What somebody does with an inquiry that lies open before them."""

    READING = "reading"
    WRITING = "writing"
    STOPPED = "stopped"  # a colleague has taken over the writing; what they typed is still theirs
