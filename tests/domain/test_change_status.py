"""A coordinator moves an inquiry along, back, aside, and opens it again."""

import itertools

import pytest

from intake.domain.triage import MOVES, OPEN, REOPENED_BY_CONTACT, SIDE_EXITS, Mover, may_move, moves_from
from intake.domain.values import Status as S

WAY = (
    S.ACKNOWLEDGED,
    S.IN_TRIAGE,
    S.RECORDS_REQUESTED,
    S.RECORDS_COMPLETE,
    S.MEDICAL_REVIEW,
    S.PROPOSAL_READY,
    S.COST_ESTIMATE_SENT,
    S.ACCEPTED,
    S.SCHEDULING,
    S.TRAVEL_VISA,
    S.HANDED_OVER,
    S.CLOSED,
)


def refusal(old: S, new: S, *, reason: str | None = None, by: Mover = Mover.STAFF) -> str | None:
    refused = may_move(old, new, reason=reason, by=by)
    return refused.code if refused else None


@pytest.mark.parametrize(("old", "new"), list(itertools.pairwise(WAY)))
def test_the_whole_way_needs_no_reasons(old: S, new: S) -> None:
    assert refusal(old, new) is None


@pytest.mark.parametrize(("new", "old"), list(itertools.pairwise(WAY)))
def test_one_step_back_needs_a_reason(new: S, old: S) -> None:
    assert refusal(old, new, reason="read the letter again") is None
    back_and_forth = {S.NEED_INFO, S.RECORDS_REQUESTED, S.MEDICAL_REVIEW}
    if not (new is S.IN_TRIAGE and (old in back_and_forth or old is S.CLOSED)):
        assert refusal(old, new, reason=" ") == "reason_needed"


def test_steps_are_not_skipped() -> None:
    assert refusal(S.SUBMITTED, S.ACCEPTED, reason="in a hurry") == "no_such_move"
    assert refusal(S.IN_TRIAGE, S.IN_TRIAGE) == "same_status"


def test_only_the_service_knows_that_the_acknowledgement_went_out() -> None:
    assert refusal(S.SUBMITTED, S.ACKNOWLEDGED) == "not_by_hand"
    assert refusal(S.SUBMITTED, S.ACKNOWLEDGED, by=Mover.SYSTEM) is None
    assert refusal(S.ACKNOWLEDGED, S.SUBMITTED, reason="oops") == "no_such_move"


def test_a_phone_only_inquiry_is_taken_without_an_acknowledgement() -> None:
    assert refusal(S.SUBMITTED, S.IN_TRIAGE) is None


@pytest.mark.parametrize("old", OPEN)
@pytest.mark.parametrize("new", SIDE_EXITS)
def test_every_open_inquiry_can_leave_by_the_side_with_a_reason(old: S, new: S) -> None:
    assert refusal(old, new) == "reason_needed"
    assert refusal(old, new, reason="asked by phone") is None


@pytest.mark.parametrize("old", REOPENED_BY_CONTACT)
def test_a_patient_who_writes_again_opens_what_was_closed(old: S) -> None:
    assert refusal(old, S.IN_TRIAGE, by=Mover.PATIENT) is None


@pytest.mark.parametrize("old", [S.DUPLICATE, S.SPAM, S.WITHDRAWN, S.DECEASED])
def test_some_are_opened_by_hand_alone(old: S) -> None:
    assert refusal(old, S.IN_TRIAGE, by=Mover.PATIENT) == "only_by_hand"
    assert refusal(old, S.IN_TRIAGE, reason="it was a mistake") is None


def test_what_is_erased_stays_erased() -> None:
    assert moves_from(S.ERASED) == ()
    assert not any(old is S.ERASED for old, _ in MOVES)


def test_the_menu_of_a_coordinator_leaves_out_what_only_the_service_does() -> None:
    assert S.ACKNOWLEDGED not in moves_from(S.SUBMITTED)
    assert moves_from(S.SUBMITTED)[0] is S.IN_TRIAGE


SETTLED = """
    submitted: in_triage
    acknowledged: in_triage
    in_triage: need_info records_requested medical_review
    need_info: in_triage medical_review
    records_requested: in_triage records_complete
    records_complete: medical_review
    medical_review: in_triage proposal_ready trial_screening_referral
    proposal_ready: cost_estimate_sent
    cost_estimate_sent: accepted
    accepted: scheduling trial_screening_referral
    scheduling: travel_visa
    trial_screening_referral: travel_visa
    travel_visa: handed_over
    handed_over: closed
"""
"""The moves of the office as they were settled, but for ways back, ends and what opens again."""


def test_onward_there_are_the_settled_moves_and_no_other() -> None:
    settled = {
        (S(old), S(new))
        for old, _, following in (line.strip().partition(": ") for line in SETTLED.strip().splitlines())
        for new in following.split()
    }
    plain = {steps for steps, move in MOVES.items() if Mover.STAFF in move.by and not move.reason}
    assert plain == settled


def test_the_service_closes_what_nobody_answers_and_opens_nothing() -> None:
    assert refusal(S.NEED_INFO, S.NO_RESPONSE, by=Mover.SYSTEM) is None
    assert refusal(S.RECORDS_REQUESTED, S.NO_RESPONSE, by=Mover.SYSTEM) is None
    assert [old for old in (*REOPENED_BY_CONTACT, *SIDE_EXITS) if (old, S.IN_TRIAGE) in MOVES] == [
        old
        for old in (*REOPENED_BY_CONTACT, *SIDE_EXITS)
        if old is not S.ERASED and refusal(old, S.IN_TRIAGE, by=Mover.SYSTEM) == "only_by_hand"
    ]
