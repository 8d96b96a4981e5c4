"""The six inquiries of the demo, from their answers to their desk and the day they are answered."""

from datetime import UTC, datetime

import pytest

from intake.domain.routing import route
from tests.makers import TODAY, make_answers, make_content

CONTENT = make_content()

JOURNEYS = {
    "ru, B-ALL relapsed after CAR-T": (
        {"condition": "b-all", "prior_cart": "yes", "preferred_language": "ru"},
        ("after-car-t", "repeat", "one_day"),
    ),
    "ar, lupus, three treatments, no CAR-T": (
        {"condition": "sle", "lines_count": "3", "disease_state": "refractory", "preferred_language": "ar"},
        ("autoimmune", "autoimmune", "routine"),
    ),
    "en, a doctor, DLBCL refractory, two treatments, on a ward": (
        {"inquirer_role": "physician", "authority_ok": "yes", "disease_state": "refractory", "in_hospital": "ward"},
        ("blood-cancer", "heme", "same_day"),
    ),
    "he, multiple sclerosis, no treatment yet": (
        {"condition": "multiple-sclerosis", "lines_count": "0", "preferred_language": "he"},
        ("autoimmune", "autoimmune", "routine"),
    ),
    "en, stomach cancer": (
        {"condition": "solid-gastric-gej", "preferred_language": "en"},
        ("solid-tumour", "reply-only", "routine"),
    ),
    "ar, a child with B-ALL": (
        {"inquirer_role": "child", "authority_ok": "yes", "condition": "b-all", "birth_year": "2015"},
        ("child", "paediatric", "one_day"),
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_each_journey_reaches_its_desk(journey: str) -> None:
    changes, expected = JOURNEYS[journey]
    facts = CONTENT.assess(make_answers(**changes), locale="en", today=TODAY).facts
    decision = route(CONTENT.routing.rules, facts)
    assert (decision.rule_id, decision.queue, decision.priority) == expected
    assert decision.considered[-1].key is None
    assert all(considered.key for considered in decision.considered[:-1])


def test_the_office_of_the_demo_is_closed_on_yom_kippur() -> None:
    calendar = CONTENT.routing.calendar
    assert not calendar.open_at(datetime(2026, 9, 21, 9, tzinfo=UTC))
    assert calendar.open_at(datetime(2026, 9, 22, 9, tzinfo=UTC))
    assert max(calendar.holidays) <= CONTENT.routing.holidays_until
