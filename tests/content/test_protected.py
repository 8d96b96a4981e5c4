"""What could harm if it were said wrongly is protected, wherever it stands; what could not is left in peace."""

import pytest

from intake.content.messages import messages
from intake.content.sentence import Sentence, guarded
from intake.lib.extraction import found_in
from intake.lib.paths import TEMPLATES
from intake.lib.po import Entry
from intake.lib.reviews import is_protected
from tests.makers import make_content

FOUND = {
    (one.domain, one.context): is_protected(one.domain, Entry(one.source, comments=(one.comment,)))
    for one in messages(make_content())
}
GRAVE = (
    "question.red_flags.label",
    "question.red_flags.option.fever",
    "question.red_flags.option.none",
    "programme.autoimmune.section.risks.point.1",
    "programme.autoimmune.evidence.text",
    "programme.autoimmune.summary",
    "programme.autoimmune.question.flare.answer.1",
    "programme.blood-cancers.section.not-offered.point.2",
    "fact.second-cancers",
    "evidence.trials_only",
    "clinic.emergency_elsewhere",
)
HARMLESS = (
    "question.birth_year.label",
    "question.disease_state.label",
    "programme.car-t.title",
    "programme.car-t.section.risks.title",
    "programme.car-t.section.write-to-us.paragraph.1",
    "programme.car-t.question.money.answer.1",
    "clinic.name",
    "evidence.approved",
)


@pytest.mark.parametrize("context", GRAVE)
def test_emergencies_risks_and_what_is_only_studied_are_protected(context: str) -> None:
    assert FOUND["clinic", context]


@pytest.mark.parametrize("context", HARMLESS)
def test_what_hurts_nobody_is_not(context: str) -> None:
    assert not FOUND["clinic", context]


def test_all_of_the_law_and_every_letter_are_protected_and_nothing_of_the_staffs() -> None:
    assert all(held for (domain, _), held in FOUND.items() if domain in {"legal", "mail"})
    assert not any(held for (domain, _), held in FOUND.items() if domain == "staff")
    clinic = [held for (domain, _), held in FOUND.items() if domain == "clinic"]
    assert 50 < sum(clinic) < len(clinic) / 5  # whoever protects everything has protected nothing


def test_an_operators_own_sentence_is_found_by_its_words() -> None:
    said = Sentence("clinic", "programme.x.question.y.answer.1", "Call your local emergency number.", "x.toml")
    assert guarded(said).comment == "Protected:"
    assert guarded(said._replace(source="Call us.")).comment == ""
    assert guarded(said._replace(domain="staff")).comment == ""


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("public/received.html", "Please do not wait for our answer"),
        ("components/panels.html", "Crisis line:"),
        ("public/consent.html", "I agree"),
        ("public/consent.html", "I do not agree"),
        ("public/own/consents.html", "I no longer agree"),
    ],
)
def test_buttons_that_agree_and_warnings_of_the_site_say_so_where_they_stand(file: str, sentence: str) -> None:
    found = {one.id: one.comments for one in found_in(TEMPLATES / file, file)}
    assert is_protected("site", Entry(sentence, comments=found[sentence]))
