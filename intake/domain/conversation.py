"""What inquirer and office write to each other: what can be kept, and what cannot, as codes."""

from typing import Final

LONGEST: Final = 5_000
"""Characters of one message. Longer stories come in two, or as a file."""


def tidied(text: str) -> str:
    """One kind of line end, nothing around; what was typed stays as it was."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def complaint_about(text: str) -> str | None:
    """Why a tidied message cannot be kept: ``empty``, ``too_long``, ``unreadable``; None where it can."""
    if not text:
        return "empty"
    if len(text) > LONGEST:
        return "too_long"
    return "unreadable" if any(_is_control(character) for character in text) else None


def _is_control(character: str) -> bool:
    return (ord(character) < 32 and character not in "\n\t") or character == "\x7f"
