"""QR codes: what is drawn is what was computed, with the white border scanners need."""

import re

import segno

from intake.lib.qr import QUIET, qr_code

TEXT = "https://intake.example.org/ar/follow-up#7qk2-m9d4.4821990317652204"


def drawn(path: str, size: int) -> list[list[int]]:
    """The modules a path paints."""
    modules = [[0] * size for _ in range(size)]
    pieces = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join(f"M{x} {y}h{there}v1h-{back}z" for x, y, there, back in pieces) == path
    for x, y, there, back in pieces:
        assert there == back
        for at in range(int(x), int(x) + int(there)):
            modules[int(y)][at] = 1
    return modules


def test_every_module_is_drawn_where_it_belongs() -> None:
    code = qr_code(TEXT)
    rows = [list(row) for row in segno.make(TEXT, error="m", micro=False).matrix]
    modules = drawn(code.path, code.size)
    assert [row[QUIET:-QUIET] for row in modules[QUIET:-QUIET]] == rows


def test_the_border_is_white() -> None:
    code = qr_code(TEXT)
    modules = drawn(code.path, code.size)
    assert sum(map(sum, modules)) == sum(sum(row[QUIET:-QUIET]) for row in modules[QUIET:-QUIET])


def test_the_same_text_is_the_same_code_and_another_is_not() -> None:
    assert qr_code(TEXT) == qr_code(TEXT) != qr_code(TEXT[:-1] + "5")


def test_a_receipts_address_stays_small_enough_to_scan_from_paper() -> None:
    assert qr_code(TEXT).size <= 45 + 2 * QUIET
