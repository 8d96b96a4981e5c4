"""The checklist: what comes counts by itself, what somebody judged holds until something newer comes."""

from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.files import FileInfo, FileKind, Scan
from intake.domain.records import Judgement, Record, RecordState, checklist, is_judged

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
K, S = FileKind, RecordState
ASKED = (K.PATHOLOGY, K.IMAGING)


def file(kind: FileKind, *, minutes: int = 0, scan: Scan = Scan.CLEAN) -> FileInfo:
    """A file that came some minutes after noon."""
    return FileInfo("f", "o", NOON + timedelta(minutes=minutes), 1, scan, "a.pdf", "pdf", kind, "d")


def states(files: list[FileInfo], judged: dict[FileKind, Judgement]) -> dict[FileKind, RecordState]:
    """How each record stands."""
    return {record.kind: record.state for record in checklist(ASKED, files, judged)}


def test_what_comes_is_received_and_an_infected_file_is_not() -> None:
    assert states([], {}) == {K.PATHOLOGY: S.ASKED, K.IMAGING: S.ASKED}
    found = states([file(K.PATHOLOGY), file(K.IMAGING, scan=Scan.INFECTED)], {})
    assert found == {K.PATHOLOGY: S.RECEIVED, K.IMAGING: S.ASKED}


@pytest.mark.parametrize(
    ("judged", "newer"),
    [(S.UNREADABLE, S.RECEIVED), (S.NEEDS_TRANSLATION, S.RECEIVED), (S.ASKED, S.RECEIVED), (S.ENOUGH, S.ENOUGH)],
)
def test_what_comes_after_a_judgement_is_new_again_unless_there_was_enough(
    judged: RecordState, newer: RecordState
) -> None:
    judgement = {K.PATHOLOGY: Judgement(judged, NOON)}
    assert states([file(K.PATHOLOGY)], judgement)[K.PATHOLOGY] is judged
    assert states([file(K.PATHOLOGY), file(K.PATHOLOGY, minutes=1)], judgement)[K.PATHOLOGY] is newer


def test_the_programmes_records_come_first_then_what_else_came_or_was_asked_for() -> None:
    judged = {K.ANTIBODIES: Judgement(S.ASKED, NOON)}
    assert checklist(ASKED, [file(K.LAB_TESTS), file(K.OTHER)], judged) == (
        Record(K.PATHOLOGY, S.ASKED),
        Record(K.IMAGING, S.ASKED),
        Record(K.LAB_TESTS, S.RECEIVED),
        Record(K.ANTIBODIES, S.ASKED),
    )


def test_a_file_that_was_there_when_somebody_judged_stays() -> None:
    judged = {K.PATHOLOGY: Judgement(S.ENOUGH, NOON)}
    assert is_judged(file(K.PATHOLOGY), judged)
    assert not is_judged(file(K.PATHOLOGY, minutes=1), judged)
    assert not is_judged(file(K.IMAGING), judged)
