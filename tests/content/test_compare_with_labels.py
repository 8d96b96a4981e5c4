"""What the labels' published texts say of an inquiry: tables T1 to T9 of the office's rules, each row a case."""

import pytest

from intake.domain.criteria.criterion import Kind, Outcome
from intake.domain.criteria.reviewer import Hint
from intake.domain.values import Answer
from tests.content.criteria_cases import ADULT, ASK, CHILD, CONTENT, MEETS, NOT, OTHER, asked_by, case, named, says
from tests.makers import TODAY

LABELS = {one.id: one for one in CONTENT.criteria.criteria.published if one.kind is Kind.LABEL}
TWENTY = {"birth_year": str(TODAY.year - 21)}
LBCL_2L = {"US-AXI-LBCL-2L", "EU-AXI-LBCL-2L", "US-LISO-LBCL-2L", "EU-LISO-LBCL-2L"}
LBCL_3L = {
    "US-TISA-LBCL",
    "EU-TISA-DLBCL",
    "US-AXI-LBCL-3L",
    "EU-AXI-LBCL-3L",
    "US-LISO-LBCL-3L",
    "EU-LISO-LBCL-3L",
    "CN-RELMA-LBCL",
}
REFRACTORY = {"disease_state": "refractory"}
RELAPSED = {"disease_state": "relapsed"}


def test_every_label_that_was_read_stands_here_and_by_nobody_reviewed_yet() -> None:
    assert len(LABELS) == 38
    assert {one.basis.reviewed_by for one in LABELS.values()} == {""}
    assert {id_ for id_, one in LABELS.items() if one.basis.sources == ("K",)} == {"US-LISO-LBCL-2L", "US-LISO-MCL"}


def enough(id_: str) -> dict[str, str]:
    """Answers with which a patient of sixty (of 12, for the one product for children) fits a label."""
    one = LABELS[id_]
    child = "to_age" in {want.check.value for want in one.wants}
    return {
        "condition": sorted(one.conditions)[0],
        "prior_cart": "no",
        "birth_year": str(TODAY.year - (12 if child else 60)),
        "disease_state": "refractory",
        "lines_count": "3",
        "lines_after_transformation": "3",
        "months_since_first_treatment": "never_gone",
        "lenalidomide_result": "stopped_working",
        "marker_cldn182": "positive",
        "marker_her2": "negative",
    }


DRUGS = ("btk-inhibitor", "bcl2-inhibitor", "imid", "proteasome-inhibitor", "anti-cd38")


@pytest.mark.parametrize("id_", LABELS)
def test_each_label_is_met_by_who_fits_and_not_by_who_has_had_too_little(id_: str) -> None:
    answers = enough(id_)
    assert says(case(answers.pop("condition"), *DRUGS, **answers), id_) is MEETS

    answers = enough(id_) | {"disease_state": "responding"}
    assert says(case(answers.pop("condition"), *DRUGS, **answers), id_) is NOT


@pytest.mark.parametrize("id_", LABELS)
def test_each_label_waits_for_each_answer_that_it_needs(id_: str) -> None:
    answers = enough(id_)
    needed = {"birth_year", "disease_state", "prior_cart"}
    for name in needed & answers.keys():
        left = {**answers, name: ""}
        assert says(case(left.pop("condition"), *DRUGS, **left), id_) is ASK, name


@pytest.mark.parametrize("id_", [id_ for id_, one in LABELS.items() if any(w.check == "lines" for w in one.wants)])
def test_each_label_with_a_number_of_treatments_counts_them(id_: str) -> None:
    least = next(want.number for want in LABELS[id_].wants if want.check == "lines")
    for count in range(4):
        answers = enough(id_) | {"lines_count": str(count), "lines_after_transformation": str(count)}
        found = says(case(answers.pop("condition"), *DRUGS, **answers), id_)
        assert found is (MEETS if count >= least else NOT), count


@pytest.mark.parametrize("id_", [id_ for id_, one in LABELS.items() if any(w.check == "had" for w in one.wants)])
def test_a_drug_that_is_not_listed_is_unknown_until_the_list_is_complete(id_: str) -> None:
    answers = enough(id_) | {"lenalidomide_result": "stopped_working"}
    condition = answers.pop("condition")
    wanted = (
        next(want.name for want in LABELS[id_].wants if want.check == "had" and want.name != "imid")
        if any(want.check == "had" and want.name != "imid" for want in LABELS[id_].wants)
        else ""
    )
    others = [drug for drug in DRUGS if drug != wanted]

    unsure = case(condition, *others, **answers)
    assert says(unsure, id_) is ASK
    assert asked_by(unsure, id_) == {"treatments_complete"}
    assert says(case(condition, *others, **answers, treatments_complete="yes"), id_) is NOT
    # A name nobody can read may be the one.
    unread = case(condition, *others, {"drug": "the white pills"}, **answers, treatments_complete="yes")
    assert says(unread, id_) is ASK


# --- T1 ---------------------------------------------------------------------------------------------------------------


def test_t1_under_18_no_adult_label_fits_and_the_paediatric_desk_is_named() -> None:
    found = case("dlbcl", **CHILD, **RELAPSED, lines_count="2")
    assert named(found, MEETS) == set()
    assert named(found, ASK) == set()
    assert Hint.PAEDIATRIC_DESK in found.hints


@pytest.mark.parametrize("state", ["relapsed", "refractory"])
@pytest.mark.parametrize(
    ("condition", "but"),
    [
        ("dlbcl", set()),
        ("high-grade-b-cell-lymphoma", {"EU-TISA-DLBCL", "EU-AXI-LBCL-3L", "EU-LISO-LBCL-3L"}),
        ("primary-mediastinal-lymphoma", {"US-TISA-LBCL", "EU-TISA-DLBCL"}),
    ],
)
def test_t1_after_two_treatments_the_third_line_labels_fit(condition: str, but: set[str], state: str) -> None:
    found = case(condition, disease_state=state, lines_count="2", months_since_first_treatment="over_12")
    assert named(found, MEETS) >= LBCL_3L - but
    assert not named(found, MEETS) & but


@pytest.mark.parametrize(
    "answers",
    [
        {**REFRACTORY, "lines_count": "1"},
        {**RELAPSED, "lines_count": "1", "months_since_first_treatment": "under_12"},
        {**RELAPSED, "lines_count": "1", "months_since_first_treatment": "never_gone"},
    ],
)
def test_t1_after_one_treatment_that_failed_or_an_early_relapse_the_second_line_labels_fit(
    answers: dict[str, str],
) -> None:
    found = case("dlbcl", **answers)
    assert named(found, MEETS) == LBCL_2L
    assert named(found, NOT) == LBCL_3L


def test_t1_a_late_relapse_does_not_match_and_asks_whether_a_transplant_is_possible() -> None:
    found = case("dlbcl", **RELAPSED, lines_count="1", months_since_first_treatment="over_12")
    assert named(found, MEETS) == set()
    assert named(found, ASK) == {"US-LISO-LBCL-2L"}
    assert asked_by(found, "US-LISO-LBCL-2L") == {"transplant_fit"}
    assert Hint.TRANSPLANT_FIT in found.hints
    fit = {"disease_state": "relapsed", "lines_count": "1", "months_since_first_treatment": "over_12"}
    assert says(case("dlbcl", **fit, transplant_fit="no"), "US-LISO-LBCL-2L") is MEETS
    assert says(case("dlbcl", **fit, transplant_fit="yes"), "US-LISO-LBCL-2L") is NOT


def test_t1_a_relapse_at_an_unknown_time_asks_for_it() -> None:
    found = case("dlbcl", **RELAPSED, lines_count="1")
    assert named(found, ASK) == LBCL_2L
    assert asked_by(found, "US-AXI-LBCL-2L") == {"months_since_first_treatment"}


@pytest.mark.parametrize("state", ["responding", "newly_diagnosed"])
def test_t1_a_disease_under_control_matches_no_label_and_asks_for_the_last_scan(state: str) -> None:
    found = case("dlbcl", disease_state=state, lines_count="2")
    assert named(found, NOT) == LBCL_2L | LBCL_3L
    assert Hint.LAST_SCAN in found.hints


def test_t1_without_the_state_of_the_disease_nothing_is_told() -> None:
    found = case("dlbcl", disease_state="unknown", lines_count="2")
    assert named(found, ASK) == LBCL_2L | LBCL_3L
    assert all("disease_state" in asked_by(found, id_) for id_ in LBCL_3L)


def test_t1_of_a_transformed_lymphoma_only_the_treatments_since_count() -> None:
    found = case("transformed-lymphoma", **RELAPSED, lines_count="3")
    assert says(found, "US-AXI-LBCL-3L") is ASK
    assert asked_by(found, "US-AXI-LBCL-3L") == {"lines_after_transformation"}
    since = case("transformed-lymphoma", **RELAPSED, lines_count="3", lines_after_transformation="2")
    assert says(since, "US-AXI-LBCL-3L") is MEETS
    assert says(case("transformed-lymphoma", **RELAPSED, lines_count="1"), "US-AXI-LBCL-3L") is NOT


# --- T2 ---------------------------------------------------------------------------------------------------------------

TISA = {"US-TISA-ALL", "EU-TISA-ALL"}


def test_t2_refractory_up_to_25_fits() -> None:
    assert named(case("b-all", **CHILD, **REFRACTORY), MEETS) == TISA


@pytest.mark.parametrize("transplant", [{}, {"transplant": ("none",)}])
def test_t2_a_second_relapse_up_to_25_fits(transplant: dict[str, tuple[str, ...]]) -> None:
    assert named(case("b-all", **CHILD, **RELAPSED, relapse_count="2", **transplant), MEETS) == TISA


def test_t2_a_relapse_after_a_transplant_fits_the_european_text_only() -> None:
    found = case("b-all", **CHILD, **RELAPSED, relapse_count="1", transplant=("donor",), relapse_after_transplant="yes")
    assert named(found, MEETS) == {"EU-TISA-ALL"}
    assert says(found, "US-TISA-ALL") is NOT


def test_t2_a_first_relapse_without_a_transplant_matches_none_and_asks_for_the_next_response() -> None:
    found = case("b-all", **CHILD, **RELAPSED, relapse_count="1", transplant=("none",))
    assert named(found, NOT) >= TISA
    assert Hint.RETREATMENT in found.hints


def test_t2_a_relapse_without_its_number_asks_for_that_and_the_transplant() -> None:
    found = case("b-all", **CHILD, **RELAPSED)
    assert {says(found, id_) for id_ in TISA} == {ASK}
    assert asked_by(found, "EU-TISA-ALL") == {"relapse_count", "relapse_after_transplant", "transplant"}


def test_t2_from_18_to_25_the_american_adult_texts_fit_too() -> None:
    found = case("b-all", **TWENTY, **REFRACTORY)
    assert named(found, MEETS) == {*TISA, "US-BREXU-ALL", "US-OBE-ALL", "CN-INATI-ALL"}
    assert named(found, NOT) == {"EU-BREXU-ALL", "EU-OBE-ALL"}


@pytest.mark.parametrize("state", ["relapsed", "refractory"])
def test_t2_from_26_years_the_adult_texts_fit(state: str) -> None:
    found = case("b-all", disease_state=state)
    assert named(found, MEETS) == {"US-BREXU-ALL", "US-OBE-ALL", "EU-BREXU-ALL", "EU-OBE-ALL", "CN-INATI-ALL"}


def test_t2_a_year_of_birth_at_the_limit_asks_for_the_date() -> None:
    found = case("b-all", **REFRACTORY, birth_year=str(TODAY.year - 26))
    assert named(found, ASK) == {*TISA, "EU-BREXU-ALL", "EU-OBE-ALL"}
    assert asked_by(found, "EU-OBE-ALL") == {"birth_date"}
    exact = case("b-all", **REFRACTORY, birth_date=f"{TODAY.year - 26}-01-01")
    assert says(exact, "EU-OBE-ALL") is (MEETS if (TODAY.month, TODAY.day) >= (1, 1) else NOT)


# --- T3 to T8 ---------------------------------------------------------------------------------------------------------

FL = {"US-TISA-FL", "EU-TISA-FL", "US-LISO-FL", "EU-LISO-FL", "US-AXI-FL"}


@pytest.mark.parametrize(
    ("lines", "outcome", "fits"),
    [("1", NOT, set()), ("2", MEETS, FL), ("3", MEETS, FL | {"EU-AXI-FL"}), ("4+", MEETS, FL | {"EU-AXI-FL"})],
)
def test_t3_follicular(lines: str, outcome: Outcome, fits: set[str]) -> None:
    found = case("follicular-lymphoma", **RELAPSED, lines_count=lines)
    assert named(found, MEETS) == fits
    assert says(found, "US-TISA-FL") is outcome


def test_t3_follicular_without_a_number_asks_for_it_and_grade_3b_is_a_large_cell_lymphoma() -> None:
    assert asked_by(case("follicular-lymphoma", **RELAPSED, lines_count="unknown"), "US-AXI-FL") == {"lines_count"}
    assert named(case("follicular-lymphoma-3b", **RELAPSED, lines_count="2"), MEETS) == {
        "US-LISO-LBCL-3L",
        "EU-LISO-LBCL-3L",
    }


def test_t4_mantle_cell() -> None:
    late = {"EU-BREXU-MCL", "EU-LISO-MCL", "US-LISO-MCL"}
    assert named(case("mantle-cell-lymphoma", "btk-inhibitor", **RELAPSED, lines_count="2"), MEETS) == {
        *late,
        "US-BREXU-MCL",
    }
    unsure = case("mantle-cell-lymphoma", **RELAPSED, lines_count="2")
    assert named(unsure, ASK) == late
    once = case("mantle-cell-lymphoma", "btk-inhibitor", **RELAPSED, lines_count="1")
    assert (named(once, MEETS), named(once, NOT)) == ({"US-BREXU-MCL"}, late)
    assert says(case("mantle-cell-lymphoma", **RELAPSED), "US-BREXU-MCL") is MEETS


def test_t5_cll() -> None:
    two = {**RELAPSED, "lines_count": "2"}
    assert named(case("cll-sll", "btk-inhibitor", "bcl2-inhibitor", **two), MEETS) == {"US-LISO-CLL"}
    assert named(case("cll-sll", "btk-inhibitor", **two, treatments_complete="yes"), NOT) == {"US-LISO-CLL"}
    assert asked_by(case("cll-sll", "btk-inhibitor", **two), "US-LISO-CLL") == {"treatments_complete"}


def test_t6_marginal_zone() -> None:
    assert named(case("marginal-zone-lymphoma", **RELAPSED, lines_count="2"), MEETS) == {"US-LISO-MZL"}
    assert named(case("marginal-zone-lymphoma", **RELAPSED, lines_count="1"), NOT) == {"US-LISO-MZL"}


CILTA, IDE = {"US-CILTA-MM", "EU-CILTA-MM"}, {"US-IDE-MM", "EU-IDE-MM"}


def test_t7_myeloma_one_line_with_lenalidomide_that_stopped_working() -> None:
    answers = {**REFRACTORY, "lines_count": "1", "lenalidomide_result": "stopped_working"}
    found = case("multiple-myeloma", "imid", "proteasome-inhibitor", **answers)
    assert named(found, MEETS) == CILTA


@pytest.mark.parametrize("result", ["worked", "unknown"])
def test_t7_myeloma_two_lines_with_three_drugs(result: str) -> None:
    drugs = ("imid", "proteasome-inhibitor", "anti-cd38")
    found = case("multiple-myeloma", *drugs, **REFRACTORY, lines_count="2", lenalidomide_result=result)
    assert named(found, MEETS) == IDE


def test_t7_myeloma_the_european_text_also_needs_growth_on_the_last_treatment() -> None:
    drugs = ("imid", "proteasome-inhibitor")
    grew = case("multiple-myeloma", *drugs, {"drug": "anti-cd38", "response": "grew"}, **RELAPSED, lines_count="2")
    assert says(grew, "EU-IDE-MM") is MEETS
    unsure = case("multiple-myeloma", *drugs, "anti-cd38", **RELAPSED, lines_count="2")
    assert (says(unsure, "EU-IDE-MM"), says(unsure, "US-IDE-MM")) == (ASK, MEETS)
    calm = {"drug": "anti-cd38", "response": "gone", "stop_reason": "planned"}
    ended = case("multiple-myeloma", *drugs, calm, **RELAPSED, lines_count="2", treatments_complete="yes")
    assert says(ended, "EU-IDE-MM") is NOT


def test_t7_myeloma_without_the_drugs_asks_for_the_list_and_lenalidomide() -> None:
    found = case("multiple-myeloma", **REFRACTORY, lines_count="1")
    assert {says(found, id_) for id_ in CILTA} == {ASK}
    assert asked_by(found, "US-CILTA-MM") == {"treatments_complete", "lenalidomide_result"}


def test_t7_myeloma_without_a_treatment_matches_none() -> None:
    found = case("multiple-myeloma", **REFRACTORY, lines_count="0")
    assert (named(found, MEETS), named(found, ASK)) == (set(), set())


def test_t7_myeloma_that_matches_neither_text_asks_for_interest_in_studies() -> None:
    answers = {**REFRACTORY, "lines_count": "1", "lenalidomide_result": "worked", "treatments_complete": "yes"}
    found = case("multiple-myeloma", "imid", "proteasome-inhibitor", **answers)
    assert named(found, NOT) >= CILTA | IDE
    assert Hint.TRIAL_INTEREST in found.hints


@pytest.mark.parametrize(
    "condition",
    [
        "burkitt-lymphoma",
        "richter-transformation",
        "waldenstrom",
        "hodgkin-lymphoma",
        "t-cell-lymphoma",
        "aml",
        "al-amyloidosis",
        "solid-other",
    ],
)
def test_t8_everything_else_has_no_label(condition: str) -> None:
    found = case(condition, **REFRACTORY, lines_count="3")
    assert {says(found, id_) for id_ in LABELS} == {OTHER}
    assert found.hints == (Hint.TRIALS_ONLY,)


# --- T9 ---------------------------------------------------------------------------------------------------------------

IN_HOUSE: dict[str, Answer] = {
    **RELAPSED,
    "lines_count": "2",
    "antigen_cd19": "positive",
    "transplant": ("none",),
    "wbc_high": "no",
}


@pytest.mark.parametrize(
    ("change", "outcome", "asks"),
    [
        ({}, MEETS, set()),
        ({"birth_year": str(TODAY.year - 1)}, ASK, {"birth_date"}),
        ({"birth_year": str(TODAY.year)}, NOT, set()),
        ({"birth_year": ""}, ASK, {"birth_date"}),
        ({"disease_state": "responding"}, NOT, set()),
        ({"antigen_cd19": "negative"}, NOT, set()),
        ({"antigen_cd19": ""}, ASK, {"antigen_cd19"}),
        ({"lines_count": "1"}, NOT, set()),
        ({"lines_count": "unknown"}, ASK, {"lines_count"}),
        ({"transplant": ""}, ASK, {"transplant", "transplant_date", "gvhd_now"}),
        ({"transplant": ("own",), "transplant_date": str(TODAY.year - 2)}, MEETS, set()),
        ({"transplant": ("own",), "transplant_date": TODAY.isoformat()}, NOT, set()),
        ({"transplant": ("donor",), "transplant_date": str(TODAY.year - 2)}, ASK, {"gvhd_now"}),
        ({"transplant": ("donor",), "transplant_date": str(TODAY.year - 2), "gvhd_now": "yes"}, NOT, set()),
        ({"transplant": ("donor",), "transplant_date": str(TODAY.year - 2), "gvhd_now": "no"}, MEETS, set()),
        ({"wbc_high": "yes"}, NOT, set()),
        ({"wbc_high": ""}, ASK, {"wbc_high"}),
        ({"virus_hiv": "positive", "pregnancy": "pregnant"}, MEETS, set()),  # flags for a doctor, never an outcome
    ],
)
def test_t9_the_in_house_programme(change: dict[str, str], outcome: Outcome, asks: set[str]) -> None:
    found = case("follicular-lymphoma", **{**ADULT, **IN_HOUSE, **change})
    assert says(found, "IL-CD19") is outcome
    assert asked_by(found, "IL-CD19") == asks


def test_t9_for_a_large_cell_lymphoma_one_treatment_is_enough() -> None:
    assert says(case("dlbcl", **{**IN_HOUSE, "lines_count": "1"}), "IL-CD19-LBCL") is MEETS
    in_house = next(one for one in CONTENT.criteria.criteria.published if one.id == "IL-CD19")
    assert in_house.basis.confidence == "C"


# --- what all have in common ------------------------------------------------------------------------------------------


def test_after_an_earlier_car_t_no_label_is_compared() -> None:
    found = case("dlbcl", **RELAPSED, lines_count="2", prior_cart="yes")
    assert {says(found, id_) for id_ in LABELS} == {OTHER}
    assert found.repeat is not None
    assert says(case("dlbcl", **RELAPSED, lines_count="2", prior_cart="unknown"), "US-AXI-LBCL-3L") is ASK


def test_an_unclear_disease_is_asked_for_and_rules_nothing_out() -> None:
    found = case("lymphoma-type-unknown", disease_state="responding", lines_count="0")
    assert says(found, "US-AXI-FL") is ASK
    assert "condition" in asked_by(found, "US-AXI-FL")
    assert says(found, "US-TISA-ALL") is OTHER
