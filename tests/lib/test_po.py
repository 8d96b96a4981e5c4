"""Translators' files are read and written without losing a byte of theirs."""

from io import BytesIO

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.lib.po import Entry, PoError, empty_catalog, parse, template, write
from intake.lib.po_merge import merged

HEADER = 'msgid ""\nmsgstr ""\n"Language: he\\n"\n"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\\n"\n'

BY_HAND = (
    "# Hebrew by somebody, 2026.\n#\n# Ask before changing the word for relapse.\n"
    + HEADER
    + '"X-Generator: a tool of theirs\\n"\n'
    + """
# My note.
#. For the button
#: templates/a.html templates/b.html
#, fuzzy, python-format
#| msgid "old %(n)s"
msgctxt "x"
msgid "one \\"quoted\\" %(n)s"
msgid_plural ""
"two\\n"
"lines %(n)s"
msgstr[0] "א"
msgstr[1] ""
msgstr[2] "ב"
msgid "without an empty line"
msgstr "a\u2028b"


#~| msgid "before"
#~ msgctxt "c"
#~ msgid "no longer used"
#~ msgstr "כבר לא"
#~ msgid "no longer used"
#~ msgstr "כבר לא"

# the end
"""
)


def test_a_file_nobody_touched_is_written_back_byte_for_byte() -> None:
    assert str(parse(BY_HAND)) == BY_HAND


def test_every_part_of_an_entry_is_read() -> None:
    first, second, third, fourth = (block.entry for block in parse(BY_HAND).blocks)
    assert first.key == ("x", 'one "quoted" %(n)s')
    assert first.plural == "two\nlines %(n)s"
    assert first.strings == ("א", "", "ב")
    assert first.notes == ("My note.",)
    assert first.comments == ("For the button",)
    assert first.places == ("templates/a.html", "templates/b.html")
    assert first.fuzzy
    assert first.previous == ('#| msgid "old %(n)s"',)
    assert second.strings == ("a\u2028b",)
    assert (third.obsolete, third.context, fourth.obsolete, fourth.context) == (True, "c", True, None)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXTS, TEXTS, st.booleans())
def test_any_text_survives_and_babel_reads_the_same(source: str, string: str, obsolete: bool) -> None:
    entry = Entry(id=f"m{source}", context=source or None, strings=(string,), obsolete=obsolete)
    text = f"{HEADER}\n{write(entry)}"
    assert parse(text).blocks[0].entry == entry
    if not obsolete and not set(source + string) & set("\a\b\f\v\r\x1c\x1d\x1e\x85\u2028\u2029"):  # Babel splits there
        found = read_po(BytesIO(text.encode())).get(entry.id, entry.context)
        assert found is not None
        assert found.string == string


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("garbage\n", 1),
        ('msgid "a"\n', 1),
        (HEADER + '\nmsgid "a"\nmsgid "b"\nmsgstr ""\n', 7),
        (HEADER + '\nmsgid "a\\q"\nmsgstr ""\n', 6),
        (HEADER + '\nmsgid "a"b"\nmsgstr ""\n', 6),
        (HEADER + '<<<<<<< HEAD\nmsgid "a"\nmsgstr ""\n', 5),
        (HEADER + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[1] ""\n', 6),
        (HEADER + '\nmsgid "a"\nmsgstr "cut off\n', 7),
    ],
)
def test_a_broken_line_is_named(text: str, line: int) -> None:
    with pytest.raises(PoError) as caught:
        parse(text)
    assert caught.value.line == line


EVERY_LINE = """\
#
# note
#. comment
#: a.html b.html
#, fuzzy, c-format
#| msgid "before"
#~
#~ # gone
#~ msgid "gone"
#~ msgstr "weg"
#~ "more"
#~| msgid "before"
#~msgctxt "c"
msgctxt "c"
msgid "a"
msgid ""
  msgid\t"a"
msgid_plural "many"
msgstr ""
msgstr "b"
msgstr "said \\"b\\""
msgstr[0] "b"
msgstr[1] ""
"more\\n"
"wrong \\q"
"in"side"
"cut off
garbage\r

\x85
"""
ENTRY = '#. comment\nmsgid "a"\nmsgstr "b"\n'


def _read(text: str) -> list[tuple[Entry, str, int]] | tuple[int, str]:
    try:
        file = parse(text)
    except PoError as error:
        return error.line, error.problem
    return [(block.entry, block.text.replace(" \n", "\n"), block.line) for block in (file.header, *file.blocks)]


@settings(max_examples=500)
@given(st.lists(st.sampled_from([ENTRY, 'msgid "a"\nmsgstr "b"', *EVERY_LINE.split("\n")]), max_size=12))
def test_entries_read_in_one_go_are_read_as_line_by_line(parts: list[str]) -> None:
    """With a blank at the end of each line nothing is read in one go."""
    text = HEADER + "\n".join(parts) + "\n"
    assert _read(text) == _read(text.replace("\n", " \n"))


def _source(*entries: Entry) -> str:
    return template(entries)


def _merge(text: str, *entries: Entry) -> str:
    return str(merged(parse(text), parse(_source(*entries)), forms=3))


def test_nothing_changes_where_nothing_changed() -> None:
    source = Entry("Send", places=("a.html",))
    text = _merge(str(empty_catalog("he", "nplurals=1; plural=0;")), source)
    done = text.replace('msgid "Send"\nmsgstr ""', '# Mine.\nmsgid "Send"\nmsgstr  "שליחה"')  # their two blanks
    assert _merge(done, source) == done


def test_the_header_and_the_notes_stay_when_messages_are_added() -> None:
    result = _merge(BY_HAND, Entry("new", comments=("why",), places=("c.html",)))
    assert result.startswith(BY_HAND[: BY_HAND.index("\n# My note.")])
    assert '#. why\n#: c.html\nmsgid "new"\nmsgstr ""\n' in result
    assert _merge(result, Entry("new", comments=("why",), places=("c.html",))) == result


def test_a_changed_sentence_of_the_content_keeps_its_translation_as_fuzzy() -> None:
    old = f'{HEADER}\n# Agreed with Dr. N.\nmsgctxt "consent.C1.text"\nmsgid "We keep it."\nmsgstr "נשמור"\n'
    entry = parse(_merge(old, Entry("Entirely other words here.", "consent.C1.text"))).blocks[0].entry
    assert entry.fuzzy
    assert entry.strings == ("נשמור",)
    assert entry.notes == ("Agreed with Dr. N.",)
    assert entry.previous == ('#| msgctxt "consent.C1.text"', '#| msgid "We keep it."')


def test_a_second_change_still_remembers_what_the_translation_was_made_from() -> None:
    old = f'{HEADER}\nmsgctxt "c"\nmsgid "one"\nmsgstr "א"\n'
    twice = _merge(_merge(old, Entry("two", "c")), Entry("three", "c"))
    assert parse(twice).blocks[0].entry.previous == ('#| msgctxt "c"', '#| msgid "one"')


def test_a_slightly_changed_sentence_without_a_context_is_recognised() -> None:
    old = f'{HEADER}\nmsgid "Send the message to the office"\nmsgstr "שליחה"\n\nmsgid "Other"\nmsgstr "אחר"\n'
    blocks = parse(_merge(old, Entry("Send a message to the office"), Entry("Nothing like it"))).blocks
    assert [(block.entry.fuzzy, block.entry.strings) for block in blocks] == [
        (True, ("שליחה",)),
        (False, ("",)),
        (False, ("אחר",)),
    ]
    assert blocks[2].entry.obsolete


def test_a_sentence_that_comes_back_brings_its_translation() -> None:
    old = f'{HEADER}\nmsgid "Other"\nmsgstr "אחר"\n'
    without = _merge(old, Entry("Unlike"))
    assert parse(without).blocks[1].entry.obsolete
    entry = parse(_merge(without, Entry("Unlike"), Entry("Other", places=("a.html",)))).blocks[1].entry
    assert (entry.strings, entry.obsolete, entry.fuzzy) == (("אחר",), False, False)


def test_a_sentence_that_gets_a_plural_keeps_its_translation() -> None:
    old = f'{HEADER}\nmsgid "%(num)s day"\nmsgstr "יום"\n'
    entry = parse(_merge(old, Entry("%(num)s day", plural="%(num)s days"))).blocks[0].entry
    assert (entry.strings, entry.fuzzy) == (("יום", "יום", "יום"), True)


def test_places_follow_the_sources() -> None:
    old = f'{HEADER}\n#: gone.html\nmsgid "Other"\nmsgstr "אחר"\n'
    assert '#: a.html\n#: b.html\nmsgid "Other"\nmsgstr "אחר"\n' in _merge(
        old, Entry("Other", places=("a.html", "b.html"))
    )
