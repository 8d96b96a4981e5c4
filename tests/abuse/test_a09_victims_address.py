"""A9: a hundred inquiries in somebody else's name, from a hundred networks: all kept, and their mailbox left alone."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from intake.domain.message import MailKind, OutboxState
from intake.domain.suspicion import Sign
from intake.resources import Resources
from intake.services.mail.limits import ANY
from intake.services.suspects import Gate
from intake.store import inquiries, outbox
from intake.store.inquiries import Filters
from tests.abuse.target import Target
from tests.makers import make_answers, make_draft
from tests.people import CLARA
from tests.visit import open_form, receipt_of, send

pytestmark = pytest.mark.anyio

VICTIM = "victim@example.org"


async def acknowledgements(resources: Resources) -> int:
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot, limit=1000)
    return [order.kind for order in orders if order.state is OutboxState.QUEUED].count(MailKind.INQUIRY_RECEIVED)


async def write(target: Target, number: int, *emails: str) -> str:
    """One form, sent with one address after the other, from a network of its own: its reference."""
    async with target.browser(address=f"198.51.{number}.7") as client:
        form = await open_form(client)
        client.cookies.clear()
        answers = {"condition": "sle", "notices_autoimmune_ack": "yes"}
        receipts = {receipt_of((await send(client, form, email=email, **answers)).text) for email in emails}
    ((reference, _),) = receipts
    return reference


async def test_a_hundred_inquiries_are_two_mails(target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without capitals, some together, some one after the other. So slowly that it is no flood."""
    house = target.resources
    monkeypatch.setattr(house.intake, "gate", Gate(0))
    await target.hire(CLARA)
    references: list[str] = []
    for tens in range(0, 100, 10):
        addresses = [VICTIM if number % 2 else VICTIM.upper() for number in range(10)]
        references += await asyncio.gather(*(write(target, tens + n, email) for n, email in enumerate(addresses)))
    assert await acknowledgements(house) == ANY.size
    async with house.db.read() as snapshot:
        assert await inquiries.count(snapshot, house.keyring, Filters()) == len(set(references)) == 100
        last = await inquiries.by_reference(snapshot, house.keyring, references[-1])
        assert last is not None
        opened = await inquiries.load(snapshot, house.keyring, last.id)
    assert opened is not None
    assert opened.signs == (Sign.MAIL_PAUSED,)
    async with target.browser(CLARA) as client:
        page = (await client.get(f"/staff/inquiries/{last.id}")).text
    assert "Mail paused" in page


async def test_nobody_fills_a_mailbox_by_correcting_addresses(target: Target) -> None:
    """Ten inquiries with an address of one's own, each then sent again with the victim's."""
    for number in range(10):
        await write(target, number, f"own{number}@example.net", VICTIM)
    assert await acknowledgements(target.resources) == 10 + ANY.size


async def test_the_next_day_there_are_mails_again(target: Target) -> None:
    """Somebody who writes for many people is not shut out for good."""
    house, today = target.resources, datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    for number, now in enumerate([today] * 5 + [today + timedelta(hours=25)]):
        draft = make_draft(form_id=f"form-{number}", answers=make_answers(email=VICTIM))
        await house.intake.submit(draft, now=now)
    assert await acknowledgements(house) == ANY.size + 1
