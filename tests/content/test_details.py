"""The details are asked as the office settled it: every field, its privacy, and only of those whom it concerns."""

import pytest

from intake.content.messages import messages
from intake.domain.completeness import asked_in, blocks_asked, progress
from intake.domain.questionnaire import Step
from intake.domain.values import Answers, Sensitivity
from tests.makers import TODAY, make_answers, make_content

CONTENT = make_content()
FORM = CONTENT.questionnaire
MORE = {question.id for question in FORM.questions if question.step is Step.MORE and not question.card}
BLOCKS = """
    treatments cart autoimmune patient disease health physician agent travel reach_more
"""
FIELDS = """
    agent_registration physician_org contact_name_latin patient_name birth_date sex weight_kg citizenship patient_knows
    current_location current_country other_languages interpreter interpreter_language time_zone
    programme diagnosis_confirmed diagnosis_date stage_risk relapse_count months_since_first_treatment cns_involved
    extramedullary_bulky antigen_cd19 antigen_cd22 antigen_bcma antigen_date wbc_high organs_affected autoantibodies
    activity_score activity_score_value clinical_summary
    treatments_complete lines_after_transformation
    current_treatment steroid_dose transplant transplant_date gvhd_now relapse_after_transplant lenalidomide_result
    trial_history cart_product cart_target cart_date cart_best_response cart_relapse_date cart_side_effects
    infection_now virus_hbv virus_hcv virus_hiv organ_problems organ_problems_text pregnancy allergies other_cancer
    records_have records_language payer insurer_name travel_ready travel_companion travel_from travel_passport carer
    how_found
"""


def blocks(**changes: str) -> list[str]:
    return [block.id for block in blocks_asked(FORM, make_answers(**changes), TODAY)]


def asked(block: str, **changes: str | tuple[str, ...]) -> set[str]:
    return {question.id for question in asked_in(FORM, block, make_answers(**changes), TODAY)}


def test_every_field_of_the_second_step_is_asked() -> None:
    assert set(FIELDS.split()) == MORE
    assert [block.id for block in FORM.blocks if block.step is Step.MORE] == BLOCKS.split()


def test_nothing_of_the_details_is_required() -> None:
    assert not any(question.required or question.required_when for question in FORM.questions if question.id in MORE)


def test_every_block_says_why() -> None:
    assert all(FORM.block(name).intro for name in BLOCKS.split())


def test_what_is_most_private_is_sealed_apart() -> None:
    closed = {q.id: q.sensitivity for q in FORM.questions if q.sensitivity in {Sensitivity.P3, Sensitivity.P4}}
    health = dict.fromkeys(("virus_hbv", "virus_hcv", "virus_hiv", "pregnancy"), Sensitivity.P3)
    assert closed == health | dict.fromkeys(("payer", "insurer_name"), Sensitivity.P4)


def test_nobody_is_asked_for_money_or_for_their_mind() -> None:
    assert not {"budget", "mental_health_support", "genetic_tests"} & {question.id for question in FORM.questions}


def test_the_treatment_cards_ask_what_when_how_well_and_why_it_ended() -> None:
    assert [question.id.partition(".")[2] for question in FORM.on_card()] == (
        ["drug", "name_unknown", "start", "ongoing", "end", "response", "response_autoimmune", "stop_reason", "note"]
    )


def test_i_do_not_know_is_an_answer_to_every_clinical_question() -> None:
    """A story, the papers at home, a score and a box have another way to say it."""
    other_way = {"current_treatment", "organ_problems_text", "clinical_summary", "activity_score", "treatment.note"}
    other_way |= {"activity_score_value", "records_have", "current_location", "current_country", "patient_knows"}
    other_way |= {"treatment.drug", "treatment.name_unknown", "treatment.ongoing"}  # the box beside the name says it
    for question in FORM.questions:
        clinical = question.sensitivity in {Sensitivity.P2, Sensitivity.P3} and question.step is Step.MORE
        if clinical and question.id not in other_way:
            assert question.or_unknown or "unknown" in question.codes, question.id


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, "treatments"),
        ({"prior_cart": "yes"}, "cart"),
        ({"condition": "sle"}, "autoimmune"),
        ({"inquirer_role": "physician"}, "physician"),
        ({"inquirer_role": "physician", "prior_cart": "yes", "condition": "sle"}, "cart"),
        ({"inquirer_role": "agent"}, "agent"),
    ],
)
def test_what_says_most_comes_first(changes: dict[str, str], first: str) -> None:
    assert blocks(**changes)[0] == first


def test_only_what_concerns_somebody_is_asked() -> None:
    assert blocks() == ["treatments", "patient", "disease", "health", "travel", "reach_more"]
    assert "cart" in blocks(prior_cart="unknown")
    assert blocks(inquirer_role="question", condition="general-question") == ["reach_more"]


def test_a_pregnancy_is_asked_of_women_between_12_and_55() -> None:
    assert "pregnancy" in asked("health", sex="female", birth_year="1990")
    assert "pregnancy" in asked("health", sex="female", birth_year="1971")  # 54 or 55
    assert "pregnancy" not in asked("health", sex="female", birth_year="1969")
    assert "pregnancy" not in asked("health", sex="female", birth_year="2015")
    assert "pregnancy" not in asked("health", sex="male", birth_year="1990")
    assert "pregnancy" not in asked("health", birth_year="1990")


def test_the_questions_follow_the_disease_and_earlier_answers() -> None:
    assert "wbc_high" in asked("disease")
    assert "wbc_high" not in asked("disease", condition="sle")
    assert "lenalidomide_result" in asked("treatments", condition="multiple-myeloma")
    assert "lenalidomide_result" not in asked("treatments")
    assert {"transplant_date", "relapse_after_transplant"} <= asked("treatments", transplant=("own",))
    assert "gvhd_now" not in asked("treatments", transplant=("own",))
    assert "gvhd_now" in asked("treatments", transplant=("own", "donor"))
    assert "activity_score" not in asked("physician", inquirer_role="physician")
    assert "activity_score" in asked("physician", inquirer_role="physician", condition="sle")
    assert "patient_knows" not in asked("patient")
    assert "patient_knows" in asked("patient", inquirer_role="relative")


def test_progress_counts_what_is_asked_and_says_unknown_is_an_answer() -> None:
    answers: Answers = make_answers(travel_ready="unknown", payer="self", pregnancy="no")
    found = {block.id: block for block in progress(FORM, answers, 2, TODAY).blocks}
    assert (found["travel"].answered, found["travel"].asked) == (2, 6)  # the insurer's name is not asked
    assert found["health"].answered == 0  # nor is a pregnancy
    assert progress(FORM, answers, 2, TODAY).cards == 2


@pytest.mark.parametrize(
    ("typed", "group", "slug"),
    [
        ("Kymriah", "", "tisa-cel"),
        ("  tisagenlecleucel ", "", "tisa-cel"),
        ("R CHOP", "lymphoma-b", "r-chop"),
        ("7+3", "heme-other", "aml-7-3"),
        ("mtx", "autoimmune-rheum", "methotrexate"),
        ("MTX", "lymphoma-b", None),  # there it is another treatment
        ("MabThera", "autoimmune-rheum", "rituximab-autoimmune"),
        ("MabThera", "lymphoma-b", None),  # alone, or part of R-CHOP: only the patient knows
        ("velcade", "plasma-cell", "proteasome-inhibitor"),
        ("Утжефра", "", "gemagenlecleucel"),
        ("something blue", "", None),
        ("", "", None),
    ],
)
def test_a_treatment_is_found_by_any_of_its_names(typed: str, group: str, slug: str | None) -> None:
    assert CONTENT.treatment_named(typed, group=group) == slug


def test_a_treatment_is_found_by_its_own_name_and_offered_for_its_diseases() -> None:
    for slug, treatment in CONTENT.treatments.items():
        assert CONTENT.treatment_named(treatment.name) == slug
    lupus = {treatment.slug for treatment in CONTENT.treatments_for("sle")}
    assert {"belimumab", "mycophenolate"} <= lupus
    assert "r-chop" not in lupus
    assert len(CONTENT.treatments_for("other-condition")) == 116


def test_names_of_treatments_are_translated() -> None:
    told = {sentence.context: sentence for sentence in messages(CONTENT)}
    assert told["treatment.belimumab.name"].source == "Belimumab"
    assert told["treatment.belimumab.name"].domain == "clinic"
    assert "block.cart.intro" in told
    assert "question.treatment.drug.label" in told
