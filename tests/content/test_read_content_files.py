"""A clinic's editor makes a mistake in a content file and is told where, and everything at once."""

from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest

from intake.content.reader import Complaints, ContentError, Node, read_csv, read_toml


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def node(folder: Path, text: str) -> tuple[Node, Complaints]:
    """A file with this text, read."""
    complaints = Complaints()
    file = folder / "a.toml"
    file.write_text(text, encoding="utf-8")
    return read_toml(file, complaints), complaints


def told(complaints: Complaints) -> list[str]:
    return [line.rsplit("/", 1)[1] for line in complaints]


def test_what_is_right_is_read(tmp_path: Path) -> None:
    top, complaints = node(
        tmp_path,
        'name = """\nA long\nsentence.\n\nAnother."""\nopen = true\nsize = 3\nday = 2026-11-21\ncolour = "red"\n'
        'colours = ["red", "blue"]\nwords = ["a", "b"]\n[[rooms]]\nname = "one"\n[[rooms]]\nname = "two"\n'
        '[door]\nlock = "x"\n',
    )
    assert top.text("name") == "A long sentence.\n\nAnother."
    assert (top.flag("open"), top.number("size"), top.date("day")) == (True, 3, date(2026, 11, 21))
    assert (top.code("colour", Colour), top.codes("colours", Colour)) == (Colour.RED, (Colour.RED, Colour.BLUE))
    assert (top.texts("words"), top.optional_text("none")) == (("a", "b"), None)
    assert [room.text("name") for room in top.tables("rooms")] == ["one", "two"]
    assert top.table("door").text("lock") == "x"
    top.close()
    assert not list(complaints)


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    top, complaints = node(
        tmp_path,
        'size = "three"\nlong = """\n[not.a.header]\nnot_a_key = 1\n"""\n[[rooms]]\nname = "one"\n\n[[rooms]]\n'
        'colour = "green"\nlist = [\n  "a",\n  1,\n]\n[rooms.door]\nlok = "x"\n',
    )
    top.number("size")
    top.text("long")
    _, second = top.tables("rooms")
    second.text("name")
    second.code("colour", Colour)
    second.texts("list")
    second.table("door").optional_text("lock")
    top.close()
    assert told(complaints) == [
        "a.toml:1: size must be a whole number",
        "a.toml:9: name is missing",
        "a.toml:10: colour = 'green' is none of red, blue",
        "a.toml:11: list must be a text in quotes",
        "a.toml:7: unknown key 'name'; known here: none",
        "a.toml:16: unknown key 'lok'; known here: lock",
    ]
    with pytest.raises(ContentError, match=r"a.toml:1: size[^\n]*\n[^\n]*a.toml:9: name"):
        complaints.raise_any()


@pytest.mark.parametrize(("text", "line"), [('a = 1\nb = = "x"\n', 2), ("a = " + "[" * 60_000, 1)])
def test_a_file_that_is_no_toml_is_one_complaint(tmp_path: Path, text: str, line: int) -> None:
    top, complaints = node(tmp_path, text)
    top.text("name")
    top.close()
    assert len(complaints) == 1
    assert told(complaints)[0].startswith(f"a.toml:{line}: not TOML")


def test_a_missing_file_is_one_complaint(tmp_path: Path) -> None:
    complaints = Complaints()
    read_toml(tmp_path / "gone.toml", complaints).text("name")
    assert told(complaints) == ["gone.toml:1: cannot be read (FileNotFoundError)"]


def test_rows_know_the_line_they_begin_on(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('slug,size,tags\nfirst,"1",a|b\n"sec\nond",two,\nthird,3\n', encoding="utf-8")
    complaints = Complaints()
    first, second = read_csv(file, ("slug", "size", "tags"), complaints)
    assert (first.text("slug"), first.number("size"), first.texts("tags")) == ("first", 1, ("a", "b"))
    second.number("size")
    second.text("tags")
    assert told(complaints) == [
        "a.csv:5: 2 cells instead of 3",
        "a.csv:3: size: 'two' is not a whole number",
        "a.csv:3: tags: is empty",
    ]


def test_other_columns_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("slug,tags\nx,y\n", encoding="utf-8")
    complaints = Complaints()
    assert read_csv(file, ("slug", "size"), complaints) == []
    assert told(complaints) == ["a.csv:1: the columns must be slug,size"]
