"""A language is filled without a translator: English in other vowels, which every rule of the checks lets pass."""

import re
from dataclasses import replace

from intake.lib import placeholders, po
from intake.lib.po import Entry, block_of
from intake.services.catalogs.glossary import medicines_of
from tests.makers import make_content

_VOWELS = str.maketrans("aeiouyAEIOUY", "åéïöüýÅÉÏÖÜÝ")


def in_other_vowels(text: str) -> str:
    """The text as nobody writes it: as long, with its placeholders, tags, codes and names of medicines."""
    return "".join(part if number % 2 else part.translate(_VOWELS) for number, part in enumerate(_kept().split(text)))


def filled(text: str) -> str:
    """A translators' file with every message translated, all its plural forms."""
    file = po.parse(text)
    blocks = [block_of(_said(block.entry)) for block in file.live]
    return "".join(block.text for block in (file.header, *blocks))


def _said(entry: Entry) -> Entry:
    if entry.plural is None:
        return replace(entry, strings=(in_other_vowels(entry.id),))
    forms = len(entry.strings)
    texts = (entry.id, *[entry.plural] * (forms - 1)) if forms > 1 else (entry.plural,)
    return replace(entry, strings=tuple(map(in_other_vowels, texts)))


def _kept() -> re.Pattern[str]:
    medicines = medicines_of(make_content().treatments.values())
    names = sorted({*medicines.generics, *medicines.products}, key=len, reverse=True)
    known = "|".join(map(re.escape, names))
    return re.compile(
        rf"(%\(\w+\)[sd]|{placeholders.TAG.pattern}|\b[A-Z][A-Z0-9-]+\b|\b(?i:{known})\b|\S+@\S+|https?://\S+)"
    )
