"""Who has read a language is kept in a file that people can read, too; it never says what cannot be."""

from datetime import date
from pathlib import Path

import pytest

from intake.lib.po import Entry
from intake.lib.reviews import (
    Approval,
    Authored,
    Reviews,
    ReviewsError,
    is_protected,
    read_reviews,
    reviews_text,
    source_hash,
    translation_hash,
)

SAID = Entry("I agree", "consent.C1", strings=("x",))
READ = Approval("legal", "consent.C1", source_hash(SAID), translation_hash(SAID), "A", "B", date(2026, 11, 21))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    reviews = Reviews(offered=True, approvals=(READ,), authored=(Authored(translation_hash(SAID), "A"),))
    path = tmp_path / "reviews.toml"
    path.write_text(reviews_text(reviews), "utf-8")
    assert read_reviews(path) == reviews
    assert reviews.author_of(SAID) == "A"
    assert Reviews().author_of(SAID) == ""
    assert read_reviews(tmp_path / "none.toml") == Reviews()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("offered = 1x", "line 1"),
        ('offered = "yes"', "true or false"),
        ("approval = 3", "int"),
        ("approval = " + "[" * 100_000, "recursion"),
        (reviews_text(Reviews(approvals=(READ,))).replace('"B"', '"A"'), "did not write it"),
        (reviews_text(Reviews(approvals=(READ,))).replace('"B"', '""'), "did not write it"),
        (reviews_text(Reviews(approvals=(READ,))).replace("on = 2026-11-21", ""), "the day"),
        (reviews_text(Reviews(approvals=(READ,))).replace("domain", "domaine"), "needs domain"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "reviews.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ReviewsError, match=problem):
        read_reviews(path)


def test_the_law_is_protected_and_what_says_so() -> None:
    assert is_protected("legal", Entry("Title"))
    assert is_protected("clinic", Entry("Some people die.", comments=("Protected: a risk.",)))
    assert not is_protected("clinic", Entry("Some people die."))


def test_the_same_word_elsewhere_is_another_translation() -> None:
    other = Entry("I agree", "consent.C2", strings=("x",))
    assert translation_hash(SAID) != translation_hash(other)
    assert source_hash(SAID) != source_hash(other)
