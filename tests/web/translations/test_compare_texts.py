"""What has changed between two texts is shown word by word, and nobody can make that take for ever."""

from intake.web.translations.compared import MOST, PieceView, compared


def test_what_was_taken_out_stands_where_it_was() -> None:
    pieces = compared("Please write to us today.", "Please write to us.")
    assert pieces == (
        PieceView("same", "Please write to us"),
        PieceView("removed", " today"),
        PieceView("same", "."),
    )


def test_a_text_longer_than_any_of_ours_is_shown_whole() -> None:
    """The comparison of a thousand equal words with a thousand others takes a minute, and everybody would wait."""
    old, new = "a " * MOST, "a b " * MOST
    assert compared(old, new) == (PieceView("removed", old), PieceView("added", new))
