"""A form is pinned by everything a patient can read in it, and can be shown again exactly as it was asked."""

from dataclasses import replace

from intake.domain.asking import in_answers_only
from intake.domain.questionnaire import Questionnaire
from tests.makers import TODAY, make_questionnaire

FORM = make_questionnaire()


def test_a_form_comes_back_from_its_source_as_it_was() -> None:
    again = Questionnaire.from_json(FORM.to_json())
    assert again.version == FORM.version
    assert again.to_json() == FORM.to_json()
    assert [q.label for q in again.short] == [q.label for q in FORM.short]
    assert again.question("red_flags").options[0].alarm


def test_one_changed_word_is_another_version() -> None:
    first, *rest = FORM.questions
    changed = replace(FORM, questions=(replace(first, hint="Please choose."), *rest))
    assert changed.version != FORM.version


def test_other_words_for_a_disease_do_not_change_the_form() -> None:
    condition = FORM.question("condition")
    fewer = replace(condition, options=tuple(replace(option, search=()) for option in condition.options))
    changed = replace(FORM, questions=tuple(fewer if q.id == "condition" else q for q in FORM.questions))
    assert changed.version == FORM.version


def test_the_page_knows_when_to_show_a_question_by_answers_alone() -> None:
    notice, authority = FORM.question("notices_autoimmune_ack"), FORM.question("authority_ok")
    (rule,) = in_answers_only(FORM, notice.enable_when, TODAY)
    assert list(rule) == ["condition"]
    assert "sle" in rule["condition"]
    assert "dlbcl" not in rule["condition"]
    _, child = in_answers_only(FORM, authority.enable_when, TODAY)
    assert (min(child["birth_year"]), max(child["birth_year"])) == ("2008", "2026")
