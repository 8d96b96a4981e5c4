"""Bars as the server draws them: whole numbers of a view box, mirrored where lines run from right to left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 600
HEIGHT: Final = 120
GAP: Final = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, and what it says."""

    x: int
    y: int
    width: int
    height: int
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side over one scale from 0 to ``top``. ``first`` and ``last`` name the ends of the axis."""

    title: str
    bars: tuple[Bar, ...]
    top: int
    first: str
    last: str
    total: int
    width: int = WIDTH
    height: int = HEIGHT


def columns(title: str, values: Sequence[tuple[str, int]], *, top: int, mirrored: bool) -> Chart:
    """A column for each label, in the order of reading. ``top``: the same for all charts that stand together."""
    step = WIDTH / max(len(values), 1)
    bars = []
    for place, (label, value) in enumerate(values):
        left = round(place * step)
        width = max(round((place + 1) * step) - left - GAP, 1)
        height = round(HEIGHT * value / top) if top else 0
        # Something is never drawn as nothing.
        height = max(height, 2) if value else 0
        x = WIDTH - left - width if mirrored else left
        bars.append(Bar(x, HEIGHT - height, width, height, label, value))
    total = sum(value for _, value in values)
    first, last = (values[0][0], values[-1][0]) if values else ("", "")
    return Chart(title, tuple(bars), top, first, last, total)


def round_top(value: int) -> int:
    """The end of a scale: the next 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1
    power = int(10 ** (len(str(value)) - 1))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)
