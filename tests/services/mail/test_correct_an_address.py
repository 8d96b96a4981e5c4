"""A mail did not reach somebody: their address is corrected, and what they missed goes there, once."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from intake.domain.access import Actor
from intake.domain.errors import Conflict, NotFound
from intake.domain.message import MailKind, OutboxState
from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import links, replies, revisions
from intake.services.mail import correcting
from intake.services.mail.correcting import CannotSend
from intake.store import audit, mails, outbox
from intake.store.outbox_entries import OutboxEntry
from tests.people import CLARA, OMAR
from tests.services.desk.house import House, local
from tests.services.mail.fates import befall, comes_back, dies

pytestmark = pytest.mark.anyio

NOON = local("2031-03-04 12:00")
LATER = NOON + timedelta(hours=1)
RECEIVED, WAITING = MailKind.INQUIRY_RECEIVED, MailKind.MESSAGE_WAITING


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return House(db, keyring)


async def correct(house: House, actor: Actor, mail: OutboxEntry, typed: str, *, version: int | None = None) -> None:
    assert mail.inquiry_id is not None
    if version is None:
        version = (await house.about(mail.inquiry_id)).version
    await correcting.correct(actor, mail.inquiry_id, version, mail.id, typed, office=house.office, now=LATER)


async def only(house: House, kind: MailKind = RECEIVED) -> OutboxEntry:
    (mail,) = await house.ordered(kind)
    return mail


async def goes_to(house: House) -> dict[str, set[MailKind]]:
    """Every address the next look at the outbox would write to."""
    async with house.db.write() as tx:
        claimed = await outbox.claim(
            tx, house.keyring, now=NOON + timedelta(days=4), limit=99, lease=timedelta(minutes=2)
        )
    readers: dict[str, set[MailKind]] = {}
    for mail in claimed:
        if mail.recipient:
            readers.setdefault(mail.recipient, set()).add(mail.kind)
    return readers


async def test_what_they_missed_goes_to_the_corrected_address_and_nothing_to_the_old_one(house: House) -> None:
    clara = await house.hire(CLARA)
    inquiry = await house.submit(1, NOON)
    version = (await house.about(inquiry)).version
    await replies.answer(clara, inquiry, version, "Please call us.", "form", office=house.office, now=NOON)
    received, waiting = await only(house), await only(house, WAITING)
    await comes_back(house.db, received.id, NOON)
    await befall(house.db, waiting.id, attempts=2, last_error="recipient_450", next_at=NOON + timedelta(hours=1))

    await correct(house, clara, received, "  Leyla@Example.org ")

    kept = await revisions.load(Visit(inquiry), office=house.office)
    assert str(kept.answers["email"]).casefold() == "leyla@example.org"
    for kind, first in ((RECEIVED, received), (WAITING, waiting)):
        old, new = await house.ordered(kind)
        assert (old.id, old.state) == (first.id, OutboxState.CANCELLED)
        assert (new.repeats_id, new.locale) == (old.id, old.locale)
        assert new.message_id != old.message_id
    with pytest.raises(CannotSend, match="mail_over"):  # a second click
        await correct(house, clara, received, "leyla@example.org")
    assert await goes_to(house) == {str(kept.answers["email"]): {RECEIVED, WAITING}}
    async with house.db.read() as snapshot:
        (entry,) = [one for one in await audit.about(snapshot, "inquiry", inquiry) if one.action == "inquiry.address"]
        assert "leyla" not in repr(await audit.about(snapshot, "inquiry", inquiry)).casefold()
        chain = await mails.chain(snapshot, await only_second(house))
    assert (entry.actor, entry.detail) == (clara.staff_id, {"revision": 2, "count": 2})
    assert [one.repeats_id for one in chain] == [None, received.id]


async def only_second(house: House) -> OutboxEntry:
    return (await house.ordered(RECEIVED))[1]


async def test_what_cannot_be_corrected_says_why_and_changes_nothing(house: House) -> None:
    clara, omar = await house.hire(CLARA), await house.hire(OMAR)
    inquiry = await house.submit(1, NOON)
    mail = await only(house)
    with pytest.raises(CannotSend, match="mail_over"):  # it is still on its way
        await correct(house, clara, mail, "leyla@example.org")
    await dies(house.db, mail.id)
    for typed, why in (
        ("  ", "address_empty"),
        ("leyla at example", "address_wrong"),
        ("p1@example.org", "address_same"),
    ):
        with pytest.raises(CannotSend, match=why):
            await correct(house, clara, mail, typed)
    with pytest.raises(NotFound):
        await correct(house, omar, mail, "leyla@example.org")  # serves another queue
    other = await house.submit(2, NOON)
    with pytest.raises(NotFound):  # a mail of another inquiry
        await correcting.correct(clara, other, 1, mail.id, "leyla@example.org", office=house.office, now=NOON)
    with pytest.raises(Conflict):
        await correct(house, clara, mail, "leyla@example.org", version=0)
    await house.move(clara, inquiry, Status.WITHDRAWN, NOON)
    await comes_back(house.db, mail.id, NOON)  # it was out when they withdrew
    with pytest.raises(CannotSend, match="mail_unwanted"):
        await correct(house, clara, mail, "leyla@example.org")
    kept = await revisions.load(Visit(inquiry), office=house.office)
    assert kept.answers["email"] == "p1@example.org"


async def test_a_mail_is_sent_again_to_where_its_reader_is_reached_now(house: House) -> None:
    clara = await house.hire(CLARA)
    inquiry = await house.submit(1, NOON)
    for kind in (RECEIVED, MailKind.INQUIRY_ROUTED):
        mail = await only(house, kind)
        await dies(house.db, mail.id)
        version = (await house.about(inquiry)).version
        for again in (False, True):  # the second click is too much
            with pytest.raises(CannotSend, match="mail_over") if again else nullcontext():
                await correcting.send_again(clara, inquiry, version, mail.id, office=house.office, now=LATER)
        old, new = await house.ordered(kind)
        assert (new.repeats_id, new.staff_id) == (old.id, mail.staff_id)
    assert await goes_to(house) == {"p1@example.org": {RECEIVED}}
    async with house.db.read() as snapshot:
        written = await audit.about(snapshot, "inquiry", inquiry)
    sent_again = {str(one.detail) for one in written if one.action == "inquiry.mail_again"}
    assert sent_again == {str({"kind": kind.value}) for kind in (RECEIVED, MailKind.INQUIRY_ROUTED)}


async def test_a_link_for_one_time_belongs_to_its_address(house: House) -> None:
    clara = await house.hire(CLARA)
    inquiry = await house.submit(1, NOON)
    about = await house.about(inquiry)
    await links.order(about.reference, "en", office=house.office, now=NOON)
    link = await only(house, MailKind.ONE_TIME_LINK)
    await dies(house.db, link.id)
    with pytest.raises(CannotSend, match="mail_over"):
        await correcting.send_again(clara, inquiry, about.version, link.id, office=house.office, now=NOON)
    await correct(house, clara, link, "leyla@example.org")
    assert MailKind.ONE_TIME_LINK not in (await goes_to(house)).get("leyla@example.org", set())
