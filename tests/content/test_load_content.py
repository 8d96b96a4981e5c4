"""The clinic's files are read at each start; what does not fit together is told with file and line."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.content.loader import SHIPPED, load_content
from intake.content.messages import messages
from intake.content.reader import ContentError
from intake.domain.questionnaire import QuestionType
from intake.domain.routing import broken_examples
from intake.domain.values import EvidenceStatus, GroupKind, Sensitivity
from tests.makers import make_content

CONTENT = make_content()
SHORT_FORM = """
    inquirer_role relationship authority_ok birth_year residence_country
    condition disease_state lines_count prior_cart in_hospital last_worsening performance red_flags question
    preferred_language contact_name email phone preferred_channel messenger_ack best_time safe_to_call
    contact_limits consent_process notices_ack notices_autoimmune_ack consent_share_hospital consent_research_contact
"""
REQUIRED = """
    inquirer_role birth_year residence_country condition disease_state lines_count prior_cart in_hospital
    preferred_language contact_name preferred_channel consent_process notices_ack
"""
CODES = {
    "inquirer_role": "self child relative physician agent question",
    "disease_state": "newly_diagnosed responding relapsed refractory unknown",
    "lines_count": "0 1 2 3 4+ unknown",
    "prior_cart": "yes no unknown",
    "in_hospital": "no ward icu unknown",
    "preferred_channel": "email phone messenger any",
    "last_worsening": "yes no unknown",
    "performance": "0 1 2 3 4 unknown",
    "red_flags": "fever bleeding breathless weak_legs_or_confusion no_urine swallowing cough_blood_or_chest_pain none",
    "safe_to_call": "yes no",
    "best_time": "morning afternoon evening",
    "contact_limits": "shared_mailbox no_illness no_calls only_these_hours",
    "relationship": "parent partner child sibling friend guardian other",
}


def test_every_condition_and_treatment_is_there() -> None:
    assert len(CONTENT.conditions) == 66
    assert len(CONTENT.treatments) == 116
    assert len(CONTENT.groups) == 10
    assert next(iter(CONTENT.conditions)) == "b-all"
    assert list(CONTENT.conditions)[-3:] == ["other-condition", "not-diagnosed", "general-question"]
    counted = Counter(condition.evidence_status for condition in CONTENT.conditions.values())
    assert counted[EvidenceStatus.TRIALS_ONLY] == 24
    assert counted[EvidenceStatus.UNKNOWN] == 7


def test_the_short_form_is_the_one_that_was_settled() -> None:
    assert [question.id for question in CONTENT.questionnaire.short] == SHORT_FORM.split()
    assert {q.id for q in CONTENT.questionnaire.short if q.required and not q.enable_when} == set(REQUIRED.split())


@pytest.mark.parametrize(("question", "codes"), CODES.items())
def test_the_codes_that_others_store_and_route_on_stay(question: str, codes: str) -> None:
    assert [option.code for option in CONTENT.questionnaire.question(question).options] == codes.split()


def test_the_conditions_are_the_options_in_their_groups() -> None:
    condition = CONTENT.questionnaire.question("condition")
    assert [option.code for option in condition.options] == list(CONTENT.conditions)
    assert list(dict.fromkeys(option.group for option in condition.options)) == list(CONTENT.groups)
    assert list(CONTENT.questionnaire.groups) == list(CONTENT.groups)


def test_every_question_says_why_it_is_asked_and_how_private_it_is() -> None:
    for question in CONTENT.questionnaire.short:
        assert question.label, question.id
        assert question.why, question.id
    assert CONTENT.questionnaire.question("red_flags").sensitivity is Sensitivity.P2
    assert CONTENT.questionnaire.question("email").sensitivity is Sensitivity.P1


def test_every_warning_sign_opens_the_emergency_panel() -> None:
    for option in CONTENT.questionnaire.question("red_flags").options:
        assert option.alarm is (option.code != "none")


def test_consents_and_notices_are_worded_by_the_legal_file() -> None:
    form, legal = CONTENT.questionnaire, CONTENT.legal
    assert form.question("consent_process").label == legal.consents["C1"].text
    assert form.question("consent_share_hospital").label == legal.consents["C2"].text
    assert form.question("authority_ok").label == legal.consents["C3"].text
    assert form.question("consent_research_contact").label == legal.consents["C4"].text
    assert form.question("notices_ack").label == legal.notices["N1"].text
    assert form.question("notices_autoimmune_ack").why == legal.notices["N2"].explanation


def test_the_sentence_beside_a_condition_comes_from_its_evidence_alone() -> None:
    assert CONTENT.evidence("sle") == CONTENT.evidence("plasma-cell-leukaemia")
    assert "no approved CAR-T treatment" in CONTENT.evidence("sle")
    for condition in CONTENT.conditions.values():
        if CONTENT.groups[condition.group].kind is GroupKind.AUTOIMMUNE:
            assert not condition.evidence_status.startswith("approved")


def test_each_group_belongs_to_a_programme() -> None:
    programmes = {slug: group.programme for slug, group in CONTENT.groups.items()}
    assert programmes["lymphoma-b"] == "blood-cancers"
    assert programmes["autoimmune-neuro"] == "autoimmune"
    assert programmes["not-sure"] == "not-sure"
    assert set(programmes.values()) <= set(CONTENT.programmes)


def test_every_routing_example_holds_and_every_rule_has_one() -> None:
    assert broken_examples(CONTENT.routing.rules) == []
    assert all(rule.examples and rule.because for rule in CONTENT.routing.rules)
    assert list(CONTENT.routing.queues) == ["heme", "repeat", "autoimmune", "paediatric", "reply-only", "lead"]


def test_the_example_clinic_says_that_it_is_one() -> None:
    assert CONTENT.clinic.is_demo
    assert CONTENT.clinic.emergency.get("IL") == "101"
    assert CONTENT.clinic.emergency.get("DE") == "112"
    assert CONTENT.clinic.emergency.get("US") == "911"
    assert CONTENT.clinic.emergency.get("XX") is None


def test_every_sentence_has_one_context_of_its_own() -> None:
    sentences = list(messages(CONTENT))
    twice = [key for key, count in Counter((s.domain, s.context) for s in sentences).items() if count > 1]
    assert not twice
    contexts = {sentence.context for sentence in sentences}
    assert {
        "question.in_hospital.label",
        "question.in_hospital.option.icu",
        "condition.b-all.name",
        "condition_group.solid.label",
        "evidence.trials_only",
        "queue.heme.name",
        "block.about.title",
        "clinic.name",
        "consent.C1.text",
    } <= contexts
    assert all(sentence.source.strip() for sentence in sentences)
    assert {sentence.domain for sentence in sentences} == {"clinic", "legal", "mail", "staff"}


def test_a_folder_is_known_by_its_version(tmp_path: Path) -> None:
    copy = folder(tmp_path)
    assert load_content(copy).version == CONTENT.version
    change(copy, "clinic.toml", "is_demo = true", "is_demo = false")
    assert load_content(copy).version != CONTENT.version


def folder(tmp_path: Path) -> Path:
    """A clinic's own copy of the content."""
    copy = tmp_path / "content"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def change(copy: Path, file: str, old: str, new: str) -> None:
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("routing.toml", 'queue = "repeat"\nbecause', 'queue = "again"\nbecause', "'again' is no queue"),
        ("routing.toml", 'prior_cart = ["yes"] }', 'prior_cart = ["maybe"] }', "'maybe' is no prior_cart"),
        ("routing.toml", 'age_group = ["0-11"', 'age = ["0-11"', "'age' is none of age_group"),
        (
            "routing.toml",
            '"leukaemia-b", "lymphoma-b"',
            '"leukemia-b", "lymphoma-b"',
            "'leukemia-b' is no condition_group",
        ),
        ("routing.toml", 'when = { condition_group = ["solid"] }', "", "matches everything"),
        (
            "routing.toml",
            'id = "last-resort"',
            'id = "last-resort"\nwhen = { role = ["self"] }',
            "the last rule must have no",
        ),
        (
            "routing.toml",
            'condition = "sle", birth_year = "1992"',
            'condition = "lupus", birth_year = "1992"',
            "'lupus' is no question",
        ),
        (
            "routing.toml",
            'queue = "paediatric"\npriority = "one_day"',
            'queue = "heme"\npriority = "one_day"',
            "A child with B-ALL",
        ),
        ("routing.toml", 'zone = "Asia/Jerusalem"', 'zone = "Asia/Nowhere"', "is no time zone"),
        ("routing.toml", 'opens = "09:00"', 'opens = "nine"', "must be a time such as 09:00"),
        ("routing.toml", '"thursday"]', '"thorsday"]', "'thorsday' is none of monday"),
        (
            "questions.toml",
            'preferred_channel = ["messenger"]',
            'preferred_channel = ["pigeon"]',
            "'pigeon' is no answer",
        ),
        ("questions.toml", "{ child = ", "{ grandchild = ", "'grandchild' is neither a question nor"),
        ("questions.toml", 'legal = "consent.C1"', 'legal = "consent.C9"', "is no consent or notice"),
        ("questions.toml", 'block = "reach"', 'block = "beach"', "'beach' is no block"),
        ("questions.toml", 'type = "year"', 'type = "yeer"', "type = 'yeer' is none of one, many"),
        ("questions.toml", 'label = "Your name"', 'lable = "Your name"', "unknown key 'lable'"),
        ("questions.toml", 'label = "Your name"', 'label = "Your name, guaranteed"', "sells or promises"),
        ("conditions.toml", 'slug = "cll"', 'slug = "clll"', "'cll' is no group of conditions.toml"),
        ("conditions.toml", "no_rationale = ", "no_reason = ", "no_rationale is missing"),
        ("conditions.csv", ",approved,", ",aproved,", "evidence_status: 'aproved' is none of approved"),
        ("treatments.csv", "b-all|t-all", "b-all|u-all", "'u-all' is no condition of conditions.csv"),
        ("clinic.toml", 'IL = "101"', 'IL = "one-o-one"', "write a country's two letters"),
        ("clinic.toml", "privacy_contact =", "privacy =", "privacy_contact is missing"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_place(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    copy = folder(tmp_path)
    change(copy, file, old, new)
    with pytest.raises(ContentError) as refused:
        load_content(copy)
    lines = [line for line in refused.value.complaints if told in line]
    assert lines, str(refused.value)
    name, line = lines[0].split(":")[0:2]
    assert Path(name).parent == copy
    assert int(line) >= 1


def test_every_complaint_of_every_file_comes_at_once(tmp_path: Path) -> None:
    copy = folder(tmp_path)
    change(copy, "clinic.toml", "email =", "mail =")
    change(copy, "routing.toml", 'closes = "17:00"', 'closes = "08:00"')
    (copy / "programmes" / "not-sure.toml").unlink()
    with pytest.raises(ContentError) as refused:
        load_content(copy)
    text = str(refused.value)
    assert "clinic.toml:1: email is missing" in text
    assert "the office must open before it closes" in text
    assert "not-sure.toml:1: this programme must exist" in text
    assert len(text.splitlines()) == len(refused.value.complaints)


def test_the_tables_are_the_ones_that_were_researched() -> None:
    for name, columns in (("conditions.csv", 18), ("treatments.csv", 13)):
        with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
            assert {len(row) for row in csv.reader(file)} == {columns}


def test_only_what_is_chosen_has_options() -> None:
    chosen: Callable[[QuestionType], bool] = {QuestionType.ONE, QuestionType.MANY, QuestionType.CONDITION}.__contains__
    for question in CONTENT.questionnaire.questions:
        assert bool(question.options) is chosen(question.type), question.id
        assert set(question.option_labels) == question.codes
