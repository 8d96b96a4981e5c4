"""Nobody's mailbox is filled in our name: few automatic mails a day, whatever sets them off; one place is kept."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import intake.services
from intake.domain.message import AUTOMATIC
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.mail.limits import (
    ANY,
    MOST,
    MOST_VERIFIED,
    may_tell_of_change,
    may_write,
    may_write_to_each,
)
from intake.store import identities, inquiries
from tests.fakes.smtp import Sink
from tests.services.mail.house import AMAL, House

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


async def most_in_a_day(ask: Callable[[datetime], Awaitable[bool]]) -> int:
    """How many go through within any twenty-four hours, of somebody who asks every ten minutes for three days."""
    went = [at for minute in range(0, 3 * 1440, 10) if await ask(at := NOW + timedelta(minutes=minute))]
    return max(sum(one <= other < one + A_DAY for other in went) for one in went)


async def test_two_of_whatever_kind_and_one_place_is_kept(db: Database, keyring: KeyRing) -> None:
    """However many links, receipts and reminders somebody sets off, the notice of a changed address finds its place."""
    async with db.write() as tx:
        asked = [await may_write(tx, keyring, address, now=NOW) for address in (AMAL, AMAL.upper(), AMAL)]
        assert asked == [True, True, False]
        assert await may_tell_of_change(tx, keyring, AMAL, now=NOW)
        assert not await may_tell_of_change(tx, keyring, AMAL, now=NOW + timedelta(hours=23))
        assert await may_tell_of_change(tx, keyring, AMAL, now=NOW + A_DAY)
        assert [await may_write(tx, keyring, AMAL, now=NOW + A_DAY) for _ in range(2)] == [True, False]


async def test_at_most_three_within_any_day(db: Database, keyring: KeyRing) -> None:
    async with db.write() as tx:
        most = await most_in_a_day(lambda at: may_write(tx, keyring, AMAL, now=at))
        kept = await most_in_a_day(lambda at: may_tell_of_change(tx, keyring, AMAL, now=at))
    assert (most, kept) == (ANY.size, 1)
    assert most + kept == MOST == 3


async def test_a_mailbox_that_was_shown_to_be_ones_own_gets_more_about_that_inquiry(
    db: Database, keyring: KeyRing
) -> None:
    async with Sink() as sink:
        house = House(db, keyring, sink)
        mine, other = [await house.submit(number) for number in range(2)]
        async with db.write() as tx:
            found, stranger = [
                await inquiries.by_reference(tx, keyring, receipt.reference) for receipt in (mine, other)
            ]
            assert found is not None
            assert stranger is not None
            await identities.verify(tx, found.id, identities.identity_tag(keyring, "email", AMAL))
            assert not await may_write(tx, keyring, AMAL, now=NOW, inquiry_id=stranger.id)
            assert not await may_write(tx, keyring, AMAL, now=NOW)
            most = await most_in_a_day(lambda at: may_write(tx, keyring, AMAL, now=at, inquiry_id=found.id))
            assert MOST < most <= MOST_VERIFIED - 1
            assert await may_write(tx, keyring, "new@example.org", now=NOW, inquiry_id=found.id)
        await house.intake.close()


async def test_those_that_arrive_together_are_counted_as_those_that_come_alone(db: Database, keyring: KeyRing) -> None:
    emails = [AMAL, "b@example.org", AMAL.title(), AMAL, "b@example.org"]
    async with db.write() as tx:
        assert await may_write_to_each(tx, keyring, emails, now=NOW) == [True, True, True, False, True]
        assert await may_write_to_each(tx, keyring, ["b@example.org", "c@example.org"], now=NOW) == [False, True]
        assert await may_write_to_each(tx, keyring, [], now=NOW) == []
        assert not await may_write(tx, keyring, AMAL, now=NOW)


def test_no_automatic_mail_is_ordered_past_the_rule() -> None:
    """Wherever a kind that nobody wrote is ordered, it is asked for."""
    kinds = "|".join(kind.name for kind in AUTOMATIC)
    ordering = re.compile(rf"order\(\s*MailKind\.({kinds})\b")
    folder = Path(intake.services.__path__[0])
    found = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.py")}
    ordered = {name: set(ordering.findall(text)) for name, text in found.items() if ordering.search(text)}
    assert set().union(*ordered.values()) == {kind.name for kind in AUTOMATIC} - {"ANSWER_AWAITED"}
    for name in ordered:
        assert "intake.services.mail.limits" in found[name], name
    assert "kind in AUTOMATIC and not await may_write(" in found["mail/readers.py"], "ANSWER_AWAITED goes this way"
