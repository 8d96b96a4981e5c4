"""What a translation must keep of its source: the names between ``%(`` and ``)s``, the tags, the single line.

Asked twice: when catalogs are loaded (what fails is shown in English instead, and never raises while a page is made),
and by ``intake catalogs check`` (which names the line).
"""

import re
from collections import Counter

from intake.lib.po import Entry

_NAMED = re.compile(r"%\((\w+)\)[sd]")
TAG = re.compile(r"<[^<>]+>")
_MARK = re.compile(r"[%<\n]")
_PERCENT = re.compile(r"%%|%\(\w+\)[sd]")

# A form for exactly one or two things may say "one day" and leave the number out.
COUNTS = frozenset({"num", "count", "n"})


def names(text: str) -> frozenset[str]:
    """The placeholders in a text."""
    return frozenset(_NAMED.findall(text))


def tags(text: str) -> list[str]:
    """The tags in a text, exactly as they stand there."""
    return TAG.findall(text)


def stray_percent(text: str) -> bool:
    """Whether a percent sign is there that is neither doubled nor part of a placeholder."""
    return "%" in _PERCENT.sub("", text)


def double_stray_percents(text: str) -> str:
    """The text as it must be for ``%`` to replace its placeholders and nothing else."""
    return re.sub(f"({_PERCENT.pattern})|%", lambda found: found[1] or "%%", text) if "%" in text else text


def disagreement(entry: Entry, *, formatted: bool) -> str | None:
    """How a translation breaks its source, in a few words; None if not. ``formatted``: ``%`` is always replaced."""
    if not _MARK.search(entry.id) and not any(map(_MARK.search, entry.strings)):
        return None
    allowed = names(entry.id) | names(entry.plural or "")
    wanted = names(entry.id) if entry.plural is None else (names(entry.id) & names(entry.plural)) - COUNTS
    lines = "\n" in entry.id or "\n" in (entry.plural or "")
    for string in filter(None, entry.strings):
        if lost := sorted(wanted - names(string)):
            return f"%({lost[0]})s of the source is missing"
        if new := sorted(names(string) - allowed):
            return f"%({new[0]})s is not in the source"
        if formatted and stray_percent(string):
            return "a percent sign must be written %%"
        if Counter(tags(string)) not in (Counter(tags(entry.id)), Counter(tags(entry.plural or entry.id))):
            return "the tags are not those of the source"
        if not lines and "\n" in string:
            return "the source is one line"
    return None
