"""The rules of responsible communication (triage 5.10), read over every sentence a visitor can meet."""

import re
from datetime import date, timedelta

import pytest

from intake.content import facts, legal, programmes, wording
from intake.content.facts import FactKind
from intake.content.programmes import Kind
from tests.content.pages import shipped, words

EVERY_SENTENCE = (
    *programmes.messages(shipped().programmes),
    *facts.messages(shipped().facts),
    *legal.messages(shipped().legal),
)
PAGES = sorted(shipped().programmes)


def page(slug: str) -> str:
    return words(shipped().programmes[slug])


def test_no_sentence_sells_promises_prices_or_puts_the_illness_first() -> None:
    found = [(one.context, fault) for one in EVERY_SENTENCE for fault in wording.faults(one.source)]
    assert found == []


@pytest.mark.parametrize(
    "sentence",
    [
        "A cure for lupus",
        "This is curative",
        "A miracle",
        "A breakthrough in treatment",
        "We guarantee it",
        "22% of people",
        "Ten per cent got better",
        "It costs €300,000",
        "Our price is low",
        "Book now",
        "Many lupus patients",
        "Cancer victims",
        "Kymriah is there",
        "Dear %(name)s",
    ],
)
def test_the_rules_catch(sentence: str) -> None:
    assert list(wording.faults(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "A secure line",
        "A person with lupus",
        "22 of 100 people",
        "Who is %(clinic)s?",
        "An accurate list of procedures",
    ],
)
def test_the_rules_leave_honest_words_alone(sentence: str) -> None:
    assert not list(wording.faults(sentence))


def test_a_name_with_a_digit_is_not_a_number() -> None:
    assert not wording.has_number("CD19, CD22, BCL-2, HER2, CLDN18.2 and type 1 diabetes")
    assert wording.has_number("after 12 months")


def test_people_are_counted_with_year_number_and_follow_up() -> None:
    for fact in shipped().facts.values():
        if fact.kind is FactKind.RESULT or wording.counts_people(fact.text):
            assert fact.year, fact.id
            assert fact.patients, fact.id
            assert fact.follow_up, fact.id
            assert fact.text.endswith(fact.follow_up), fact.id


def test_every_fact_has_a_source_that_was_seen_and_can_be_opened() -> None:
    for fact in shipped().facts.values():
        for id_ in fact.sources:
            assert shipped().sources[id_].confidence.carries_facts
            assert shipped().sources[id_].address.startswith("http")


@pytest.mark.parametrize("slug", PAGES)
def test_every_page_says_how_good_the_evidence_is_and_when_it_is_looked_at_again(slug: str) -> None:
    programme = shipped().programmes[slug]
    assert programme.evidence.label
    assert programme.evidence.text
    assert programme.review.facts_as_of == date(2026, 11, 21)
    assert programme.review.next_review <= programme.review.facts_as_of + timedelta(days=184)


@pytest.mark.parametrize("slug", PAGES)
def test_no_page_claims_a_review_that_did_not_happen(slug: str) -> None:
    review = shipped().programmes[slug].review
    assert (review.reviewed_on, review.reviewer_role) == (None, None)


@pytest.mark.parametrize("slug", ["car-t", "blood-cancers", "not-sure"])
def test_approved_never_means_offered_here_or_right_for_you(slug: str) -> None:
    text = shipped().programmes[slug].evidence.text
    assert "“Approved” does not mean that it is offered here, or that it is right for you." in text


@pytest.mark.parametrize("slug", PAGES)
def test_abbreviations_of_the_main_risks_are_explained_where_they_first_stand(slug: str) -> None:
    programme = shipped().programmes[slug]
    text = "\n".join(line for one in programme.sections for line in (*one.paragraphs, *one.points))
    assert re.search(r"\bCRS\b", text).start() == text.find("CRS (cytokine release syndrome")  # type: ignore[union-attr]
    assert re.search(r"\bICANS\b", text).start() == text.find("ICANS (immune effector cell-associated")  # type: ignore[union-attr]


def test_the_autoimmune_page_is_honest() -> None:
    text = page("autoimmune").lower()
    for phrase in (
        "experimental",
        "clinical trials only",
        "no regulatory approval",
        "crs",
        "icans",
        "infection",
        "unknown long-term",
        "ask your specialist",
    ):
        assert phrase in text
    assert "conditions with studies" in text
    assert not re.search(r"\bcosts?\b|appointment|\bbook", text)


def test_no_approval_was_found_for_any_autoimmune_disease_and_the_open_decision_is_told() -> None:
    fact = shipped().facts["no-approval"]
    assert "no CAR-T product approved for any autoimmune disease, in any country" in fact.text
    assert "stiff-person" in fact.text


def test_the_repeat_page_is_careful() -> None:
    text = page("repeat-car-t")
    assert "sometimes possible" in text
    assert "evidence is small" in text
    assert "The first step is not an infusion but a test." in text
    for way in ("The same target again", "from CD19 to CD22", "CD19 and CD22"):
        assert way in text
    assert "can come again" in text
    assert "What doctors look at" in text
    sources = shipped().programmes["repeat-car-t"].source_ids
    assert set(sources) <= {"R01", "R02", "R03", "R04", "R05", "R06"}


def test_solid_tumours_are_neither_denied_nor_offered() -> None:
    assert "One product, one country, one tumour." in page("not-offered")
    assert "It is not offered here." in page("not-offered")
    assert "no CAR-T exists for solid tumours" in page("not-offered")
    assert "It would be wrong to say" in page("not-offered")


def test_the_honest_no_says_where_to_ask() -> None:
    for place in ("Your own specialist", "ClinicalTrials.gov", "European Union", "You can still write"):
        assert place in page("not-offered")


def test_multiple_myeloma_is_included() -> None:
    assert "multiple myeloma" in page("blood-cancers")
    assert "Target: BCMA" in shipped().facts["myeloma"].text


def test_ages_come_from_approvals_alone() -> None:
    with_age = [one for one in shipped().facts.values() if re.search(r"years of age|from \d+ years", one.text)]
    assert [one.id for one in with_age] == ["b-all"]
    assert with_age[0].kind is FactKind.APPROVAL


def test_only_doors_lead_from_the_home_page() -> None:
    assert sum(one.kind is Kind.DOOR for one in shipped().programmes.values()) == 4


def test_sentences_are_short() -> None:
    lengths = [
        len(sentence.split())
        for one in EVERY_SENTENCE
        for sentence in re.split(r"(?<=[.!?:])\s+", one.source)
        if len(sentence.split()) > 2
    ]
    assert max(lengths) <= 35
    assert sum(lengths) / len(lengths) < 12
