"""Before a coordinator calls or writes, the page says what the person asked for; only then it dials."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.web.inbox import common
from tests.people import CLARA, hire
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

PHONE = "+995322000000"


async def sheet(db: Database, keyring: KeyRing, **answers: Any) -> str:
    """The page of somebody with these answers, as Clara sees it."""
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, phone=PHONE, **answers)
    async with office(db, keyring) as desk:
        await come_in(desk, CLARA)
        page = await desk.get(f"/staff/inquiries/{new.id}")
    assert page.status_code == 200
    return page.text


def asks(page: str, title: str) -> str:
    """What stands in the disclosure of this title, links and all; empty without one."""
    found = re.search(rf'<details class="ask"><summary>{title}</summary>(.*?)</details>', page, re.DOTALL)
    return found[1] if found else ""


async def test_without_limits_number_and_address_are_plain_links(db: Database, keyring: KeyRing) -> None:
    page = await sheet(db, keyring)
    assert f'<dd><a href="tel:{PHONE}">' in page
    assert '<dd><a href="mailto:amal@example.org' in page
    assert not asks(page, "Before you call")
    assert not asks(page, "Before you write")


async def test_a_number_that_nobody_should_call_says_so_first(db: Database, keyring: KeyRing) -> None:
    page = await sheet(db, keyring, contact_limits=("no_calls", "no_illness"))
    said = asks(page, "Before you call")
    assert "They asked us not to call." in said
    assert "Do not name the illness" in said
    assert said.index("asked us not to call") < said.index(f"tel:{PHONE}")
    assert page.count(f"tel:{PHONE}") == 1


async def test_that_nobody_should_call_is_seen_without_opening_anything(db: Database, keyring: KeyRing) -> None:
    page = await sheet(db, keyring, email=None, contact_limits=("no_calls",))
    assert '<p class="notice notice--warn">They asked us not to call.' in page
    assert "tell them by phone" not in page


async def test_that_the_illness_must_not_be_named_is_read_before_any_call(db: Database, keyring: KeyRing) -> None:
    said = asks(await sheet(db, keyring, contact_limits=("no_illness",)), "Before you call")
    assert "Do not name the illness" in said
    assert "certain times" not in said


async def test_who_withdrew_is_not_called_by_mistake(db: Database, keyring: KeyRing) -> None:
    await hire(CLARA, db, keyring)
    new = await arrive(db, keyring, phone=PHONE)
    async with office(db, keyring) as desk:
        await come_in(desk, CLARA)
        url = f"/staff/inquiries/{new.id}"
        data = {"version": "1", "status": "withdrawn", "reason": "She said so by phone."}
        assert (await desk.post(f"{url}/status", data=data)).status_code == 303
        page = (await desk.get(url)).text
    for title in ("Before you call", "Before you write"):
        assert "They withdrew the inquiry." in asks(page, title)
    assert page.count("They withdrew the inquiry.") == 4  # above the ways to reach them, in both, and at the answer


@pytest.mark.parametrize(("hour", "said"), [(6, "There it is 10:00: that suits."), (18, "There it is 22:00: not now.")])
async def test_only_these_hours_are_told_with_the_time_there(
    db: Database, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch, hour: int, said: str
) -> None:
    """Somebody in Georgia, four hours ahead of UTC."""

    class Held(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(2026, 11, 23, hour, 0, tzinfo=UTC)

    monkeypatch.setattr(common, "datetime", Held)
    page = await sheet(db, keyring, contact_limits=("only_these_hours",), best_time=("morning",))
    told = asks(page, "Before you call")
    assert "Call only at these times, by their clock: Morning." in told
    assert said in told


async def test_hours_nobody_named_are_asked_for_in_writing(db: Database, keyring: KeyRing) -> None:
    page = await sheet(db, keyring, contact_limits=("only_these_hours",))
    assert "named none. Ask in writing first." in asks(page, "Before you call")


async def test_an_address_that_others_read_says_so_first(db: Database, keyring: KeyRing) -> None:
    page = await sheet(db, keyring, contact_limits=("shared_mailbox",))
    said = asks(page, "Before you write")
    assert "Shared mailbox: other people read it." in said
    assert "mailto:amal@example.org" in said
    assert page.count("mailto:") == 1
    assert f'<dd><a href="tel:{PHONE}">' in page


async def test_who_wants_no_message_left_is_asked_for_by_name_only(db: Database, keyring: KeyRing) -> None:
    page = await sheet(db, keyring, safe_to_call="no")
    assert "Discreet: leave no message" in page
