"""Files people send: how much may come, what a file is said to be, and why one is not kept."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

MIB: Final = 1024 * 1024
LARGEST_FILE: Final = 25 * MIB
MOST_FILES: Final = 10
MOST_TOGETHER: Final = 100 * MIB


class FileKind(StrEnum):
    """What kind of record a file is, as whoever sends it says."""

    DISCHARGE_SUMMARY = "discharge_summary"
    PATHOLOGY = "pathology"
    BONE_MARROW = "bone_marrow"
    FLOW_CYTOMETRY = "flow_cytometry"
    IMAGING = "imaging"
    LAB_TESTS = "lab_tests"
    TREATMENT_SUMMARY = "treatment_summary"
    ANTIBODIES = "antibodies"
    OTHER = "other"


class Scan(StrEnum):
    """What the virus scanner said. An infected file was found so later: nothing of it is left but its name."""

    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"
    INFECTED = "infected"


class Refusal(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TOO_MUCH = "too_much"
    TYPE = "type"
    BROKEN = "broken"
    ZIP = "zip"
    INFECTED = "infected"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One file that is kept. ``owner_id``: an inquiry's or a draft's. ``type`` and ``digest`` are of what is kept."""

    id: str
    owner_id: str
    created_at: datetime
    size: int
    scan: Scan
    name: str = field(repr=False)
    type: str = field(repr=False)
    kind: FileKind = field(repr=False)
    digest: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Quota:
    """How much somebody has already sent."""

    count: int
    size: int

    def refuses(self, size: int = 0) -> Refusal | None:
        """Why one more file of this size, or larger, has no room; None if it has."""
        if self.count >= MOST_FILES:
            return Refusal.TOO_MANY
        return Refusal.TOO_MUCH if self.size + size > MOST_TOGETHER else None

    def plus(self, size: int) -> "Quota":
        """With one more."""
        return Quota(self.count + 1, self.size + size)
