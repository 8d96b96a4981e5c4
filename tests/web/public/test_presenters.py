"""What the public templates receive: every question once, with what was typed, in words for every code."""

import datetime as dt
import json

import pytest

from intake.content.loader import Content, load_content
from intake.domain.promise import Promise
from intake.domain.typed import Complaint
from intake.domain.values import FormRole, Status
from intake.lib.translations import Translations
from intake.web.common.complaints import GENERAL, OF_QUESTIONS, complaint
from intake.web.public.form_presenter import form_view
from intake.web.public.presenters import FieldView, FormView
from intake.web.public.programme_presenter import home_view, not_offered_view, programme_view
from intake.web.public.promise_presenter import promise_view
from intake.web.public.statuses import told
from intake.web.public.voice import Voice

TODAY = dt.date(2026, 11, 21)
WORDS = Translations("en")


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="module")
def voice(content: Content) -> Voice:
    return Voice("en", WORDS, content.clinic.values(WORDS))


def _fields(form: FormView) -> dict[str, FieldView]:
    return {field.id: field for block in form.blocks for field in block.fields}


def test_every_question_of_the_short_form_stands_once(content: Content, voice: Voice) -> None:
    form = form_view(content.questionnaire, voice, content=content, today=TODAY)
    ids = [field.id for block in form.blocks for field in block.fields]
    assert sorted(ids) == sorted(question.id for question in content.questionnaire.short)
    assert all(field.label for block in form.blocks for field in block.fields)


def test_what_was_typed_is_kept_as_it_was_typed(content: Content, voice: Voice) -> None:
    typed = {"contact_name": ["  <b>דעה\u202e"], "condition": ["sle"], "red_flags": ["fever", "none"]}
    fields = _fields(form_view(content.questionnaire, voice, content=content, today=TODAY, typed=typed))
    assert fields["contact_name"].value == "  <b>דעה\u202e"
    assert [group.id for group in fields["condition"].groups if group.open] == ["autoimmune-rheum"]
    assert [option.code for option in fields["red_flags"].options if option.chosen] == ["fever", "none"]


def test_an_empty_form_proposes_the_language_of_the_page(content: Content) -> None:
    voice = Voice("he", WORDS, content.clinic.values(WORDS))
    chosen = _fields(form_view(content.questionnaire, voice, content=content, today=TODAY))[
        "preferred_language"
    ].options
    assert [option.code for option in chosen if option.chosen] == ["he"]


def test_complaints_stand_at_the_question_and_in_the_summary(content: Content, voice: Voice) -> None:
    wrong = {"birth_year": Complaint.NOT_A_YEAR, "contact_name": Complaint.REQUIRED}
    form = form_view(content.questionnaire, voice, content=content, today=TODAY, typed={}, complaints=wrong)
    assert [line.anchor for line in form.complaints] == ["birth_year", "contact_name"]
    assert _fields(form)["birth_year"].described_by.endswith("birth_year-error")


def test_i_do_not_know_is_reachable_from_every_group(content: Content, voice: Voice) -> None:
    groups = _fields(form_view(content.questionnaire, voice, content=content, today=TODAY))["condition"].groups
    roles = [{content.conditions[option.code].form_role for option in group.options} for group in groups]
    assert all(FormRole.CATCH_ALL in found for found in roles)


def test_groups_of_trials_and_of_what_is_not_offered_say_so(content: Content, voice: Voice) -> None:
    groups = _fields(form_view(content.questionnaire, voice, content=content, today=TODAY))["condition"].groups
    noted = {group.id for group in groups if group.note}
    assert noted == {"autoimmune-rheum", "autoimmune-neuro", "autoimmune-other", "solid"}


def test_the_script_gets_rules_in_answers_only(content: Content, voice: Voice) -> None:
    fields = _fields(form_view(content.questionnaire, voice, content=content, today=TODAY))
    rule = json.loads(fields["notices_autoimmune_ack"].enable_when)
    assert "sle" in rule["when"][0]["condition"]
    assert all(f.only_if for f in fields.values() if f.enable_when and json.loads(f.enable_when)["when"])


@pytest.mark.parametrize("code", list(Complaint))
def test_every_complaint_has_a_sentence(code: Complaint) -> None:
    assert code in GENERAL
    assert complaint("anything", code, WORDS.gettext).endswith(".")


def test_own_sentences_belong_to_questions_that_exist(content: Content) -> None:
    assert all(content.questionnaire.has(question) for question, _ in OF_QUESTIONS)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_told_calmly(status: Status) -> None:
    step, meaning = told(status, WORDS.gettext)
    assert step
    assert not {"spam", "died", "death", "deceased"} & set(f"{step} {meaning}".lower().split())


def test_the_home_page_has_four_doors(content: Content, voice: Voice) -> None:
    promised = promise_view(Promise(2, staffed=True, languages=("en", "he")), voice, legal=content.legal)
    home = home_view(content.programmes, voice, promise=promised)
    assert len(home.doors) == 4
    assert home.general_url == "/en/programmes/car-t"
    assert [language.name for language in home.promise.languages] == ["English", "עברית"]


def test_a_page_nobody_reviewed_says_so(content: Content, voice: Voice) -> None:
    view = programme_view(content.programmes["autoimmune"], voice, sources=content.sources, legal=content.legal)
    assert view.review[0] == "Not yet reviewed by a physician. Facts as of 21 November 2026."
    assert {mark.id for section in view.sections for fact in section.facts for mark in fact.sources} <= {
        source.id for source in view.sources
    }


def test_the_honest_no_leads_somewhere(content: Content, voice: Voice) -> None:
    view = not_offered_view(content, voice)
    assert view is not None
    assert view.text
    assert view.url == "/en/programmes/not-offered"
