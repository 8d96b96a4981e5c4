"""A frightened person opens a page about their illness, and finds what is known, what is not, and what to do next."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.content import facts, programmes
from intake.content.programmes import REQUIRED_SECTIONS, Band, Kind
from tests.content.pages import SHIPPED, Pages, read, shipped, words

Edit = Callable[[str, str, str], Pages]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """The shipped content with one text replaced in one file."""

    def edit(file: str, old: str, new: str) -> Pages:
        for name in ("sources.toml", "facts.toml", "legal.toml"):
            shutil.copy(SHIPPED / name, tmp_path / name)
        shutil.copytree(SHIPPED / "programmes", tmp_path / "programmes")
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return read(tmp_path)

    return edit


def told(pages: Pages) -> str:
    return "\n".join(pages.complaints)


def test_the_shipped_pages_load_without_a_complaint() -> None:
    assert shipped().complaints == ()


def test_the_home_page_has_four_doors_in_their_order() -> None:
    doors = [one.slug for one in shipped().programmes.values() if one.kind is Kind.DOOR]
    assert doors == ["blood-cancers", "repeat-car-t", "autoimmune", "not-sure"]


def test_a_general_page_and_an_honest_no_stand_beside_the_doors() -> None:
    pages = shipped().programmes
    assert pages["car-t"].kind is Kind.GENERAL
    assert pages["not-offered"].kind is Kind.ANSWER
    assert pages["not-offered"].evidence.band is Band.NOT_OFFERED


@pytest.mark.parametrize("slug", shipped().programmes)
def test_every_page_has_every_required_section(slug: str) -> None:
    assert set(REQUIRED_SECTIONS) <= {section.id for section in shipped().programmes[slug].sections}


def test_every_condition_group_has_exactly_one_page() -> None:
    groups = [group for one in shipped().programmes.values() for group in one.condition_groups]
    assert sorted(groups) == sorted(set(groups))
    assert len(groups) == 10


def test_every_source_of_a_condition_is_in_the_register() -> None:
    with (SHIPPED / "conditions.csv").open(encoding="utf-8") as file:
        named = {id_ for row in csv.DictReader(file) for id_ in row["sources"].split(";") if id_}
    assert named <= set(shipped().sources)


def test_every_message_has_its_own_stable_context() -> None:
    messages = [*programmes.messages(shipped().programmes), *facts.messages(shipped().facts)]
    contexts = [message.context for message in messages]
    assert len(contexts) == len(set(contexts))
    assert {message.domain for message in messages} == {"clinic"}
    assert "programme.car-t.section.risks.point.1" in contexts
    assert "programme.autoimmune.question.flare.answer.1" in contexts
    assert "fact.no-approval" in contexts
    assert all(re.fullmatch(r"[a-z0-9.-]+", context) for context in contexts)


def test_what_is_open_is_data_with_a_day() -> None:
    rechecks = {recheck.id: recheck for one in shipped().programmes.values() for recheck in one.rechecks}
    assert "Stiff-person" in rechecks["stiff-person-decision"].text
    assert all(recheck.due > shipped().programmes["car-t"].review.facts_as_of for recheck in rechecks.values())


def test_a_page_without_its_risks_is_refused(edited: Edit) -> None:
    assert "section risks is missing" in told(edited("programmes/not-sure.toml", 'id = "risks"', 'id = "dangers"'))


def test_a_source_that_does_not_exist_is_refused_with_file_and_line(edited: Edit) -> None:
    pages = edited("facts.toml", 'sources = ["E07"]', 'sources = ["E99"]')
    assert re.search(r"facts\.toml:\d+: source E99 is not in sources\.toml", told(pages))


def test_a_fact_that_does_not_exist_is_refused(edited: Edit) -> None:
    pages = edited("programmes/autoimmune.toml", 'facts = ["drug-gate"]', 'facts = ["drug-door"]')
    assert "fact drug-door is not in facts.toml" in told(pages)
    assert "fact drug-gate stands on no page" in told(pages)


def test_a_fact_on_a_marketing_page_is_refused(edited: Edit) -> None:
    pages = edited("facts.toml", 'sources = ["E07"]', 'sources = ["P05"]')
    assert "source P05 has confidence C: no fact may stand on it" in told(pages)


def test_a_fact_without_a_source_is_refused(edited: Edit) -> None:
    assert "fact cll has no source" in told(edited("facts.toml", 'sources = ["E07"]', "sources = []"))


def test_a_result_without_its_follow_up_is_refused(edited: Edit) -> None:
    pages = edited("facts.toml", 'follow_up = "Counted until April 2025."\n', "")
    assert "fact not-all-infused counts people and needs follow_up" in told(pages)


def test_a_result_whose_text_hides_how_many_took_part_is_refused(edited: Edit) -> None:
    pages = edited("facts.toml", "patients = 44", "patients = 45")
    assert "must say its patients: 45" in told(pages)


def test_a_number_in_a_paragraph_is_refused(edited: Edit) -> None:
    pages = edited("programmes/not-sure.toml", "There is no wrong choice", "Since 2020 there is no wrong choice")
    assert "it belongs in facts.toml, with its source" in told(pages)


def test_a_reviewer_without_a_day_is_refused(edited: Edit) -> None:
    pages = edited("programmes/car-t.toml", "next_review =", 'reviewer_role = "Haematologist"\nnext_review =')
    assert "reviewed_on and reviewer_role go together" in told(pages)


def test_a_next_review_a_year_away_is_refused(edited: Edit) -> None:
    pages = edited("programmes/car-t.toml", "next_review = 2027-05-21", "next_review = 2027-11-21")
    assert "at most six months away" in told(pages)


def test_a_slug_that_is_not_the_file_s_name_is_refused(edited: Edit) -> None:
    assert "slug must be the file's name" in told(edited("programmes/not-sure.toml", '"not-sure"', '"unsure"'))


def test_the_words_of_a_page_are_found_by_their_ids() -> None:
    page = shipped().programmes["repeat-car-t"]
    assert page.source_ids[0] == "R06"
    assert set(page.source_ids) == {"R01", "R02", "R04", "R06"}
    assert page.context("title") == "programme.repeat-car-t.title"
    assert "sometimes possible" in words(page)
