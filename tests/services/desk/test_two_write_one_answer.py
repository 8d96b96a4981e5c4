"""A coordinator writes in their language, a translator in the patient's: both are kept, and one learns not whose."""

import pytest
from sqlalchemy import text

from intake.domain.access import Actor
from intake.domain.errors import Conflict, NotAllowed, NotFound
from intake.domain.reply import ReplyState
from intake.lib.database import Database
from intake.lib.ids import new_id
from intake.lib.keyring import KeyRing
from intake.services.desk import replies, sending, translating
from intake.services.desk.replies import NotATranslator, Written
from tests.services.desk.preparing import ENGLISH, HEBREW, NOW, House, open_house

pytestmark = pytest.mark.anyio

TWO = Written(source=ENGLISH)


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return await open_house(db, keyring)


async def ask(house: House, written: Written = TWO, version: int = 0, to: str = "") -> None:
    """Clara hands it to Tove."""
    clara, tove = house.cast.clara, to or house.cast.tove.staff_id
    await replies.ask_translator(clara, house.new.id, house.id, version, written, tove, office=house.office, now=NOW)


async def hand_back(house: House, words: str = HEBREW, *, version: int = 2, actor: Actor | None = None) -> None:
    """Tove hands it back."""
    who = actor or house.cast.tove
    await translating.write(who, house.id, version, words, hand_back=True, office=house.office, now=NOW)


async def send(house: House, written: Written, version: int) -> None:
    """Clara sends it."""
    seen = (await house.summary()).version
    await sending.send(house.cast.clara, house.new.id, house.id, version, seen, written, office=house.office, now=NOW)


async def test_the_patient_reads_one_text_and_the_office_keeps_both(house: House) -> None:
    await ask(house)
    await hand_back(house)
    back = (await house.desk()).reply
    assert back is not None
    assert (back.state, back.texts.source, back.texts.text) == (ReplyState.TRANSLATED, ENGLISH, HEBREW)
    await send(house, Written(ENGLISH, HEBREW), back.version)
    (message,) = await house.said()
    assert (message.text, message.locale, message.original, message.original_locale) == (HEBREW, "he", ENGLISH, "en")
    assert (message.author_id, message.translator_id) == (house.cast.clara.staff_id, house.cast.tove.staff_id)
    assert house.rung == 1
    with pytest.raises(NotFound):
        await house.desk()


async def test_the_translator_sees_neither_name_nor_reference_and_both_come_back(house: House) -> None:
    await ask(house, Written(source=f"{ENGLISH} It is {house.new.reference}."))
    (listed,) = await translating.waiting(house.cast.tove, office=house.office)
    sheet = await translating.open_sheet(house.cast.tove, house.id, office=house.office, now=NOW)
    assert sheet == listed
    assert sheet.source == "Dear [2], your scan has come. It is [1]."
    for secret in ("Amal", house.new.reference, house.new.id):
        assert secret not in repr(sheet) + sheet.source + sheet.number
    await hand_back(house, "[2]: [1]")
    reply = (await house.desk()).reply
    assert reply is not None
    assert reply.texts.text == f"Amal Example: {house.new.reference}"


async def test_a_first_name_alone_and_the_patients_are_hidden_too(db: Database, keyring: KeyRing) -> None:
    house = await open_house(db, keyring, patient_name="Leyla Sample")
    await ask(house, Written(source="Dear Amal, Leyla and the Samples are well."))
    sheet = await translating.open_sheet(house.cast.tove, house.id, office=house.office, now=NOW)
    assert not any(name in sheet.source for name in ("Amal", "Leyla", "Sample"))
    await hand_back(house, sheet.source)
    reply = (await house.desk()).reply
    assert reply is not None
    assert reply.texts.text == "Dear Amal, Leyla and the Samples are well."


async def test_nobody_else_opens_it_and_nobody_once_it_is_back(house: House) -> None:
    await ask(house)
    for other in (house.cast.clara, house.cast.omar, house.cast.ada):
        assert await translating.waiting(other, office=house.office) == ()
        with pytest.raises(NotAllowed):
            await translating.open_sheet(other, house.id, office=house.office, now=NOW)
    await hand_back(house)
    with pytest.raises(NotAllowed):
        await translating.open_sheet(house.cast.tove, house.id, office=house.office, now=NOW)
    with pytest.raises(NotFound):
        await replies.open_desk(house.cast.tove, house.new.id, house.id, office=house.office, now=NOW)
    refused = [entry.actor for entry in await house.trail("reply", house.id) if entry.outcome == "refused"]
    assert house.cast.omar.staff_id in refused
    assert house.cast.tove.staff_id in refused


async def test_only_who_speaks_both_is_asked(house: House) -> None:
    desk = await replies.open_desk(house.cast.clara, house.new.id, "", office=house.office, now=NOW, new=True)
    # Omar coordinates another desk and speaks both, too: he sees the text, and nothing of the inquiry.
    assert {name for _, name in desk.translators} == {"Omar Test", "Tove Test"}
    for nobody in (house.cast.ada.staff_id, house.cast.clara.staff_id, "nobody"):
        with pytest.raises(NotATranslator):
            await ask(house, to=nobody)
    with pytest.raises(NotFound):
        await house.desk()  # and nothing was kept


async def test_two_who_write_on_one_draft_notice_each_other(house: House) -> None:
    await house.save(Written(text="first"))
    await house.save(Written(text="second"), version=1)
    with pytest.raises(Conflict):
        await house.save(Written(text="third"), version=1)
    reply = (await house.desk()).reply
    assert reply is not None
    assert (reply.texts.text, reply.version) == ("second", 2)


async def test_while_it_lies_with_the_translator_the_desk_takes_it_back_or_waits(house: House) -> None:
    await ask(house)
    with pytest.raises(Conflict):
        await house.save(Written(text="mine"), version=2)
    await replies.take_back(house.cast.clara, house.new.id, house.id, 2, office=house.office, now=NOW)
    with pytest.raises(NotAllowed):
        await hand_back(house)


async def test_the_same_new_draft_twice_is_one(house: House) -> None:
    await house.save(Written(text="once"))
    await house.save(Written(text="once"))
    with pytest.raises(Conflict):
        await house.save(Written(text="other words"))
    assert len(await replies.mine(house.cast.clara, office=house.office, now=NOW)) == 1


async def test_a_draft_is_thrown_away(house: House) -> None:
    await house.save(Written(text="no"))
    await replies.throw_away(house.cast.clara, house.new.id, house.id, 1, office=house.office, now=NOW)
    with pytest.raises(NotFound):
        await house.desk()


async def test_another_desk_and_another_inquiry_open_nothing(house: House) -> None:
    await house.save(Written(text="ours"))
    with pytest.raises(NotFound):
        await house.desk(house.cast.omar)
    strange = Written(text="theirs")
    with pytest.raises(NotFound):
        await replies.save(house.cast.clara, new_id(), house.id, 1, strange, office=house.office, now=NOW)


async def test_a_machines_text_stays_marked_until_somebody_says_that_they_corrected_it(house: House) -> None:
    await house.save(Written(text=HEBREW, machine=True))
    await house.save(Written(text=HEBREW, machine=False), version=1)
    reply = (await house.desk()).reply
    assert reply is not None
    assert reply.texts.machine
    await send(house, Written(text=HEBREW), 2)
    (message,) = await house.said()
    assert message.machine


async def test_that_somebody_corrected_it_is_written_down(house: House) -> None:
    await house.save(Written(text=HEBREW, machine=True))
    await send(house, Written(text=HEBREW, checked=True), 1)
    (message,) = await house.said()
    assert not message.machine
    (entry,) = [entry for entry in await house.trail() if entry.action == "reply.checked"]
    assert entry.actor == house.cast.clara.staff_id


async def test_the_translator_can_say_either(house: House) -> None:
    await ask(house, Written(source=ENGLISH, text="מכונה", machine=True))
    await translating.write(
        house.cast.tove, house.id, 2, HEBREW, hand_back=True, checked=True, office=house.office, now=NOW
    )
    reply = (await house.desk()).reply
    assert reply is not None
    assert (reply.texts.machine, reply.texts.checked_by) == (False, house.cast.tove.staff_id)


async def test_no_word_lies_open_and_none_is_in_the_trail(house: House) -> None:
    await ask(house)
    await hand_back(house)
    async with house.db.read() as snapshot:
        row = (await snapshot.execute(text("SELECT * FROM replies"))).one()
    for words in (ENGLISH, HEBREW, "Amal"):
        assert not any(words in str(value) for value in row)
        assert words.encode() not in b"".join(value for value in row if isinstance(value, bytes))
        assert not any(words in str(entry) for entry in await house.trail())
