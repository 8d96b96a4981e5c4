"""A clinic's own system is told what happens: signed, once it is true, never about whom; and it delays nobody."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import anyio
import pytest
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from intake.domain.access import Actor
from intake.domain.erasure import Reason
from intake.domain.errors import NotAllowed, NotFound
from intake.domain.message import MailKind, OutboxState
from intake.domain.suspicion import Sign
from intake.domain.visit import Visit
from intake.domain.webhook import CHOSEN, Event, Paused
from intake.lib.addresses import Address
from intake.lib.blobs import Folder
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services import erasure, health, inbox, messages, quarantine, replies, rights
from intake.services.hooks import managing
from intake.services.hooks.managing import CannotAdd, Hooks, Made
from intake.services.hooks.telling import Teller, Wire
from intake.store import audit, deliveries, inquiries, outbox
from intake.store.audit import Entry
from intake.store.inquiries import NewInquiry
from intake.store.tellings import Told
from tests.fakes.hooks import Receiver, trust
from tests.journeys.canaries import found, words_of
from tests.makers import make_settings
from tests.offices import make_office
from tests.people import ADA, CLARA, hire
from tests.store.making import make_order
from tests.web.office import arrive

pytestmark = pytest.mark.anyio

EVERYTHING = tuple(event.value for event in CHOSEN)
LOOPBACK = ("127.0.0.1/32",)
STORY = "Bergahornblatt Жимолость زنبقية"


async def names(host: str, port: int) -> list[Address]:
    """Every name leads to this machine."""
    del host, port
    return [ip_address("127.0.0.1")]


class NoFolder:
    """No files."""

    async def remove(self, blob_id: str) -> None:
        """Nothing to remove."""


@dataclass
class House:
    """An office with a coordinator and an administrator; its clock is moved by hand."""

    db: Database
    keyring: KeyRing
    clara: Actor
    ada: Actor

    def __post_init__(self) -> None:
        self.now = datetime.now(UTC)  # a receiver refuses what is older than five minutes
        self.office = make_office(self.db, self.keyring)
        self.hooks = Hooks(self.db, self.keyring, LOOPBACK, names)
        self.teller = Teller(self.db, self.keyring, Wire(LOOPBACK, names, trust()))

    async def add(self, receiver: Receiver, events: tuple[str, ...] = EVERYTHING) -> Made:
        """Ada adds a webhook."""
        return await managing.add(self.ada, receiver.url, events, house=self.hooks, now=self.now)

    async def arrive(self, *signs: Sign) -> NewInquiry:
        """Somebody writes."""
        return await arrive(self.db, self.keyring, received_at=self.now, signs=signs, contact_name=STORY)

    async def tell(self, after: timedelta = timedelta()) -> None:
        """What the worker does, some time later."""
        self.now += after
        async with anyio.create_task_group() as lanes:
            for hook_id in await self.teller.due(now=self.now):
                lanes.start_soon(lambda id_: self.teller.tell(id_, clock=lambda: self.now), hook_id)

    async def standing(self, made: Made) -> managing.Standing:
        """How the webhook stands."""
        return (await managing.look(self.ada, made.id, house=self.hooks))[0]

    async def told(self, made: Made) -> list[Told]:
        """What it was told, the first first."""
        return list((await managing.look(self.ada, made.id, house=self.hooks))[1])[::-1]

    async def version(self, new: NewInquiry) -> int:
        """The inquiry's version now."""
        async with self.db.read() as snapshot:
            about = await inquiries.summary(snapshot, self.keyring, new.id)
        assert about is not None
        return about.version


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> House:
    return House(db, keyring, await hire(CLARA, db, keyring), await hire(ADA, db, keyring))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver(tls=True) as running:
        yield running


def heard(receiver: Receiver, made: Made) -> list[tuple[str, str | None]]:
    """Events and references, each verified as a receiver would."""
    bodies = [Verifier(made.secret).verify(got.body, dict(got.headers)) for got in receiver.got]
    assert all(body.keys() == {"type", "timestamp", "data"} and body["data"].keys() <= {"reference"} for body in bodies)
    assert all(datetime.fromisoformat(body["timestamp"]).tzinfo for body in bodies)
    return sorted((body["type"], body["data"].get("reference")) for body in bodies)


async def test_a_whole_story_is_told_and_nothing_of_the_patient(house: House, receiver: Receiver) -> None:
    made = await house.add(receiver)
    new = await house.arrive()
    visit, reference = Visit(new.id), new.reference
    await messages.write(visit, STORY, "form-1", "ar", office=house.office, now=house.now)
    await replies.answer(
        house.clara, new.id, await house.version(new), STORY, "form-2", office=house.office, now=house.now
    )
    await inbox.load(house.clara, new.id, inbox.Purpose.EXPLAIN, db=house.db, keyring=house.keyring, now=house.now)
    await rights.withdraw(visit, office=house.office, now=house.now)
    await house.tell()
    events = [Event.INQUIRY_RECEIVED, Event.INQUIRY_MESSAGE_RECEIVED, Event.INQUIRY_ANSWERED]
    events += [Event.INQUIRY_STATUS_CHANGED, Event.INQUIRY_WITHDRAWN]
    assert heard(receiver, made) == sorted((event.value, reference) for event in events)

    receiver.got.clear()
    await rights.withdraw(visit, office=house.office, now=house.now)  # withdrawn already: nothing new
    await erasure.erase_for(
        reference, Reason.ASKED, db=house.db, keyring=house.keyring, folder=NoFolder(), now=house.now
    )
    async with house.db.read() as snapshot:  # of an erased inquiry nothing else waits, and its reference lies sealed
        (row,) = (await snapshot.execute(text("SELECT * FROM outbox WHERE state = 'queued'"))).all()
    assert reference.encode() not in row.recipient_sealed
    await house.tell()
    assert heard(receiver, made) == [("inquiry.erased", reference)]
    async with house.db.read() as snapshot:
        assert not (await snapshot.execute(text("SELECT id FROM outbox WHERE recipient_sealed IS NOT NULL"))).all()
    assert await managing.replay(house.ada, made.id, house=house.hooks, now=house.now) == 0

    sent = b"".join(got.line.encode() + json.dumps(dict(got.headers)).encode() + got.body for got in receiver.got)
    assert not found(words_of(STORY, "amal autoimmune sle"), sent)


async def test_spam_tests_and_what_was_rolled_back_tell_nothing(house: House, receiver: Receiver) -> None:
    made = await house.add(receiver)
    held, trial, real = await house.arrive(Sign.TRAP), await house.arrive(), await house.arrive()
    async with house.db.write() as tx:  # as a canary's inquiry is marked
        await tx.execute(text("DELETE FROM outbox WHERE webhook_id IS NOT NULL"))
        await tx.execute(text("UPDATE inquiries SET test = true WHERE id = :id").bindparams(id=trial.id))
        await audit.append(tx, Entry(house.now, "public", "inquiry.message", "inquiry", trial.id))
        await audit.append(tx, Entry(house.now, "public", "inquiry.message", "inquiry", held.id))
        await audit.append(tx, Entry(house.now, "public", "inquiry.read", "inquiry", trial.id))

    async def half_done() -> None:
        async with house.db.write() as tx:
            await audit.append(tx, Entry(house.now, "public", "inquiry.message", "inquiry", real.id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await half_done()
    assert await house.told(made) == []
    await quarantine.release(house.clara, held.id, await house.version(held), office=house.office, now=house.now)
    assert [one.event for one in await house.told(made)] == [Event.INQUIRY_RECEIVED]


async def test_only_what_was_chosen_and_mails_to_the_inquirer_alone(house: House, receiver: Receiver) -> None:
    made = await house.add(receiver, ("mail.undeliverable", "inquiry.status_changed"))
    new = await house.arrive()
    to_clara = {"recipient": None, "staff_id": house.clara.staff_id, "created_at": house.now}
    orders = [make_order(new.id, created_at=house.now), make_order(new.id, **to_clara)]
    async with house.db.write() as tx:
        await outbox.enqueue(tx, house.keyring, orders)
        mails = await outbox.claim(tx, house.keyring, now=house.now, limit=9, lease=timedelta(minutes=1))
        assert len(mails) == 2
        for mail in mails:
            await deliveries.not_sent(tx, mail, OutboxState.DEAD, error="550")
            await audit.append(tx, Entry(house.now, "worker", "mail.dead", "mail", mail.id))
    version = await house.version(new)
    await inbox.take(house.clara, new.id, version, db=house.db, keyring=house.keyring, now=house.now)
    await house.tell()
    expected = [("inquiry.status_changed", new.reference), ("mail.undeliverable", new.reference)]
    assert heard(receiver, made) == expected
    with pytest.raises(WebhookVerificationError):
        heard(receiver, Made(made.id, "whsec_" + "A" * 43 + "="))
    # Mails never see it: neither the list, nor what is due, nor what is cancelled with the inquiry.
    async with house.db.read() as snapshot:
        assert {entry.kind for entry in await outbox.entries(snapshot)} == {MailKind.INQUIRY_RECEIVED}
        assert await outbox.next_due(snapshot) is None


async def test_a_system_that_is_down_gets_one_try_at_a_time_and_then_none(house: House, receiver: Receiver) -> None:
    receiver.status = 503
    async with Receiver(tls=True) as other:
        made, well = await house.add(receiver), await house.add(other)
        for _ in range(12):
            await house.arrive()
        await house.tell()
        assert len(other.got) == 12  # the one that is down delays nobody else
        assert len(receiver.got) <= 4  # and is not hammered with what waits
        tried = len(receiver.got)
        await house.arrive()
        await house.tell()  # what comes meanwhile waits with the rest
        assert (len(receiver.got), len(other.got)) == (tried, 13)
        while (await house.standing(made)).hook.paused_at is None:
            await house.tell(timedelta(hours=2))
            tried += 1
            assert len(receiver.got) == tried
        assert len(receiver.got) == 20
    standing = await house.standing(made)
    assert (standing.hook.paused_because, standing.waiting) == (Paused.FAILURES, 13)
    await house.arrive()
    await house.tell(timedelta(hours=2))
    assert len(receiver.got) == 20
    receiver.status = 200
    receiver.got.clear()
    await managing.resume(house.ada, made.id, house=house.hooks, now=house.now)
    await house.tell()
    assert len({got.headers["webhook-id"] for got in receiver.got}) == len(receiver.got) == 14
    standing = await house.standing(made)
    assert (standing.hook.failures, standing.waiting, standing.hook.succeeded_at) == (0, 0, house.now)
    assert (await house.standing(well)).hook.paused_at is None


async def test_a_fault_of_ours_counts_like_any_failure_and_loses_nothing(house: House, receiver: Receiver) -> None:
    async def broken(host: str, port: int) -> list[Address]:
        raise ZeroDivisionError

    made = await house.add(receiver)
    await house.arrive()
    house.teller = Teller(house.db, house.keyring, Wire(LOOPBACK, broken, trust()))
    await house.tell()
    assert (await house.standing(made)).hook.failures == 1
    assert await house.teller.due(now=house.now) == []
    house.teller = Teller(house.db, house.keyring, Wire(LOOPBACK, names, trust()))
    await house.tell(timedelta(hours=2))
    assert len(receiver.got) == 1


async def test_refusals_are_given_up_told_again_and_gone_is_gone(
    house: House, receiver: Receiver, tmp_path: Path
) -> None:
    made = await house.add(receiver)
    receiver.answers = [400, 410]
    await house.arrive()
    await house.tell()
    (first,) = await house.told(made)
    assert (first.state, first.error) == (OutboxState.DEAD, "http_400")
    since = house.now = house.now + timedelta(seconds=1)
    await managing.replay(house.ada, made.id, house=house.hooks, now=house.now, only=first.id)
    await house.tell()
    assert (await house.standing(made)).hook.paused_because is Paused.GONE
    settings = make_settings(tmp_path, "sqlite:///not-opened.db")
    problems = await health.problems(settings, house.office, Folder(tmp_path), now=house.now)
    found = {one.id: one.values for one in problems}
    assert found["intake.W023"] == {"hook": made.id, "why": "gone", "waiting": "1"}
    assert [one.state for one in await house.told(made)] == [OutboxState.QUEUED]
    await managing.resume(house.ada, made.id, house=house.hooks, now=house.now)
    await house.arrive()
    await house.tell()
    ids = [got.headers["webhook-id"] for got in receiver.got]
    assert ids[:3] == [first.id] * 3  # a receiver knows it by its id
    assert await managing.replay(house.ada, made.id, house=house.hooks, now=house.now, since=since) == 1
    with pytest.raises(NotFound):
        await managing.replay(house.ada, made.id, house=house.hooks, now=house.now, only="nothing")


async def test_secrets_are_renewed_and_lie_sealed(house: House, receiver: Receiver) -> None:
    old = await house.add(receiver)
    await managing.pause(house.ada, old.id, house=house.hooks, now=house.now)
    new = await managing.renew(house.ada, old.id, house=house.hooks, now=house.now)
    await managing.test(house.ada, old.id, house=house.hooks, now=house.now)
    await house.tell()
    assert receiver.got == []  # paused by hand
    await managing.resume(house.ada, old.id, house=house.hooks, now=house.now)
    await house.tell()
    assert heard(receiver, old) == heard(receiver, new) == [("webhook.test", None)]
    house.now += timedelta(days=1, seconds=1)
    await managing.test(house.ada, old.id, house=house.hooks, now=house.now)
    await house.tell()
    assert len(receiver.got[-1].headers["webhook-signature"].split()) == 1
    async with house.db.read() as snapshot:
        rows = (await snapshot.execute(text("SELECT * FROM webhooks"))).all()
        trail = await audit.about(snapshot, "webhook", old.id)
    kept = repr(rows)
    assert not any(part in kept for part in (old.secret, new.secret, "jackdaw", "clinic.example"))
    actions = ["add", "pause", "renew", "test", "resume", "test"]
    assert [entry.action for entry in trail][::-1] == [f"webhook.{action}" for action in actions]
    await managing.remove(house.ada, old.id, house=house.hooks, now=house.now)
    assert await managing.overview(house.ada, house=house.hooks) == []
    await house.arrive()
    assert await house.teller.next_due() is None


async def test_who_may_and_what_cannot_be_added(house: House) -> None:
    with pytest.raises(NotAllowed):
        await managing.overview(house.clara, house=house.hooks)
    closed = Hooks(house.db, house.keyring, (), names)
    for url, events, code in (
        ("https://clinic.example/", EVERYTHING, "closed_address"),
        ("clinic.example", EVERYTHING, "unreadable"),
        ("https://a:b@clinic.example/", EVERYTHING, "credentials"),
        ("https://clinic.example/", ("webhook.test", "inquiry.read"), "no_events"),
    ):
        with pytest.raises(CannotAdd) as refused:
            await managing.add(house.ada, url, events, house=closed, now=house.now)
        assert refused.value.code == code
    assert await managing.overview(None, house=closed) == []
