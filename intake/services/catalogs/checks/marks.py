"""Rules about spaces, marks and characters: what a reader hardly sees, and a page or a screen reader stumbles over."""

import re
from collections.abc import Iterator
from typing import Final

from intake.lib.placeholders import TAG
from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.texts import PLACEHOLDER, Text, words_alone

# What ends a sentence, whatever the script: the Greek question mark is a semicolon, the Hindi full stop a danda.
_STOP, _QUESTION, _CALL, _COLON, _MORE = "stop", "question", "exclamation", "colon", "ellipsis"
_MARKS: Final = {
    **dict.fromkeys(".。।۔։።", _STOP),
    **dict.fromkeys("?？؟՞\u037e", _QUESTION),
    **dict.fromkeys("!！", _CALL),
    **dict.fromkeys(":：", _COLON),
    "…": _MORE,
}
_OWN: Final = {
    "ar": {_QUESTION: "؟"},
    "fa": {_QUESTION: "؟"},
    "ur": {_QUESTION: "؟", _STOP: "۔"},
    "el": {_QUESTION: ";"},
    "zh": {_QUESTION: "？", _COLON: "：", _CALL: "！", _STOP: "。", _MORE: "……"},
    "ja": {_QUESTION: "？", _COLON: "：", _CALL: "！", _STOP: "。"},
    "hi": {_STOP: "।"},
}
_LATIN_MARKS: Final = {_STOP: ".", _QUESTION: "?", _CALL: "!", _COLON: ":", _MORE: "…"}
_WITHOUT_STOPS: Final = frozenset({"th", "lo", "km", "my"})
_LEADS_ON = re.compile(r"\b(?:in|to|by|of|for|at|from|on|with)\s*$", re.IGNORECASE)  # a value follows: “Answer in”
_PLACE = "\ufffc"  # stands for a placeholder
_CLOSING = "\"'”’“»«›‹)]}」』）】》״׳"

_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
_DIRECTIONS = f"{_OVERRIDES}\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
_OPENING_ISOLATES, _CLOSING_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_ANY_DIRECTION = re.compile(f"[{_DIRECTIONS}]")

_JOINERS: Final = {
    **dict.fromkeys(("fa", "ur", "ps", "ckb"), "\u200c"),
    **dict.fromkeys(("hi", "bn", "mr", "ne", "ta", "te", "kn", "ml", "gu", "pa", "si", "or", "as"), "\u200c\u200d"),
}
_INVISIBLE = re.compile(
    r"[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200d\u2028\u2029\u2060\ufeff\ufffd\ue000-\uf8ff]"
)

# The three scripts with letters that look alike; a word that changes from one to another does so between two letters.
_LATIN, _CYRILLIC, _GREEK = "A-Za-zÀ-ÖØ-öø-ɏ", "Ѐ-ӿ", "Ͱ-ͳͶ-ώϗ-Ͽ"
_MIXED = re.compile(
    "|".join(
        f"[{one}][{other}]|[{other}][{one}]"
        for one, other in ((_LATIN, _CYRILLIC), (_LATIN, _GREEK), (_CYRILLIC, _GREEK))
    )
)
_WORD = re.compile(r"[^\W\d_]+")
# Letters that look right and are another language's: they read badly, sort badly and are not found.
_STRANGERS: Final = {
    "ro": {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț", "ǎ": "ă"},
    "uk": {"ы": "и, і", "э": "е", "ё": "ьо, йо", "ъ": "’"},
    "ru": {"і": "и", "ї": "и", "є": "е", "ґ": "г", "ў": "у"},
    "fa": {"ي": "ی", "ى": "ی", "ك": "ک"},
    "ar": {"ی": "ي", "ک": "ك", "ہ": "ه"},
}

_FRENCH = re.compile(r"(?<=[^\s\u00a0\u202f?!;:»])(?P<space>[\s\u00a0\u202f]?)(?P<mark>[;!?»]|:(?=\s|$))")
_FRENCH_OPEN = re.compile(r"«(?P<space>[\s\u00a0\u202f]?)(?=\S)")


def outer_space(text: Text) -> Iterator[Problem]:
    """A text begins and ends with the space of its source: words are set beside it."""
    for mine, its in ((_head(text.text), _head(text.english)), (_tail(text.text), _tail(text.english))):
        if mine != its:
            yield text.problem(Rule.OUTER_SPACE, found=_seen(mine), wanted=_seen(its))


def double_space(text: Text) -> Iterator[Problem]:
    """One space between words."""
    if "  " in text.text.strip() and "  " not in text.english.strip():
        yield text.problem(Rule.DOUBLE_SPACE, found="␣␣", wanted="␣", error=False)


def end_mark(text: Text) -> Iterator[Problem]:
    """A question stays a question, what a colon announces stays announced. A full stop more or less is a remark.

    What a placeholder at the end brings is not known here: a Russian date ends with a full stop of its own.
    """
    mine, its = _ending(text.text, text.tag), _ending(text.english, "en")
    language = text.language
    own = {**_LATIN_MARKS, **_OWN.get(language, {})}
    slight = {mine, its} <= {"", _STOP} or _MORE in {mine, its}
    open_end = language in _WITHOUT_STOPS or _ends_open(text.text) or _ends_open(text.english)
    if (not its and mine == _COLON and _LEADS_ON.search(text.english)) or (open_end and {mine, its} <= {"", _STOP}):
        return
    if mine != its:
        yield text.problem(Rule.END_MARK, found=_last(text.text), wanted=own.get(its, ""), error=not slight)
    elif mine == _QUESTION and _QUESTION in _OWN.get(language, {}) and _last(text.text) == "?":
        yield text.problem(Rule.END_MARK, found="?", wanted=own[_QUESTION], error=False)


def bidi(text: Text) -> Iterator[Problem]:
    """No marks of direction but those of the source: pages isolate what needs it, and one unclosed turns the page."""
    if not _ANY_DIRECTION.search(text.text):
        return
    known = set(text.english)
    for mark in dict.fromkeys(_ANY_DIRECTION.findall(text.text)):
        if mark not in known or mark in _OVERRIDES:
            yield text.problem(Rule.BIDI, found=f"U+{ord(mark):04X}")
    depth = 0
    for letter in text.text:
        depth += (letter in _OPENING_ISOLATES) - (letter == _CLOSING_ISOLATE)
        if depth < 0:
            break
    if depth:
        yield text.problem(Rule.BIDI, wanted="U+2069" if depth > 0 else "U+2068")


def invisible(text: Text) -> Iterator[Problem]:
    """No characters nobody sees, but for the joiners that Persian and the scripts of India write with."""
    allowed = _JOINERS.get(text.language, "") + text.english
    for letter in dict.fromkeys(_INVISIBLE.findall(text.text)):
        if letter not in allowed:
            yield text.problem(Rule.INVISIBLE, found=f"U+{ord(letter):04X}")


def letters(text: Text) -> Iterator[Problem]:
    """Every word in one script, and in the letters of its own language, not in such that look the same."""
    if text.text.isascii():
        return
    for letter, right in _STRANGERS.get(text.language, {}).items():
        if letter in text.text:
            yield text.problem(Rule.LETTERS, found=letter, wanted=right)
    if _MIXED.search(text.text):
        known = set(_WORD.findall(text.english))
        for word in dict.fromkeys(_WORD.findall(words_alone(text.text))):
            if word not in known and _MIXED.search(word):
                yield text.problem(Rule.LETTERS, found=word)


def no_break_space(text: Text) -> Iterator[Problem]:
    """French keeps a space before ; : ? ! » and after « that cannot break the line."""
    if text.language != "fr":
        return
    plain = PLACEHOLDER.sub("x", text.text)
    found = [*_FRENCH.finditer(plain), *_FRENCH_OPEN.finditer(plain)]
    if any(one["space"] not in {"\u00a0", "\u202f"} for one in found):
        one = next(one for one in found if one["space"] not in {"\u00a0", "\u202f"})
        yield text.problem(Rule.NO_BREAK_SPACE, found=one[0], wanted="U+00A0", error=False)


def _head(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _tail(text: str) -> str:
    return text[len(text.rstrip()) :]


def _seen(space: str) -> str:
    return space.replace(" ", "␣").replace("\n", "⏎").replace("\u00a0", "⍽")


def _bare(text: str) -> str:
    """A text up to its last letter, mark or placeholder: without tags, quotation marks and brackets at the end."""
    return TAG.sub("", PLACEHOLDER.sub(_PLACE, text)).rstrip(_CLOSING + " \u00a0\u202f\n")


def _ends_open(text: str) -> bool:
    return _bare(text).endswith(_PLACE)


def _last(text: str) -> str:
    return _bare(text)[-1:]


def _ending(text: str, tag: str) -> str:
    bare = _bare(text)
    if bare.endswith(("...", "……")):
        return _MORE
    if bare.endswith(";") and tag.split("-")[0] == "el":
        return _QUESTION
    return _MARKS.get(bare[-1:], "")
