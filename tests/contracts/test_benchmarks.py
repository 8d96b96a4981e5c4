"""The pure parts of ``dev.py bench``: what it sends is what the form takes, and its table says what was measured."""

import json
from datetime import date
from urllib.parse import parse_qs

import pytest

from benchmarks import form, wire
from benchmarks.table import Bound, Figure, Report, ratio, written
from intake.domain.checking import check
from intake.services.readers import READERS
from tests.makers import make_questionnaire

TODAY = date(2026, 11, 22)


def test_the_form_it_sends_is_complete() -> None:
    typed = parse_qs(form.body().decode(), keep_blank_values=True)

    checked = check(make_questionnaire(), typed, readers=READERS, today=TODAY)

    assert checked.complete, checked.complaints
    assert {"email", "phone"} <= checked.answers.keys()


def test_each_form_is_another_of_the_same_length() -> None:
    assert len(form.form_id(0)) == len(form.form_id(123_456)) == len(form.ID)
    assert len({form.body(form.form_id(number)) for number in range(50)}) == 50


def test_an_answer_can_be_changed_or_added() -> None:
    sent = parse_qs(form.body(birth_year="soon", extra="1").decode())

    assert sent["birth_year"] == ["soon"]
    assert sent["extra"] == ["1"]


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 42\r\nX: y\r\n\r\n", 42),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 0),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", 0),
    ],
)
def test_reads_the_length_of_an_answer(head: bytes, length: int) -> None:
    assert wire.length_of(head) == length


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    head = wire.head("POST", "/en/inquiry", length=7, headers={"Cookie": "a=b"}).decode()

    assert head.startswith("POST /en/inquiry HTTP/1.1\r\n")
    assert head.endswith("\r\n\r\n")
    assert "\r\nContent-Length: 7\r\n" in head
    assert "\r\nCookie: a=b\r\n" in head


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    # In the third round something else had the machine: both sides lost, the ratio did not.
    assert ratio([50, 52, 5], [100, 100, 10]) == 0.5


@pytest.mark.parametrize(
    ("bound", "value", "met"),
    [
        ("at least", 0.4, True),
        ("at least", 0.39, False),
        ("at most", 0.4, True),
        ("at most", 0.41, False),
        ("below", 0.4, False),
        ("below", 0.39, True),
    ],
)
def test_a_goal_is_met_or_not(bound: Bound, value: float, met: bool) -> None:
    assert Figure("x", value, "×", goal=0.4, bound=bound).met is met


def test_without_a_goal_there_is_no_verdict() -> None:
    assert Figure("x", 1, "req/s").met is None


def test_figures_have_the_digits_they_deserve() -> None:
    assert [written(value, "MB") for value in (0.4567, 12.34, 12345.6)] == ["0.46 MB", "12.3 MB", "12,346 MB"]


def test_the_table_puts_the_goal_beside_the_figure() -> None:
    report = Report({"Python": "3.11.7"}, [Figure("page", 0.61, "×", "100 bytes", 0.4), Figure("rate", 900, "req/s")])
    report.notes.append("the client was the limit")

    lines = report.to_text().splitlines()

    assert lines[0] == "Python: 3.11.7"
    assert lines[4].split() == ["page", "0.61", "×", "≥", "0.40", "×", "met", "100", "bytes"]
    assert lines[5].split() == ["rate", "900", "req/s"]
    assert lines[-1] == "Note: the client was the limit"


def test_json_has_the_verdict() -> None:
    report = Report({}, [Figure("memory", 111, "MB", goal=110, bound="at most")])

    assert json.loads(json.dumps(report.to_value()))["figures"][0]["met"] is False
