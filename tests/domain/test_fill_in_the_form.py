"""Somebody fills in the short form: what is kept, what is asked again, what is not asked at all."""

import pytest

from intake.domain.checking import Checked, check
from intake.domain.questionnaire import Questionnaire
from intake.domain.typed import Complaint as C
from tests.makers import TODAY, make_answers, make_questionnaire, make_readers, make_typed

CLINICAL = ("birth_year", "disease_state", "lines_count", "prior_cart", "in_hospital")


def fill_in(**changes: str | list[str] | None) -> Checked:
    sent = make_typed(**changes)
    return check(make_questionnaire(), sent, readers=make_readers(), today=TODAY)


def complaints(**changes: str | list[str] | None) -> dict[str, C]:
    return dict(fill_in(**changes).complaints)


def test_twelve_answers_are_enough() -> None:
    checked = fill_in()
    assert checked.complete
    assert checked.answers == make_answers()


def test_an_empty_form_is_told_everything_in_page_order() -> None:
    told = check(make_questionnaire(), {}, readers=make_readers(), today=TODAY).complaints
    assert list(told.items()) == [
        ("inquirer_role", C.REQUIRED),
        ("birth_year", C.REQUIRED),
        ("residence_country", C.REQUIRED),
        ("condition", C.REQUIRED),
        ("disease_state", C.REQUIRED),
        ("lines_count", C.REQUIRED),
        ("prior_cart", C.REQUIRED),
        ("in_hospital", C.REQUIRED),
        ("preferred_language", C.REQUIRED),
        ("contact_name", C.REQUIRED),
        ("email", C.CONTACT_MISSING),
        ("preferred_channel", C.REQUIRED),
        ("consent_process", C.MUST_AGREE),
        ("notices_ack", C.MUST_AGREE),
    ]


@pytest.mark.parametrize("question", [q.id for q in make_questionnaire().short if q.required and not q.enable_when])
def test_each_required_answer_is_missed(question: str) -> None:
    assert set(complaints(**{question: None})) == {question}


def test_i_do_not_know_is_an_answer() -> None:
    unknown = dict.fromkeys(("disease_state", "lines_count", "prior_cart", "in_hospital"), "unknown")
    assert fill_in(**unknown, last_worsening="unknown", performance="unknown").complete


@pytest.mark.parametrize("role", ["child", "relative", "physician", "agent", "question"])
def test_whoever_writes_for_somebody_else_says_that_they_may(role: str) -> None:
    assert complaints(inquirer_role=role) == {"authority_ok": C.MUST_AGREE}
    assert fill_in(inquirer_role=role, authority_ok="yes").complete


def test_an_adult_who_writes_for_themselves_is_not_asked_for_an_authority() -> None:
    assert "authority_ok" not in fill_in(authority_ok="yes").answers


def test_somebody_under_18_who_writes_alone_is_asked_for_a_guardian_and_not_turned_away() -> None:
    assert fill_in(birth_year="2012").complete
    assert fill_in(birth_year="2012", authority_ok="yes").answers["authority_ok"] == "yes"


def test_a_general_question_asks_for_no_clinical_answer() -> None:
    nothing = dict.fromkeys(CLINICAL)
    checked = fill_in(inquirer_role="question", condition="general-question", **nothing)
    assert checked.complete
    told = complaints(inquirer_role="question", authority_ok="yes", **nothing)
    assert set(told) == set(CLINICAL)


def test_a_general_question_keeps_no_clinical_answer_but_a_warning_sign() -> None:
    checked = fill_in(inquirer_role="question", condition="general-question", red_flags=["fever"])
    assert checked.complete
    assert not set(CLINICAL) & set(checked.answers)
    assert checked.answers["red_flags"] == ("fever",)


def test_answers_to_questions_that_are_not_asked_are_dropped_even_when_wrong() -> None:
    checked = fill_in(relationship="cousin", messenger_ack="yes", notices_autoimmune_ack="yes")
    assert checked.complete
    assert not {"relationship", "messenger_ack", "notices_autoimmune_ack"} & set(checked.answers)


def test_an_autoimmune_disease_has_its_own_notice() -> None:
    assert complaints(condition="sle") == {"notices_autoimmune_ack": C.MUST_AGREE}
    assert fill_in(condition="sle", notices_autoimmune_ack="yes").complete


def test_no_number_of_treatments_is_refused() -> None:
    assert fill_in(condition="multiple-sclerosis", lines_count="0", notices_autoimmune_ack="yes").complete


def test_an_address_or_a_phone_number_is_enough() -> None:
    assert fill_in(email=None, phone="+995 555 12 34 56", preferred_channel="any").complete
    assert complaints(email=None, preferred_channel="any") == {"email": C.CONTACT_MISSING}


def test_a_number_without_its_country_is_read_with_the_country_of_residence() -> None:
    assert fill_in(phone="555 123 456").answers["phone"] == "+995555123456"
    assert complaints(phone="555 123 456", residence_country="IL") == {"phone": C.NOT_A_PHONE}


def test_the_way_somebody_asks_for_must_lead_to_them() -> None:
    assert complaints(preferred_channel="phone") == {"phone": C.PHONE_NEEDED}
    assert complaints(preferred_channel="messenger", messenger_ack="yes") == {"phone": C.PHONE_NEEDED}
    assert complaints(email=None, phone="+995555123456") == {"email": C.EMAIL_NEEDED}
    assert complaints(email=None, preferred_channel="phone") == {"phone": C.PHONE_NEEDED}


def test_nobody_asks_for_a_call_and_for_none() -> None:
    """Whichever was meant, a call would bring somebody into trouble; a messenger rings nowhere."""
    number, no_calls = "+995555123456", ["no_calls"]
    asked = complaints(phone=number, preferred_channel="phone", contact_limits=no_calls)
    assert asked == {"preferred_channel": C.CALLS_UNWANTED}
    for way in ("email", "any"):
        assert complaints(phone=number, preferred_channel=way, contact_limits=no_calls) == {}
    written = complaints(phone=number, preferred_channel="messenger", messenger_ack="yes", contact_limits=no_calls)
    assert written == {}


def test_a_messenger_comes_with_its_warning() -> None:
    given = {"preferred_channel": "messenger", "phone": "+995555123456"}
    assert complaints(**given) == {"messenger_ack": C.MUST_AGREE}
    assert fill_in(**given, messenger_ack="yes").complete


def test_an_unreadable_contact_is_complained_of_once() -> None:
    assert complaints(email="amal at example") == {"email": C.NOT_AN_EMAIL}
    assert complaints(email=None, phone="call me") == {"phone": C.NOT_A_PHONE}


def test_places_and_languages_must_be_known() -> None:
    assert complaints(residence_country="Atlantis") == {"residence_country": C.UNKNOWN_PLACE}
    assert complaints(preferred_language="xx") == {"preferred_language": C.UNKNOWN_LANGUAGE}


@pytest.mark.parametrize("question", ["inquirer_role", "condition", "disease_state", "preferred_channel"])
def test_a_code_that_is_no_option_is_refused(question: str) -> None:
    assert complaints(**{question: "made-up"})[question] is C.NOT_AN_OPTION


def test_a_box_is_ticked_with_yes_alone() -> None:
    assert complaints(consent_process="on") == {"consent_process": C.NOT_AN_OPTION}


def test_two_different_answers_to_one_question_are_asked_again() -> None:
    assert complaints(prior_cart=["no", "yes"]) == {"prior_cart": C.GIVEN_TWICE}
    assert fill_in(prior_cart=["no", "", "no"]).answers["prior_cart"] == "no"


def test_several_answers_keep_the_order_of_the_form_and_none_gives_way_to_a_sign() -> None:
    assert fill_in(red_flags=["no_urine", "fever", "fever"]).answers["red_flags"] == ("fever", "no_urine")
    assert fill_in(red_flags=["none", "fever"]).answers["red_flags"] == ("fever",)
    assert fill_in(red_flags=["none"]).answers["red_flags"] == ("none",)
    assert complaints(red_flags=["fever", "hiccups"]) == {"red_flags": C.NOT_AN_OPTION}


def test_names_that_are_no_questions_are_ignored() -> None:
    assert fill_in(form_id="x", action="send", patient_passport="123").complete


def test_an_older_questionnaire_checks_as_it_did() -> None:
    older = Questionnaire.from_json(make_questionnaire().to_json())
    sent = make_typed(condition="sle")
    assert check(older, sent, readers=make_readers(), today=TODAY).complaints == complaints(condition="sle")
