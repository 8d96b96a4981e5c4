"""Reading content files so that every complaint names its file and line, and all of them come at once.

``tomllib`` gives no positions, so `lines_of` finds them again in the source text. A reader that meets something wrong
complains and goes on with an inert value: the clinic sees the whole list, not one mistake a start.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from intake.content.complaints import Complaints, ContentError, source
from intake.content.positions import KeyPath, line_of, lines_of
from intake.content.rows import Row, read_csv

__all__ = ["Complaints", "ContentError", "Node", "Row", "folded", "read_csv", "read_toml"]

Code = TypeVar("Code", bound=StrEnum)


class Node:
    """One table of a TOML file. Ask for its keys by type; `close` then complains of keys nobody asked for."""

    def __init__(
        self,
        table: Mapping[str, Any],
        *,
        file: Path,
        lines: Mapping[KeyPath, int],
        complaints: Complaints,
        path: KeyPath = (),
        readable: bool = True,
    ) -> None:
        self.file = file
        self._table, self._path, self._lines, self._complaints = table, path, lines, complaints
        self._readable = readable  # of a file that cannot be read at all, one complaint is enough
        self._asked: set[str] = set()
        self._children: list[Node] = []

    @property
    def line(self) -> int:
        """Where this table begins."""
        return line_of(self._path, self._lines)

    def line_of(self, key: str) -> int:
        """Where a key stands."""
        return line_of((*self._path, key), self._lines)

    def complain(self, key: str | None, sentence: str) -> None:
        """Complain at the line of a key of this table (``None``: at the table itself)."""
        if self._readable:
            self._complaints.add(self.file, self.line if key is None else self.line_of(key), sentence)

    def keys(self) -> tuple[str, ...]:
        """The keys present, in the order of the file: for tables whose keys are free."""
        return tuple(self._table)

    def has(self, key: str) -> bool:
        """Whether the key is present."""
        return key in self._table

    def text(self, key: str) -> str:
        """A sentence that must be there. Single line breaks fold into spaces; blank lines separate paragraphs."""
        return self._text(key, self._required(key))

    def optional_text(self, key: str) -> str | None:
        """A sentence, or ``None`` where the key is left out."""
        return self._text(key, self._get(key)) if self._present(key) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of sentences; empty where the key is left out."""
        found = self._get(key)
        if found is None:
            return ()
        if not isinstance(found, list):
            self.complain(key, f"{key} must be a list of texts")
            return ()
        return tuple(self._text(key, item) for item in found)

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``; the default where the key is left out."""
        found = self._get(key)
        if found is None or isinstance(found, bool):
            return default if found is None else found
        self.complain(key, f"{key} must be true or false")
        return default

    def number(self, key: str) -> int:
        """A whole number that must be there."""
        found = self._required(key)
        if isinstance(found, int) and not isinstance(found, bool):
            return found
        if found is not None:
            self.complain(key, f"{key} must be a whole number")
        return 0

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; empty where the key is left out."""
        found = self._get(key)
        if isinstance(found, list) and all(type(number) is int for number in found):
            return tuple(found)
        if found is not None:
            self.complain(key, f"{key} must be a list of whole numbers")
        return ()

    def optional_number(self, key: str) -> int | None:
        """A whole number, or ``None`` where the key is left out."""
        return self.number(key) if self._present(key) else None

    def date(self, key: str) -> dt.date:
        """A day that must be there, written ``2026-11-21`` without quotes."""
        found = self._required(key)
        if isinstance(found, dt.date) and not isinstance(found, dt.datetime):
            return found
        if found is not None:
            self.complain(key, f"{key} must be a date such as 2026-11-21, without quotes")
        return dt.date.min

    def optional_date(self, key: str) -> dt.date | None:
        """A day, or ``None`` where the key is left out."""
        return self.date(key) if self._present(key) else None

    def dates(self, key: str) -> tuple[dt.date, ...]:
        """A list of days; empty where the key is left out."""
        found = self._get(key)
        if isinstance(found, list) and all(type(day) is dt.date for day in found):
            return tuple(found)
        if found is not None:
            self.complain(key, f"{key} must be a list of dates such as 2026-11-21, without quotes")
        return ()

    def code(self, key: str, codes: type[Code]) -> Code:
        """One of an enumeration's codes; it must be there."""
        return self._code(key, self._required(key), codes)

    def optional_code(self, key: str, codes: type[Code]) -> Code | None:
        """One of an enumeration's codes, or ``None`` where the key is left out."""
        return self._code(key, self._get(key), codes) if self._present(key) else None

    def codes(self, key: str, codes: type[Code]) -> tuple[Code, ...]:
        """A list of an enumeration's codes; empty where the key is left out."""
        return tuple(self._code(key, item, codes) for item in self.texts(key))

    def table(self, key: str) -> "Node":
        """The table under a key; an empty one where it is left out."""
        found = self._get(key)
        if found is not None and not isinstance(found, dict):
            self.complain(key, f"{key} must be a table")
            found = None
        return self._child((*self._path, key), found or {})

    def tables(self, key: str) -> list["Node"]:
        """The list of tables under a key (``[[key]]``); empty where it is left out."""
        found = self._get(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.complain(key, f"{key} must be a list of tables, each begun with [[{key}]]")
            return []
        return [self._child((*self._path, key, index), item) for index, item in enumerate(found)]

    def close(self) -> None:
        """Complain of every key nobody asked for, here and in the tables below."""
        for key in self._table:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked)) or "none"
                self.complain(key, f"unknown key {key!r}; known here: {known}")
        for child in self._children:
            child.close()

    def _child(self, path: KeyPath, table: Mapping[str, Any]) -> "Node":
        child = Node(
            table,
            file=self.file,
            lines=self._lines,
            complaints=self._complaints,
            path=path,
            readable=self._readable,
        )
        self._children.append(child)
        return child

    def _present(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._table

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        return self._table.get(key)

    def _required(self, key: str) -> Any:
        found = self._get(key)
        if found is None:
            self.complain(None, f"{key} is missing")
        return found

    def _text(self, key: str, found: Any) -> str:
        if found is None:
            return ""
        if not isinstance(found, str):
            self.complain(key, f"{key} must be a text in quotes")
            return ""
        text = folded(found)
        if not text:
            self.complain(key, f"{key} is empty")
        return text

    def _code(self, key: str, found: Any, codes: type[Code]) -> Code:
        if found is not None and found not in set(codes):
            self.complain(key, f"{key} = {found!r} is none of {', '.join(codes)}")
        return codes(found) if found in set(codes) else next(iter(codes))


def read_toml(path: Path, complaints: Complaints, text: str | None = None) -> Node:
    """The top table of a TOML file; an empty one, and one complaint, where the file cannot be read.

    ``text``: what to read instead of the file, which then only lends its name to the complaints.
    """
    table: dict[str, Any] = {}
    text = source(path, complaints) if text is None else text
    readable = text is not None
    try:
        table = tomllib.loads(text or "")
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # the second: brackets in brackets without end
        readable = False
        place = re.search(r"line (\d+)", str(error))
        complaints.add(path, int(place[1]) if place else 1, f"not TOML: {error}")
    lines = lines_of(text or "") if readable else {}
    return Node(table, file=path, lines=lines, complaints=complaints, readable=readable)


def folded(text: str) -> str:
    """A text without its wrapping, so that wrapping it anew does not make a new message to translate."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip())
