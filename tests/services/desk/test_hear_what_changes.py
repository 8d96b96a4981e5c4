"""A page lies open and hears what changes: its reader's business, codes alone, for as long as their session holds."""

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import anyio
import pytest

from intake.domain.access import Actor
from intake.domain.errors import TooMany
from intake.domain.presence import STALE, Doing
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.accounts import SESSION_IDLE, NewAccount
from intake.services.desk import live as hearing
from intake.services.desk import notes, presence
from intake.services.desk.live import HEARTBEAT, MOST_STREAMS, Listener, Live, Said
from intake.services.office import Office
from intake.store import sessions, staff
from tests.offices import make_office
from tests.people import CLARA, NOON, OMAR, hire
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

SAM = replace(CLARA, email="sam@test.example", name="Sam Test")


@dataclass
class House:
    """An office whose clock the test holds."""

    db: Database
    keyring: KeyRing
    now: datetime = NOON
    actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.live = Live(self.db, self.keyring)
        self.office: Office = make_office(self.db, self.keyring)

    async def come_in(self, somebody: NewAccount, token: str = "") -> tuple[Actor, str]:
        """Somebody is logged in."""
        if somebody.email not in self.actors:
            self.actors[somebody.email] = await hire(somebody, self.db, self.keyring)
        actor, token = self.actors[somebody.email], token or somebody.email
        async with self.db.write() as tx:
            await sessions.start(tx, token, actor.staff_id, now=self.now)
        return actor, token

    async def upto(self, actor: Actor) -> int:
        """What a page of theirs would listen from."""
        return (await hearing.standing(actor, db=self.db, keyring=self.keyring)).upto

    async def look(self, seconds: float = 2) -> None:
        """Time goes by, and the office looks."""
        self.now += timedelta(seconds=seconds)
        await self.live.look(self.now)


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return House(db, keyring)


async def heard(listener: Listener) -> list[Said]:
    """Everything that waits to be read."""
    found: list[Said] = []
    with anyio.move_on_after(0.02):
        while True:  # what waits comes at once, and then nothing
            found.append(await anext(listener))
    return found


def changed(said: list[Said]) -> list[object]:
    return [one.values["id"] for one in said if one.event == "changed"]


async def test_an_arrival_is_heard_by_who_serves_its_queue_and_by_nobody_else(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    omar, his = await house.come_in(OMAR)
    upto = await house.upto(clara)
    with house.live.listening(clara, hers, upto) as one, house.live.listening(omar, his, upto) as other:
        new = await arrive(house.db, house.keyring, queue="autoimmune")
        await house.look()
        told, nothing = await heard(one), await heard(other)
    (event,) = [said for said in told if said.event == "changed"]
    assert event.values["id"] == new.id
    assert set(event.values) == {"id", "reference", "by", "at"}
    assert changed(nothing) == []
    assert new.id not in repr(nothing)


async def test_the_same_is_not_told_twice_and_a_look_is_no_change(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    sam, _ = await house.come_in(SAM)
    new = await arrive(house.db, house.keyring)
    with house.live.listening(clara, hers, await house.upto(clara)) as listener:
        await house.look()
        assert changed(await heard(listener)) == []  # it was on her page
        await notes.add(sam, new.id, 1, "MARKER rang twice", office=house.office, now=house.now)
        await house.look()
        await house.look()
        said = await heard(listener)
        assert changed(said) == [new.id]
        assert [one.values["by"] for one in said if one.event == "changed"] == [sam.staff_id]
        assert "MARKER" not in repr(said)
        await presence.arrive(sam, new.id, office=house.office, now=house.now)
        await house.look()
        assert changed(await heard(listener)) == []


async def test_a_stream_that_was_lost_goes_on_where_it_was(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with house.live.listening(clara, hers, await house.upto(clara)) as listener:
        first = await arrive(house.db, house.keyring)
        await house.look()
        last = [said for said in await heard(listener) if said.event == "changed"][-1]
        assert last.values["id"] == first.id
    second = await arrive(house.db, house.keyring)
    with house.live.listening(clara, hers, last.upto) as again:
        await house.look()
        assert changed(await heard(again)) == [second.id]


async def test_who_is_there_is_told_when_it_changes(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    sam, _ = await house.come_in(SAM)
    new = await arrive(house.db, house.keyring)
    with house.live.listening(clara, hers, await house.upto(clara)) as listener:
        told: list[object] = []
        for doing in (Doing.READING, Doing.READING, Doing.WRITING, None):
            await presence.beat(sam, new.id, doing, office=house.office, now=house.now)
            await house.look()
            told += [said.values["who"] for said in await heard(listener) if said.event == "present"]
        assert told == [((sam.staff_id, "reading"),), ((sam.staff_id, "writing"),), ()]
        await presence.beat(sam, new.id, Doing.READING, office=house.office, now=house.now)
        await house.look()
        await heard(listener)
        await house.look(STALE.total_seconds())  # Sam's computer went to sleep
        assert [said.values["who"] for said in await heard(listener) if said.event == "present"] == [()]


async def test_now_and_then_it_says_that_it_is_there(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with house.live.listening(clara, hers, 0) as listener:
        await house.look()
        assert await heard(listener) == [Said()]
        await house.look()
        assert await heard(listener) == []
        await house.look(HEARTBEAT.total_seconds())
        assert await heard(listener) == [Said()]


async def test_listening_keeps_no_session_alive_and_ends_with_it(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with house.live.listening(clara, hers, 0) as listener:
        begun, minutes = house.now, 0
        while house.now - begun < SESSION_IDLE - timedelta(minutes=1):
            await house.look(60)
            minutes += 1
        assert await heard(listener) == [Said()] * minutes
        await arrive(house.db, house.keyring)
        await house.look(60)
        with anyio.fail_after(1):
            assert [said async for said in listener] == []  # it ends


async def test_whoever_loses_a_queue_hears_nothing_more_of_it(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with house.live.listening(clara, hers, await house.upto(clara)) as listener:
        await house.look()
        await heard(listener)
        new = await arrive(house.db, house.keyring)
        async with house.db.write() as tx:
            await staff.set_queues(tx, clara.staff_id, {"repeat": False}, all_queues=False)
        await house.look()
        assert new.id not in repr(await heard(listener))


async def test_a_closed_account_hears_nothing_more(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with house.live.listening(clara, hers, await house.upto(clara)) as listener:
        async with house.db.write() as tx:
            await staff.set_active(tx, clara.staff_id, active=False)
        await arrive(house.db, house.keyring)
        await house.look()
        with anyio.fail_after(1):
            assert [said async for said in listener] == []


async def test_so_many_streams_for_each_and_no_more(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    sam, his = await house.come_in(SAM)
    with ExitStack() as streams:
        streams.enter_context(house.live.listening(sam, his, 0))
        for _ in range(MOST_STREAMS - 1):
            streams.enter_context(house.live.listening(clara, hers, 0))
        with house.live.listening(clara, hers, 0), pytest.raises(TooMany):
            streams.enter_context(house.live.listening(clara, hers, 0))
        streams.enter_context(house.live.listening(clara, hers, 0))


async def test_nobody_asks_the_database_while_nobody_listens(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not(self: Database) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(Database, "read", must_not)
    await house.live.look(house.now)


async def test_when_the_office_closes_everybody_is_let_go(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(house.live.run, lambda: house.now)
            with house.live.listening(clara, hers, 0) as listener:
                assert await anext(listener) == Said()
                tasks.cancel_scope.cancel()
                with anyio.CancelScope(shield=True):
                    assert [said async for said in listener] == []


async def test_who_does_not_read_is_let_go(house: House) -> None:
    clara, hers = await house.come_in(CLARA)
    with house.live.listening(clara, hers, 0) as listener:
        listener.say(*[Said()] * (hearing.MOST_WAITING + 1))
        with anyio.fail_after(1):
            assert [said async for said in listener] == []
