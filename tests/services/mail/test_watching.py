"""Stuck mail is seen, whatever it is stuck at; and whoever wrote to us gets their acknowledgement all the same."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from intake.domain.message import MailKind, OutboxState
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.mail import watching
from intake.services.mail.delivery import LEASE
from intake.services.mail.watching import LATE, MailHealth
from intake.store import inquiries, outbox
from tests.fakes.smtp import Fate, Sink
from tests.offices import make_office
from tests.services.mail.house import AMAL, NOW, House

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)
S = OutboxState


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> AsyncIterator[House]:
    async with Sink() as sink:
        made = House(db, keyring, sink)
        await made.hire()
        yield made
        await made.intake.close()


async def lose(house: House) -> None:
    """The one thing that cannot happen: an inquiry is there, and no order to say so."""
    async with house.db.write() as tx:
        await tx.execute(text("DELETE FROM outbox WHERE kind = 'inquiry_received'"))


async def look(house: House, after: timedelta) -> MailHealth:
    return await watching.look(db=house.db, now=NOW + after)


async def minute(house: House, after: timedelta) -> list[str]:
    """The worker's duty; what the log says of it."""
    with capture_logs() as said:
        await watching.watch_mail(make_office(house.db, house.keyring), NOW + after)
    return [str(line["event"]) for line in said]


async def test_an_acknowledgement_that_is_missing_is_seen_and_ordered_once(house: House) -> None:
    await house.submit()
    await lose(house)
    assert not (await look(house, 4 * MINUTE)).is_stuck
    seen = await look(house, 6 * MINUTE)
    assert (seen.unacknowledged, seen.is_stuck, seen.oldest) == (1, True, NOW)
    said = await minute(house, 6 * MINUTE)
    assert said == ["acknowledgements were missing and are ordered now"]
    assert await minute(house, 7 * MINUTE) == []
    assert not (await look(house, 7 * MINUTE)).is_stuck
    assert (await house.deliver(NOW + 7 * MINUTE)).sent == 2
    assert len(house.taken(AMAL)) == 1


@pytest.mark.parametrize("why", ["no address", "held as spam", "a test", "over", "had its mails"])
async def test_nobody_is_written_to_who_must_not_be(house: House, why: str) -> None:
    for number in range(4 if why == "had its mails" else 1):
        receipt = await house.submit(number, email=None if why == "no address" else AMAL)
    await house.deliver()
    if why != "had its mails":
        await lose(house)
    async with house.db.write() as tx:
        found = await inquiries.by_reference(tx, house.keyring, receipt.reference)
        assert found is not None
        if why == "over":
            await inquiries.change(tx, found.id, version=found.version, now=NOW, status=Status.DECEASED)
        column = {"held as spam": "quarantined", "a test": "test"}.get(why)
        if column:
            await tx.execute(text(f"UPDATE inquiries SET {column} = :yes"), {"yes": True})  # noqa: S608
    before = len(house.taken(AMAL))
    assert "acknowledgements were missing and are ordered now" not in await minute(house, 6 * MINUTE)
    assert (await look(house, 6 * MINUTE)).unacknowledged == 0
    await house.deliver(NOW + 6 * MINUTE)
    assert len(house.taken(AMAL)) == before


async def test_mail_that_nobody_sends_is_an_alarm_and_said_once(house: House) -> None:
    await house.submit()
    assert await minute(house, LATE - MINUTE) in ([], ["mail goes out again"])
    seen = await look(house, LATE + MINUTE)
    assert (seen.late, seen.overdue, seen.is_stuck, seen.oldest) == (1, 2, True, NOW)
    assert await minute(house, LATE + MINUTE) == ["mail is stuck"]
    assert await minute(house, LATE + 2 * MINUTE) == []
    await house.deliver(NOW + LATE + 3 * MINUTE)
    assert await minute(house, LATE + 4 * MINUTE) == ["mail goes out again"]
    assert await minute(house, LATE + 5 * MINUTE) == []


async def test_a_receipt_whose_reader_has_a_full_mailbox_is_an_alarm_and_no_reason_for_a_banner(house: House) -> None:
    await house.submit()
    house.sink.always(AMAL, Fate.refuse(452))
    await house.deliver()
    seen = await look(house, LATE + MINUTE)
    assert (seen.late, seen.overdue, seen.is_stuck, seen.raises_alarm) == (1, 0, False, True)
    assert await minute(house, LATE + MINUTE) == ["mail is stuck"]


async def test_a_mail_server_that_is_down_is_an_alarm_though_we_ask_every_minute(house: House) -> None:
    await house.submit(email=None)  # only the desk has a mail
    await house.sink.stop()
    for minutes in range(17):
        await house.deliver(NOW + minutes * MINUTE)
    seen = await look(house, LATE + MINUTE)
    assert (seen.held_up, seen.overdue, seen.late, seen.is_stuck) == (1, 0, 0, True)


async def test_what_was_given_up_wants_a_person_until_somebody_sends_it_again(house: House) -> None:
    await house.submit()
    house.sink.script(AMAL, Fate.refuse(550))
    await house.deliver()
    seen = await look(house, timedelta())
    assert (seen.dead, seen.raises_alarm, seen.oldest) == (1, False, NOW)
    dead = await house.order()
    async with house.db.write() as tx:
        office = make_office(house.db, house.keyring)
        corrected = office.order(
            MailKind.INQUIRY_RECEIVED, dead.inquiry_id, "en", because="again", now=NOW, recipient="omar@example.org"
        )
        await outbox.enqueue(tx, house.keyring, [corrected])
        await tx.execute(text("UPDATE outbox SET repeats_id = :of WHERE id = :id"), {"of": dead.id, "id": corrected.id})
    assert (await look(house, timedelta())).dead == 0


async def test_a_lease_that_ran_out_is_counted(house: House) -> None:
    await house.submit()
    async with house.db.write() as tx:
        await outbox.claim(tx, house.keyring, now=NOW, limit=1, lease=LEASE)
    assert (await look(house, LEASE - MINUTE)).expired == 0
    assert (await look(house, LEASE + MINUTE)).expired == 1
