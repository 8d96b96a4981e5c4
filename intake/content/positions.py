"""On which line of a TOML text a key stands, since ``tomllib`` does not say."""

import re
from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[|\[)\s*(.+?)\s*(\]\]|\])\s*(#.*)?$")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[A-Za-z0-9_-]+')
_KEY = re.compile(rf"^\s*((?:{_PART.pattern})(?:\s*\.\s*(?:{_PART.pattern}))*)\s*=")
_TOKEN = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*|[\[\]{}]')


def lines_of(text: str) -> dict[KeyPath, int]:
    """Path of every table and key → its line, counted from 1. Keys inside inline tables are found by their parent."""
    lines: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    here: KeyPath = ()
    for number, line in _outside_values(text):
        if header := _HEADER.match(line):
            here = _under(counts, _parts(header[2]), repeated=header[1] == "[[")
            lines.setdefault(here, number)
            if isinstance(here[-1], int):
                lines.setdefault(here[:-1], number)
        elif key := _KEY.match(line):
            path = here
            for part in _parts(key[1]):
                path = (*path, part)
                lines.setdefault(path, number)
    return lines


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """The line of a path, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _under(counts: dict[KeyPath, int], parts: tuple[str, ...], *, repeated: bool) -> KeyPath:
    """The full path of a header: below a list of tables, it means the last table begun."""
    path: KeyPath = ()
    for place, part in enumerate(parts):
        path = (*path, part)
        if repeated and place == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _outside_values(text: str) -> Iterator[tuple[int, str]]:
    """The lines on which a header or a key can begin: not those inside a long string or a list over several lines."""
    quote, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not quote and not depth:
            yield number, line
        # A header's own brackets balance, so they need no exception here.
        rest = line
        while rest:
            if quote:
                _, found, rest = rest.partition(quote)
                quote = "" if found else quote
                continue
            token = _TOKEN.search(rest)
            if token is None:
                break
            rest = rest[token.end() :]
            if token[0] in {'"""', "'''"}:
                quote = token[0]
            else:
                depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
