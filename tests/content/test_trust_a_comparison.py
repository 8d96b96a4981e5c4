"""What holds for every comparison with a published text, whatever somebody answers; and what a wrong file is told."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.content.complaints import ContentError
from intake.content.loader import SHIPPED, load_content
from intake.domain.criteria.criterion import Criteria, Outcome
from intake.domain.values import UNKNOWN, Answer
from tests.content.criteria_cases import ASK, CONTENT, MEETS, NOT, cards, of
from tests.makers import TODAY

FORM = CONTENT.questionnaire
CLOSED = [
    "disease_state",
    "lines_count",
    "lines_after_transformation",
    "relapse_after_transplant",
    "months_since_first_treatment",
    "lenalidomide_result",
    "antigen_cd19",
    "wbc_high",
    "gvhd_now",
    "transplant_fit",
    "marker_cldn182",
    "marker_her2",
    "treatments_complete",
    "activity_score",
    "performance",
    "infection_now",
    "cns_involved",
]
CONDITIONS = tuple(
    slug for slug, one in CONTENT.conditions.items() if CONTENT.groups[one.group].kind.value in {"heme", "autoimmune"}
)


def _codes(question_id: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(FORM.question(question_id).codes - {UNKNOWN}))


def _answers() -> st.SearchStrategy[dict[str, Answer]]:
    """Everything answered, with nothing left open."""
    return st.fixed_dictionaries(
        {
            "condition": st.sampled_from(CONDITIONS),
            "prior_cart": st.just("no"),
            "birth_year": st.integers(TODAY.year - 90, TODAY.year).map(str),
            "relapse_count": st.integers(0, 4).map(str),
            "transplant": st.sampled_from([("none",), ("own",), ("donor",), ("own", "donor")]),
            "transplant_date": st.sampled_from(["2020", "05/2026", TODAY.isoformat()]),
            "activity_score_value": st.integers(0, 20).map(str),
            **{name: _codes(name) for name in CLOSED},
        }
    )


def _cards() -> st.SearchStrategy[list[dict[str, str]]]:
    card = st.fixed_dictionaries(
        {
            "drug": st.sampled_from(["imid", "anti-cd38", "btk-inhibitor", "mycophenolate", "belimumab", "axi", "?"]),
            "response": st.sampled_from(["gone", "grew"]),
            "response_autoimmune": st.sampled_from(["much_better", "a_little", "no_change"]),
            "stop_reason": st.sampled_from(["planned", "did_not_work", "side_effects"]),
            "start": st.sampled_from(["2019", "01/2020"]),
            "end": st.sampled_from(["02/2020", "2024"]),
        }
    )
    return st.lists(card, max_size=4)


@settings(max_examples=150, deadline=None)
@given(answers=_answers(), drugs=_cards(), data=st.data())
def test_what_is_told_for_certain_stays_when_more_becomes_known(
    answers: dict[str, Answer], drugs: list[dict[str, str]], data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.sampled_from(sorted(answers.keys() - {"transplant"}))))
    said = data.draw(st.sampled_from(["", UNKNOWN]))
    fewer = {name: answer for name, answer in answers.items() if name not in hidden}
    fewer |= {name: said for name in hidden if said and name not in {"condition", "birth_year"}}
    blank = [
        {name: text for name, text in card.items() if name != data.draw(st.sampled_from([*card, ""]))} for card in drugs
    ]
    before, after = of(fewer, cards(*blank)), of(answers, cards(*drugs))
    for was, is_ in zip(before.results, after.results, strict=True):
        if was.outcome is not ASK:
            assert is_.outcome is was.outcome, was.criterion.id


@settings(max_examples=100, deadline=None)
@given(answers=_answers())
def test_an_answer_that_is_missing_never_makes_a_no(answers: dict[str, Answer]) -> None:
    """What fails fails because of an answer that is there."""
    for result in of(answers).results:
        if result.outcome is NOT:
            assert result.failed or result.one_of
            for finding in (*result.failed, *(result.one_of if not result.failed else ())):
                assert finding.used or finding.wanted.check.value in {"had", "failed_drugs"}
                without = {name: answer for name, answer in answers.items() if name not in finding.used}
                if finding.wanted.check.value in {"had", "failed_drugs"}:
                    without.pop("treatments_complete", None)
                    without.pop("lines_count", None)
                again = next(one for one in of(without).results if one.criterion.id == result.criterion.id)
                assert all(one.holds is not False for one in again.findings if one.wanted == finding.wanted)


def test_without_any_answer_nothing_is_certain_and_the_disease_is_asked_for() -> None:
    found = of({})
    assert {one.outcome for one in found.results} == {ASK}
    assert "condition" in found.asks
    assert of({"condition": "general-question"}).shown == ()


def test_the_outcomes_are_four_and_none_is_a_decision() -> None:
    assert {one.value for one in Outcome} == {"meets", "cannot_tell", "does_not_meet", "not_applicable"}
    assert MEETS in Outcome


def test_criteria_can_be_put_away_and_read_again_as_they_were() -> None:
    criteria = CONTENT.criteria.criteria
    again = Criteria.from_json(criteria.to_json())
    assert again == criteria
    assert again.version == criteria.version


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "complaint"),
    [
        ("labels.toml", 'conditions = ["b-all"]', 'conditions = ["b-al"]', True, "'b-al' is no condition"),
        ("labels.toml", "{ to_age = 25 }", "{ to_age = 25, lines = 2 }", True, "name one check a table"),
        ("labels.toml", "{ to_age = 25 }", "{ condition = true }", True, "name one check a table"),
        ("labels.toml", "{ lines = 2 }", "{ lines = 5 }", True, "counts treatments from 1 to 4"),
        ("labels.toml", "{ early_relapse = 12 }", "{ early_relapse = 6 }", True, "12 months only"),
        ("labels.toml", '{ had = "btk-inhibitor" }', '{ had = "btk" }', True, "'btk' is no treatment"),
        ("labels.toml", '"relapsed_or_refractory"', '"bad"', True, "state = 'bad' is none of"),
        ("labels.toml", 'sources = ["E18"]', 'sources = ["E99"]', True, "'E99' is no source"),
        ("labels.toml", 'source_date = "2022-03"', 'source_date = "March"', True, "source_date must be"),
        ("labels.toml", 'sources = ["E18"]', 'sources = ["K"]', True, "what nobody has seen"),
        ("labels.toml", "review_due = 2027-05-21", "", True, "review_due is missing"),
        ("labels.toml", 'id = "US-TISA-LBCL"', 'id = "US-TISA-ALL"', True, "stands twice"),
        ("labels.toml", 'region = "US"', 'region = "XX"', True, "is none of"),
        ("labels.toml", 'product = "tisa-cel"', "", True, "product is missing"),
        ("labels.toml", 'programme = "not-offered"', 'programme = "nowhere"', True, "there is no programme nowhere"),
        ("autoimmune.toml", "wants = [{ failed_drugs = 2 }]", "", True, "would fit everybody"),
        ("autoimmune.toml", '"sledai"', '"sled"', True, "'sled' is no answer of activity_score"),
        ("autoimmune.toml", '"autoimmune-rheum",', '"rheum",', True, "'rheum' is no group"),
        ("repeat.toml", "[still_gone]", "[gone]", False, "unknown key 'gone'"),
        ("flags.toml", "[heart]", "[hart]", False, "unknown key 'hart'"),
        ("unclear.toml", "not-diagnosed", "nothing", True, "'nothing' is no condition"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(
    file: str, old: str, new: str, line: bool, complaint: str, tmp_path: Path
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "criteria" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError) as told:
        load_content(folder)
    about = [one for one in told.value.complaints if complaint in one]
    assert about, told.value.complaints
    number = int(about[0].removeprefix(f"{path}:").split(":")[0])
    wanted = text[: text.index(old)].count("\n") + 1
    assert not line or abs(number - wanted) <= 12, about
