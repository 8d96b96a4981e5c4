"""Names as they sound, whatever script and habit they are written in: Иванов, Ivanov and Iwanow have one key.

Each letter becomes a sound, vowels inside a word are left out (Arabic and Hebrew do not write them), and what is left
is a short key to compare. One spelling can stand for several sounds: the first key of a word is the one to keep, all of
them are to be looked for. Coarse on purpose: a person reads what is found. Letters follow the common romanisations
(BGN/PCGN, ISO 9, ISO 233, ISO 259) and the habits of passports; a script that is not known here is compared as it is.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

from intake.lib.folding import folded

VERSION: Final = 1
"""Changes with what a name's key is: whoever keeps keys has to make them again."""

LONGEST: Final = 200
MOST_WORDS: Final = 12
MOST_KEYS: Final = 16
_LONGEST_WORD: Final = 40

# Sounds: a, y vowels (y may be written with j) · W v, may be a vowel to others · U a vowel, may be v · B b p f · J j zh
# C tsh · Q a Latin c · Z a Latin ch · X kh · K Hebrew k or kh · G g · H h · small letters are themselves.
_LETTERS: Final[Mapping[str, str]] = {
    **dict(zip("абвгдежзиклмнопрстуфхцчшщыэюя", "aBWGdyJsyklmnaBrstaBXsCssaayy", strict=True)),
    **dict(zip("қғңһҳәөүұўҗҷљњћђџј", "kGnHHaaaaUJJlnCJJy", strict=True)),
    **dict(zip("αβγδεζηθικλμνορστυφχω", "aWGdysytyklmnarstaBXa", strict=True)),
    **dict(zip("אבגדהוזחטיכלמנסעפצקרשת", "aBGdHUsXtyKlmnsaBskrst", strict=True)),
    **dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "aBttJHXddrssssdtsaGBkklmnHUy", strict=True)),
    **dict(zip("چژٹڈڑںےھ", "CJtdrnyH", strict=True)),
    **dict(zip("აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ", "aBGdyWstyklmnaBJrstaBkGksCsssCXJH", strict=True)),
    "ъ": "",
    "ь": "",
    "ξ": "ks",
    "π": "B",
    "ψ": "Bs",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "t",
    "æ": "e",
    "œ": "e",
    "ı": "i",
    "ə": "e",
    "ħ": "h",
}
_APOSTROPHES: Final = "'’ʼ`´׳ʹ"
# Before letters are looked at one by one. گ would be folded into ك.
_TOGETHER: Final[Sequence[tuple[re.Pattern[str], str]]] = [
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("گ", "غ"),
        (f"[גז][{_APOSTROPHES}]", "ж"),
        (f"צ[{_APOSTROPHES}]", "ч"),
        (f"[{_APOSTROPHES}]", ""),
    )
]
_IN_WORD: Final[Sequence[tuple[re.Pattern[str], str]]] = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^[וو]", "W"),
        ("וו", "W"),
        ("^μπ", "B"),
        ("^ντ", "d"),
        ("^γ[κγ]", "G"),
        ("γ[κγ]", "nG"),
        (r"(?<=[αε])υ", "U"),
    )
]
_READ: Final = re.compile(
    r"(?P<C>tsch|tch|cz|tC)|(?P<J>dzh|dj|zh|dJ)|(?P<s>shch|sch|sh|sz|t[sz]|d[sz]|[sz]|c(?=[eiy]))|(?P<silent>(?<=[bcdfgklmnprstvz])j|j$)"
    r"|(?P<j>j)|(?P<Z>ch)|(?P<X>kh)|(?P<G>gh|g)|(?P<B>ph|[bpf])|(?P<t>th|t)|(?P<d>dh|d)|(?P<k>ck|qu|[kq])|(?P<Q>c)"
    r"|(?P<ks>x)|(?P<W>[vw])|(?P<H>h)|(?P<y>[eiy])|(?P<a>[aou])"
)
_INSIDE: Final[Mapping[str, Sequence[str]]] = {
    "a": ("",),
    "y": ("",),
    "B": ("b",),
    "W": ("b", ""),
    "U": ("", "b"),
    "J": ("j", "g", ""),
    "C": ("s", "h", "k"),
    "Q": ("k", "s"),
    "Z": ("h", "s", "k"),
    "X": ("h", "k"),
    "K": ("k", "h"),
    "G": ("g", "j", "h"),
    "H": ("h", "g"),
}
_FIRST: Final[Mapping[str, Sequence[str]]] = {
    **_INSIDE,
    "a": ("a",),
    "y": ("a", "j"),
    "W": ("b",),
    "U": ("b",),
    "J": ("j", "g", "a"),
}
_LAST: Final[Mapping[str, Sequence[str]]] = {**_INSIDE, "G": ("g", "j", "h", ""), "H": ("", "g")}
_MOST_DOUBTS: Final = 5
_ARTICLES: Final = frozenset({"al", "el", "ال", "אל", "аль", "эль"})
_ARABIC_ARTICLE: Final = re.compile("^ال(?=...)")  # الله stays whole
_LATIN_ARTICLE: Final = re.compile("^[ae]l(?=[a-z]{4})")  # Alotaibi; Alexander as well, which does no harm
_SERVANT: Final = re.compile(r"aBd[ay]*l?")  # Abd, Abdul, Abdel: one name with what follows
_SERVANTS_ARTICLE: Final = re.compile(r"^aBd[ay]*l(?=[ay]*[^ay][ay]*[^ay])")
_TWICE: Final = re.compile(r"([^ay])\1+")
_Choices = Sequence[Sequence[str]]


def name_keys(text: str) -> Sequence[Sequence[str]]:
    """For each word of a name the keys to look for, the one to keep first. Order and punctuation do not count."""
    found = (tuple(key for sounds in ways for key in _keys(sounds)) for ways in _heard(text))
    return [tuple(dict.fromkeys(keys))[:MOST_KEYS] for keys in dict.fromkeys(found) if keys][:MOST_WORDS]


def kept_keys(text: str) -> Sequence[str]:
    """For each word of a name the one key to keep."""
    found = ("".join(choice[0] for choice in _choices(ways[0])) for ways in _heard(text))
    return list(dict.fromkeys(key for key in found if key))[:MOST_WORDS]


def _heard(text: str) -> Sequence[Sequence[str]]:
    """The words as sounds, each in one or two ways: with its article and without, the one to keep first."""
    heard: list[Sequence[str]] = []
    for word in _words(text):
        ways = [_settled(_sounds(way)) for way in _with_and_without_article(word)]
        if heard and _SERVANT.fullmatch(heard[-1][0]):
            heard.pop()
            ways = [_settled("aBd" + ways[0].lstrip("ay"))]
        heard.append(ways)
    return heard


def _words(text: str) -> Sequence[str]:
    """Words of a name, folded; initials and the article tell nobody apart."""
    plain = text[:LONGEST]
    for pattern, letter in _TOGETHER:
        plain = pattern.sub(letter, plain)
    apart = "".join(sign if unicodedata.category(sign)[0] in "LM" else " " for sign in folded(plain))
    return [word[:_LONGEST_WORD] for word in apart.split() if word not in _ARTICLES and not _is_initial(word)]


def _is_initial(word: str) -> bool:
    return len(word) == 1 and (word in _LETTERS or word.isascii())


def _with_and_without_article(word: str) -> Sequence[str]:
    if _ARABIC_ARTICLE.match(word):
        return word[2:], word
    return (word, word[2:]) if _LATIN_ARTICLE.match(word) else (word,)


def _sounds(word: str) -> str:
    """A word as sounds; letters of a script that is not known here as they are."""
    for pattern, sound in _IN_WORD:
        word = pattern.sub(sound, word)
    return _READ.sub(_sound, "".join(_LETTERS.get(letter, letter) for letter in word))


def _sound(found: re.Match[str]) -> str:
    name = found.lastgroup or ""
    return {"j": "J", "silent": ""}.get(name, name)


def _settled(sounds: str) -> str:
    """Without what is written twice; after Abd without its article."""
    return _SERVANTS_ARTICLE.sub("aBd", _TWICE.sub(r"\1", sounds))


def _choices(sounds: str) -> _Choices:
    """What each sound may be in a key, the one to keep first."""
    last = len(sounds) - 1
    tables = (_FIRST if place == 0 else _LAST if place == last else _INSIDE for place in range(len(sounds)))
    return [table.get(sound, (sound,)) for table, sound in zip(tables, sounds, strict=True)]


def _keys(sounds: str) -> Sequence[str]:
    """Every key of a word, those nearest to the one to keep first. A doubt is decided alike throughout a word."""
    choices = [tuple(choice) for choice in _choices(sounds)]
    doubts = [choice for choice in dict.fromkeys(choices) if len(choice) > 1][:_MOST_DOUBTS]
    ways = sorted(product(*(range(len(choice)) for choice in doubts)), key=lambda way: sum(map(bool, way)))
    found = []
    for way in ways[:MOST_KEYS]:
        decided = dict(zip(doubts, way, strict=True))
        found.append("".join(choice[decided.get(choice, 0)] for choice in choices))
    return [key for key in found if key]
