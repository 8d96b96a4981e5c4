"""What somebody asked of whoever writes or calls: nobody is called, written to or exported as if they had not asked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.domain.contact import ContactLimits, reachable
from tests.makers import make_answers

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TBILISI, JERUSALEM, SAMARA = ZoneInfo("Asia/Tbilisi"), ZoneInfo("Asia/Jerusalem"), ZoneInfo("Europe/Samara")


def limits(*named: str, **answers: str | tuple[str, ...]) -> ContactLimits:
    """The limits of somebody who ticked these."""
    return ContactLimits.of(make_answers(contact_limits=named, **answers))


def test_who_asked_for_nothing_may_be_called_and_written_to() -> None:
    free = ContactLimits.of(make_answers(safe_to_call="yes"))
    assert free.may_call(NOON)
    assert free.may_name_illness
    assert not free.discreet
    assert not free.asks_before_calls


@pytest.mark.parametrize("named", ["shared_mailbox", "no_illness"])
def test_a_mail_that_others_may_read_does_not_say_who_writes(named: str) -> None:
    assert limits(named).discreet
    assert limits(named).shared_mailbox is (named == "shared_mailbox")
    assert limits(named).may_name_illness is (named != "no_illness")


def test_a_family_that_does_not_know_is_not_told_by_a_mail() -> None:
    """Who says that no message may be left has said it for mails as well."""
    assert limits(safe_to_call="no").discreet
    assert not limits(safe_to_call="no").may_name_illness


def test_no_calls_is_never_at_any_hour() -> None:
    asked = limits("no_calls", "only_these_hours", best_time=("morning", "afternoon", "evening"))
    assert asked.asks_before_calls
    assert not any(asked.may_call(NOON.replace(hour=hour), JERUSALEM) for hour in range(24))


@pytest.mark.parametrize(
    ("hour", "allowed"),
    [(3, False), (4, True), (7, True), (8, False), (12, False), (13, True), (16, True), (17, False)],
)
def test_only_these_hours_are_those_of_the_place_where_they_are(hour: int, allowed: bool) -> None:
    """Morning and evening in Tbilisi, four hours ahead of UTC."""
    asked = limits("only_these_hours", best_time=("morning", "evening"))
    assert asked.may_call(NOON.replace(hour=hour), TBILISI) is allowed


def test_where_a_country_has_several_zones_all_of_them_must_agree() -> None:
    asked = limits("only_these_hours", best_time=("afternoon",))
    at = NOON.replace(hour=14)  # 16:00 in Jerusalem, 18:00 in Samara
    assert asked.may_call(at, JERUSALEM)
    assert not asked.may_call(at, JERUSALEM, SAMARA)


def test_hours_nobody_named_in_a_place_nobody_knows_are_no_leave_to_call() -> None:
    assert not limits("only_these_hours").may_call(NOON, JERUSALEM)
    assert not limits("only_these_hours", best_time=("morning", "afternoon", "evening")).may_call(NOON)


def test_an_export_never_has_an_address_without_its_limits() -> None:
    row = reachable(make_answers(contact_limits=("shared_mailbox", "no_calls"), phone="+99532000000"))
    assert row["contact_limits"] == "no_calls shared_mailbox"
    assert (row["email"], row["phone"]) == ("amal@example.org", "")


def test_codes_of_another_time_are_left_out() -> None:
    assert limits("by_pigeon").named == frozenset()
    assert ContactLimits.of({"contact_limits": "no_calls"}).asks_before_calls
