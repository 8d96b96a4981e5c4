"""Rules about the words themselves: numbers, names, agreed terms, promises, English that was left over, length."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from intake.services.catalogs.checks.problems import Problem, Rule
from intake.services.catalogs.checks.texts import LATIN, Text, folded, script_of, script_of_letter, words_alone
from intake.services.catalogs.glossary import Medicines

_NUMBER = re.compile(r"\d+")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_GROUPED = re.compile(r"(?<=\d)[.,\u066b\u066c\u00a0\u202f '’](?=\d)")
_MONTHS = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE
)
_DUALS: Final = {"he": re.compile(r"\w{2}יים\b"), "ar": re.compile(r"\w{2}(?:ين|ان)\b")}
_NUMBERED_MONTHS: Final = frozenset({"zh", "ja", "ko"})

# A letter of a word, with the marks that some scripts write their vowels with.
_LETTER = r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0963\u200c\u200d]"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]")
_PROMISES_ITSELF = re.compile(
    r"\b(cur(e|es|ed|able|ing|ative)|heal(s|ed|ing)?|miracles?|guarantee\w*|breakthroughs?)\b"
)

_PROSE = re.compile(r"(?<!\w)[a-z]{4,}(?!\w|-[A-Z0-9])")
# Words no other language in Latin letters has: two of them side by side are English.
_ENGLISH: Final = re.compile(
    r"\b(?:the|of|and|your|you|with|that|this|have|please|from|which|been|what|when|who|they|their|would|does)"
    r"\s(?:the|of|and|your|you|with|that|this|have|please|from|which|been|what|when|who|they|their|would|does)\b"
)
_LIMIT = re.compile(r"Limit: (\d+) characters")
_SUBJECT: Final = ("subject.txt", 78)  # RFC 5322, 2.1.1: longer lines are cut or folded by what shows them

_ENDING = re.compile(r"(?:us|[aeo]+)$")

# How Latin languages write what English (and the INN list) writes: rytuksymab, méthotrexate, hidroxicloroquina.
_SPELT_ALIKE: Final = (
    ("ph", "f"), ("th", "t"), ("qu", "c"), ("ks", "x"), ("ch", "c"), ("k", "c"), ("y", "i"), ("w", "v"), ("z", "s"),
    ("ss", "s"), ("mt", "nt")
)  # fmt: skip


def digits(text: Text) -> Iterator[Problem]:
    """Every number of the source, in the digits of any script, and no other.

    A month may be a number in Chinese, and two of something a word of its own where a language has a dual.
    """
    wanted, there = _numbers(text.english), _numbers(text.text)
    if wanted == there:
        return
    if text.entry.plural is not None and there in (_numbers(text.entry.id), Counter()):
        return
    joined, its = (_numbers(_GROUPED.sub("", _plain_digits(part))) for part in (text.text, text.english))
    if joined == its:
        return
    lost, new = wanted - there, Counter(number for number in there - wanted if number not in wanted)
    if "2" in lost and (dual := _DUALS.get(text.language)):
        lost["2"] -= len(dual.findall(text.text))
        lost = +lost
    if text.language in _NUMBERED_MONTHS and not lost and len(_MONTHS.findall(text.english)) >= new.total():
        return
    if lost or new:
        yield text.problem(Rule.DIGITS, found=" ".join(new.elements()), wanted=" ".join(lost.elements()))


def glossary(text: Text) -> Iterator[Problem]:
    """Where the English has an agreed term, the translation has one of the words agreed upon for it."""
    english = folded(text.english)
    for term in text.glossary.terms:
        if not term.enforced or not _has(term.source, english) or not _any_of(term.source).search(english):
            continue
        if term.keep:
            if not any(word in text.text for word in term.source):
                yield text.problem(Rule.GLOSSARY, wanted=term.source[0])
            continue
        words = text.glossary.words.get(term.key, ())
        if words and not _has(words, folded(text.text)):
            yield text.problem(Rule.GLOSSARY, wanted=words[0])


def forbidden(text: Text) -> Iterator[Problem]:
    """No word that promises a cure or success, unless the English itself speaks of it."""
    words, there = text.glossary.forbidden, folded(text.text)
    if not _has(words, there) or not (found := _promising(words).search(there)):
        return
    if not _PROMISES_ITSELF.search(folded(text.english)):
        yield text.problem(Rule.FORBIDDEN, found=found[0])


def names(text: Text) -> Iterator[Problem]:
    """Medicines keep their names: products letter by letter, generic names as the language spells them."""
    for name in _named(text.glossary.medicines, words_alone(text.english)):
        product = name in text.glossary.medicines.products
        kept = name in text.text if product else name.casefold() in folded(text.text)
        if kept or (not product and _is_spelt(name.casefold(), text)):
            continue
        yield text.problem(Rule.NAMES, wanted=name)


def english(text: Text) -> Iterator[Problem]:
    """Nothing of the English is left over."""
    there, its = words_alone(text.text), words_alone(text.english)
    if text.language == "en":
        return
    own = _prose(its, text.glossary.medicines)
    if script_of(text.tag) != LATIN:
        if own and not any(script_of_letter(letter) not in {"", LATIN} for letter in there):
            yield text.problem(Rule.ENGLISH, found=text.text)
            return
    elif text.text == text.english and len(own) > 2:
        yield text.problem(Rule.ENGLISH, found=text.text)
        return
    if run := _ENGLISH.search(there.casefold()):
        yield text.problem(Rule.ENGLISH, found=run[0])


def length(text: Text) -> Iterator[Problem]:
    """Not longer than its place: a mail's subject, or what the remark on the source says."""
    limits = [int(found[1]) for comment in text.entry.comments if (found := _LIMIT.search(comment))]
    if any(place.endswith(_SUBJECT[0]) for place in text.entry.places):
        limits.append(_SUBJECT[1])
    if limits and len(text.text) > min(limits):
        yield text.problem(Rule.LENGTH, found=str(len(text.text)), wanted=f"≤ {min(limits)}")


@lru_cache(maxsize=8_000)
def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(_plain_digits(words_alone(text))))


def _plain_digits(text: str) -> str:
    return _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)


@lru_cache(maxsize=512)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word.casefold())}(?!\w)" for word in words))


def _has(words: tuple[str, ...], text: str) -> bool:
    """Whether one of the words or stems stands anywhere in a folded text; much faster than an expression."""
    return any(word in text for word in _stems(words))


@lru_cache(maxsize=512)
def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(word).strip("*") for word in words)


@lru_cache(maxsize=64)
def _promising(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words as one expression; ``*`` stands for any ending or beginning, and Chinese has no ends of words."""
    parts = []
    for word in map(folded, words):
        bare = re.escape(word.strip("*"))
        if not _UNSPACED.search(word):
            before = f"{_LETTER}*" if word.startswith("*") else f"(?<!{_LETTER})"
            after = f"{_LETTER}*" if word.endswith("*") else f"(?!{_LETTER})"
            bare = f"{before}{bare}{after}"
        parts.append(bare)
    return re.compile("|".join(parts))


@lru_cache(maxsize=8)
def _pattern(medicines: Medicines) -> re.Pattern[str]:
    known = sorted(medicines.generics | medicines.products, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8_000)
def _named(medicines: Medicines, text: str) -> tuple[str, ...]:
    if not medicines.generics | medicines.products:
        return ()
    found = _pattern(medicines).findall(text)
    return tuple(
        name for name in dict.fromkeys(found) if name in medicines.products or name.casefold() in medicines.generics
    )


def _is_spelt(name: str, text: Text) -> bool:
    there = folded(text.text)
    if any(folded(spelling) in there for spelling in text.glossary.names.get(name, ())):
        return True
    words = [_ENDING.sub("", _alike(word)) for word in name.split()]
    return script_of(text.tag) == LATIN and all(word in _alike(there) for word in words)


@lru_cache(maxsize=2_000)
def _alike(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    for its, plain in _SPELT_ALIKE:
        bare = bare.replace(its, plain)
    return bare


@lru_cache(maxsize=8_000)
def _prose(text: str, medicines: Medicines) -> tuple[str, ...]:
    """The English words of a text that a translation cannot keep: no names, no abbreviations."""
    for name in _named(medicines, text):
        text = text.replace(name, " ")
    return tuple(word for word in _PROSE.findall(text) if word.isascii())
