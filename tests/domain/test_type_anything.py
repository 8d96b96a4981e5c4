"""Whatever somebody types, or a program sends, is kept as typed or refused with a code, and never takes long."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.domain.ages import age_group, born_of, maybe_child
from intake.domain.answer_dates import PartialDate
from intake.domain.checking import check
from intake.domain.questionnaire import QuestionType
from intake.domain.typed import Complaint as C
from intake.domain.typed import read_line, read_paragraphs, read_year
from intake.domain.values import AgeGroup
from tests.makers import TODAY, make_questionnaire, make_readers, make_typed

FORM = make_questionnaire()


@pytest.mark.parametrize(
    "typed",
    [
        "=?utf-8?q?x=0D=0ABcc:=20e@e.c?=",
        "\u202etxt.exe",
        "مريم بنت علي",
        "ქეთევან",
        "נועה בן־דוד",
        "अनीता",
        "O’Brien <b>",
        "a\u0301\u0323",
        "👩\u200d👧",
    ],
)
def test_odd_texts_are_kept_as_they_are(typed: str) -> None:
    assert read_line(typed, 120) == typed


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("x\r\nBcc: e@e.c", C.LINE_BREAK),
        ("x\r\n", C.LINE_BREAK),
        ("x\u2028Bcc:", C.LINE_BREAK),
        ("x\u2029", C.LINE_BREAK),
        ("x\x00", C.CONTROL_CHARACTERS),
        ("x\x1b[2J", C.CONTROL_CHARACTERS),
        ("x\ty", C.CONTROL_CHARACTERS),
        ("x\x9b", C.CONTROL_CHARACTERS),
        ("\ud800", C.CONTROL_CHARACTERS),
        ("a" * 121, C.TOO_LONG),
        ("a" + "\u0301" * 31, C.TOO_MANY_MARKS),
    ],
)
def test_what_could_break_a_line_or_a_machine_is_refused(typed: str, complaint: C) -> None:
    assert read_line(typed, 120) is complaint


def test_a_text_of_several_lines_may_have_them() -> None:
    assert read_paragraphs("  one\r\n\ttwo\u2028three \n", 2000) == "one\n\ttwo\u2028three"
    assert read_paragraphs("a\x00", 2000) is C.CONTROL_CHARACTERS
    assert read_paragraphs("a\rb", 2000) is C.CONTROL_CHARACTERS


def test_a_line_break_counts_as_one_character() -> None:
    assert read_paragraphs("a\r\n" * 999 + "aa", 2000) == "a\n" * 999 + "aa"
    assert read_paragraphs("a" * 2001, 2000) is C.TOO_LONG


@pytest.mark.parametrize("typed", ["1985", " 1985 ", "١٩٨٥", "۱۹۸۵", "१९८५", "𝟣𝟫𝟪𝟧"])
def test_a_year_is_read_in_the_digits_of_any_script(typed: str) -> None:
    assert read_year(typed, 2026) == "1985"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("85", C.NOT_A_YEAR),
        ("19855", C.NOT_A_YEAR),
        ("-985", C.NOT_A_YEAR),
        ("1e99", C.NOT_A_YEAR),
        ("9" * 5000, C.NOT_A_YEAR),
        ("²⁰²⁰", C.NOT_A_YEAR),
        ("1364", C.YEAR_OTHER_CALENDAR),
        ("۱۳۶۴", C.YEAR_OTHER_CALENDAR),
        ("1500", C.YEAR_OTHER_CALENDAR),
        ("2528", C.YEAR_OTHER_CALENDAR),
        ("5745", C.YEAR_OTHER_CALENDAR),
        ("1501", C.YEAR_OUT_OF_RANGE),
        ("1899", C.YEAR_OUT_OF_RANGE),
        ("1905", C.YEAR_OUT_OF_RANGE),
        ("2027", C.YEAR_OUT_OF_RANGE),
    ],
)
def test_a_year_that_cannot_be_a_birth_year_is_asked_again(typed: str, complaint: C) -> None:
    assert read_year(typed, 2026) is complaint


def test_the_oldest_and_the_youngest_may_write() -> None:
    assert (read_year("1906", 2026), read_year("2026", 2026)) == ("1906", "2026")


@pytest.mark.parametrize(
    ("born", "group", "child"),
    [
        (2020, AgeGroup.UNDER_12, True),
        (2014, AgeGroup.UNDER_12, True),  # 11 or 12
        (2013, AgeGroup.TEENAGER, True),
        (2008, AgeGroup.TEENAGER, True),  # 17 or 18
        (2007, AgeGroup.YOUNG_ADULT, False),
        (2000, AgeGroup.UNKNOWN, False),  # 25 or 26
        (1999, AgeGroup.ADULT, False),
        (1961, AgeGroup.UNKNOWN, False),  # 64 or 65
        (1960, AgeGroup.OLDER, False),
    ],
)
def test_the_youngest_possible_age_decides_who_is_a_child(born: int, group: AgeGroup, child: bool) -> None:
    assert age_group(PartialDate(born), TODAY) is group
    assert maybe_child(PartialDate(born), TODAY) is child


def test_on_the_last_day_of_the_year_every_birthday_has_passed() -> None:
    assert not maybe_child(PartialDate(2008), date(2026, 12, 31))
    assert age_group(None, TODAY) is AgeGroup.UNKNOWN


@pytest.mark.parametrize(
    ("born", "child"),
    [("2008-11-22", False), ("2008-11-23", True), ("2008-11", True), ("2008-10", False), ("2008", True)],
)
def test_a_date_of_birth_ends_the_doubt_of_a_year(born: str, child: bool) -> None:
    known = born_of({"birth_date": born, "birth_year": "2008"})
    assert known is not None
    assert maybe_child(known, TODAY) is child


NAMES = st.sampled_from([question.id for question in FORM.short])
CODES = st.sampled_from(sorted({code for question in FORM.short for code in question.codes}))
VALUES = st.lists(
    st.one_of(st.text(max_size=40), CODES, st.just("yes"), st.text("\u0301\r\n\x00١٩", max_size=60)), max_size=4
)


@settings(deadline=None)  # other tests may run beside it
@given(st.dictionaries(st.one_of(NAMES, st.text(max_size=10)), VALUES, max_size=30))
def test_nothing_that_is_sent_breaks_the_check(typed: dict[str, list[str]]) -> None:
    checked = check(FORM, typed, readers=make_readers(), today=TODAY)
    assert set(checked.complaints) | set(checked.answers) <= {question.id for question in FORM.short}
    assert list(checked.complaints) == [question.id for question in FORM.short if question.id in checked.complaints]
    for name, value in checked.answers.items():
        question = FORM.question(name)
        assert name not in checked.complaints
        assert value
        if question.codes:
            assert set([value] if isinstance(value, str) else value) <= question.codes
        assert "".join(value).encode()  # it can be stored


@pytest.mark.parametrize("question", [q.id for q in FORM.short])
@pytest.mark.parametrize(
    "value",
    ["a" * 200_000, "\u0301" * 100_000, "a\u0301\u0323" * 60_000, "<a " * 60_000, "\x00" * 200_000, "9" * 200_000],
)
def test_no_field_takes_more_than_it_can_hold(question: str, value: str) -> None:
    typed = make_typed(inquirer_role="relative", authority_ok="yes", preferred_channel="messenger", messenger_ack="yes")
    typed |= {
        "condition": ["sle"],
        "notices_autoimmune_ack": ["yes"],
        "phone": ["+995555123456"],
        question: [value] * 20,
    }
    started = time.process_time()
    checked = check(FORM, typed, readers=make_readers(), today=TODAY)
    assert time.process_time() - started < 1  # generous: the point is that nothing is quadratic
    assert question not in checked.answers
    if FORM.question(question).type is QuestionType.TEXT:
        assert checked.complaints[question] is C.TOO_LONG


def test_thousands_of_values_under_one_name_are_refused() -> None:
    typed = make_typed(red_flags=["fever"] * 10_000, prior_cart=["no"] * 10_000)
    told = check(FORM, typed, readers=make_readers(), today=TODAY).complaints
    assert told == {"prior_cart": C.GIVEN_TWICE, "red_flags": C.NOT_AN_OPTION}
