"""The flat formats: CSV, XLSX and JSON Lines, all of the same table (`domain.exports`)."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from intake.domain.exports import NUMBER, REFERENCE, TREATMENTS, Exported, Row, Table
from intake.domain.values import Answer
from intake.lib.tables import BOM, Workbook, csv_row

BETWEEN: Final = " | "
"""Between several answers in one cell."""

SHEET: Final = "inquiries"


class Writer(Protocol):
    """Makes a file piece by piece; a piece may be empty."""

    def begin(self) -> bytes:
        """What stands before the first inquiry."""

    def add(self, one: Exported) -> bytes:
        """One more inquiry."""

    def end(self) -> bytes:
        """What stands after the last."""


class CsvWriter:
    """RFC 4180 in UTF-8, every row as long as the first; treatments are JSON in the last column."""

    def __init__(self, table: Table, *, bom: bool = False) -> None:
        self._table, self._bom = table, bom
        self._columns = (*table.columns, *([TREATMENTS] if table.card_columns else []))

    def begin(self) -> bytes:
        """The names of the columns; before them, if wanted, the mark by which Excel knows UTF-8."""
        return BOM * self._bom + csv_row(self._columns)

    def add(self, one: Exported) -> bytes:
        """A row."""
        cards = self._table.cards(one)
        row = {**self._table.row(one), TREATMENTS: _json(cards) if cards else ""}
        return csv_row(_cells(row, self._columns))

    def end(self) -> bytes:
        """Nothing."""
        return b""


class XlsxWriter:
    """Two sheets: inquiries, and treatments by reference."""

    def __init__(self, table: Table, *, right_to_left: bool = False) -> None:
        self._table = table
        self._book = Workbook(SHEET, TREATMENTS, right_to_left=right_to_left)

    def begin(self) -> bytes:
        """The names of both sheets' columns."""
        self._book.add(self._table.columns)
        if self._table.card_columns:
            self._book.add_later(self._table.card_columns)
        return self._book.take()

    def add(self, one: Exported) -> bytes:
        """A row, and one for each treatment."""
        self._book.add(_cells(self._table.row(one), self._table.columns))
        for number, card in enumerate(self._table.cards(one), start=1):
            row = {**card, REFERENCE: one.summary.reference, NUMBER: str(number)}
            self._book.add_later(_cells(row, self._table.card_columns))
        return self._book.take()

    def end(self) -> bytes:
        """The second sheet."""
        return self._book.close()


class JsonLinesWriter:
    """One object a line; what is empty is left out, several answers are a list."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def begin(self) -> bytes:
        """Nothing."""
        return b""

    def add(self, one: Exported) -> bytes:
        """A line."""
        return _json(value_of(self._table, one)).encode("utf-8", "replace") + b"\n"

    def end(self) -> bytes:
        """Nothing."""
        return b""


def value_of(table: Table, one: Exported) -> Mapping[str, object]:
    """An inquiry as one object, its treatments within it."""
    row = table.row(one)
    value: dict[str, object] = {column: row[column] for column in table.columns if column in row}
    return value | ({TREATMENTS: list(table.cards(one))} if table.card_columns else {})


def _cells(row: Row, columns: Sequence[str]) -> list[str]:
    return [_cell(row.get(column, "")) for column in columns]


def _cell(value: Answer) -> str:
    return value if isinstance(value, str) else BETWEEN.join(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
