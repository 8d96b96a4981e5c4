"""Consents as a chain of events: nothing is changed afterwards, and the last deed holds."""

from datetime import UTC, datetime, timedelta

from intake.domain.consent import (
    OF_PATIENT,
    ConsentEvent,
    Deed,
    digest,
    latest,
    sent_again,
    shown,
    standing,
    withdrawn,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def given(
    id_: str, text: str = "I agree.", *, locale: str = "en", at: datetime = NOON, by: str = "self"
) -> ConsentEvent:
    return shown(id_, text, version="1", locale=locale, at=at, by=by)


def test_the_hash_is_of_the_text_alone() -> None:
    assert given("C1").sha256 == digest("I agree.") == given("C2", locale="ka").sha256
    assert given("C1").sha256 != given("C1", "I agree").sha256


def test_what_is_taken_back_stays_in_the_chain_and_does_not_hold() -> None:
    events = withdrawn((given("C1"), given("C2")), ("C2", "C4"), at=LATER, by="self")
    assert [(one.id, one.deed, one.at) for one in events] == [
        ("C1", Deed.GIVEN, NOON),
        ("C2", Deed.GIVEN, NOON),
        ("C2", Deed.WITHDRAWN, LATER),
    ]
    assert standing(events, "C1") is not None
    assert standing(events, "C2") is None
    assert latest(events, "C4") is None
    assert withdrawn(events, ("C2",), at=LATER, by="self") == events


def test_a_form_sent_again_keeps_when_and_in_which_language_it_was_given() -> None:
    before = (given("C1"), given("N1"))
    again = (given("C1", "Ich stimme zu.", locale="de", at=LATER), given("N1", at=LATER), given("C4", at=LATER))
    assert sent_again(before, again) == (*before, again[2])


def test_a_box_that_is_no_longer_ticked_is_taken_back_but_not_the_patients_own_word() -> None:
    own = given(OF_PATIENT, by="patient")
    events = sent_again((given("C1"), given("C2"), own), (given("C1", at=LATER),))
    assert standing(events, "C2") is None
    assert standing(events, OF_PATIENT) == own


def test_who_now_writes_in_another_role_has_declared_something_else() -> None:
    as_agent = given("C3", "I have a written authority.", at=LATER, by="agent")
    events = sent_again((given("C1"), given("C3", by="relative")), (given("C1", at=LATER, by="agent"), as_agent))
    assert standing(events, "C3") == as_agent
    assert len(events) == 3


def test_a_form_without_a_tick_changes_nothing() -> None:
    assert sent_again((given("C1"),), ()) == (given("C1"),)
