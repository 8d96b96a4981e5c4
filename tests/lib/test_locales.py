"""Visitors get the language they asked for, and nobody gets another people's."""

import time

import pytest
from langcodes import tag_distance

from intake.lib.locales import LocaleTable, UnknownLocale, accepted, folder_of, locale_of, tag_of

LIVE = "en he ar ru uk ro el ka tr es fr de pt-BR pl zh-Hans hi fa".split()  # noqa: SIM905 — a list to read
TABLE = LocaleTable(LIVE, "en")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("he", "he"),
        ("HE-il", "he"),
        ("iw", "he"),
        ("ar-IQ", "ar"),
        ("arz", "ar"),
        ("apc", "ar"),
        ("ru-UA", "ru"),
        ("uk-UA", "uk"),
        ("de-AT", "de"),
        ("gsw", "de"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),  # better than English, while it is the only Portuguese
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("cmn", "zh-Hans"),
        ("mo", "ro"),
        ("prs", "fa"),
        ("en-US-u-ca-buddhist", "en"),
        ("es-419", "es"),
        ("zh-TW", None),
        ("zh-HK", None),
        ("zh-MO", None),
        ("zh-Hant", None),
        ("yue", None),
        ("be", None),
        ("gl", None),
        ("ca", None),
        ("kk", None),
        ("az", None),
        ("sr", None),
        ("ckb", None),
        ("in", None),
        ("no", None),
        ("ru-Latn", None),
        ("und", None),
        ("i-klingon", None),
        ("*", None),
        ("", None),
    ],
)
def test_one_language_is_matched(asked: str, given: str | None) -> None:
    assert TABLE.match(asked) == given


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("in", "id"),
        ("no", "nb"),
        ("nb-NO", "nb"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt-PT"),
        ("pt", "pt-BR"),
        ("pt-AO", "pt-PT"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("sr", "sr"),
        ("sr-Latn", "sr-Latn"),
        ("sr-ME", "sr-Latn"),
        ("sh", "sr-Latn"),
        ("es-MX", "es-419"),
        ("es-ES", "es"),
        ("ru", None),
        ("uk", None),
    ],
)
def test_close_relatives_are_told_apart_when_both_are_live(asked: str, given: str | None) -> None:
    tags = "en pt-PT pt-BR zh-Hans zh-Hant id nb sr sr-Latn es es-419".split()  # noqa: SIM905
    assert LocaleTable(tags, "en").match(asked) == given


def test_langcodes_would_not_call_any_match_far() -> None:
    asked = "iw he-IL ar-IQ arz apc ru-UA de-AT gsw lb pt-PT zh-SG cmn mo prs es-419 en-GB".split()  # noqa: SIM905
    assert {tag for tag in asked if tag_distance(tag, TABLE.match(tag) or "und") > 14} == set()


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("he", ["he"]),
        ("en;q=0.5, he", ["he", "en"]),
        ("ru;q=0.8,uk;q=0.8", ["ru", "uk"]),
        ("ru;q=0, en", ["en"]),
        ("en ; q=0.5 , he;Q=1.000", ["he", "en"]),
        ("ru;q=2, uk;q=-1, ka;q=x, el;q=0.1234, he", ["he"]),
        ("../../etc, he\x00, <b>, , ;q=1, fa", ["fa"]),
        ("he" + ", ru" * 30, ["he"] + ["ru"] * 19),
        ("", []),
    ],
)
def test_the_header_is_read(header: str, tags: list[str]) -> None:
    assert accepted(header) == tags


def test_an_entry_cut_by_the_limit_is_left_out() -> None:
    header = "x" * 990 + ",zh-Hant,ru"
    assert header[:1_000].endswith("zh-Hant,r")
    assert accepted("x" * 993 + ",zh-Hant") == []


@pytest.mark.parametrize(
    "header", ["he," * 22_000, "a-" * 32_000, "x" * 65_000, ";q=0" * 16_000, "en;q=" + "1" * 65_000, " " * 65_000]
)
def test_a_header_of_64_kb_costs_nothing(header: str) -> None:
    start = time.process_time()
    for _ in range(100):
        TABLE.negotiate(None, header)
    assert time.process_time() - start < 0.25


def test_the_cookie_wins_over_the_header_and_the_header_over_the_default() -> None:
    assert TABLE.negotiate("ru", "he") == "ru"
    assert TABLE.negotiate("../../etc", "xx, he;q=0.1") == "he"
    assert TABLE.negotiate(None, None) == "en"
    assert LocaleTable(["en", "he"], "he").negotiate("zz", "be, gl, zh-TW") == "he"


@pytest.mark.parametrize("text", ["../../etc", "he/..", "HE", "iw", "he ", "", "zh_Hans", "he\x00", "xx-" * 10_000])
def test_an_address_names_a_live_locale_exactly_or_none(text: str) -> None:
    assert TABLE.parse_tag(text) is None
    assert TABLE.parse_tag("zh-Hans") == "zh-Hans"


def test_direction_comes_from_the_script() -> None:
    rtl = {tag for tag in [*LIVE, "ckb", "ur", "yi", "uz", "ku", "az-Arab"] if locale_of(tag).direction == "rtl"}
    assert rtl == {"he", "ar", "fa", "ckb", "ur", "yi", "az-Arab"}


def test_a_locale_knows_its_folder_and_its_own_name() -> None:
    assert (locale_of("pt-BR").folder, locale_of("pt-BR").own_name) == ("pt_BR", "português (Brasil)")
    assert locale_of("he").own_name == "עברית"
    assert [tag_of(folder_of(tag)) for tag in LIVE] == LIVE


@pytest.mark.parametrize(("live", "default"), [(["en", "xx"], "en"), (["en"], "he"), ([], "en")])
def test_a_table_without_its_default_or_with_an_unknown_language_is_refused(live: list[str], default: str) -> None:
    with pytest.raises(UnknownLocale):
        LocaleTable(live, default)
