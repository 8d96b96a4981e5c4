"""The medical records an inquiry needs, and how each stands: what came by itself, and what a coordinator judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.domain.files import FileInfo, FileKind, Scan


class RecordState(StrEnum):
    """How one kind of record stands."""

    ASKED = "asked"
    RECEIVED = "received"
    UNREADABLE = "unreadable"
    NEEDS_TRANSLATION = "needs_translation"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a coordinator said of one kind of record, and when."""

    state: RecordState
    at: datetime


Judgements = Mapping[FileKind, Judgement]


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the checklist."""

    kind: FileKind
    state: RecordState


def checklist(asked: Iterable[FileKind], files: Iterable[FileInfo], judged: Judgements) -> tuple[Record, ...]:
    """The records the programme asks for, and any other that came or was judged, each as it stands."""
    latest: dict[FileKind, datetime] = {}
    for file in files:
        if file.scan is not Scan.INFECTED:
            latest[file.kind] = max(file.created_at, latest.get(file.kind, file.created_at))
    wanted = list(asked)
    more = [kind for kind in FileKind if kind not in wanted and kind is not FileKind.OTHER]
    kinds = wanted + [kind for kind in more if kind in latest or kind in judged]
    return tuple(Record(kind, _state(judged.get(kind), latest.get(kind))) for kind in kinds)


def is_judged(file: FileInfo, judged: Judgements) -> bool:
    """Whether somebody has already judged a record while this file was there: then it stays."""
    judgement = judged.get(file.kind)
    return judgement is not None and judgement.at >= file.created_at


def _state(judgement: Judgement | None, latest: datetime | None) -> RecordState:
    """What came after a judgement is new again, unless there was enough already."""
    if judgement is None or (latest and latest > judgement.at and judgement.state is not RecordState.ENOUGH):
        return RecordState.RECEIVED if latest else RecordState.ASKED
    return judgement.state
