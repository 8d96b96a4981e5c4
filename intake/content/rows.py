"""Content files that are tables: CSV, with the line of each row."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from intake.content.complaints import Complaints, source

Code = TypeVar("Code", bound=StrEnum)


class Row:
    """One row of a CSV file, asked like a `Node`."""

    def __init__(self, values: Mapping[str, str], *, file: Path, line: int, complaints: Complaints) -> None:
        self.file, self.line = file, line
        self._values, self._complaints = values, complaints

    def complain(self, column: str | None, sentence: str) -> None:
        """Complain at this row's line."""
        self._complaints.add(self.file, self.line, sentence if column is None else f"{column}: {sentence}")

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self._values[column]:
            self.complain(column, "is empty")
        return self._values[column]

    def optional_text(self, column: str) -> str | None:
        """A cell, or ``None`` where it is empty."""
        return self._values[column] or None

    def texts(self, column: str, separator: str = "|") -> tuple[str, ...]:
        """The parts of a cell; empty where the cell is."""
        return tuple(part.strip() for part in self._values[column].split(separator) if part.strip())

    def number(self, column: str) -> int:
        """A cell that must hold a whole number."""
        try:
            return int(self._values[column])
        except ValueError:
            self.complain(column, f"{self._values[column]!r} is not a whole number")
            return 0

    def code(self, column: str, codes: type[Code]) -> Code:
        """A cell that must hold one of an enumeration's codes."""
        found = self._values[column]
        if found not in set(codes):
            self.complain(column, f"{found!r} is none of {', '.join(codes)}")
            return next(iter(codes))
        return codes(found)


def read_csv(path: Path, columns: Sequence[str], complaints: Complaints) -> list[Row]:
    """The rows of a CSV file whose first line must be exactly these columns."""
    text = source(path, complaints)
    if text is None:
        return []
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[Row] = []
    try:
        for line, cells in _numbered(reader):
            if line == 1:
                if cells != list(columns):
                    complaints.add(path, 1, f"the columns must be {','.join(columns)}")
                    return []
            elif len(cells) != len(columns):
                complaints.add(path, line, f"{len(cells)} cells instead of {len(columns)}")
            else:
                values = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
                rows.append(Row(values, file=path, line=line, complaints=complaints))
    except csv.Error as error:
        complaints.add(path, reader.line_num, f"not CSV: {error}")
    return rows


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on (a quoted cell may hold line breaks)."""
    begins = 1
    for cells in reader:
        if cells:
            yield begins, cells
        begins = reader.line_num + 1
