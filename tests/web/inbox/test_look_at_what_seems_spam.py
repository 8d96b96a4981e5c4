"""What looks sent by a machine: a coordinator reads why, and says what it is."""

from datetime import UTC, datetime

import pytest

from intake.domain.message import MailKind, OutboxState
from intake.domain.suspicion import Sign
from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.mail.limits import ANY, may_write
from intake.store import inquiries, outbox
from intake.store.inquiries import NewInquiry
from tests.people import CLARA, OMAR, hire, hire_everybody
from tests.visit import hidden
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

WHY = "A field was filled in that no person sees."
PAUSED = "Mail paused: this address got three automatic mails today."


async def is_held(db: Database, keyring: KeyRing, new: NewInquiry) -> bool:
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, new.id)
    assert found is not None
    return found.quarantined


async def mails(db: Database) -> list[MailKind]:
    async with db.read() as snapshot:
        orders = await outbox.entries(snapshot)
    return sorted(order.kind for order in orders if order.state is not OutboxState.CANCELLED)


async def test_a_real_message_goes_the_way_of_every_inquiry(db: Database, keyring: KeyRing) -> None:
    """Out of its list into the usual one; the inquirer gets the receipt, the desk its mail; nobody gets them twice."""
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, signs=(Sign.TRAP, Sign.TOO_FAST))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert new.reference not in (await client.get("/staff/")).text
        assert new.reference in (await client.get("/staff/?status=quarantine")).text
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert WHY in page
        assert "Take this inquiry" not in page
        sent = {"version": hidden(page, "version")}
        answer = await client.post(f"/staff/inquiries/{new.id}/release", data=sent)
        assert answer.status_code == 303
        page = (await client.get(answer.headers["location"])).text
        assert "It is in the list with the others now." in page
        assert "Looked like spam, and is a real message" in page
        assert WHY not in page
        assert new.reference in (await client.get("/staff/")).text
        again = await client.post(f"/staff/inquiries/{new.id}/release", data=sent)
        assert again.status_code == 409
    assert not await is_held(db, keyring, new)
    assert await mails(db) == [MailKind.INQUIRY_RECEIVED, MailKind.INQUIRY_ROUTED]


async def test_spam_is_ended_without_a_mail_and_can_still_be_found(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, signs=(Sign.TRAP,))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        sent = {name: hidden(page, name) for name in ("version", "status", "reason")}
        answer = await client.post(f"/staff/inquiries/{new.id}/status", data=sent)
        assert answer.status_code == 303
        assert f"Looks like spam: {WHY}" in (await client.get(answer.headers["location"])).text
        assert new.reference in (await client.get("/staff/?status=spam")).text
        assert new.reference not in (await client.get("/staff/?status=quarantine")).text
    async with db.read() as snapshot:
        found = await inquiries.summary(snapshot, keyring, new.id)
    assert found is not None
    assert found.status is Status.SPAM
    assert await mails(db) == []


async def test_whoever_was_slower_sees_what_happened(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, signs=(Sign.LINKS,))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        await client.post(f"/staff/inquiries/{new.id}/take", data={"version": "1"})
        answer = await client.post(f"/staff/inquiries/{new.id}/release", data={"version": "1"})
        assert answer.status_code == 409
        assert "you say that it is none" in answer.text
    assert await is_held(db, keyring, new)


async def test_another_desk_lets_nothing_out(db: Database, keyring: KeyRing) -> None:
    await hire_everybody(db, keyring)
    new = await arrive(db, keyring, signs=(Sign.FLOOD,))
    async with office(db, keyring) as client:
        await come_in(client, OMAR)
        answer = await client.post(f"/staff/inquiries/{new.id}/release", data={"version": "1"})
        assert answer.status_code == 404
    assert await is_held(db, keyring, new)


async def test_coordinators_read_that_mail_is_paused(db: Database, keyring: KeyRing) -> None:
    """It is no suspicion: the inquiry is in the usual list, with its next step."""
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, signs=(Sign.MAIL_PAUSED,))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        assert new.reference in (await client.get("/staff/")).text
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
    assert PAUSED in page
    assert "Take this inquiry" in page
    assert "Is this spam?" not in page


async def test_that_no_receipt_went_out_with_a_release_is_seen(db: Database, keyring: KeyRing) -> None:
    """The address has had its mails for today: somebody must tell them another way, so the page says it."""
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, signs=(Sign.TRAP,))
    async with db.write() as tx:
        for _ in range(ANY.size):
            assert await may_write(tx, keyring, "amal@example.org", now=datetime.now(UTC))
    async with office(db, keyring) as client:
        await come_in(client, CLARA)
        page = (await client.get(f"/staff/inquiries/{new.id}")).text
        assert PAUSED not in page
        sent = {"version": hidden(page, "version")}
        answer = await client.post(f"/staff/inquiries/{new.id}/release", data=sent)
        assert PAUSED in (await client.get(answer.headers["location"])).text
    assert await mails(db) == [MailKind.INQUIRY_ROUTED]
