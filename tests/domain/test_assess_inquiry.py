"""What an inquiry's answers mean: facts for routing, warning signs for people."""

from intake.domain.inquiry import contacts_of
from intake.domain.triage import Flag
from intake.domain.values import Answers, Priority
from tests.makers import TODAY, make_answers, make_content, make_facts


def facts(answers: Answers) -> tuple[object, tuple[Flag, ...]]:
    found = make_content().assess(answers, locale="en", today=TODAY)
    return found.facts, found.flags


def test_the_facts_of_an_ordinary_inquiry() -> None:
    expected = make_facts(urgency=Priority.ONE_DAY)  # large B-cell lymphoma is acute
    assert facts(make_answers()) == (expected, ())


def test_an_earlier_car_t_decides_the_programme_unless_nothing_is_offered() -> None:
    content = make_content()
    after = make_answers(prior_cart="yes")
    assert content.assess(after, locale="en", today=TODAY).facts.programme == "repeat-car-t"
    tumour = make_answers(prior_cart="yes", condition="solid-other")
    assert content.assess(tumour, locale="en", today=TODAY).facts.programme == "not-offered"


def test_a_general_question_knows_little_and_takes_the_language_of_its_page() -> None:
    question: Answers = {"inquirer_role": "question", "condition": "general-question"}
    found, flags = facts(question)
    assert found == make_facts(
        programme="not-sure",
        condition="general-question",
        condition_group="not-sure",
        form_role="catch_all",
        age_group="unknown",
        role="question",
        prior_cart="unknown",
        disease_state="unknown",
        in_hospital="unknown",
        language="en",
        country="unknown",
    )
    assert flags == ()


def test_a_child_who_writes_alone_is_flagged_until_a_guardian_agrees() -> None:
    alone = make_answers(birth_year="2012", condition="sle")
    assert facts(alone)[1] == (Flag.RF9, Flag.GUARDIAN_MISSING)
    assert facts({**alone, "authority_ok": "yes"})[1] == (Flag.RF9,)


def test_two_spellings_of_an_address_are_one_contact() -> None:
    assert contacts_of({"email": "Amal@Example.org"}) == contacts_of({"email": "amal@example.org"})
    assert contacts_of({"phone": "+995555123456"}) == {"phone": "+995555123456"}
