"""A language whose answers say which message they are: nothing of it is left on a page, and nothing is lost by it."""

import pytest

from intake.lib import marks
from intake.lib.numbering import Numbered, Register
from intake.lib.po import Entry
from intake.lib.reviews import source_hash
from intake.lib.translations import Messages, Translations

HEBREW = Messages(
    "he", {"Send": "שליחה", "menu\x04Home": "בית", "%(n)s file": ("קובץ", "קבצים")}, rule=lambda n: int(n != 1)
)


@pytest.fixture
def register() -> Register:
    """What is asked for."""
    return Register()


@pytest.fixture
def words(register: Register) -> Numbered:
    """Hebrew, numbered."""
    return Numbered(Translations("he", [HEBREW]), register)


def test_each_message_has_its_number_and_its_words(words: Numbered, register: Register) -> None:
    said = [words.gettext("Send"), words.pgettext("menu", "Home"), words.ngettext("%(n)s file", "%(n)s files", 3)]
    assert [marks.without_numbers(one) for one in said] == ["שליחה", "בית", "קבצים"]
    assert [marks.numbers_in(one) for one in said] == [[0], [1], [2]]
    assert words.gettext("Send") == said[0]
    entries = (Entry("Send"), Entry("Home", "menu"), Entry("%(n)s file", None, "%(n)s files"))
    assert register.ids == [source_hash(entry) for entry in entries]


def test_what_another_language_answers_is_told(words: Numbered, register: Register) -> None:
    words.gettext("Nobody wrote this")
    assert register.foreign == {register.ids[0]: "en"}
    assert words.gettext("") == ""


def test_numbers_become_elements_where_elements_may_stand(words: Numbered) -> None:
    send, home = words.gettext("Send"), words.pgettext("menu", "Home")
    page = f'<title>{send}</title><p title="{home}">{send} <b>{words.gettext("Send")}</b></p><option>{home}</option>'
    assert marks.aside(page) == [0, 1, 1]
    assert marks.placed(page, lambda number: (f"<i id={number}>", "</i>")) == (
        '<title>שליחה</title><p title="בית"><i id=0>שליחה</i> <b><i id=0>שליחה</i></b></p><option>בית</option>'
    )


def test_one_inside_another_ends_first(words: Numbered) -> None:
    outer = marks.numbered(f"a {words.gettext('Send')} <b>b</b>", 31)
    assert marks.placed(outer, lambda number: (f"[{number}", f"{number}]")) == "[31a [0שליחה0] <b>b</b>31]"
    assert marks.placed(marks.SAID, lambda _: ("[", "]")) == ""
