"""The name a stranger's file came with, made harmless once; it is only shown, never a path, and never changed again."""

import re
import unicodedata

LONGEST = 150
_LONGEST_RAW = 2000  # what is cut off comes before the end, where the suffix stands

# As browsers write what cannot stand in a header; then what Windows gives a meaning, and we have no use for.
_ESCAPED = re.compile(r"%(?:22|0[AaDd])")
_SPECIAL = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))", re.IGNORECASE)
# Controls, formats (bidi, zero width), halves of pairs, private use, unassigned, line ends.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks that show nothing.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0]")


def clean(raw: bytes) -> str:
    """The name's last part without anything invisible or special, 150 characters at most; ``file`` if none is left."""
    text = raw.decode("utf-8", "replace")
    if len(text) > _LONGEST_RAW:
        text = text[-_LONGEST_RAW:]
    text = _ESCAPED.sub("_", text)
    text = "".join(character for character in text if unicodedata.category(character) not in _INVISIBLE)
    text = unicodedata.normalize("NFC", _BLANK.sub("", text))
    text = re.split(r"[/\\]", text.rstrip("/\\"))[-1]
    text = " ".join(_SPECIAL.sub("_", text).split()).strip(". ")
    if _DEVICE.match(text):
        text = f"_{text}"
    return _shortened(text) or "file"


def with_suffix(name: str, suffixes: tuple[str, ...]) -> str:
    """The name, ending as the content does: an HTML name on a PDF must not make anybody's computer open it as HTML."""
    if name.lower().endswith(suffixes):
        return name
    return _shortened(name, LONGEST - len(suffixes[0])) + suffixes[0]


def _shortened(name: str, longest: int = LONGEST) -> str:
    if len(name) <= longest:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        return name[:longest].rstrip(". ")
    return stem[: longest - len(suffix) - 1].rstrip(". ") + dot + suffix
