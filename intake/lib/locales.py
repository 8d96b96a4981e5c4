"""Which languages pages are served in, and which of them a visitor gets.

A locale is known by its BCP 47 tag (``zh-Hans``) everywhere but on disk, where its folder is ``zh_Hans``. A tag in an
address or a cookie is only ever compared with the live ones. ``Accept-Language`` is cut before it is read, so that a
header of 64 KB costs what one of a kilobyte does.

The kinship of languages comes from CLDR's aliases and likely scripts, which Babel has in memory anyway, and from
`NEAR`. `langcodes` answers the same questions (the tests compare), but it costs 11 MB and keeps every tag it was ever
asked about, which a stranger can choose.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import babel
from babel.core import get_global

HEADER_LIMIT = 1_000
ENTRY_LIMIT = 20
TAG_LIMIT = 35

RIGHT_TO_LEFT = frozenset(
    ["Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"]
)

# Languages whose readers read the other one without being wronged: spoken kinds of Arabic, written as the standard
# language; German's neighbours; Cantonese, written in the Chinese script its readers use. Not here, on purpose:
# Belarusian and Ukrainian for Russian, Galician and Catalan for Spanish. Whoever can read both says so in the header.
SPOKEN_ARABIC = ("acm", "acq", "acw", "aeb", "afb", "ajp", "apc", "apd", "arq", "ars", "ary", "arz", "ayl", "ayn")
NEAR = {
    **dict.fromkeys(SPOKEN_ARABIC, "ar"),
    "gsw": "de",
    "lb": "de",
    "no": "nb",
    "yue": "zh",
}

# CLDR's two languages for looking at a site: nobody speaks them, so Babel has no words for them; they count, sort and
# write dates as the language after the colon does. No reader of it is ever given them in its place.
PSEUDO = {"en-XA": "en", "ar-XB": "ar"}

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?(?:-[a-z0-9]{1,8}){0,4}",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[ \t]*([A-Za-z0-9-]{2,35})[ \t]*(?:;[ \t]*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*)?")


class UnknownLocale(ValueError):
    """The tag is not one CLDR has words for."""


@dataclass(frozen=True, slots=True)
class Locale:
    """A language pages are served in: what ``lang=`` and ``dir=`` say, and the name its readers call it by.

    ``preview``: patients are not offered it; whoever was given a link looks at it.
    """

    tag: str
    folder: str
    direction: str
    own_name: str
    language: str
    preview: bool = False


class _Kin(NamedTuple):
    """What a tag means: aliases followed, script and region filled in as CLDR thinks likely."""

    language: str
    script: str
    region: str


def folder_of(tag: str) -> str:
    """The name of a locale's folder: ``pt_BR`` for ``pt-BR``."""
    return tag.replace("-", "_")


def tag_of(folder: str) -> str:
    """The tag of a locale's folder: ``pt-BR`` for ``pt_BR``."""
    return folder.replace("_", "-")


@lru_cache(maxsize=64)
def locale_of(tag: str) -> Locale:
    """The locale of a tag written as we write tags. Raises `UnknownLocale`."""
    kin, written_as = _kin(tag), spoken(tag)
    try:
        own_name = babel.Locale.parse(folder_of(written_as)).get_display_name()
    except (ValueError, babel.UnknownLocaleError):
        kin = None
    if kin is None or not own_name:
        raise UnknownLocale(tag)
    if tag in PSEUDO:
        own_name = f"{own_name} ({tag})"
    direction = "rtl" if kin.script in RIGHT_TO_LEFT else "ltr"
    return Locale(tag=tag, folder=folder_of(tag), direction=direction, own_name=own_name, language=tag.split("-")[0])


def is_known(tag: str) -> bool:
    """Whether CLDR has words for a language."""
    try:
        return locale_of(tag).tag == tag
    except UnknownLocale:
        return False


def spoken(tag: str) -> str:
    """The language whose words CLDR has: ``en`` for the pseudo-locale ``en-XA``, else the tag itself."""
    return PSEUDO.get(tag, tag)


def nearest(tag: str, others: Iterable[str]) -> list[str]:
    """Those of the others that readers of this language read without being wronged: same language, same script."""
    wanted = _kin(tag)
    kin = [(other, _kin(other)) for other in others if other != tag]
    return [other for other, its in kin if its and wanted and its[:2] == wanted[:2]]


class LocaleTable:
    """The live locales, in the order the language switch shows them, and the one for everybody else."""

    def __init__(self, live: Iterable[str], default: str) -> None:
        self.live: tuple[Locale, ...] = tuple(locale_of(tag) for tag in live)
        self._by_tag = {locale.tag: locale for locale in self.live}
        if default not in self._by_tag:
            names = ", ".join(self._by_tag) or "none"
            raise UnknownLocale(f"the default locale {default!r} is not among the live ones: {names}")
        self.default: Locale = self._by_tag[default]
        self._kin = [(kin, locale.tag) for locale in self.live if (kin := _kin(locale.tag)) is not None]

    def __iter__(self) -> Iterator[Locale]:
        return iter(self.live)

    def __contains__(self, tag: object) -> bool:
        return tag in self._by_tag

    def __getitem__(self, tag: str) -> Locale:
        return self._by_tag[tag]

    def parse_tag(self, text: str) -> str | None:
        """The live locale written exactly so in an address, a cookie or a field; None for anything else."""
        return text if len(text) <= TAG_LIMIT and text in self._by_tag else None

    def match(self, tag: str) -> str | None:
        """The live locale for somebody who asked for this tag: the same language in the same script, or None."""
        wanted = _kin(tag)
        if wanted is None:
            return None
        kind = wanted.language, wanted.script
        same = [(kin, live) for kin, live in self._kin if (kin.language, kin.script) == kind]
        for region in _regions(wanted):
            for kin, live in same:
                if kin.region == region:
                    return live
        return same[0][1] if same else None

    def negotiate(self, cookie: str | None, accept_language: str | None) -> str:
        """The locale for a visitor at ``/``: the one chosen before, else the best of the header, else the default."""
        if cookie and (chosen := self.parse_tag(cookie)):
            return chosen
        for tag in accepted(accept_language or ""):
            if matched := self.match(tag):
                return matched
        return self.default.tag


def accepted(header: str) -> list[str]:
    """The tags of an ``Accept-Language`` header, best first, without what is malformed, refused (q=0) or too much."""
    parts = header[:HEADER_LIMIT].split(",", ENTRY_LIMIT)[: ENTRY_LIMIT + 1]
    if len(header) > HEADER_LIMIT or len(parts) > ENTRY_LIMIT:
        parts.pop()  # cut in the middle: `zh-Hant` must not become `zh`
    weighed = []
    for part in parts:
        entry = _ENTRY.fullmatch(part)
        if entry and (weight := float(entry[2] or 1)) > 0:
            weighed.append((weight, entry[1]))
    return [tag for _, tag in sorted(weighed, key=lambda pair: -pair[0])]


def _kin(tag: str) -> _Kin | None:
    if len(tag) > TAG_LIMIT or not (parts := _TAG.fullmatch(tag)):
        return None
    language = parts["language"].lower()
    script = (parts["script"] or "").title()
    region = (parts["region"] or "").upper()
    alias = get_global("language_aliases").get(language)
    if alias:
        language, *rest = alias.split("_")
        script = script or next((part for part in rest if len(part) == 4), "")
        region = region or next((part for part in rest if len(part) in {2, 3}), "")
    likely = _likely(language, script, region)
    if tag in PSEUDO:
        return _Kin(tag, likely[1], region)
    return _Kin(NEAR.get(language, language), script or likely[1], region or likely[2])


def _likely(language: str, script: str, region: str) -> tuple[str, str, str]:
    known = get_global("likely_subtags")
    for key in (f"{language}_{script}" if script else "", f"{language}_{region}" if region else "", language):
        if key and (found := known.get(key)):
            _, likely_script, likely_region = found.split("_")[:3]
            return language, likely_script, likely_region
    return language, "", ""


def _regions(kin: _Kin) -> Iterator[str]:
    """The regions to look for, nearest first: Angola reads Portugal's Portuguese, Mexico Latin America's Spanish."""
    yield kin.region
    parents = get_global("parent_exceptions")
    for name in (f"{kin.language}_{kin.script}_{kin.region}", f"{kin.language}_{kin.region}"):
        while parent := parents.get(name):
            yield parent.split("_")[-1]
            name = parent
    yield _likely(kin.language, kin.script, "")[2]
