"""Insert statements compiled once and bound by hand, for the driver that is called directly."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Insert

Convert = Callable[[Any], Any] | None


class CompiledInsert:
    """The SQL of an insert, and how its values become those of the driver."""

    __slots__ = ("_columns", "sql")

    def __init__(self, statement: Insert, names: tuple[str, ...], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self.sql = str(compiled)
        order: Sequence[str] = getattr(compiled, "positiontup", None) or ()
        binds: Mapping[str, Any] = getattr(compiled, "binds", {})
        self._columns: list[tuple[str, Convert]] = [
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order
        ]

    def bind(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The rows' values in the order of the SQL."""
        return [
            tuple([row[name] if convert is None else convert(row[name]) for name, convert in self._columns])
            for row in rows
        ]


@lru_cache(maxsize=64)
def compiled_insert(statement: Insert, names: tuple[str, ...], dialect: Dialect) -> CompiledInsert:
    """Compiled for these columns; remembered for as long as the same statement comes again."""
    return CompiledInsert(statement, names, dialect)
