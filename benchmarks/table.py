"""What was measured, beside its goal: as a table for people, as JSON for machines. No input, no output: values only."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Literal

Bound = Literal["at least", "at most", "below"]
SIGNS: Mapping[Bound, str] = {"at least": "≥", "at most": "≤", "below": "<"}
HEADINGS = ("what", "measured", "goal", "", "with")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured. Without a goal it is only for information."""

    name: str
    value: float
    unit: str
    detail: str = ""
    goal: float | None = None
    bound: Bound = "at least"

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        if self.bound == "at least":
            return self.value >= self.goal
        return self.value < self.goal or (self.bound == "at most" and self.value == self.goal)


@dataclass(slots=True)
class Report:
    """All figures of one run, and what one must know to read them."""

    circumstances: Mapping[str, str]
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_value(self) -> dict[str, Any]:
        """As JSON takes it."""
        figures = [{**asdict(figure), "met": figure.met} for figure in self.figures]
        return {"circumstances": dict(self.circumstances), "figures": figures, "notes": self.notes}

    def to_text(self) -> str:
        """The table, with what it was measured on above and the notes below."""
        head = [f"{name}: {value}" for name, value in self.circumstances.items()]
        notes = [f"Note: {note}" for note in self.notes]
        return "\n".join([*head, "", *_aligned([HEADINGS, *map(_row, self.figures)]), *([""] if notes else []), *notes])


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' own ratios: what disturbs the machine disturbs both sides of a round."""
    return median(mine / its for mine, its in zip(ours, theirs, strict=True))


def written(value: float, unit: str) -> str:
    """A figure with as many digits as it deserves."""
    number = f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{number} {unit}".strip()


def _row(figure: Figure) -> tuple[str, ...]:
    goal = "" if figure.goal is None else f"{SIGNS[figure.bound]} {written(figure.goal, figure.unit)}"
    verdict = {True: "met", False: "not met", None: ""}[figure.met]
    return figure.name, written(figure.value, figure.unit), goal, verdict, figure.detail


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
