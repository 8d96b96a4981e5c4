"""What comes back: from real servers, marked on the right mail; from people, answered once; from machines, never."""

import re
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import anyio
import pytest

from intake.domain.message import MailKind, OutboxState
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import SmtpCourier
from intake.services.mail.coming_back import Reception
from intake.services.mail.composer import Composer
from intake.services.mail.mail_in import MailIn
from intake.store import audit
from intake.store.outbox_entries import OutboxEntry
from tests.fakes.smtp import Sink
from tests.makers import make_answers, make_content, make_draft
from tests.mta import GONE, HANDED_OVER, SLOW, Mta
from tests.offices import make_office
from tests.services.mail.house import NOW, House

pytestmark = pytest.mark.anyio

OURS = "intake@example.org"


@pytest.fixture
async def house(db: Database, keyring: KeyRing) -> AsyncIterator[House]:
    async with Sink() as sink:
        made = House(db, keyring, sink)
        yield made
        await made.intake.close()


@pytest.fixture
def reception(house: House) -> Reception:
    return Reception(make_office(house.db, house.keyring), frozenset({OURS}), "en")


def move_in(house: House, mta: Mta, address: str) -> None:
    """From now on the house sends from this address, through the real server, and nothing goes out unencrypted."""
    content = make_content()
    sender = f"Clinic <{address}>"
    house.composer = Composer(content, house.catalogs, base_url="https://intake.example.org", sender=sender)
    house.courier = SmtpCourier(mta.smtp_url, tls=mta.trust)


def letter(wire: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(wire)


def reply(*headers: str, body: str = "I am afraid") -> bytes:
    """What somebody's mail program sends when they answer one of our mails."""
    lines = ["From: Amal <amal@example.org>", "Subject: Re: We received your message", *headers, "", body, ""]
    return "\r\n".join(lines).encode()


@asynccontextmanager
async def listening(house: House, url: str, *ours: str) -> AsyncIterator[None]:
    """While in it, what comes back is taken."""
    reception = Reception(make_office(house.db, house.keyring), frozenset(ours), "en")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(MailIn(url, reception).run, lambda: NOW)
        yield
        tasks.cancel_scope.cancel()


async def until(done: Callable[[], Awaitable[bool]]) -> None:
    with anyio.fail_after(15):
        while not await done():  # noqa: ASYNC110 - a wait for other programs
            await anyio.sleep(0.02)


async def answers(house: House) -> Sequence[OutboxEntry]:
    return await house.orders(MailKind.REPLY_NOT_READ)


@pytest.mark.xdist_group("mta")
async def test_an_acknowledgement_arrives_once_as_it_was_written(house: House, mta: Mta) -> None:
    post, amal = f"post-{house.db.dialect}@example.org", f"amal-{house.db.dialect}@example.net"
    move_in(house, mta, post)
    await house.submit(email=amal)
    assert (await house.deliver()).sent == 1
    assert (await house.deliver()).sent == 0
    (wire,) = mta.wait_for(amal)
    mail, order = letter(wire), await house.order()
    assert order.state is OutboxState.SENT
    assert (mail["Message-ID"], mail["From"], mail["To"]) == (order.message_id, f"Clinic <{post}>", amal)
    assert (mail["Return-Path"], mail["Auto-Submitted"]) == (f"<{post}>", "auto-generated")
    assert "ESMTPS" in str(mail.get_all("Received", [])[-1])
    body = mail.get_body(("plain",))
    assert body is not None
    assert "We received your message" in body.get_content()
    assert not any(part.defects for part in mail.walk())


@pytest.mark.xdist_group("mta")
@pytest.mark.parametrize("way", ["imap", "lmtp"])
async def test_a_real_bounce_marks_the_mail_it_is_about_and_no_other(
    house: House, mta: Mta, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mta.ca))
    post = HANDED_OVER if way == "lmtp" else f"bounces-{house.db.dialect}@example.org"
    url = f"lmtp://127.0.0.1:{mta.lmtp_port}" if way == "lmtp" else mta.imap_url(post)
    move_in(house, mta, post)
    for number, email in enumerate((GONE, SLOW, "fine@example.com")):
        await house.submit(number, email=email, now=NOW - timedelta(minutes=3 - number))
    assert (await house.deliver()).sent == 3
    if way == "imap":
        mta.wait_for(post, 2)
    async with listening(house, url, post):

        async def both() -> bool:
            gone, slow, _ = await house.orders()
            return gone.bounced_at is not None and slow.delayed_at is not None

        await until(both)
    gone, slow, fine = await house.orders()
    assert (gone.bounced_at, gone.bounce_code, gone.delayed_at) == (NOW, "5.1.1", None)
    assert (slow.bounced_at, slow.bounce_code, slow.delayed_at) == (None, None, NOW)
    assert (fine.bounced_at, fine.bounce_code, fine.delayed_at) == (None, None, None)
    async with house.db.read() as snapshot:
        assert [entry.action for entry in await audit.about(snapshot, "mail", gone.id)] == ["mail.bounced"]
    assert [order.kind for order in await house.orders(MailKind.REPLY_NOT_READ)] == []
    if way == "imap":
        assert mta.read(post) == []  # understood, so nobody needs it any more


@pytest.mark.xdist_group("mta")
async def test_who_replies_is_told_once_and_their_words_stay_for_people(
    house: House, mta: Mta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mta.ca))
    post, amal = f"replies-{house.db.dialect}@example.org", f"amal2-{house.db.dialect}@example.net"
    move_in(house, mta, post)
    with smtplib.SMTP("localhost", mta.smtp_port) as client:
        client.starttls(context=mta.trust)
        for number in range(2):
            client.sendmail(amal, [post], reply(f"Message-ID: <theirs-{number}@example.net>"))
    mta.wait_for(post, 2)
    async with listening(house, mta.imap_url(post), post):

        async def flagged() -> bool:
            with mta.mailbox(post) as client:
                return len(client.search(None, "FLAGGED", "UNSEEN")[1][0].split()) == 2

        await until(flagged)
    assert (await house.deliver()).sent == 1
    (wire,) = mta.wait_for(amal)
    mail = letter(wire)
    assert mail["In-Reply-To"] in {"<theirs-0@example.net>", "<theirs-1@example.net>"}
    assert mail["Auto-Submitted"] == "auto-replied"
    assert b"I am afraid" not in wire
    assert b"I am afraid" in mta.read(post)[0]


async def test_a_person_has_one_answer_a_day_in_the_language_they_wrote_to_us_in(
    house: House, reception: Reception
) -> None:
    await house.intake.submit(make_draft(locale="ka", answers=make_answers(email="Amal@example.org")), now=NOW)
    for hours, expected in ((0, 1), (1, 1), (23, 1), (24, 2)):
        await reception.take(reply(), sender="amal@Example.org", now=NOW + timedelta(hours=hours))
        assert len(await answers(house)) == expected
    assert {order.locale for order in await answers(house)} == {"ka"}
    await reception.take(reply(), sender="stranger@example.org", now=NOW + timedelta(days=2))
    assert (await answers(house))[-1].locale == "en"


async def test_who_must_not_be_named_in_a_mailbox_is_answered_without_a_name(
    house: House, reception: Reception
) -> None:
    said = make_answers(email="amal@example.org", contact_limits=("shared_mailbox",))
    await house.intake.submit(make_draft(answers=said), now=NOW)
    await reception.take(reply("Message-ID: <not an id>"), sender="amal@example.org", now=NOW)
    await house.deliver()
    (mail,) = [one.message for one in house.sink.taken if one.message["Auto-Submitted"] == "auto-replied"]
    assert (mail["From"], mail["In-Reply-To"]) == (OURS, None)
    assert "Clinic" not in mail.as_string()


@pytest.mark.parametrize(
    "sender", ["", "MAILER-DAEMON@example.org", "no-reply@example.org", OURS.upper(), "no address"]
)
async def test_nobody_and_ourselves_are_never_answered(house: House, reception: Reception, sender: str) -> None:
    assert await reception.take(reply(), sender=sender, now=NOW) is False
    assert await answers(house) == []


async def test_what_lay_in_the_mailbox_long_before_us_is_answered_by_nothing(
    house: House, reception: Reception
) -> None:
    for days, expected in ((400, 0), (3, 0), (1, 1)):
        came = NOW - timedelta(days=days)
        await reception.take(reply(), sender="amal@example.org", now=NOW, came=came)
        assert len(await answers(house)) == expected


async def test_two_houses_that_answer_each_other_stop_at_once(house: House, reception: Reception) -> None:
    """The second house's fixed answer comes to the first; even where a server on the way lost what marks it as one."""
    other = Reception(reception.office, frozenset({"other@example.org"}), "en")
    await other.take(reply(), sender=OURS, now=NOW)
    await house.deliver()
    (sent,) = house.sink.taken
    assert (sent.sender, sent.recipient) == (OURS, OURS)
    await reception.take(sent.content, sender="other@example.org", now=NOW)
    assert len(await answers(house)) == 1
    bare = re.sub(rb"(?mi)^(Auto-Submitted|X-Auto-Response-Suppress):.*\r\n", b"", sent.content)
    for _ in range(3):
        await reception.take(bare, sender="other@example.org", now=NOW)
        await other.take(bare, sender=OURS, now=NOW)
    assert len(await answers(house)) == 2


async def test_a_storm_of_machines_is_answered_by_nothing(house: House, reception: Reception) -> None:
    away = [reply("Auto-Submitted: auto-replied"), reply("Precedence: bulk"), reply("List-Id: <a.example.org>")]
    for number in range(500):
        await reception.take(away[number % 3], sender=f"p{number}@example.org", now=NOW)
    assert await answers(house) == []


async def test_a_storm_of_forged_senders_floods_nobody_and_keeps_no_patient_waiting(
    house: House, reception: Reception
) -> None:
    await house.submit(email="amal@example.org")
    for number in range(60):
        await reception.take(reply(), sender=f"forged{number}@example.com", now=NOW)
    assert len(await answers(house)) == 20
    await reception.take(reply(), sender="amal@example.org", now=NOW)
    assert len(await answers(house)) == 21
    # Who was not answered because of others is answered as soon as it is quiet again.
    await reception.take(reply(), sender="forged59@example.com", now=NOW + timedelta(hours=1))
    assert len(await answers(house)) == 22


async def test_a_report_that_names_no_mail_of_ours_changes_nothing(house: House, reception: Reception) -> None:
    await house.submit()
    await house.deliver()
    assert await reception.take(report("<guessed@example.org>"), now=NOW) is False
    order = await house.order()
    assert (order.bounced_at, order.delayed_at) == (None, None)


async def test_of_news_about_a_mail_the_first_of_each_kind_is_kept(house: House, reception: Reception) -> None:
    await house.submit()
    await house.deliver()
    message_id, hour = (await house.order()).message_id, timedelta(hours=1)
    assert await reception.take(report(message_id), now=NOW)
    assert await reception.take(report(message_id, "delayed", "4.2.2"), now=NOW + hour)
    assert await reception.take(report(message_id, "failed", "5.2.2"), now=NOW + 2 * hour)
    assert await reception.take(report(message_id, "delivered", "2.0.0"), now=NOW + 3 * hour) is False
    order = await house.order()
    assert (order.bounced_at, order.bounce_code, order.delayed_at) == (NOW, "5.1.1", NOW + hour)
    async with house.db.read() as snapshot:
        noted = [entry.action for entry in await audit.about(snapshot, "mail", order.id)]
    assert noted == ["mail.delayed", "mail.bounced"]
    assert await answers(house) == []


def report(message_id: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a server writes about one of our mails."""
    return f"""Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; amal@example.org
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
""".encode()
