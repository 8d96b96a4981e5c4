"""Withdrawn, erased, or of somebody who has died: what was ordered before waits no longer, at once and for good."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake.domain.erasure import Reason
from intake.domain.message import MailKind, OutboxState
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.blobs import Folder
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import erasure, inbox, rights
from intake.services.mail import delivery, watching
from intake.services.mail.watching import UNACKNOWLEDGED_AFTER
from intake.store import inquiries, outbox, staff
from intake.store.outbox import NOT_WANTED
from tests.fakes.smtp import Fate, Sink
from tests.offices import make_office
from tests.services.mail.house import AMAL, CLARA, NOW, House

pytestmark = pytest.mark.anyio
S = OutboxState
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> AsyncIterator[House]:
    """With mails that wait: the address was busy, and the coordinator's was refused."""
    async with Sink() as sink:
        made = House(db, keyring, sink)
        await made.hire()
        sink.script(AMAL, Fate.refuse(451))
        sink.script(CLARA, Fate.refuse(550))
        yield made
        await made.intake.close()


async def waiting(house: House) -> tuple[str, str]:
    """Somebody wrote, and nothing went out yet: id and reference of the inquiry."""
    receipt = await house.submit()
    await house.deliver()
    states = [(await house.order()).state, (await house.order(MailKind.INQUIRY_ROUTED)).state]
    assert states == [S.QUEUED, S.DEAD]
    async with house.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, house.keyring, receipt.reference)
    assert found is not None
    return found.id, receipt.reference


async def move(house: House, inquiry_id: str, status: Status) -> None:
    async with house.db.read() as snapshot:
        found = await inquiries.summary(snapshot, house.keyring, inquiry_id)
        clara = await staff.by_id(snapshot, house.keyring, "clara")
    assert found is not None
    assert clara is not None
    office = make_office(house.db, house.keyring)
    await inbox.change_status(
        clara.actor,
        inquiry_id,
        found.version,
        status,
        "as their brother wrote",
        routing=office.content.routing,
        db=house.db,
        keyring=house.keyring,
        now=NOW,
    )


async def test_withdrawn(house: House) -> None:
    inquiry_id, _ = await waiting(house)
    await rights.withdraw(Visit(inquiry_id), office=make_office(house.db, house.keyring), now=NOW)
    order = await house.order()
    assert (order.state, order.next_at, order.last_error) == (S.CANCELLED, None, NOT_WANTED)
    await house.deliver(LATER)
    # Its desk alone hears of it, in a mail of its own.
    assert [mail.recipient for mail in house.sink.taken] == [CLARA]
    assert (await house.order(MailKind.INQUIRY_ROUTED)).state is S.CANCELLED


async def test_erased(house: House, tmp_path: Path) -> None:
    _, reference = await waiting(house)
    bare = {"db": house.db, "keyring": house.keyring}
    await erasure.erase_for(reference, Reason.ASKED, **bare, folder=Folder(tmp_path), now=NOW)  # type: ignore[arg-type]
    assert await house.orders() == []
    assert await delivery.next_due(db=house.db) is None
    await house.deliver(LATER)
    assert house.sink.taken == []


async def test_somebody_has_died(house: House) -> None:
    inquiry_id, _ = await waiting(house)
    await move(house, inquiry_id, Status.DECEASED)
    orders = [await house.order(), await house.order(MailKind.INQUIRY_ROUTED)]
    assert {(order.state, order.last_error) for order in orders} == {(S.CANCELLED, NOT_WANTED)}
    assert await delivery.next_due(db=house.db) is None
    await house.deliver(LATER)
    assert house.sink.taken == []


async def test_what_was_under_way_in_that_moment_is_not_tried_again(house: House) -> None:
    inquiry_id, _ = await waiting(house)
    async with house.db.write() as tx:
        await outbox.claim(tx, house.keyring, now=LATER, limit=1, lease=delivery.LEASE)
    await rights.withdraw(Visit(inquiry_id), office=make_office(house.db, house.keyring), now=LATER)
    await house.deliver(LATER + delivery.LEASE)
    assert AMAL not in {mail.recipient for mail in house.sink.taken}


async def test_it_was_a_mistake_and_they_get_their_acknowledgement_after_all(house: House) -> None:
    inquiry_id, _ = await waiting(house)
    await move(house, inquiry_id, Status.DECEASED)
    await move(house, inquiry_id, Status.IN_TRIAGE)
    soon = NOW + UNACKNOWLEDGED_AFTER
    for _ in range(2):
        await watching.watch_mail(make_office(house.db, house.keyring), soon)
    await house.deliver(soon)
    assert len(house.taken(AMAL)) == 1
