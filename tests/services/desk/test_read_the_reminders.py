"""The reminders as they are read: through the real outbox, composer and mail server, and not after it was accepted."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from intake.domain.values import Status
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import SmtpCourier
from intake.services.mail import delivery
from intake.services.mail.composer import Composer
from tests.fakes.smtp import Sink
from tests.people import CLARA
from tests.services.desk.house import LEA, House, local

pytestmark = pytest.mark.anyio

SUNDAY = local("2026-11-22 10:00")
OVERDUE = "2026-11-25 09:00"
BASE = "https://intake.example.org"


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with Sink() as running:
        yield running


async def deliver(house: House, sink: Sink, now: datetime) -> dict[str, str]:
    """Send what is due; the newest text by its subject, of each reader."""
    office, courier = house.office, SmtpCourier(sink.url)
    composer = Composer(office.content, office.catalogs, base_url=BASE, sender="Clinic <intake@example.org>")
    batch = await delivery.claim_due(db=house.db, keyring=house.keyring, courier=courier, composer=composer, now=now)
    await batch.run()
    await courier.close()
    return {mail.recipient: _text(mail.message) for mail in sink.taken}


def _text(message: object) -> str:
    body = message.get_body(("plain",))  # type: ignore[attr-defined]
    return f"{message['Subject']}\n{body.get_content()}"  # type: ignore[index]


async def test_a_lead_reads_why_they_hear_of_it_and_of_nobody_s_illness(
    db: Database, keyring: KeyRing, sink: Sink
) -> None:
    house = House(db, keyring)
    await house.hire(CLARA)
    await house.hire(LEA)
    inquiry_id = await house.submit(1, SUNDAY, contact_name="MARKER name", question="MARKER story")
    await deliver(house, sink, SUNDAY)
    await house.minutes("2026-11-23 14:00", OVERDUE)
    read = (await deliver(house, sink, local(OVERDUE)))[LEA.email]
    assert (await house.about(inquiry_id)).reference in read
    assert "nobody has accepted it" in read
    assert "you lead this desk" in read
    assert f"{BASE}/staff/inquiries/{inquiry_id}" in read
    assert not [word for word in ("MARKER", "lupus", "autoimmune", "Autoimmune", "sle") if word in read]


async def test_once_somebody_has_it_a_reminder_that_waited_is_not_sent(
    db: Database, keyring: KeyRing, sink: Sink
) -> None:
    house = House(db, keyring)
    clara = await house.hire(CLARA)
    await house.hire(LEA)
    inquiry_id = await house.submit(1, SUNDAY)
    await deliver(house, sink, SUNDAY)
    await house.minutes("2026-11-23 14:00")
    sent = len(sink.taken)
    await house.take(clara, inquiry_id, local("2026-11-23 14:00"))
    await deliver(house, sink, local("2026-11-23 14:01"))
    assert len(sink.taken) == sent


async def test_the_inquirer_reads_nothing_of_what_is_missing_and_nothing_after_they_wrote(
    db: Database, keyring: KeyRing, sink: Sink
) -> None:
    house = House(db, keyring)
    clara = await house.hire(CLARA)
    inquiry_id = await house.submit(1, SUNDAY, contact_limits=("shared_mailbox",))
    await house.take(clara, inquiry_id, SUNDAY)
    await house.move(clara, inquiry_id, Status.NEED_INFO, SUNDAY)
    await deliver(house, sink, SUNDAY)
    third = SUNDAY + timedelta(days=3)
    await house.minute(third)
    read = (await deliver(house, sink, third))["p1@example.org"]
    assert "We asked you for something" in read
    assert "Example Clinic" not in read  # others read this mailbox: it does not even say who writes
    sent = len(sink.taken)
    await house.minute(SUNDAY + timedelta(days=7))
    await house.write(inquiry_id, "Here it is.", SUNDAY + timedelta(days=7))
    await deliver(house, sink, SUNDAY + timedelta(days=7))
    assert [mail.recipient for mail in sink.taken[sent:]] == [CLARA.email]


async def test_the_receipt_of_what_cannot_wait_promises_no_more_than_the_page(
    db: Database, keyring: KeyRing, sink: Sink
) -> None:
    """Told "today" on the evening before a weekend, somebody would wait where they must not."""
    house = House(db, keyring)
    thursday = local("2026-11-26 18:00")
    await house.submit(1, thursday, in_hospital="icu")
    read = (await deliver(house, sink, thursday))["p1@example.org"]
    assert "29 November 2026" in read
