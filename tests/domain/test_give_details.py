"""Somebody fills in a block or a card of the details: what is right is kept, what is wrong is told."""

import json
from collections.abc import Mapping

import pytest

from intake.domain.answer_dates import read_when
from intake.domain.asking import facts_for_asking, left_to_page
from intake.domain.checking import Checked, check_block, check_card
from intake.domain.questionnaire import Questionnaire, Step
from intake.domain.reading import Readers
from intake.domain.typed import Complaint as C
from tests.makers import TODAY, make_answers, make_questionnaire, make_readers

FORM = make_questionnaire()
MONTHS = {"march": 3, "марта": 3}


def readers() -> Readers:
    plain = make_readers()
    return Readers(
        email=plain.email,
        phone=plain.phone,
        country=plain.country,
        language=plain.language,
        time_zone=lambda text: text if text == "Europe/Kyiv" else None,
        treatment=lambda text: "r-chop" if text == "R-CHOP" else None,
    )


Sent = str | list[str]
SoFar = Mapping[str, str]
NOTHING: SoFar = {}


def typed(sent: Mapping[str, Sent]) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in sent.items()}


def block(name: str, so_far: SoFar = NOTHING, /, **sent: Sent) -> Checked:
    return check_block(FORM, name, typed(sent), make_answers(**so_far), readers=readers(), today=TODAY)


def card(so_far: SoFar = NOTHING, /, **sent: Sent) -> Checked:
    named = {f"treatment.{name}": value for name, value in typed(sent).items()}
    return check_card(FORM, named, make_answers(**so_far), readers=readers(), today=TODAY)


def test_nothing_is_required() -> None:
    for asked in FORM.blocks:
        if asked.step is Step.MORE:
            assert block(asked.id) == Checked({}, {})
    assert card() == Checked({}, {})


def test_a_wrong_field_does_not_lose_the_right_ones() -> None:
    checked = block("patient", patient_name="Amal", weight_kg="heavy", sex="female", contact_name_latin="Амаль")
    assert checked.answers == {"patient_name": "Amal", "sex": "female"}
    assert checked.complaints == {"contact_name_latin": C.NOT_LATIN, "weight_kg": C.NOT_A_NUMBER}


def test_answers_of_other_blocks_and_unknown_names_are_not_taken() -> None:
    assert block("travel", patient_name="Amal", contact_name="Somebody", made_up="x").answers == {}


def test_what_is_not_asked_is_dropped_even_when_wrong() -> None:
    assert block("travel", payer="self", insurer_name="x" * 500) == Checked({"payer": "self"}, {})
    assert block("health", pregnancy="no").answers == {}
    assert block("health", {"sex": "female", "birth_year": "1990"}, pregnancy="no").answers == {"pregnancy": "no"}


def test_what_goes_with_a_question_left_open_is_told_and_not_lost() -> None:
    """Nobody has said that it does not count: the page asks for the answer it goes with."""
    loose = Checked({}, {"insurer_name": C.GOES_WITH_ANOTHER})
    assert block("travel", insurer_name="Example Insurance") == loose
    assert block("travel", insurer_name="x" * 500) == loose
    assert block("travel", payer="self", insurer_name="Example Insurance") == Checked({"payer": "self"}, {})
    kept = {"payer": "insurer", "insurer_name": "Example Insurance"}
    assert block("travel", **kept) == Checked(kept, {})


def test_a_follow_up_question_stays_where_the_first_answer_became_unreadable() -> None:
    checked = block("travel", {"payer": "insurer"}, payer=["insurer", "self"], insurer_name="Example Insurance")
    assert checked == Checked({"insurer_name": "Example Insurance"}, {"payer": C.GIVEN_TWICE})


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        (("5", "4", "1985"), "1985-04-05"),
        (("", "4", "1985"), "1985-04"),
        (("", "", "1985"), "1985"),
        (("٥", "٤", "١٩٨٥"), "1985-04-05"),
        (("22", "11", "2026"), "2026-11-22"),
        (("5", "", "1985"), C.NOT_A_DATE),
        (("5", "4", ""), C.NOT_A_DATE),
        (("31", "2", "1985"), C.NOT_A_DATE),
        (("0", "4", "1985"), C.NOT_A_DATE),
        (("5", "13", "1985"), C.NOT_A_DATE),
        (("5", "April", "1985"), C.NOT_A_DATE),
        (("5", "4", "1364"), C.YEAR_OTHER_CALENDAR),
        (("5", "4", "85"), C.NOT_A_YEAR),
        (("23", "11", "2026"), C.DATE_OUT_OF_RANGE),
    ],
)
def test_a_date_of_birth_is_read_as_far_as_it_is_known(parts: tuple[str, str, str], kept: str | C) -> None:
    names = dict(zip(("birth_date.day", "birth_date.month", "birth_date.year"), parts, strict=True))
    checked = block("patient", **names)
    assert checked == (Checked({}, {"birth_date": kept}) if isinstance(kept, C) else Checked({"birth_date": kept}, {}))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("72", "72"),
        ("72,5", "72.5"),
        ("72.50", "72.5"),
        ("٧٢٫٥", "72.5"),
        ("०72", "72"),
        ("0", C.NUMBER_OUT_OF_RANGE),
        ("351", C.NUMBER_OUT_OF_RANGE),
        ("350.1", C.NUMBER_OUT_OF_RANGE),
        ("-5", C.NOT_A_NUMBER),
        ("1e2", C.NOT_A_NUMBER),
        ("72.55", C.NOT_A_NUMBER),
        ("9" * 400, C.NOT_A_NUMBER),
    ],
)
def test_numbers_are_read_in_the_digits_of_any_script(sent: str, kept: str | C) -> None:
    checked = block("patient", weight_kg=sent)
    assert (checked.complaints or checked.answers) == {"weight_kg": kept}


def test_i_do_not_know_is_kept_unless_something_was_typed() -> None:
    assert block("patient", **{"weight_kg.unknown": "yes"}).answers == {"weight_kg": "unknown"}
    assert block("patient", weight_kg="70", **{"weight_kg.unknown": "yes"}).answers == {"weight_kg": "70"}
    assert block("patient", weight_kg=" ", **{"weight_kg.unknown": "yes"}).answers == {"weight_kg": "unknown"}
    assert block("patient", **{"sex.unknown": "yes"}).answers == {}
    assert block("cart", cart_target=["unknown", "cd19"]).answers == {"cart_target": ("cd19",)}


def test_several_countries_and_languages_are_kept_in_the_order_they_came() -> None:
    assert block("patient", citizenship=["RU", "", "IL", "RU"]).answers == {"citizenship": ("RU", "IL")}
    assert block("patient", citizenship=["RU", "Atlantis"]).complaints == {"citizenship": C.UNKNOWN_PLACE}
    assert block("reach_more", other_languages=["xx"]).complaints == {"other_languages": C.UNKNOWN_LANGUAGE}
    assert block("patient", citizenship=[f"x{n}" for n in range(90)]).complaints == {"citizenship": C.TOO_MANY}


def test_time_zones_and_names_as_in_the_passport() -> None:
    assert block("reach_more", time_zone="Europe/Kyiv").answers == {"time_zone": "Europe/Kyiv"}
    assert block("reach_more", time_zone="Mars/Base").complaints == {"time_zone": C.UNKNOWN_TIME_ZONE}
    kept = block("patient", contact_name_latin=" O’Neill Anne-Marie ").answers
    assert kept == {"contact_name_latin": "O'Neill Anne-Marie"}


def test_a_treatment_is_kept_by_its_slug_or_as_typed() -> None:
    assert card(drug="R-CHOP").answers == {"treatment.drug": "r-chop"}
    assert card(drug=" white tablets ").answers == {"treatment.drug": "white tablets"}
    assert card(drug="x" * 201).complaints == {"treatment.drug": C.TOO_LONG}


def test_a_partial_date_is_kept_as_typed() -> None:
    assert card(start="spring 2023").answers == {"treatment.start": "spring 2023"}
    assert card(start="x" * 41).complaints == {"treatment.start": C.TOO_LONG}


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2023-05", "2023-04", True),
        ("2023", "2022", True),
        ("2023-05", "2023", False),  # it may be later in that year
        ("2023", "2023-01", False),
        ("spring 2023", "2022", False),  # not plain
        ("2023-05", "after a year", False),
    ],
)
def test_an_end_before_the_start_is_told_where_both_are_plain(start: str, end: str, wrong: bool) -> None:
    checked = card(start=start, end=end)
    assert checked.answers["treatment.start"] == start
    assert checked.complaints == ({"treatment.end": C.END_BEFORE_START} if wrong else {})
    assert ("treatment.end" in checked.answers) is not wrong


def test_a_treatment_that_goes_on_has_no_end() -> None:
    checked = card(drug="R-CHOP", ongoing="yes", end="2020", stop_reason="planned", start="2023")
    assert set(checked.answers) == {"treatment.drug", "treatment.ongoing", "treatment.start"}


def test_how_well_it_worked_is_asked_in_the_words_of_the_disease() -> None:
    both = {"response": "smaller", "response_autoimmune": "a_little"}
    assert card(**both).answers == {"treatment.response": "smaller"}
    assert card({"condition": "sle"}, **both).answers == {"treatment.response_autoimmune": "a_little"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2023", "2023"),
        (" 2023-4 ", "2023-04"),
        ("04/2023", "2023-04"),
        ("4.2023", "2023-04"),
        ("2023/04/15", "2023-04-15"),
        ("15.4.2023", "2023-04-15"),
        ("3.7.2023", "2023-07-03"),
        ("15/4/2023", "2023-04-15"),
        ("4/15/2023", "2023-04-15"),
        ("5/5/2023", "2023-05-05"),
        ("3/7/2023", "2023"),  # the third of July, or the seventh of March
        ("٢٠٢٣-٠٤", "2023-04"),
        ("March 2023", "2023-03"),
        ("15 марта 2023", "2023-03-15"),
        ("29.2.2023", None),
        ("13/2023", None),
        ("1402", None),
        ("spring 2023", None),
        ("before 2023", None),
        ("", None),
        ("2" * 4000, None),
    ],
)
def test_what_a_date_plainly_says(text: str, plain: str | None) -> None:
    found = read_when(text, MONTHS)
    assert (str(found) if found else None) == plain


def test_the_page_needs_only_the_rules_about_what_stands_on_it() -> None:
    woman = make_answers(sex="female", birth_year="1990")
    facts = facts_for_asking(FORM, woman, TODAY)
    rule = FORM.question("pregnancy").enable_when
    assert left_to_page(rule, {"pregnancy", "allergies"}, woman, facts) == ({},)
    assert left_to_page(rule, {"sex"}, woman, facts) == ({"sex": ("female",)},)
    nobody = make_answers(birth_year="1990")
    assert left_to_page(rule, {"allergies"}, nobody, facts_for_asking(FORM, nobody, TODAY)) == ()


def test_a_form_of_earlier_days_keeps_its_version_and_can_still_be_read() -> None:
    """It was written down before there were cards, steps of blocks, and numbers."""
    later = {"card", "or_unknown", "not_before", "minimum", "maximum", "decimals"}
    definition = json.loads(FORM.to_json())
    definition["questions"] = [q for q in definition["questions"] if q["step"] == "short"]
    definition["blocks"] = [b for b in definition["blocks"] if "step" not in b]
    assert len(definition["blocks"]) == 3
    assert not any(later & q.keys() for q in definition["questions"])
    source = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    again = Questionnaire.from_json(source)
    assert again.to_json() == source
    assert [block.step for block in again.blocks] == [Step.SHORT] * 3
    assert [question.card for question in again.questions] == [""] * len(again.questions)


def test_the_details_come_back_from_their_source() -> None:
    again = Questionnaire.from_json(FORM.to_json())
    assert again.version == FORM.version
    assert again.block("cart") == FORM.block("cart")
    assert again.question("weight_kg").maximum == 350
    assert again.on_card() == FORM.on_card()
