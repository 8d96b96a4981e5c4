"""Words are found as they were meant, and shown as they were written."""

import time

import pytest

from intake.lib.excerpts import excerpt, wanted


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("She has Sjögren since May", "sjogren", "Sjögren"),
        ("У неё лёгкие", "ЛЕГКИЕ", "лёгкие"),
        ("מחלת הלבֶּן בגוף", "הלבן", "הלבֶּן"),
        ("قالت أُورَام في", "اورام", "أُورَام"),
        ("two\n\n  lines", "TWO LINES", "two lines"),
        ("Caf\u0065\u0301", "cafe", "Caf\u0065\u0301"),
        ("ﬁnal", "final", "ﬁnal"),
    ],
)
def test_it_is_found_and_shown_as_it_was_written(text: str, typed: str, found: str) -> None:
    piece = excerpt(text, wanted(typed))
    assert piece is not None
    assert piece.found == found
    assert piece.before + piece.found + piece.after == " ".join(text.split())


def test_what_stands_round_it_is_cut_between_words() -> None:
    piece = excerpt("first " * 40 + "MARKER " + "last " * 40, wanted("marker"), around=14)
    assert piece is not None
    assert (piece.before, piece.found, piece.after) == ("… first first ", "MARKER", " last last …")


def test_what_is_not_there_is_not_found() -> None:
    assert excerpt("a text", wanted("b")) is None
    assert excerpt("a text", wanted("  ")) is None
    assert excerpt("", wanted("b")) is None


def test_no_text_costs_more_than_a_moment() -> None:
    for bomb in ("a\u0301" * 5000, "ﷺ" * 2000, "x" * 10_000):
        begun = time.process_time()
        excerpt(bomb, wanted("xxxxxxy"))
        excerpt(bomb + "MARKER", wanted("marker"))
        assert time.process_time() - begun < 1
