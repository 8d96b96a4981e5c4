"""An agency gets XLIFF 2.1 that its tools take, and what comes back is read as a stranger's file."""

import re

import pytest
from translate.storage.xliff2 import Xliff2File

from intake.lib import safe_xml
from intake.lib.po import Entry
from intake.lib.safe_xml import XmlRefused
from intake.lib.xliff import NAMESPACE, Item, State, write
from intake.lib.xliff_reading import Document, read
from tests.lib.xliff_standard import conforms

PLAIN = Entry("Send", strings=("שליחה",), comments=("the big button",), places=("templates/home.html",))
TAGGED = Entry(
    'Ask <a href="%(url)s">us</a>, <b>%(name)s</b>%(dot)s',
    "question.ask",
    strings=('<b>%(name)s</b>, שאלו <a href="%(url)s">אותנו</a>%(dot)s',),
)
CROSSED = Entry("<b>Now <i>or</b> never</i><br>", strings=("<b>עכשיו <i>או</b> לא</i><br>",))
ODD = Entry("50 %% of\r\n\ttwo & a \x07 <", strings=(" \u200fשניים\n\n]]> \x0b \U0001f642\ufffe ",))
DAYS = Entry("%(num)s day", plural="%(num)s days", strings=("יום %(num)s", "יומיים", "%(num)s ימים"))
ENTRIES = (PLAIN, TAGGED, CROSSED, ODD, DAYS)
HEAD = f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="en" trgLang="he">'


def document(*entries: Entry, state: State = State.TRANSLATED) -> str:
    """These messages of the site, in Hebrew."""
    items = [Item(f"{at:016x}", entry, state, "was", ("1", "2", "0, 3 …")) for at, entry in enumerate(entries)]
    return write("he", {"site": items, "legal": []}, formatted={"site"})


def came_back(text: str) -> Document:
    """As it is read."""
    return read(text.encode("utf-8"))


def test_what_goes_out_conforms_and_comes_back_as_it_was() -> None:
    text = document(*ENTRIES)
    conforms(text)
    assert ' xml:space="preserve">' in text.partition("<file")[0]  # else a tool may fold our line breaks
    found = came_back(text)
    assert found.tag == "he"
    assert [one.problem for one in found.received] == [""] * len(ENTRIES)
    assert [(one.entry.key, one.entry.plural, one.entry.strings) for one in found.received] == [
        (entry.key, entry.plural, entry.strings) for entry in ENTRIES
    ]
    assert [(one.id, one.was, one.told) for one in found.received][4] == ("0000000000000004", "was", True)
    assert text == document(*ENTRIES)


def test_a_placeholder_is_one_solid_piece_with_the_id_of_the_source() -> None:
    """So that a tool can see what is missing; a tag and its end are one pair."""
    text = document(TAGGED)
    source, target = (re.search(f"<{side}>.*</{side}>", text) for side in ("source", "target"))
    assert source is not None
    assert target is not None
    assert "%(" not in re.sub(r' disp\w*=(".*?"|\'.*?\')', "", source[0] + target[0])
    codes = [re.findall(r'<(?:ph|pc) id="(\d)" \w+="(d\d)"', found[0]) for found in (source, target)]
    assert sorted(codes[0]) == sorted(codes[1])
    assert "".join(re.findall(r"<(pc|ph) ", source[0])) == "pcpcphph"


def test_a_number_that_a_form_can_do_without_may_be_deleted_and_nothing_else_may() -> None:
    assert 'disp="%(num)s"/>' in document(DAYS)
    assert 'disp="%(dot)s" canDelete="no"/>' in document(TAGGED)


def test_tools_of_others_read_it() -> None:
    store = Xliff2File.parsestring(document(*ENTRIES).encode("utf-8"))
    assert store.units[0].target == "שליחה"
    assert len(store.units) == 4 + len(DAYS.strings)


def test_a_text_without_a_translation_is_initial_whatever_is_said_of_the_message() -> None:
    text = document(Entry("One", plural="Many", strings=("אחד", "", "")), state=State.FINAL)
    assert re.findall('state="(.*?)"', text) == ["final", "initial", "initial"]
    assert not came_back(text).received[0].told


def unit(inside: str, data: str = "") -> str:
    """A document of one unit as some tool may have written it."""
    return f'{HEAD}<file id="f"><unit id="a">{data}{inside}</unit></file></xliff>'


DATA = '<originalData><data id="d1">%(name)s</data></originalData>'


@pytest.mark.parametrize(
    ("inside", "english", "said"),
    [
        ("<segment state='final'><source>Yes</source><target><![CDATA[כן]]></target></segment>", "Yes", "כן"),
        (
            "<segment><source>A. </source><target>א. </target></segment><ignorable><source> </source></ignorable>"
            "<segment><source>B</source><target>ב</target></segment>",
            "A.  B",
            "א.  ב",
        ),
        (
            f"{DATA}<segment><source><ph id='1' dataRef='d1'/></source>"
            "<target><mrk id='m'>א</mrk><sm id='s'/><ph id='9' copyOf='1'/><em startRef='s'/></target></segment>",
            "%(name)s",
            "א%(name)s",
        ),
        (
            f"{DATA}<segment><source><ph id='1' dataRef='d1'/></source><target><ph id='1'/></target></segment>",
            "%(name)s",
            "%(name)s",
        ),
        (
            "<m:matches xmlns:m='urn:x'><m:match><source>no</source></m:match></m:matches>"
            "<segment><source>Yes</source></segment>",
            "Yes",
            "",
        ),
    ],
)
def test_what_other_tools_make_of_it_is_understood(inside: str, english: str, said: str) -> None:
    (one,) = came_back(unit(inside)).received
    assert (one.problem, one.entry.id, one.entry.strings) == ("", english, (said,))


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("", "a unit without a segment"),
        ("<segment><target>א</target></segment>", "one source"),
        ("<segment><source>A</source><target>א</target><target>ב</target></segment>", "one source"),
        ("<segment><source>A</source><target order='2'>א</target></segment>", "another order"),
        ("<segment><source>A</source><target><ph id='1' dataRef='d7'/></target></segment>", "does not say what"),
        ("<segment><source>A</source><target><script xmlns='x'>1</script></target></segment>", "<script> does not"),
        ("<segment><source>A</source><target><cp hex='D800'/></target></segment>", "code point"),
        ("<segment><source>A</source><target><cp hex='FFFFFFFFFFFF'/></target></segment>", "code point"),
        ("<segment><source>A</source><target><cp/></target></segment>", "code point"),
    ],
)
def test_a_broken_unit_is_named_with_its_line_and_spoils_no_other(inside: str, problem: str) -> None:
    good = "<unit id='b'><segment><source>B</source><target>ב</target></segment></unit>"
    text = unit(f"\n{inside}").replace("</file>", f"{good}</file>")
    broken, other = came_back(text).received
    assert problem in broken.problem
    assert broken.line in {1, 2}
    assert not any(broken.entry.strings)
    assert other.entry.strings == ("ב",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('category="english-singular"', 'category="other"'),
        (">%(num)s days</note>", ">%(num)s hours</note>"),
        ('id="0000000000000000.1"', 'id="0000000000000000.2"'),
        ('<unit id="0000000000000000.0">', '<unit id="0000000000000000.9">'),
    ],
)
def test_a_plural_whose_forms_or_english_were_moved_is_not_guessed_at(old: str, new: str) -> None:
    text = document(DAYS)
    assert old in text
    (one,) = came_back(text.replace(old, new, 1)).received
    assert one.problem


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "no well-formed XML"),
        ("<xliff", 1, "no well-formed XML"),
        ("<a>\n<b></a>", 2, "no well-formed XML"),
        ("<xliff version='2.1'/>", 1, "no XLIFF 2"),
        ("\n<xliff xmlns='urn:oasis:names:tc:xliff:document:1.2' version='1.2'/>", 2, "no XLIFF 2"),
        (f"<file xmlns='{NAMESPACE}'/>", 1, "no XLIFF 2"),
        (HEAD.replace("2.1", "2.2") + "</xliff>", 1, "XLIFF 2.2 is not read"),
        (HEAD.replace('srcLang="en"', 'srcLang="de"') + "</xliff>", 1, "source language is de"),
        (f"{HEAD}\n\n<?xml-stylesheet href='http://x'?></xliff>", 3, "processing instruction"),
        (f"{HEAD}\n&nbsp;</xliff>", 2, "no well-formed XML"),
        (f"{HEAD}\n\x0b</xliff>", 2, "no well-formed XML"),
    ],
)
def test_what_is_no_xliff_of_ours_is_refused_at_its_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(XmlRefused, match=problem) as refused:
        came_back(text)
    assert refused.value.line == line


def test_no_end_of_elements_and_no_end_of_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MOST_ELEMENTS", 50)
    with pytest.raises(XmlRefused, match="more elements"):
        came_back(HEAD + "<file/>" * 51 + "</xliff>")
    with pytest.raises(XmlRefused, match="deeper") as refused:
        came_back(HEAD + "<group>\n" * safe_xml.DEEPEST + "</group>" * safe_xml.DEEPEST + "</xliff>")
    assert refused.value.line == safe_xml.DEEPEST


def test_a_file_of_a_hundred_megabytes_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "_Reader", None)
    with pytest.raises(XmlRefused, match="20 MB"):
        read(bytes(100 << 20))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "latin-1", "cp037"])
def test_only_utf_8_is_read_whatever_the_file_says(encoding: str) -> None:
    """In another encoding a DOCTYPE looks like text to whoever searches the bytes for it."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{HEAD}é</xliff>'
    with pytest.raises(XmlRefused):
        read(declared.encode(encoding))
    with pytest.raises(XmlRefused, match="not in UTF-8"):
        read(declared.encode("utf-8"))
    if encoding != "utf-7":  # that is ASCII, and undeclared it is what stands there, letter by letter
        with pytest.raises(XmlRefused):
            read(f"{HEAD}é</xliff>".encode(encoding))


def test_a_byte_order_mark_is_fine() -> None:
    assert read(b"\xef\xbb\xbf" + document(PLAIN).encode("utf-8")).received
