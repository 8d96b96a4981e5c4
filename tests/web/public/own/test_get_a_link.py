"""A link by mail instead of the code: it works once, for an hour, with the year of birth, and opens less."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from intake.app import create_app
from intake.domain.message import MailKind
from intake.lib.ids import new_reference
from intake.resources import Resources
from intake.services.mail.kinds import link_token
from intake.store import outbox
from intake.store.outbox_entries import OutboxEntry
from intake.store.tables import metadata
from tests.driving import browser, started
from tests.visit import open_form, receipt_of, send
from tests.web.public.clock import Clock

pytestmark = pytest.mark.anyio

DOOR = "/en/follow-up"
LINK = f"{DOOR}/link"
CONTACT = f"{DOOR}/contact"
BORN = "1970"


async def write(visitor: httpx2.AsyncClient, **answers: Any) -> str:
    """Write, and come back in a browser that remembers nothing: only the reference is at hand."""
    await send(visitor, await open_form(visitor), **answers)
    reference, _ = receipt_of((await visitor.get("/en/inquiry/received")).text)
    visitor.cookies.clear()
    return reference


async def ordered(resources: Resources) -> Sequence[OutboxEntry]:
    """The mails with links that were ordered, the latest first."""
    async with resources.db.read() as snapshot:
        return [one for one in await outbox.entries(snapshot) if one.kind is MailKind.ONE_TIME_LINK]


async def link(visitor: httpx2.AsyncClient, resources: Resources, reference: str) -> str:
    """Ask for a link; the address that stands in the mail."""
    assert (await visitor.post(LINK, data={"reference": reference})).status_code == 200
    latest, *_ = await ordered(resources)
    return f"{LINK}/{link_token(resources.keyring, latest.id)}"


async def answer(visitor: httpx2.AsyncClient, url: str, year: str = BORN) -> httpx2.Response:
    """Open the link and say a year."""
    page = await visitor.get(url)
    assert page.status_code == 200
    return await visitor.post(url, data={"birth_year": year})


async def test_it_works_once(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Asked for, opened as often as a scanner of mails likes, answered once."""
    reference = await write(visitor)
    url = await link(visitor, resources, reference)
    for _ in range(3):
        page = await visitor.get(url)
        assert reference not in page.text
        assert page.headers["cache-control"] == "no-store"
    came = await answer(visitor, url, " ١٩٧٠ ")
    assert (came.status_code, came.headers["location"]) == (303, DOOR)
    assert reference in (await visitor.get(DOOR)).text
    visitor.cookies.clear()
    again = await answer(visitor, url)
    assert again.status_code == 422
    assert "We cannot open your message" in again.text


async def test_the_database_holds_no_link_that_opens(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Only the hash of its secret, and an order from which only the key ring derives it."""
    token = (await link(visitor, resources, await write(visitor))).rpartition("/")[2]
    async with resources.db.read() as snapshot:
        for table in metadata.sorted_tables:
            for row in await snapshot.execute(select(table)):
                assert token not in repr(tuple(row)), table.name
                assert bytes.fromhex(token) not in b"".join(cell for cell in row if isinstance(cell, bytes)), table.name


async def test_a_browser_without_cookies_gets_the_page_itself(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    reference = await write(visitor)
    url = await link(visitor, resources, reference)
    visitor.cookies.clear()
    came = await visitor.post(url, data={"birth_year": BORN})
    assert came.status_code == 200
    assert reference in came.text


async def test_after_an_hour_it_opens_nothing(visitor: httpx2.AsyncClient, resources: Resources, clock: Clock) -> None:
    url = await link(visitor, resources, await write(visitor))
    clock.at += timedelta(hours=1)
    assert (await answer(visitor, url)).status_code == 422


async def test_a_wrong_year_spends_no_link_but_tries(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    """Five years may be tried in a day, over all links; the right one does not help in between, and does later."""
    reference = await write(visitor)
    clock.at += timedelta(days=1)  # so that two links go out today
    url = await link(visitor, resources, reference)
    tried = [(await answer(visitor, url, str(year))).status_code for year in range(1980, 1985)]
    assert tried == [422] * 5
    clock.at += timedelta(minutes=30)
    assert (await answer(visitor, url)).status_code == 429
    other = await link(visitor, resources, reference)
    assert (await answer(visitor, other)).status_code == 429
    clock.at += timedelta(days=1)
    assert (await answer(visitor, await link(visitor, resources, reference))).status_code == 303


async def test_whatever_is_asked_the_answer_is_the_same(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Known or not, with an address or without: byte for byte. Only who has the mailbox learns more."""
    known = await write(visitor)
    by_phone = await write(visitor, email=None, phone="+4930901820", preferred_channel="phone")
    shared = await write(visitor, email="shared@example.org", contact_limits="shared_mailbox")
    answers = [
        await visitor.post(LINK, data={"reference": typed})
        for typed in (known, by_phone, shared, new_reference(), "nothing", "", "x" * 3000)
    ]
    assert len({(one.status_code, one.content, tuple(one.headers.items())) for one in answers}) == 1
    assert len(await ordered(resources)) == 1


async def test_wrong_year_spent_link_and_no_link_are_refused_alike(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    reference = await write(visitor)
    spent = await link(visitor, resources, reference)
    assert (await answer(visitor, spent)).status_code == 303
    visitor.cookies.clear()
    fresh = await link(visitor, resources, reference)
    pages = [
        re.sub(r"link/\w+", "link/", (await answer(visitor, url, "1981")).text)
        for url in (spent, fresh, f"{LINK}/{'a' * 64}", f"{LINK}/x")
    ]
    assert len(set(pages)) == 1


async def test_receipts_and_links_to_one_address_are_two_a_day(resources: Resources, clock: Clock) -> None:
    """From whatever network, for whatever inquiry that names it, in capitals or not; then one more each day."""
    async with started(create_app(resources)) as app:
        async with browser(app) as visitor:
            reference = await write(visitor, email="amal@example.org")
        clock.at += timedelta(days=1)
        for number, email in enumerate(("amal@example.org", "Amal@example.org") * 2):
            async with browser(app, address=f"198.51.{number}.1") as visitor:
                for _ in range(2):
                    assert (await visitor.post(LINK, data={"reference": reference})).status_code == 200
                await write(visitor, email=email)
        assert len(await ordered(resources)) == 2
        clock.at += timedelta(days=1)
        async with browser(app) as visitor:
            await visitor.post(LINK, data={"reference": reference})
            await visitor.post(LINK, data={"reference": reference})
        assert len(await ordered(resources)) == 3


async def test_who_has_used_a_link_may_get_more_and_nobody_else_through_them(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    """A mailbox in which a link was used is its reader’s, as far as that inquiry goes."""
    reference = await write(visitor)
    assert (await answer(visitor, await link(visitor, resources, reference))).status_code == 303
    for number in range(2, 5):
        await link(visitor, resources, reference)
        assert len(await ordered(resources)) == number
    other = await write(visitor)
    await visitor.post(LINK, data={"reference": other})
    assert len(await ordered(resources)) == 4
    assert clock.at


async def test_asking_is_slowed(visitor: httpx2.AsyncClient, clock: Clock) -> None:
    """A known reference and an unknown one alike."""
    for reference in (await write(visitor), new_reference()):
        tried = [(await visitor.post(LINK, data={"reference": reference})).status_code for _ in range(6)]
        assert tried == [200] * 5 + [429]
    assert clock.at


async def test_who_came_by_a_link_needs_the_code_for_the_rest(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """They read and write; how we reach them they change with the code only, and lose nothing they typed."""
    await send(visitor, await open_form(visitor))
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    visitor.cookies.clear()
    await answer(visitor, await link(visitor, resources, reference))
    for path in ("", "/messages", "/files"):
        assert (await visitor.get(f"{DOOR}{path}")).status_code == 200, path
    for path in ("details", "details/patient", "treatments", "copy.html", "copy.json", "erase"):
        led = await visitor.get(f"{DOOR}/{path}")
        assert led.status_code == 303, path
        assert led.headers["location"].partition("?")[0] == DOOR, path
    led = await visitor.get(CONTACT)
    assert (led.status_code, led.headers["location"]) == (303, f"{DOOR}?next=contact")
    door = await visitor.get(led.headers["location"])
    assert "we also need your access code" in door.text
    assert "/follow-up/link" not in door.text, "another link would lead here again"
    timeline = (await visitor.get(DOOR)).text
    for path in ("details", "contact", "copy", "withdraw", "erase"):
        assert re.search(rf'/{path}">[^\n]+\n?[^\n]+needs your access code|/{path}">[^\n]+needs', timeline), path
    assert timeline.count("needs your access code") == 5
    typed = {"contact_name": "Somebody else", "email": "thief@example.org", "action": "save", "seen": "x"}
    asked = await visitor.post(CONTACT, data=typed)
    assert asked.status_code == 200
    assert "we also need your access code" in asked.text
    assert 'value="thief@example.org"' in asked.text
    came = await visitor.post(DOOR, data={"reference": reference, "access_code": code, "next": "contact"})
    assert came.headers["location"] == CONTACT
    page = await visitor.get(CONTACT)
    assert page.status_code == 200
    assert "thief@example.org" not in page.text
    assert "needs your access code" not in (await visitor.get(DOOR)).text
