"""The languages nobody speaks: what they must keep, and that nothing of the English is left in them."""

import re

import pytest

from intake.lib.catalog_files import FORMATTED_DOMAINS, plural_rule, read
from intake.lib.formats import countries, date_time, language_name
from intake.lib.locales import PSEUDO, LocaleTable, locale_of, nearest
from intake.lib.paths import LOCALES
from intake.lib.placeholders import disagreement
from intake.lib.plurals import plural_forms
from intake.lib.pseudo import LANGUAGES, accented, mirrored
from intake.services.catalogs.pseudo import filled
from tests.lib.test_formats import NOW

BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def test_every_line_stands_in_brackets_and_keeps_what_is_not_words() -> None:
    said = accented('Send the form to %(name)s, <a href="x">now</a>.\n\n  100 %% of CAR-T, CD19 and I')
    assert said.count("⟦") == said.count("⟧") == 2
    for kept in ("%(name)s", '<a href="x">', "</a>⟧.\n\n  ⟦100 %% ", " CAR-T, CD19 "):
        assert kept in said
    assert mirrored("Send it: %(url)s") == "⟦سعند يت: %(url)s⟧"
    assert accented("") == mirrored("") == ""


def test_accented_text_is_longer_by_two_fifths() -> None:
    for text in ("Send", "Please check your answers before you send them.", "Rhythm", "Aeiou"):
        letters = sum(letter.isalpha() for letter in accented(text)) / sum(letter.isalpha() for letter in text)
        assert 1.4 <= letters <= 1.75, text


@pytest.mark.parametrize("tag", PSEUDO)
@pytest.mark.parametrize("domain", ["legal", "site", "clinic", "mail", "staff"])
def test_no_message_is_refused_and_none_keeps_an_english_word(tag: str, domain: str) -> None:
    rule = plural_rule(plural_forms(tag))
    assert rule is not None
    for block in filled(tag, read(LOCALES / f"{domain}.pot")).live:
        entry = block.entry
        assert disagreement(entry, formatted=domain in FORMATTED_DOMAINS) is None, entry.id
        assert entry.plural is None or len(entry.strings) == rule[0]
        for string in entry.strings:
            bare = re.sub(r"%\(\w+\)[sd]|<[^>]+>", "", string)
            assert not re.search(r"[a-z]{2}", bare), string
            assert not BIDI_CONTROLS.search(string) or BIDI_CONTROLS.search(entry.id)


def test_they_have_directions_formats_and_plurals_and_nobody_gets_them_unasked() -> None:
    assert [locale_of(tag).direction for tag in LANGUAGES] == ["ltr", "rtl"]
    assert plural_forms("ar-XB").startswith("nplurals=6;")
    assert plural_forms("en-XA") == plural_forms("en")
    assert date_time(NOW, "en-XA", "UTC") == date_time(NOW, "en", "UTC")
    assert countries("ar-XB") == countries("ar")
    assert language_name("ar-XB", "en") == "Arabic (Pseudo-Bidi)"
    table = LocaleTable(("en", "ar-XB", "en-XA", "he"), "he")
    asked = {tag: table.match(tag) for tag in ("ar-EG", "en-GB", "ar-XB", "en-XA")}
    assert asked == {"ar-EG": None, "en-GB": "en", "ar-XB": "ar-XB", "en-XA": "en-XA"}
    assert nearest("ar", ["ar-XB", "en"]) == nearest("en-XA", ["en", "ar-XB"]) == []
