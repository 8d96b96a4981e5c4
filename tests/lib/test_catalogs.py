"""Translations are served where they can be trusted; everywhere else English stands, and nothing raises."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake.lib.catalog_files import CatalogError, plural_rule
from intake.lib.catalogs import N_, Catalogs
from intake.lib.plurals import plural_forms
from intake.lib.po import Entry, block_of, empty_catalog, template
from intake.lib.reviews import Approval, Reviews, reviews_text, source_hash, translation_hash
from intake.lib.translations import Standing

DAYS = Entry("%(num)s day", plural="%(num)s days")
TODAY = date(2026, 11, 21)
NUMBERS = (0, 1, 2, 3, 11, 100, 102, 103)


def write(folder: Path, tag: str, domain: str, *entries: Entry, header: str | None = None) -> Path:
    """A catalog with these entries, and a template that asks for them."""
    file = empty_catalog(tag, header or plural_forms(tag))
    file.blocks = [block_of(entry) for entry in entries]
    path = folder / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(file), "utf-8")
    return path


def ask(folder: Path, domain: str, *entries: Entry) -> None:
    """The template of a domain."""
    (folder / f"{domain}.pot").write_text(template(entries), "utf-8")


def test_a_sentence_is_looked_up_in_its_domain_then_in_the_others_then_in_english(tmp_path: Path) -> None:
    write(tmp_path, "he", "site", Entry("Send", strings=("site",)), Entry("Home", strings=("home",)))
    write(tmp_path, "he", "staff", Entry("Send", strings=("staff",)))
    catalogs = Catalogs.load(tmp_path)
    assert catalogs.tags == ("en", "he")
    assert catalogs.translations("he", "staff").gettext("Send") == "staff"
    assert catalogs.translations("he", "site").gettext("Send") == "site"
    assert catalogs.translations("he", "mail").gettext("Home") == "home"
    assert catalogs.translations("he", "site").gettext("Unknown") == "Unknown"
    assert catalogs.translations("en", "site").gettext("Send") == "Send"
    assert catalogs.translations("he", "site") is catalogs.translations("he", "site")


def test_a_context_sets_messages_apart(tmp_path: Path) -> None:
    write(
        tmp_path,
        "he",
        "clinic",
        Entry("None", "question.a.label", strings=("אין",)),
        Entry("None", strings=("אף אחד",)),
    )
    words = Catalogs.load(tmp_path).translations("he", "site")
    assert words.pgettext("question.a.label", "None") == "אין"
    assert words.pgettext("question.b.label", "None") == "None"
    assert words.gettext("None") == "אף אחד"
    assert words.has("None", context="question.a.label")
    assert not words.has("None", context="question.b.label")
    assert words.gettext("") == ""


def test_arabic_numbers_take_the_forms_of_cldr_order(tmp_path: Path) -> None:
    forms = ("zero", "one", "two", "few", "many", "other")
    write(tmp_path, "ar", "site", Entry(DAYS.id, plural=DAYS.plural, strings=forms))
    words = Catalogs.load(tmp_path).translations("ar", "site")
    assert [words.ngettext(DAYS.id, "%(num)s days", n) for n in NUMBERS] == [
        *("zero", "one", "two", "few", "many", "other", "other", "few"),
    ]


def test_hebrew_has_a_dual(tmp_path: Path) -> None:
    write(tmp_path, "he", "site", Entry(DAYS.id, plural=DAYS.plural, strings=("יום", "יומיים", "%(num)s ימים")))
    words = Catalogs.load(tmp_path).translations("he", "site")
    shown = [words.ngettext(DAYS.id, "%(num)s days", n) for n in NUMBERS]
    assert shown == ["%(num)s ימים", "יום", "יומיים", *["%(num)s ימים"] * 5]


@pytest.mark.parametrize(("tag", "count"), [("ru", 3), ("uk", 3), ("pl", 3), ("tr", 1), ("zh-Hans", 1), ("fr", 2)])
def test_other_languages_count_as_babel_says(tag: str, count: int) -> None:
    rule = plural_rule(plural_forms(tag))
    assert rule is not None
    assert rule[0] == count


@pytest.mark.parametrize(
    "header",
    [None, "", "nplurals=2", "nplurals=x; plural=0;", "nplurals=2; plural=__import__('os');", "nplurals=1; plural=n;"],
)
def test_a_plural_rule_that_cannot_be_read_leaves_english(tmp_path: Path, header: str | None) -> None:
    assert plural_rule(header) is None
    write(tmp_path, "ru", "site", Entry(DAYS.id, plural=DAYS.plural, strings=("a", "b")), header=header or "x")
    words = Catalogs.load(tmp_path).translations("ru", "site")
    assert words.ngettext(DAYS.id, "%(num)s days", 1) == DAYS.id
    assert words.ngettext(DAYS.id, "%(num)s days", 0) == DAYS.plural


BAD = [
    Entry("Hello %(name)s", strings=("שלום",)),
    Entry("Hello %(name)s", strings=("שלום %(names)s",)),
    Entry("Hello %(name)s", strings=("שלום %(name)s %(other)s",)),
    Entry("Half", strings=("50% חצי",)),
    Entry("Half", strings=("%s",)),
    Entry("Half", strings=("%(",)),
    Entry("Half", strings=("<script>alert(1)</script>",)),
    Entry("By <b>%(date)s</b>", strings=('<b onclick="x">%(date)s</b>',)),
    Entry("Subject", strings=("a\nBcc: b@example.org",)),
    Entry("Half", strings=("חצי",), flags=("fuzzy",)),
    Entry("Half", strings=("",)),
    Entry(DAYS.id, plural=DAYS.plural, strings=("יום", "יומיים")),
    Entry(DAYS.id, plural=DAYS.plural, strings=("יום", "", "ימים")),
    Entry(DAYS.id, plural=DAYS.plural, strings=("יום", "יומיים", "%(days)s ימים")),
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_cannot_be_trusted_is_shown_in_english(tmp_path: Path, bad: Entry) -> None:
    ask(tmp_path, "site", Entry(bad.id, plural=bad.plural))
    write(tmp_path, "he", "site", bad)
    catalogs = Catalogs.load(tmp_path)
    words = catalogs.translations("he", "site")
    assert words.gettext(bad.id) == bad.id
    assert words.ngettext(bad.id, "many", 5) == "many"
    assert catalogs.coverage("he")["site"].missing == 1
    assert not catalogs.is_complete("he", ["site"])


def test_a_translation_of_another_source_is_not_served(tmp_path: Path) -> None:
    ask(tmp_path, "site", Entry("New"))
    write(tmp_path, "he", "site", Entry("Old", strings=("ישן",)))
    words = Catalogs.load(tmp_path).translations("he", "site")
    assert words.gettext("Old") == "Old"


def test_a_form_for_one_or_two_may_leave_the_number_out_and_text_may_hold_a_percent_sign(tmp_path: Path) -> None:
    write(tmp_path, "he", "clinic", Entry("30 % of people", "a", strings=("30% מהאנשים",)))
    assert Catalogs.load(tmp_path).translations("he", "site").pgettext("a", "30 % of people") == "30% מהאנשים"


def test_a_language_is_live_once_it_is_offered_and_reviewed_if_the_policy_says_so(tmp_path: Path) -> None:
    agree = Entry("I agree", "consent.C1")
    ask(tmp_path, "legal", agree)
    for tag in ("ar", "he", "ru"):
        said = replace(agree, strings=("x",))
        write(tmp_path, tag, "legal", said)
        read = (Approval("legal", "consent.C1", source_hash(said), translation_hash(said), "A", "B", TODAY),)
        (tmp_path / tag / "reviews.toml").write_text(
            reviews_text(Reviews(offered=tag != "ar", approvals=read if tag == "he" else ()))
        )
    catalogs = Catalogs.load(tmp_path)
    assert catalogs.live("complete") == ("en", "he", "ru")
    assert catalogs.live("reviewed") == ("en", "he")
    assert {tag: catalogs.is_draft(tag) for tag in catalogs.tags} == {"en": False, "ar": True, "he": False, "ru": True}
    assert catalogs.translations("he", "legal").standing("I agree", context="consent.C1") is Standing.OWN
    assert catalogs.translations("ru", "legal").standing("I agree", context="consent.C1") is Standing.DRAFT


@pytest.mark.parametrize("changed", ["source", "translation"])
def test_an_approval_is_void_once_either_text_changes(tmp_path: Path, changed: str) -> None:
    said = Entry("I agree", "consent.C1", strings=("x",))
    read = Approval("legal", "consent.C1", source_hash(said), translation_hash(said), "A", "B", TODAY)
    (tmp_path / "he" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "he" / "reviews.toml").write_text(reviews_text(Reviews(offered=True, approvals=(read,))))
    now = replace(said, id="I agree to all") if changed == "source" else replace(said, strings=("y",))
    ask(tmp_path, "legal", now)
    write(tmp_path, "he", "legal", now)
    catalogs = Catalogs.load(tmp_path)
    assert catalogs.is_draft("he")
    assert catalogs.live("reviewed") == ("en",)


def test_a_gap_in_an_offered_language_is_filled_by_a_near_language_then_by_english(tmp_path: Path) -> None:
    ask(tmp_path, "site", Entry("Send"), Entry("Home"), Entry("Help"))
    write(tmp_path, "pt-PT", "site", Entry("Send", strings=("Enviar já",)))
    write(tmp_path, "pt-BR", "site", Entry("Send", strings=("Enviar",)), Entry("Home", strings=("Início",)))
    write(tmp_path, "ar", "site", Entry("Help", strings=("مساعدة",)))
    words = Catalogs.load(tmp_path).translations("pt-PT", "site")
    assert [words.gettext(text) for text in ("Send", "Home", "Help")] == ["Enviar já", "Início", "Help"]
    assert [words.language(text) for text in ("Send", "Home", "Help")] == ["pt-PT", "pt-BR", "en"]
    assert words.standing("Home") is Standing.OTHER
    assert words.standing("Send") is Standing.OWN


def test_a_language_read_again_takes_the_place_of_the_old_one_and_the_others_stay(tmp_path: Path) -> None:
    ask(tmp_path, "site", Entry("Send"))
    for tag in ("ar", "he", "ru"):
        write(tmp_path, tag, "site", Entry("Send", strings=("before",)))
    catalogs = Catalogs.load(tmp_path)
    before = {tag: catalogs.translations(tag, "site") for tag in catalogs.tags}
    write(tmp_path, "he", "site", Entry("Send", strings=("after",)))
    write(tmp_path, "sv", "site", Entry("Send", strings=("skicka",)))
    write(tmp_path, "ar", "site").write_text("not a catalog")
    shutil.rmtree(tmp_path / "ru")
    catalogs.renew(catalogs.renewed(["ar", "he", "ru", "sv"]))
    assert catalogs.tags == ("en", "ar", "he", "sv")
    assert catalogs.translations("he", "site").gettext("Send") == "after"
    assert catalogs.translations("he", "site") is not before["he"]
    assert catalogs.translations("ar", "site") is before["ar"]
    assert catalogs.translations("en", "site") is before["en"]


def test_a_folder_without_languages_serves_english(tmp_path: Path) -> None:
    assert Catalogs.load(tmp_path).live() == ("en",)
    (tmp_path / "he" / "LC_MESSAGES").mkdir(parents=True)
    assert Catalogs.load(tmp_path).live() == ("en",)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "he", "site", Entry("a", strings=("b",)))
    path.write_text(path.read_text("utf-8") + "<<<<<<< HEAD\n", "utf-8")
    with pytest.raises(CatalogError, match=r"site\.po:12: "):
        Catalogs.load(tmp_path)
    path.write_bytes(b"\xff")
    with pytest.raises(CatalogError, match="cannot be read"):
        Catalogs.load(tmp_path)


def test_the_mark_changes_nothing() -> None:
    assert N_("Send") == "Send"
