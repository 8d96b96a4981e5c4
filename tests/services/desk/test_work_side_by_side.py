"""Two colleagues on one inquiry: who is there, taking over; tasks; and notes that name somebody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from intake.domain.access import Actor
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.domain.message import MailKind
from intake.domain.presence import STALE, Doing
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk import live, notes, presence, tasks
from intake.services.desk.presence import Beside
from intake.services.desk.tasks import NewTask, Task
from intake.services.inbox import NotAMember
from intake.services.office import Office
from intake.store import audit, outbox
from intake.store.inquiries import NewInquiry
from intake.store.work import presences
from intake.store.work import tasks as kept
from tests.offices import make_office
from tests.people import CLARA, NOON, OMAR, TOVE, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

SAM = replace(CLARA, email="sam@test.example", name="Sam Test")
WORDS = "MARKER call her sister"


@dataclass
class House:
    """Clara and Sam serve one queue, Omar another; an inquiry lies in theirs."""

    db: Database
    keyring: KeyRing
    clara: Actor
    sam: Actor
    omar: Actor
    new: NewInquiry
    rung: int = 0

    async def tasks(self) -> Sequence[Task]:
        """What is to be done for the inquiry."""
        async with self.db.read() as snapshot:
            return await kept.of_inquiry(snapshot, self.keyring, self.new.id)

    def __post_init__(self) -> None:
        self.office: Office = make_office(self.db, self.keyring, ring=self._ring)

    def _ring(self) -> None:
        self.rung += 1

    async def arrive(self, who: Actor, *, now: datetime = NOON) -> tuple[Beside, ...]:
        """Somebody opens the page."""
        return (await presence.arrive(who, self.new.id, office=self.office, now=now)).others

    async def beat(self, who: Actor, doing: Doing | None, *, now: datetime = NOON) -> None:
        """Their page tells of itself."""
        await presence.beat(who, self.new.id, doing, office=self.office, now=now)

    async def note(self, who: Actor, words: str, *tell: str, version: int = 1) -> None:
        """Somebody writes a note."""
        await notes.add(who, self.new.id, version, words, tell, office=self.office, now=NOON)

    async def give(self, who: Actor, new: NewTask, *, version: int = 1) -> None:
        """Somebody adds a task."""
        await tasks.add(who, self.new.id, version, new, office=self.office, now=NOON)

    async def actions(self) -> list[str]:
        """What the trail says of the inquiry, but for its arrival."""
        async with self.db.read() as snapshot:
            entries = await audit.about(snapshot, "inquiry", self.new.id)
        return [f"{one.action} {one.outcome}" for one in reversed(entries) if one.action != "inquiry.received"]

    async def waiting(self, who: Actor) -> int:
        """The number beside "Tasks"."""
        return (await live.standing(who, db=self.db, keyring=self.keyring)).waiting


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    clara, sam, omar = [await hire(who, db, keyring) for who in (CLARA, SAM, OMAR)]
    return House(db, keyring, clara, sam, omar, await arrive(db, keyring))


# -- who is there ----------------------------------------------------------------------------------------------------


async def test_who_opens_an_inquiry_sees_who_else_has_it_open(house: House) -> None:
    assert await house.arrive(house.clara) == ()
    assert await house.arrive(house.sam) == (Beside("Clara Test", Doing.READING),)
    await house.beat(house.sam, Doing.WRITING)
    assert await house.arrive(house.clara) == (Beside("Sam Test", Doing.WRITING),)
    await house.beat(house.sam, None)
    assert await house.arrive(house.clara) == ()


async def test_a_page_left_behind_does_not_send_away_who_has_opened_it_anew(house: House) -> None:
    await house.arrive(house.sam, now=NOON + timedelta(seconds=1))
    await house.beat(house.sam, None, now=NOON)  # what the old page said on its way out comes in late
    assert await house.arrive(house.clara, now=NOON + timedelta(seconds=2)) == (Beside("Sam Test", Doing.READING),)


async def test_who_is_not_heard_of_is_not_there_any_more_and_swept_away(house: House) -> None:
    await house.arrive(house.sam)
    assert await house.arrive(house.clara, now=NOON + STALE) == ()
    await house.arrive(house.clara, now=NOON + 3 * STALE)
    async with house.db.read() as snapshot:
        left = await presences.everywhere(snapshot, since=NOON - timedelta(days=1))
    assert [one.staff_id for one in left] == [house.clara.staff_id]


async def test_a_beat_is_allowed_or_refused_and_not_written_down_as_a_look(house: House) -> None:
    await house.beat(house.clara, Doing.READING)
    assert await house.actions() == []
    for work in (house.beat(house.omar, Doing.WRITING), house.arrive(house.omar)):
        with pytest.raises(NotAllowed):
            await work
    assert await house.actions() == ["inquiry.read_inquiry refused"] * 2
    with pytest.raises(NotFound):
        await presence.beat(house.clara, "nonsense", Doing.READING, office=house.office, now=NOON)


async def test_taking_over_tells_the_other_and_stops_nobody(house: House) -> None:
    await house.beat(house.sam, Doing.WRITING)
    await presence.take_over(house.clara, house.new.id, office=house.office, now=NOON)
    assert await house.arrive(house.sam) == (Beside("Clara Test", Doing.WRITING),)
    await house.beat(house.sam, Doing.STOPPED)
    assert await house.arrive(house.clara) == (Beside("Sam Test", Doing.STOPPED),)
    await house.note(house.sam, "still mine to keep")
    assert await house.actions() == ["inquiry.take_over done", "inquiry.note done"]
    with pytest.raises(NotAllowed):
        await presence.take_over(house.omar, house.new.id, office=house.office, now=NOON)


async def test_names_are_known_of_those_who_share_a_queue(house: House) -> None:
    tove = await hire(TOVE, house.db, house.keyring)
    everybody = replace(house.omar, queues=None)
    known = {one: await presence.colleagues(one, office=house.office) for one in (house.clara, house.omar, tove)}
    assert set(known[house.clara].values()) == {"Clara Test", "Sam Test"}
    assert set(known[house.omar].values()) == {"Omar Test"}
    assert known[tove] == {}
    assert set((await presence.colleagues(everybody, office=house.office)).values()) == {
        "Clara Test",
        "Sam Test",
        "Omar Test",
    }


# -- notes that name somebody ----------------------------------------------------------------------------------------


async def test_who_is_named_finds_it_waiting_and_gets_one_mail_without_a_word_of_it(house: House) -> None:
    await house.note(house.clara, f"@Sam Test {WORDS}", house.sam.staff_id)
    assert (await house.waiting(house.sam), await house.waiting(house.clara)) == (1, 0)
    async with house.db.read() as snapshot:
        orders = [one for one in await outbox.entries(snapshot) if one.kind is MailKind.COLLEAGUE_MENTIONED]
    assert [one.staff_id for one in orders] == [house.sam.staff_id]
    assert house.rung == 1
    board = await tasks.board(house.sam, office=house.office, now=NOON)
    assert [(one.reference, board.names[one.author_id]) for one in board.named] == [(house.new.reference, "Clara Test")]
    await house.arrive(house.sam)
    assert await house.waiting(house.sam) == 0
    assert (await tasks.board(house.sam, office=house.office, now=NOON)).named == ()


@pytest.mark.parametrize("words", ["nobody", "@Clara Test reminds herself", "@Omar Test serves another queue"])
async def test_nobody_else_is_told(house: House, words: str) -> None:
    await house.note(house.clara, words)
    async with house.db.read() as snapshot:
        kinds = [one.kind for one in await outbox.entries(snapshot)]
    assert MailKind.COLLEAGUE_MENTIONED not in kinds
    assert house.rung == 0
    assert [await house.waiting(who) for who in (house.clara, house.sam, house.omar)] == [0, 0, 0]


async def test_a_note_is_for_those_who_serve_the_queue_and_on_the_latest_state(house: House) -> None:
    with pytest.raises(NotAMember):
        await house.note(house.clara, WORDS, house.omar.staff_id)
    with pytest.raises(Conflict):
        await house.note(house.clara, WORDS, version=2)
    with pytest.raises(NotAllowed):
        await house.note(house.omar, WORDS)
    assert await house.actions() == ["inquiry.write_note refused"]


async def test_who_has_left_the_queue_has_nothing_waiting_from_it(house: House) -> None:
    await house.note(house.clara, "@Sam look")
    await house.give(house.clara, NewTask(WORDS, "f", house.sam.staff_id))
    gone = replace(house.sam, queues=frozenset({"repeat"}))
    assert (await house.waiting(house.sam), await house.waiting(gone)) == (2, 0)
    board = await tasks.board(gone, office=house.office, now=NOON)
    assert (board.mine, board.given, board.named) == ((), (), ())


# -- tasks -----------------------------------------------------------------------------------------------------------


async def test_a_task_is_given_done_and_opened_again(house: House) -> None:
    await house.give(house.clara, NewTask(WORDS, "form", house.sam.staff_id, NOON + timedelta(days=1)))
    (task,) = await house.tasks()
    assert (task.text, task.assignee_id, task.done_at) == (WORDS, house.sam.staff_id, None)
    assert [await house.waiting(who) for who in (house.clara, house.sam)] == [0, 1]
    for done in (True, True, False, False, True):  # a second click changes nothing
        await tasks.mark(house.sam, house.new.id, task.id, done=done, office=house.office, now=NOON)
    assert await house.waiting(house.sam) == 0
    (task,) = await house.tasks()
    assert task.done_by == house.sam.staff_id
    assert await house.actions() == [f"task.{word} done" for word in ("add", "done", "reopen", "done")]


async def test_the_same_form_sent_twice_is_one_task(house: House) -> None:
    for _ in range(2):
        await house.give(house.clara, NewTask(WORDS, "form"))
    assert len(await house.tasks()) == 1


async def test_mine_stand_by_when_they_are_due_and_those_i_gave_apart(house: House) -> None:
    for day, words in ((3, "third"), (1, "first"), (2, "second")):
        await house.give(house.clara, NewTask(words, words, house.clara.staff_id, NOON + timedelta(days=day)))
    await house.give(house.clara, NewTask("some day", "some", house.clara.staff_id))
    await house.give(house.clara, NewTask("for Sam", "sam", house.sam.staff_id))
    await house.give(house.clara, NewTask("for anybody", "any"))
    board = await tasks.board(house.clara, office=house.office, now=NOON)
    assert [one.text for one in board.mine] == ["first", "second", "third", "some day"]
    assert {one.text for one in board.given} == {"for Sam", "for anybody"}
    assert board.names[house.sam.staff_id] == "Sam Test"


async def test_a_task_is_for_who_serves_the_queue_on_the_latest_state_and_of_this_inquiry(house: House) -> None:
    with pytest.raises(NotAMember):
        await house.give(house.clara, NewTask(WORDS, "f", house.omar.staff_id))
    with pytest.raises(Conflict):
        await house.give(house.clara, NewTask(WORDS, "f"), version=7)
    with pytest.raises(NotAllowed):
        await house.give(house.omar, NewTask(WORDS, "f"))
    await house.give(house.clara, NewTask(WORDS, "f"))
    (task,) = await house.tasks()
    other = await arrive(house.db, house.keyring)
    with pytest.raises(NotFound):
        await tasks.mark(house.clara, other.id, task.id, done=True, office=house.office, now=NOON)
    with pytest.raises(NotAllowed):
        await tasks.mark(house.omar, house.new.id, task.id, done=True, office=house.office, now=NOON)
    with pytest.raises(NotAllowed):
        await tasks.board(await hire(TOVE, house.db, house.keyring), office=house.office, now=NOON)


async def test_what_is_written_lies_sealed_and_nowhere_in_the_trail(house: House) -> None:
    await house.give(house.clara, NewTask(WORDS, "form"))
    await house.note(house.clara, f"@Sam {WORDS}")
    async with house.db.read() as snapshot:
        for table in ("tasks", "mentions", "notes", "audit", "outbox", "presences"):
            rows = (await snapshot.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608
            assert "MARKER" not in repr([tuple(row) for row in rows]), table
            assert rows or table == "presences"


async def test_the_board_is_written_down_as_a_list_is(house: House) -> None:
    await tasks.board(house.clara, office=house.office, now=NOON)
    async with house.db.read() as snapshot:
        entries = await audit.about(snapshot, "inbox", "all")
    assert [(one.actor, one.action) for one in entries] == [(house.clara.staff_id, "tasks.list")]
