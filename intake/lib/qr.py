"""QR codes as the path of one drawing: made here, so that what they hold goes nowhere else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white round the code: the standard asks for so many


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of ``size`` by ``size`` modules, the quiet zone included; ``path`` draws the dark ones (SVG)."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code for a text. It still reads when an eighth of it is dirty or torn."""
    rows = segno.make(text, error="m", micro=False).matrix
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in _runs(rows))
    return QrCode(len(rows) + 2 * QUIET, path)


def _runs(rows: Sequence[bytearray]) -> Iterator[tuple[int, int, int]]:
    """Dark modules that stand in a row, each row by itself: where they begin, and how many."""
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                yield x, y, length
            x += length
