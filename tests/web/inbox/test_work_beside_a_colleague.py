"""Two coordinators on one inquiry, without JavaScript: who is there, taking over, tasks, notes that name somebody."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.domain.access import Actor
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.store.inquiries import NewInquiry
from tests.people import CLARA, OMAR, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

SAM = replace(CLARA, email="sam@test.example", name="Sam Test")


@dataclass
class Two:
    """Clara's browser and Sam's, on one inquiry; Omar is at another desk."""

    clara: httpx2.AsyncClient
    sam: httpx2.AsyncClient
    omar: httpx2.AsyncClient
    actors: dict[str, Actor]
    new: NewInquiry

    @property
    def url(self) -> str:
        """The inquiry's page."""
        return f"/staff/inquiries/{self.new.id}"

    async def writes(self, who: httpx2.AsyncClient, doing: str = "writing") -> int:
        """Somebody's page tells what they do."""
        return (await who.post(f"{self.url}/presence", data={"doing": doing})).status_code


@pytest.fixture
async def two(db: Database, keyring: KeyRing) -> AsyncIterator[Two]:
    actors = {who.name: await hire(who, db, keyring) for who in (CLARA, SAM, OMAR)}
    async with _in(db, keyring, CLARA) as clara, _in(db, keyring, SAM) as sam, _in(db, keyring, OMAR) as omar:
        yield Two(clara, sam, omar, actors, await arrive(db, keyring))


@asynccontextmanager
async def _in(db: Database, keyring: KeyRing, who: object) -> AsyncIterator[httpx2.AsyncClient]:
    async with office(db, keyring) as client:
        await come_in(client, who)  # type: ignore[arg-type]
        yield client


def beside(page: str) -> str:
    """What the page says of who else is there."""
    found = re.search(r'<div class="beside".*?</div>', page, re.DOTALL)
    assert found is not None
    return found[0]


async def test_the_page_says_who_else_is_there_and_who_writes(two: Two) -> None:
    assert 'id="beside" aria-live="polite" hidden' in beside((await two.clara.get(two.url)).text)
    assert "Clara Test is looking at this inquiry." in beside((await two.sam.get(two.url)).text)
    assert await two.writes(two.sam) == 204
    said = beside((await two.clara.get(two.url)).text)
    assert "Sam Test is writing." in said
    assert 'class="beside__over"' in said
    assert 'class="beside__over" hidden' not in said


async def test_taking_over_is_one_button_and_the_other_reads_of_it(two: Two) -> None:
    await two.writes(two.sam)
    answer = await two.clara.post(f"{two.url}/take-over", data={"version": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{two.url}?done=take-over#messages")
    assert "You write now." in (await two.clara.get(answer.headers["location"])).text
    await two.writes(two.clara)  # her page tells so itself from now on
    assert "Clara Test is writing." in (await two.sam.get(two.url)).text
    assert "Took over the writing" in (await two.sam.get(two.url)).text


async def test_who_is_of_another_desk_is_told_nothing(two: Two) -> None:
    await two.clara.get(two.url)
    posts = {"presence": {"doing": "writing"}, "take-over": {}, "tasks": {"task": "x"}, f"tasks/{'a' * 32}": {}}
    for path, data in posts.items():
        answer = await two.omar.post(f"{two.url}/{path}", data={"version": "1", **data})
        assert answer.status_code == 404, path
        assert "Clara" not in answer.text
    assert (await two.omar.get(f"{two.url}/now")).status_code == 404
    assert "Clara Test" not in (await two.omar.get("/staff/colleagues")).text
    assert two.actors["Sam Test"].staff_id in (await two.clara.get("/staff/colleagues")).text


async def test_a_task_goes_from_the_page_to_the_board_and_is_ticked_off_there(two: Two) -> None:
    sam = two.actors["Sam Test"].staff_id
    yesterday = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    task = {"version": "1", "form_id": "f", "task": "MARKER ask for the scan", "assignee": sam, "task_due": yesterday}
    answer = await two.clara.post(f"{two.url}/tasks", data=task)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{two.url}?done=tasks")
    assert "MARKER" not in answer.headers["location"]
    page = (await two.sam.get("/staff/")).text
    assert '<span class="count">1' in page
    assert "MARKER" not in page
    board = (await two.sam.get("/staff/tasks")).text
    assert "MARKER ask for the scan" in board
    assert "overdue" in board
    assert two.new.reference in board
    assert "MARKER" in (await two.clara.get("/staff/tasks")).text  # what she asked of others
    assert "MARKER" not in (await two.omar.get("/staff/tasks")).text
    (url,) = set(re.findall(rf'action="({two.url}/tasks/\w+)"', board))
    answer = await two.sam.post(url, data={"done": "yes", "back": "tasks"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/tasks")
    board = (await two.sam.get("/staff/tasks")).text
    assert "MARKER" not in board
    assert 'class="count"' not in board
    page = (await two.clara.get(two.url)).text
    assert "1 task is done" in page
    answer = await two.clara.post(url, data={"done": "no", "back": "inquiry"})
    assert answer.headers["location"] == f"{two.url}#tasks"
    assert '<span class="count">1' in (await two.sam.get(two.url)).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"task": " "}, "The task is empty."),
        ({"task": "x" * 501}, "The task is too long."),
        ({"task_due": "31.12.2026"}, "The day could not be read."),
        ({"task_due": "9999-12-31"}, "The day could not be read."),
        ({"task": "a\x00b"}, "could not be read"),
        ({"assignee": "omar"}, "does not serve the queue"),
    ],
)
async def test_a_task_that_does_not_hold_up_comes_back_as_it_was_typed(
    two: Two, change: dict[str, str], sentence: str
) -> None:
    change = {name: two.actors["Omar Test"].staff_id if text == "omar" else text for name, text in change.items()}
    typed = {"version": "1", "form_id": "f", "task": "MARKER task", **change}
    answer = await two.clara.post(f"{two.url}/tasks", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "task" not in change:
        assert "MARKER task" in answer.text


@pytest.mark.parametrize(
    ("path", "field"), [("tasks", "task"), ("notes", "note"), ("messages", "message"), ("status", "reason")]
)
async def test_who_was_slower_sees_both_and_loses_no_word(two: Two, path: str, field: str) -> None:
    await two.sam.post(f"{two.url}/notes", data={"version": "1", "note": "MARKER Sam's note"})
    await two.sam.post(f"{two.url}/take", data={"version": "1"})
    sam = two.actors["Sam Test"].staff_id
    typed = {"version": "1", "form_id": "f", "status": "records_requested", "assignee": sam, "task_due": "2026-12-24"}
    answer = await two.clara.post(f"{two.url}/{path}", data={**typed, field: "MARKER Clara's words", "tell": sam})
    assert answer.status_code == 409
    assert "MARKER Clara&#39;s words" in answer.text
    if path == "notes":
        assert "MARKER Sam&#39;s note" in answer.text
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    kept = {"tasks": ("assignee", "task_due", "form_id"), "notes": ("tell",), "status": ("status",)}.get(path, ())
    assert {name: again[name] for name in kept} == {name: {**typed, "tell": sam}[name] for name in kept}
    done = await two.clara.post(f"{two.url}/{path}", data={**again, field: "MARKER Clara's words"})
    assert done.status_code == 303
    assert "MARKER Clara&#39;s words" in (await two.clara.get(two.url)).text


async def test_a_note_tells_the_colleague_it_is_for_and_whoever_it_names(two: Two) -> None:
    page = (await two.clara.get(two.url)).text
    assert re.findall(r'<select id="tell".*?</select>', page, re.DOTALL)[0].count("Test") == 1  # Sam, not herself
    note = {"version": "1", "note": "MARKER see @Sam Test", "tell": ""}
    assert (await two.clara.post(f"{two.url}/notes", data=note)).status_code == 303
    board = (await two.sam.get("/staff/tasks")).text
    assert "Notes that name you" in board
    assert "MARKER" not in board
    assert '<span class="count">1' in board
    assert '<span class="count">' not in (await two.sam.get(two.url)).text  # the page that shows it
    assert "Notes that name you" not in (await two.sam.get("/staff/tasks")).text
    note = {"version": "1", "note": "hello", "tell": two.actors["Omar Test"].staff_id}
    answer = await two.clara.post(f"{two.url}/notes", data=note)
    assert (answer.status_code, "does not serve the queue" in answer.text) == (422, True)
    assert "hello" in answer.text


async def test_what_is_new_can_be_read_beside_what_is_typed(two: Two) -> None:
    await two.sam.post(f"{two.url}/notes", data={"version": "1", "note": "MARKER Sam's note"})
    await two.sam.post(f"{two.url}/take", data={"version": "1"})
    answer = await two.clara.get(f"{two.url}/now")
    assert answer.status_code == 200
    assert 'data-version="2"' in answer.text
    assert "MARKER Sam&#39;s note" in answer.text
    assert "Sam Test" in answer.text
    assert "<form" not in answer.text


async def test_pages_listen_from_what_they_show(two: Two) -> None:
    def upto(page: str) -> int:
        return int(re.findall(r'data-upto="(\d+)"', page)[0])

    first = upto((await two.clara.get("/staff/")).text)
    await two.sam.post(f"{two.url}/take", data={"version": "1"})
    assert upto((await two.clara.get("/staff/")).text) > first > 0
