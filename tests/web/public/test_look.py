"""Styles and scripts: small, logical in direction, and with enough contrast in the light and in the dark."""

import re

import pytest

from intake.app import BUNDLES
from intake.lib.paths import STATIC

FIRST, BEHIND = (
    [path for pattern in BUNDLES[name] for path in sorted(STATIC.glob(pattern))] for name in ("public.css", "own.css")
)
STYLES = FIRST + BEHIND
SCRIPTS = ("form.js", "finder.js", "receipt.js")
TEXT_ON = {
    "paper": ("ink", "ink-soft", "link", "brand-strong", "danger", "warn", "good", "info"),
    "wash": ("ink", "ink-soft", "link", "brand-strong"),
    "brand-wash": ("ink", "ink-soft", "brand-strong"),
    "danger-wash": ("ink", "danger"),
    "warn-wash": ("ink", "warn", "link"),
    "good-wash": ("ink", "good"),
    "info-wash": ("ink", "info", "link"),
    "brand": ("on-brand",),
    "brand-strong": ("on-brand",),
}


def _tokens(dark: bool) -> dict[str, str]:
    light, _, after = (
        (STATIC / "css" / "tokens.css").read_text("utf-8").partition("@media (prefers-color-scheme: dark)")
    )
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", light))
    return found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", after)) if dark else found


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_seven_to_one_and_controls_three(dark: bool) -> None:
    tokens = _tokens(dark)
    poor = {
        f"{text} on {ground}": round(_contrast(tokens[text], tokens[ground]), 2)
        for ground, texts in TEXT_ON.items()
        for text in texts
        if _contrast(tokens[text], tokens[ground]) < 7
    }
    assert not poor
    assert _contrast(tokens["edge"], tokens["paper"]) >= 3
    assert _contrast(tokens["brand"], tokens["paper"]) >= 3


def test_styles_and_scripts_are_small() -> None:
    assert sum(path.stat().st_size for path in FIRST) <= 20 * 1024
    assert sum(path.stat().st_size for path in BEHIND) <= 8 * 1024
    assert sum((STATIC / "js" / name).stat().st_size for name in SCRIPTS) <= 15 * 1024


def test_directions_are_logical() -> None:
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|left|right|float|text-align:\s*(?:left|right))\b\s*:"
    )
    assert not [f"{path.name}: {found}" for path in STYLES for found in physical.findall(path.read_text("utf-8"))]


def test_letters_are_left_as_their_script_has_them() -> None:
    text = "".join(path.read_text("utf-8") for path in STYLES)
    assert not re.search(r"text-transform|letter-spacing|@import|url\(", text)
