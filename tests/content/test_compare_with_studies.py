"""What published study texts say of autoimmune diseases (T10), the paths after a CAR-T (T11), and the flags."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.domain.criteria.criterion import Outcome
from intake.domain.criteria.evaluate import compare
from intake.domain.criteria.repeat import Path
from intake.domain.criteria.reviewer import Hint, ReviewerFlag
from intake.domain.values import Answer
from tests.content.criteria_cases import ASK, CHILD, MEETS, NOT, OTHER, asked_by, case, says
from tests.makers import TODAY

LONG = {"start": "01/2020", "end": "01/2021", "response_autoimmune": "no_change", "stop_reason": "did_not_work"}
TWO = ({"drug": "mycophenolate", **LONG}, {"drug": "azathioprine", **LONG})
BIOLOGIC = {"drug": "belimumab", **LONG}
NO_CELLS: dict[str, Answer] = {"transplant": ("none",), "treatments_complete": "yes"}
GATES = ("AI-3-BIOLOGIC", "AI-2-BIOLOGIC", "AI-2")


def gates(*drugs: dict[str, str], **answers: Answer) -> tuple[Outcome, ...]:
    found = case("sle", *drugs, **{**NO_CELLS, **answers})
    return tuple(says(found, id_) for id_ in GATES)


@pytest.mark.parametrize(
    ("drugs", "expected"),
    [
        ((*TWO, BIOLOGIC), (MEETS, MEETS, MEETS)),
        ((TWO[0], BIOLOGIC), (NOT, MEETS, MEETS)),
        (TWO, (NOT, ASK, MEETS)),
        ((TWO[0],), (NOT, NOT, NOT)),
        ((BIOLOGIC,), (NOT, NOT, NOT)),
        ((), (NOT, NOT, NOT)),
    ],
)
def test_t10_failed_medicines_are_counted(drugs: tuple[dict[str, str], ...], expected: tuple[Outcome, ...]) -> None:
    assert gates(*drugs) == expected


def test_t10_what_is_not_known_of_the_medicines_is_asked() -> None:
    assert gates(treatments_complete="") == (ASK, ASK, ASK)
    assert gates({"drug": "mycophenolate"}, {"drug": "azathioprine"}, BIOLOGIC) == (ASK, ASK, ASK)
    assert asked_by(case("sle", transplant=("none",)), "AI-2") == {"treatments_complete"}


def test_t10_earlier_cells_leave_it_to_a_person() -> None:
    drugs = (*TWO, BIOLOGIC)
    assert gates(*drugs, prior_cart="yes") == (ASK, ASK, ASK)
    assert gates(*drugs, transplant=("donor",)) == (ASK, ASK, ASK)
    assert gates(transplant=("own",)) == (ASK, ASK, ASK)
    assert Hint.EARLIER_CELLS in case("sle", *drugs, **NO_CELLS, prior_cart="yes").hints
    assert case("sle", *drugs, **NO_CELLS, prior_cart="yes").repeat is None


def test_t10_nobody_under_18_is_told_a_no() -> None:
    found = case("sle", **NO_CELLS, **CHILD)
    assert {says(found, id_) for id_ in GATES} == {ASK}
    assert Hint.PAEDIATRIC_DESK in found.hints


def test_t10_one_medicine_in_lupus_nephritis_asks_for_the_first_treatment() -> None:
    found = case("lupus-nephritis", TWO[0], **NO_CELLS)
    assert (says(found, "AI-2"), says(found, "AI-LN")) == (NOT, MEETS)
    assert Hint.INDUCTION in found.hints


def test_t10_without_any_failed_medicine_the_own_specialist_comes_first() -> None:
    assert Hint.SPECIALIST_FIRST in case("sle", **NO_CELLS).hints
    assert Hint.SPECIALIST_FIRST in case("sle", transplant=("none",), lines_count="0").hints


@pytest.mark.parametrize(
    ("card", "counts"),
    [
        ({"drug": "mycophenolate", "stop_reason": "side_effects"}, True),
        ({"drug": "mycophenolate", **LONG, "end": "02/2020"}, False),  # under three months
        ({"drug": "mycophenolate", **LONG, "response_autoimmune": "much_better", "stop_reason": "planned"}, False),
        ({"drug": "mycophenolate", "start": "2019", "ongoing": "yes", "response_autoimmune": "worse"}, True),
        ({"drug": "glucocorticoids", **LONG}, False),
        ({"drug": "hydroxychloroquine", **LONG}, False),
    ],
)
def test_t10_which_medicine_counts(card: dict[str, str], counts: bool) -> None:
    assert gates(TWO[1], card)[2] is (MEETS if counts else NOT)


@pytest.mark.parametrize(
    "card",
    [
        {"drug": "mycophenolate", "response_autoimmune": "no_change"},  # for how long?
        {"drug": "mycophenolate", **LONG, "response_autoimmune": "a_little", "stop_reason": "other"},
        {"drug": "plasma-exchange", **LONG},  # some studies count it, others do not
        {"drug": "the white pills", **LONG},
        LONG,
    ],
)
def test_t10_which_medicine_nobody_can_tell(card: dict[str, str]) -> None:
    assert gates(TWO[1], card)[2] is ASK


def test_an_activity_score_is_a_doctors_and_its_lack_is_never_a_no() -> None:
    def sle(**answers: str) -> Outcome:
        return says(case("sle", *TWO, **NO_CELLS, **answers), "AI-SLE")

    assert sle() is ASK
    assert sle(activity_score="sledai", activity_score_value="8") is MEETS
    assert sle(activity_score="sledai", activity_score_value="6.5") is NOT
    assert sle(activity_score="bilag", activity_score_value="1") is ASK


def test_labels_say_nothing_of_an_autoimmune_disease() -> None:
    found = case("sle", *TWO, **NO_CELLS)
    assert found.autoimmune
    assert says(found, "US-AXI-LBCL-3L") is OTHER
    assert not case("dlbcl").autoimmune


# --- T11 --------------------------------------------------------------------------------------------------------------

BACK = {"prior_cart": "yes", "disease_state": "relapsed"}
GONE = {**BACK, "cart_best_response": "gone"}
TOLD: dict[str, Answer] = {
    "cart_product": "axi-cel",
    "cart_target": ("cd19",),
    "cart_date": "2024",
    "cart_relapse_date": "2025",
    "cart_side_effects": "none",
}


@pytest.mark.parametrize(
    ("answers", "path", "asks"),
    [
        ({**GONE, "antigen_cd19": "positive"}, Path.SAME_OR_DUAL, set()),
        ({**GONE, "cart_best_response": "smaller", "antigen_cd19": "positive"}, Path.SAME_OR_DUAL, set()),
        ({**GONE, "antigen_cd19": "negative"}, Path.SWITCH_TARGET, {"antigen_cd22"}),
        ({**GONE, "antigen_cd19": "negative", "antigen_cd22": "positive"}, Path.SWITCH_TARGET, set()),
        ({**GONE, "antigen_cd19": "negative", "antigen_cd22": "negative"}, Path.OTHER_STUDIES, set()),
        (GONE, Path.ASK_TARGETS, {"antigen_cd19", "antigen_cd22", "antigen_date"}),
        ({**BACK, "cart_best_response": "no_effect"}, Path.OTHER_TARGET_POOR_DATA, set()),
        ({**BACK, "cart_best_response": "unknown"}, Path.ASK_FIRST_REPORT, {"cart_best_response"}),
    ],
)
def test_t11_after_a_car_t(answers: dict[str, str], path: Path, asks: set[str]) -> None:
    repeat = case("dlbcl", **answers, **TOLD).repeat
    assert repeat is not None
    assert (repeat.path, set(repeat.asks)) == (path, asks)


def test_t11_a_disease_that_is_still_gone_asks_for_the_reason() -> None:
    told: dict[str, Answer] = {name: answer for name, answer in TOLD.items() if name != "cart_relapse_date"}
    still = {"prior_cart": "yes", "disease_state": "responding", "cart_best_response": "gone"}
    repeat = case("dlbcl", **still, **told).repeat
    assert repeat is not None
    assert repeat.path is Path.STILL_GONE


def test_t11_what_every_repeat_desk_asks_is_asked_once() -> None:
    repeat = case("dlbcl", **GONE).repeat
    assert repeat is not None
    assert set(repeat.asks) >= {"cart_product", "cart_target", "cart_date", "cart_relapse_date", "cart_side_effects"}
    assert len(set(repeat.asks)) == len(repeat.asks)
    myeloma = case("multiple-myeloma", **GONE, **TOLD).repeat
    assert myeloma is not None
    assert (myeloma.path, myeloma.asks) == (Path.MYELOMA, ("antigen_bcma",))


def test_t11_without_a_car_t_there_is_no_path() -> None:
    assert case("dlbcl", disease_state="relapsed").repeat is None
    assert case("dlbcl", "axi-cel", disease_state="relapsed").repeat is not None


# --- flags ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "flag"),
    [
        ({"performance": "2"}, ReviewerFlag.PERFORMANCE),
        ({"organ_problems": ("kidneys",)}, ReviewerFlag.KIDNEY),
        ({"organ_problems": ("heart",)}, ReviewerFlag.HEART),
        ({"organ_problems": ("lungs",)}, ReviewerFlag.LUNG),
        ({"organ_problems": ("liver",)}, ReviewerFlag.LIVER),
        ({"cns_involved": "earlier"}, ReviewerFlag.CNS),
        ({"infection_now": "yes"}, ReviewerFlag.INFECTION),
        ({"virus_hbv": "positive"}, ReviewerFlag.VIRUS),
        ({"pregnancy": "pregnant"}, ReviewerFlag.PREGNANCY),
        ({"other_cancer": "yes"}, ReviewerFlag.OTHER_CANCER),
        ({"carer": "no"}, ReviewerFlag.SOCIAL),
        ({"travel_ready": "no"}, ReviewerFlag.SOCIAL),
    ],
)
def test_a_flag_is_raised_and_changes_no_outcome(answers: dict[str, str], flag: ReviewerFlag) -> None:
    calm = case("dlbcl", disease_state="relapsed", lines_count="2")
    found = case("dlbcl", disease_state="relapsed", lines_count="2", **answers)
    assert calm.flags == {}
    assert found.flags == {flag: tuple(answers)}
    assert [one.outcome for one in found.results] == [one.outcome for one in calm.results]


def test_a_day_that_is_over_says_nothing() -> None:
    found = case("dlbcl", disease_state="relapsed", lines_count="2")
    one = next(result.criterion for result in found.results if result.criterion.id == "US-AXI-LBCL-3L")
    late = replace(one, basis=replace(one.basis, review_due=TODAY - timedelta(days=1)))
    told = compare(late, found.case)
    assert (told.outcome, told.overdue, told.asks) == (ASK, True, ())
    assert compare(late, found.case, ignore_due=True).outcome is MEETS
