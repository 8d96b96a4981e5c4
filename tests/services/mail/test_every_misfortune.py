"""Whatever a mail server does, a mail goes out once, or is dead and seen; never neither, never in the clear.

Twice only where the line is cut between the server's taking it and its saying so, and then with the same Message-ID.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.domain.message import PATIENCE, OutboxState
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.lib.mail.smtp import Patience, SmtpCourier
from intake.services.mail import watching
from intake.services.mail.watching import LATE
from tests.certificates import certificate
from tests.fakes.smtp import Fate, Sink
from tests.services.mail.house import NOW, House

pytestmark = pytest.mark.anyio
S = OutboxState
HOURS = timedelta(hours=1)
IMPATIENT = Patience(connect=0.3, command=0.3, data=0.3)


@dataclass(frozen=True, slots=True)
class Misfortune:
    """What goes wrong, until when, and what becomes of the mail then. ``tries``: how often the server heard of it."""

    fate: Fate | None = None
    until: timedelta = timedelta(0)  # afterwards the server is well
    to: str = "p{number}@example.org"  # nobody gets more than three a day
    server: dict[str, object] = field(default_factory=dict)
    url: Callable[[str], str] = str
    down: bool = False
    stranger: bool = False  # it shows a certificate nobody vouches for
    copies: int = 1
    error: str | None = None
    server_trouble: str | None = None


FOR_EVER = timedelta(days=400)
MISFORTUNES = {
    "nothing": Misfortune(),
    "it refuses connections": Misfortune(down=True, until=HOURS / 4),
    "it hangs at the greeting": Misfortune(Fate.hang_at("greeting"), until=timedelta(minutes=2)),
    "it hangs in DATA": Misfortune(Fate.hang_at("data"), until=timedelta(minutes=1)),
    "it takes it and cuts the line": Misfortune(Fate.drop_after_data(), until=timedelta(seconds=1), copies=2),
    "not now, for hours": Misfortune(Fate.refuse(451), until=6 * HOURS),
    "never": Misfortune(Fate.refuse(550, "rcpt", "5.1.1"), until=FOR_EVER, copies=0, error="recipient_550"),
    "never, after the message": Misfortune(Fate.refuse(554, "data"), until=FOR_EVER, copies=0, error="message_554"),
    "it greylists": Misfortune(Fate.refuse(451, "rcpt", "4.7.1"), until=timedelta(minutes=2)),
    "the mailbox is full": Misfortune(Fate.refuse(552, "rcpt", "5.2.2"), until=3 * HOURS),
    "our sender is not liked": Misfortune(Fate.refuse(550, "mail"), until=HOURS),
    "no STARTTLS": Misfortune(
        url=lambda url: f"{url}?starttls=required", until=FOR_EVER, copies=0, server_trouble="tls"
    ),
    "a certificate nobody vouches for": Misfortune(stranger=True, until=FOR_EVER, copies=0, server_trouble="tls"),
    "it takes small mails only": Misfortune(server={"size": 200}, until=FOR_EVER, copies=0, error="message_552"),
    "it takes ASCII only": Misfortune(
        server={"utf8": False}, to="амаль@example.org", until=FOR_EVER, copies=0, error="address"
    ),
}


@pytest.mark.parametrize("extensions", [(), ("PIPELINING", "DSN")], ids=["plain", "pipelining"])
async def test_it_goes_out_once_or_is_dead_and_seen(
    extensions: tuple[str, ...], db: Database, keyring: KeyRing, tmp_path: Path
) -> None:
    """One database for all of it: making one takes longer than a story."""
    for number, (name, story) in enumerate(MISFORTUNES.items()):
        try:
            await live_through(number, story, extensions, db, keyring, tmp_path)
        except AssertionError as error:
            error.add_note(name)
            raise
        async with db.write() as tx:
            await tx.execute(text("DELETE FROM outbox"))
            await tx.execute(text("UPDATE inquiries SET test = :yes"), {"yes": True})  # nobody is missed any more


async def live_through(
    number: int, story: Misfortune, extensions: tuple[str, ...], db: Database, keyring: KeyRing, folder: Path
) -> None:
    """From the inquiry to the end of its acknowledgement, with the clock moved to whenever it is due."""
    to = story.to.format(number=number)
    tls: ssl.SSLContext | None = certificate(folder)[0] if story.stranger else None
    async with Sink(**story.server, tls=tls, extensions=extensions) as sink:  # type: ignore[arg-type]
        house = House(db, keyring, sink)
        hangs = story.fate is not None and story.fate.hang
        house.courier = SmtpCourier(story.url(sink.url), patience=IMPATIENT if hangs else Patience())
        await house.submit(number, email=to)
        if story.fate is not None:
            sink.always(to if story.fate.step in {"rcpt", "data"} else "*", story.fate)
        if story.down:
            await sink.stop()
        now, rounds = NOW, 0
        while (order := await house.order()).state is S.QUEUED and now - NOW <= PATIENCE + HOURS:
            now = max(now, order.next_at or now)
            if story.until <= now - NOW:
                sink.calm()
                if sink.idle:
                    await sink.start()
            await house.deliver(now)
            rounds += 1
            if story.server_trouble is not None:
                if rounds == 2:
                    break
                now += LATE
        ended = order if order.state is not S.QUEUED else await house.order()
        health = await watching.look(db=db, now=now)
        await house.intake.close()
    taken = [mail.message["Message-ID"] for mail in sink.taken if mail.recipient == to]
    assert taken == [ended.message_id] * story.copies
    if story.server_trouble is not None:
        # It waits for as long as it takes, without an attempt spent, and whoever keeps the service running is told.
        assert (ended.state, ended.attempts, ended.last_error) == (S.QUEUED, 0, story.server_trouble)
        assert health.held_up
        assert health.is_stuck
    elif story.copies:
        assert (ended.state, health.dead, health.is_stuck) == (S.SENT, 0, False)
        assert now - NOW <= story.until + HOURS * 1.2
    else:
        assert (ended.state, ended.last_error, health.dead) == (S.DEAD, story.error, 1)
        assert now - NOW <= PATIENCE


async def test_a_domain_that_takes_nothing_is_asked_seldom_and_slows_no_other(db: Database, keyring: KeyRing) -> None:
    """Twenty mails wait for a domain that is busy for two hours; those to another go out at once all the while."""
    async with Sink() as sink:
        house = House(db, keyring, sink)
        slow = [f"p{number}@slow.example" for number in range(20)]
        for address in slow:
            sink.always(address, Fate.refuse(451))
        for number, address in enumerate([*slow, "first@quick.example"]):
            await house.submit(number, email=address)
        now, asked = NOW, 0
        await house.deliver(now)
        assert [mail.recipient for mail in sink.taken] == ["first@quick.example"]
        while now - NOW < 2 * HOURS:
            now += timedelta(minutes=2)
            asked += (await house.deliver(now)).tried
        # Twenty by the timetable would ask some hundred times.
        assert asked <= 20
        await house.submit(99, email="later@quick.example", now=now)
        await house.deliver(now)
        assert sink.taken[-1].recipient == "later@quick.example"
        sink.calm()
        quarter = now + timedelta(minutes=15)
        while now < quarter:
            now += timedelta(minutes=3)
            await house.deliver(now)
        # Those that were asked meanwhile have waits of their own; the others went as soon as the domain answered.
        went = {mail.recipient for mail in sink.taken if mail.recipient in slow}
        assert len(went) >= 15
        await house.deliver(now + HOURS * 1.2)
        await house.intake.close()
        assert sorted(mail.recipient for mail in sink.taken if mail.recipient in slow) == sorted(slow)
        assert {order.state for order in await house.orders()} == {S.SENT}
