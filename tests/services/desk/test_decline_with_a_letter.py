"""A no is a letter and a status, both or neither."""

import pytest

from intake.domain.errors import Conflict, MoveRefused, NotFound
from intake.domain.message import MailKind
from intake.domain.triage import SIDE_EXITS, Waiting
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk import declining
from intake.services.desk.declining import EXITS, open_exits
from intake.services.desk.replies import Written
from intake.services.mail import outbox as orders_of
from intake.services.replies import Answered
from intake.store import notes
from tests.services.desk.preparing import ENGLISH, HEBREW, NOW, House, open_house

pytestmark = pytest.mark.anyio

LETTER = Written(ENGLISH, HEBREW, template="not_offered_condition")


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return await open_house(db, keyring)


async def decline(house: House, end: Status = Status.NOT_OFFERED, *, seen: int | None = None) -> Answered:
    """Clara declines."""
    version = (await house.summary()).version if seen is None else seen
    return await declining.decline(
        house.cast.clara,
        house.new.id,
        version,
        end,
        LETTER,
        reason="We do not treat this disease",
        form_id=house.id,
        office=house.office,
        now=NOW,
    )


async def told(house: House) -> int:
    """How many mails tell the inquirer of a message."""
    return sum(one.kind is MailKind.MESSAGE_WAITING for one in await orders_of.orders(db=house.db))


@pytest.mark.parametrize("end", EXITS)
async def test_the_letter_and_the_end_are_one(house: House, end: Status) -> None:
    done = await decline(house, end)
    found = await house.summary()
    assert (found.status, found.waiting_for) == (end, Waiting.NOBODY)
    (message,) = await house.said()
    assert (message.text, message.original, message.original_locale) == (HEBREW, ENGLISH, "en")
    # Who has withdrawn finds it behind the code, and gets no mail.
    assert done.by_mail is (end is not Status.WITHDRAWN)
    assert await told(house) == int(done.by_mail)
    async with house.db.read() as snapshot:
        (note,) = await notes.of_inquiry(snapshot, house.keyring, house.new.id)
    assert note.text == "We do not treat this disease"
    assert ENGLISH not in str(await house.trail())


async def test_twice_the_same_form_is_one_letter(house: House) -> None:
    seen = (await house.summary()).version
    first, second = await decline(house, seen=seen), await decline(house, seen=seen)
    assert first.message_id == second.message_id
    assert len(await house.said()) == 1


async def test_what_changed_meanwhile_is_looked_at_first(house: House) -> None:
    seen = (await house.summary()).version
    await house.write()
    with pytest.raises(Conflict):
        await decline(house, seen=seen)
    assert (await house.summary()).status not in SIDE_EXITS
    assert [one.author_id for one in await house.said()] == [None]


async def test_who_withdrew_themselves_can_be_sent_the_confirmation(house: House) -> None:
    await house.move(Status.WITHDRAWN)
    await decline(house, Status.WITHDRAWN)
    assert len(await house.said()) == 1


async def test_from_an_end_there_is_no_other_end(house: House) -> None:
    await house.move(Status.DECEASED)
    assert list(open_exits(Status.DECEASED)) == []
    with pytest.raises(MoveRefused):
        await decline(house)
    assert await house.said() == []


async def test_another_desk_declines_nothing(house: House) -> None:
    house.cast = type(house.cast)(house.cast.omar, house.cast.omar, house.cast.ada, house.cast.tove)
    with pytest.raises(NotFound):
        await decline(house)
