"""Rows for spreadsheets: whatever somebody typed is a text there, and comes back as it was typed."""

import csv
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.lib.tables import LONGEST_CELL, Workbook, csv_row, defused, restored

# A11 of the threats, and what people type in all innocence.
DANGEROUS = [
    '=HYPERLINK("http://evil.example";"x")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    ";=1",
    "a;=1",
    "a\n=1",
    'a";=1',
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    '"=1',
    "+995 555 123 456",
]
RISKY = "=+-@＝＋－＠"


def cells(row: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(row.decode(), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("typed", DANGEROUS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_begins_a_formula_whatever_the_program_thinks_separates_them(typed: str, delimiter: str) -> None:
    for row in cells(csv_row(["first", typed, "last"]), delimiter):
        for cell in row:
            bare = cell.lstrip(' \t\r\n"\u200b\u200e\u200f\u202e\ufeff')
            assert not bare.startswith(tuple(RISKY)), cell
            assert delimiter != "," or not cell.startswith(("\t", "\r", "\n"))


@given(st.text(alphabet=st.sampled_from("=+-@＝'\";,\t\n ab\u200b1"), max_size=12))
def test_a_program_gets_back_what_was_typed(typed: str) -> None:
    assert restored(defused(typed)) == typed


def test_what_is_harmless_is_left_alone() -> None:
    for typed in ("a=b", "2024-03", "amal+test@example.org", "don't", "'quoted'", "1,5", "Ünïcode שלום"):
        assert defused(typed) == typed


@given(st.lists(st.text(max_size=20), min_size=2, max_size=5))
def test_every_row_is_as_long_as_it_was_and_ends_alike(row: list[str]) -> None:
    written = csv_row(row)
    assert written.endswith(b"\r\n")
    assert b"\r" not in written[:-2]
    (back,) = cells(written)
    plain = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row]
    assert [restored(cell) for cell in back] == plain


def workbook(rows: list[list[str]], *, right_to_left: bool = False) -> bytes:
    book = Workbook("inquiries", "treatments", right_to_left=right_to_left)
    out = bytearray()
    for row in rows:
        book.add(row)
        book.add_later(row[:1])
        out += book.take()
    return bytes(out + book.close())


def test_a_workbook_holds_texts_and_never_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([DANGEROUS])))
    (row,) = book["inquiries"].iter_rows()
    assert {cell.data_type for cell in row} == {"s"}
    assert {cell.number_format for cell in row} == {"@"}
    plain = [text.replace("\r", "\r") for text in DANGEROUS]
    assert [cell.value for cell in row] == plain
    assert [cell.value for cell in next(book["treatments"].iter_rows())] == [DANGEROUS[0]]


@pytest.mark.parametrize("right_to_left", [True, False])
def test_both_sheets_begin_where_the_reader_begins(right_to_left: bool) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["א"]], right_to_left=right_to_left)))
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {right_to_left}


def test_what_xml_cannot_say_and_what_is_too_long_for_a_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["<&>\"'", "\x07\ud83d", "x" * 40_000, "", "\u2028"]])))
    (row,) = book["inquiries"].iter_rows(values_only=True)
    assert row == ("<&>\"'", "\ufffd\ufffd", "x" * LONGEST_CELL, None, "\u2028")


def test_the_archive_is_sound() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook([["a"]] * 500))) as archive:
        assert archive.testzip() is None


def test_a_long_table_costs_no_memory() -> None:
    book = Workbook("inquiries", "treatments")
    row = ["words that somebody typed " * 10] * 50
    tracemalloc.start()
    for _ in range(500):
        book.add(row)
        book.take()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000  # all of it would be 6.5 MB
