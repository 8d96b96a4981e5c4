"""Dates nobody can misread, lists in each language's order, and text that keeps its direction."""

import datetime as dt
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from intake.lib import formats
from tests.needed import missing

NOW = dt.datetime(2026, 11, 24, 22, 30, tzinfo=dt.UTC)
TAGS = "en he ar ru uk ro el ka tr es fr de pt-BR pl zh-Hans hi fa".split()  # noqa: SIM905 — a list to read
ROOT = Path(__file__).resolve().parents[2]


def test_a_date_names_its_month_and_is_the_zones_day() -> None:
    assert formats.date(NOW, "en", "UTC") == "24 November 2026"
    assert formats.date(NOW, "en", "Asia/Jerusalem") == "25 November 2026"
    assert formats.date(dt.date(2026, 3, 7), "he") == "7 במרץ 2026"
    assert formats.date(dt.date(2026, 3, 7), "ar") == "7 مارس 2026"
    assert formats.date(dt.date(2026, 3, 7), "ru").replace("\u202f", " ") == "7 марта 2026 г."


@pytest.mark.parametrize("tag", sorted(set(TAGS) - {"zh-Hans"}))
def test_no_date_is_all_digits(tag: str) -> None:
    assert any(character.isalpha() for character in formats.date(NOW, tag))


def test_a_time_comes_with_its_zone() -> None:
    assert formats.date_time(NOW, "en", "Asia/Jerusalem") == "25 November 2026, 00:30 (Israel Time)"
    assert formats.date_time(NOW, "he", "Asia/Jerusalem") == "25 בנובמבר 2026, 0:30 (שעון ישראל)"
    summer = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
    assert formats.date_time(summer, "en", "Asia/Jerusalem") == "1 July 2026, 12:00 (Israel Time)"
    for tag in TAGS:
        assert "(" in formats.date_time(NOW, tag, "Asia/Jerusalem")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formats.date(NOW.replace(tzinfo=None), "en", "UTC")


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        (dt.timedelta(seconds=0), "1 min ago"),
        (dt.timedelta(minutes=59), "59 min ago"),
        (dt.timedelta(hours=2, minutes=10), "2 hr ago"),
        (dt.timedelta(hours=23), "23 hr ago"),
        (dt.timedelta(days=3), "3 days ago"),
        (dt.timedelta(seconds=-5), "in 1 min"),
        (dt.timedelta(days=-2), "in 2 days"),
    ],
)
def test_how_long_ago(back: dt.timedelta, shown: str) -> None:
    assert formats.ago(NOW - back, "en", now=NOW) == shown


def test_how_long_ago_in_hebrew() -> None:
    assert formats.ago(NOW - dt.timedelta(hours=2), "he", now=NOW) == "לפני שעתיים"


def test_isolated_text_cannot_leave_its_isolation() -> None:
    assert formats.isolate("+49 6221 56-0") == "\u2068+49 6221 56-0\u2069"
    assert formats.isolate("a\u2069\u202eb\u200f") == "\u2068ab\u200f\u2069"


@pytest.mark.parametrize("tag", TAGS)
def test_every_list_has_every_country_and_language_once_with_a_name(tag: str) -> None:
    countries, languages = formats.countries(tag), formats.languages(tag)
    assert len({code for code, _ in countries}) == len(countries) == 249
    assert {code for code, _ in languages} == formats.language_tags()
    assert len(languages) == 80
    assert [code for code, name in countries + languages if not name or code == name] == []
    assert set(TAGS) <= formats.language_tags()


def test_lists_are_sorted_as_their_readers_sort() -> None:
    def names(tag: str) -> list[str]:
        return [name for _, name in formats.countries(tag)]

    assert names("en")[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert names("de")[:3] == ["Afghanistan", "Ägypten", "Ålandinseln"]
    assert names("he")[0] == "אוגנדה"
    assert names("ru")[0] == "Австралия"
    assert names("tr").index("Çin") > names("tr").index("Curaçao")  # ç is a letter of its own
    assert names("zh-Hans")[0] == "阿尔巴尼亚"  # by pinyin
    polish = names("pl")
    assert polish.index("Łotwa") > polish.index("Luksemburg")


def test_names_in_the_readers_language() -> None:
    assert formats.country_name("IL", "ar") == "إسرائيل"
    assert formats.country_name("??", "en") == "??"
    assert formats.language_name("ru", "he") == "רוסית"
    assert formats.language_name("zh-Hant", "en") == "Traditional Chinese"
    assert formats.language_name("pt-PT", "de") == "Portugiesisch (Portugal)"
    assert formats.language_name("xx", "en") == "xx"


def _collation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("collation", ROOT / "scripts" / "collation.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_committed_orders_are_those_of_the_script() -> None:
    collation = _collation()
    for kind, by_tag in collation.names().items():
        committed = json.loads((collation.CLDR / f"{kind}.json").read_text("utf-8"))
        assert list(committed) == TAGS
        assert {tag: set(order.split()) for tag, order in committed.items()} == {
            tag: set(names) for tag, names in by_tag.items()
        }


def test_icu_sorts_todays_names_as_committed() -> None:
    if shutil.which("node") is None:
        missing("Node's ICU sorts the names, and there is no node here: `python3 dev.py test` brings it as root")
    collation = _collation()
    for kind, by_tag in collation.names().items():
        assert collation.sort(by_tag) == (collation.CLDR / f"{kind}.json").read_text("utf-8")


def test_thousands_are_set_apart_as_the_language_does() -> None:
    assert formats.number(10_000, "en") == "10,000"
    assert formats.number(10_000, "de") == "10.000"


@pytest.mark.parametrize("tag", TAGS)
def test_how_long_ago_is_said_in_every_language(tag: str) -> None:
    now = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    for seconds in (60, 3_600, 86_400, 7 * 86_400, 31 * 86_400, 366 * 86_400):
        for count in (-11, -3, -2, -1, 1, 2, 3, 11):
            assert formats.ago(now + dt.timedelta(seconds=count * seconds), tag, now=now)
