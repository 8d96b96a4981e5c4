"""A team works by its own week; what does not fit together in it is told with file and line."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from intake.content.loader import SHIPPED, load_content
from intake.content.reader import ContentError
from intake.content.routing import Routing
from intake.domain.handing_out import HandOut
from intake.domain.ladder import Rung, Tell, When
from intake.domain.values import Priority

EUROPE = """
[calendars.europe]
zone = "Europe/Berlin"
working_days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
opens = "08:00"
closes = "16:00"
holidays_until = 2026-12-31

[[calendars.europe.holidays]]
date = 2026-12-25
name = "Christmas"
"""
HEME = 'slug = "heme"\n'
Edited = Callable[..., Routing]


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    """The shipped routing with something replaced, and something added at its end."""

    def load(old: str = "", new: str = "", more: str = "") -> Routing:
        folder = tmp_path / "content"
        shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        file = folder / "routing.toml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1) + more, "utf-8")
        return load_content(folder).routing

    return load


def test_a_queue_is_due_by_the_week_of_its_team(edited: Edited) -> None:
    routing = edited(HEME, f'{HEME}calendar = "europe"\nhand_out = "least_loaded"\n', EUROPE)
    thursday = datetime(2026, 11, 26, 10, tzinfo=UTC)

    def due(queue: str) -> datetime:
        return routing.calendar_of(queue).due(Priority.ONE_DAY, thursday)

    assert due("heme") == datetime(2026, 11, 27, 15, tzinfo=UTC)  # Friday, four in the afternoon in Berlin
    assert due("repeat") == due("a queue that is gone") == datetime(2026, 11, 29, 15, tzinfo=UTC)  # Sunday, Jerusalem
    assert routing.calendar_of("heme").allowances == routing.calendar.allowances
    assert routing.hand_out("heme") is HandOut.LEAST_LOADED
    assert {routing.hand_out(queue) for queue in ("repeat", "lead", "gone")} == {HandOut.NOBODY}
    assert routing.holidays_until == date(2026, 12, 31)  # of the list that ends first


def test_what_is_shipped_reminds_wider_and_wider(edited: Edited) -> None:
    routing = edited()
    assert [rung.tell for rung in routing.ladder] == list(Tell)
    assert routing.ladder[2] == Rung(Tell.LEADS, When.AFTER_DUE, 2)
    assert (routing.reminders.days, routing.reminders.closes_after) == ((3, 7, 14), 21)


@pytest.mark.parametrize(
    ("old", "new", "more", "said"),
    [
        (HEME, f'{HEME}calendar = "mars"\n', EUROPE, "there is no [calendars.mars]; there are: europe"),
        (HEME, f'{HEME}calendar = "mars"\n', "", "there are: none"),
        (HEME, f'{HEME}hand_out = "lottery"\n', "", "none of nobody, round_robin, least_loaded"),
        ("", "", EUROPE.replace("Europe/Berlin", "Mars/Olympus"), "'Mars/Olympus' is no time zone"),
        ("", "", EUROPE.replace('"friday"', '"holiday"'), "'holiday' is none of monday"),
        ("", "", EUROPE.replace('opens = "08:00"', 'opens = "17:00"'), "must open before it closes"),
        ("", "", EUROPE.replace("holidays_until = 2026-12-31\n", ""), "holidays_until is missing"),
        ("", "", EUROPE.replace("closes =", "shuts ="), "unknown key 'shuts'"),
        ('tell = "leads"', 'tell = "everybody"', "", "none of owner, stand_in, leads, lead_queue"),
        ("hours = 2\n\n", "\n", "", "hours belong to when = 'after_due'"),
        ('when = "due"', 'when = "due"\nhours = 3', "", "hours belong to when = 'after_due'"),
        ("days = [3, 7, 14]", "days = [3, 14, 7]", "", "days must grow"),
        ("days = [3, 7, 14]", "days = [0, 7]", "", "days must grow"),
        ("days = [3, 7, 14]", 'days = "3"', "", "days must be a list of whole numbers"),
        ("closes_after = 21", "closes_after = 14", "", "must leave time after the last reminder"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(edited: Edited, old: str, new: str, more: str, said: str) -> None:
    with pytest.raises(ContentError) as told:
        edited(old, new, more)
    assert said in str(told.value)
    assert "routing.toml:" in str(told.value)
