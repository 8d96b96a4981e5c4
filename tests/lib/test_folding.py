"""What people write in several ways is compared as one."""

import pytest

from intake.lib.folding import folded


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("Шегрена", "Шёгрена"),
        ("иммуноглобулин Й", "ИММУНОГЛОБУЛИН И\u0306"),
        ("лімфома", "лимфома"),
        ("אורן", "אורנ"),
        ("שָׁלוֹם", "שלום"),
        ("احمد", "أحمد"),
        ("الذئبه", "الذئبة"),
        ("موسي", "موسى"),
        ("محـــمد", "مُحَمَّد"),
        ("دوا", "دواء"),
        ("ڤيلكيد", "فيلكيد"),
        ("sjogren", "SJÖGREN"),
        ("istanbul", "İstanbul"),
    ],
)
def test_spellings_of_one_word_are_one(typed: str, known: str) -> None:
    assert folded(typed) == folded(known)


@pytest.mark.parametrize(
    ("one", "other"), [("дом", "том"), ("סם", "סן"), ("باب", "ناب"), ("R-CHOP", "RCHOP"), ("a b", "ab")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_folding_twice_changes_nothing() -> None:
    for text in ("İ", "Й", "הודג׳קין ם", "أُورام ءة ﷺ", "ﬁ №5 ǅ"):
        assert folded(folded(text)) == folded(text)
