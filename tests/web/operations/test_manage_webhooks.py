"""An administrator adds a webhook, sees its secret once, tries it, and stops it; nobody else finds these pages."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.hooks.telling import Teller, Wire
from tests.fakes.hooks import NAME, Receiver
from tests.people import ADA, CLARA, PASSWORD, hire_everybody
from tests.web.office import arrive, come_in, office

pytestmark = pytest.mark.anyio

PAGE = "/staff/webhooks"
GO = {"go": "yes"}  # a browser says what kind of form it sends, though nothing is in it


@pytest.fixture
async def browser(db: Database, keyring: KeyRing) -> AsyncIterator[httpx2.AsyncClient]:
    await hire_everybody(db, keyring)
    async with office(db, keyring) as client:
        await come_in(client, ADA)
        yield client


async def worker(db: Database, keyring: KeyRing) -> None:
    """What is due goes out."""
    teller = Teller(db, keyring, Wire(("127.0.0.1/32",)))
    for hook_id in await teller.due(now=datetime.now(UTC)):
        await teller.tell(hook_id, clock=lambda: datetime.now(UTC))


async def test_a_webhook_from_the_first_to_the_last_day(
    browser: httpx2.AsyncClient, db: Database, keyring: KeyRing
) -> None:
    async with Receiver() as receiver:
        url = receiver.url.replace(NAME, "127.0.0.1")
        form = {"url": url, "event": ["inquiry.received"]}
        asked = await browser.post(PAGE, data=form)
        assert (asked.status_code, "Please type your password" in asked.text) == (422, True)
        assert url in asked.text  # what was typed is still there
        wrong = await browser.post(PAGE, data=form | {"password": "a wrong one"})
        assert "This is not your password" in wrong.text
        made = await browser.post(PAGE, data=form | {"password": PASSWORD})
        (secret,) = re.findall(r"whsec_[\w+/=]+", made.text)
        (hook,) = re.findall(rf"{PAGE}/\w+", made.text)
        new = await arrive(db, keyring)
        assert (await browser.post(f"{hook}/test", data=GO)).headers["location"] == f"{hook}?done=test"
        await worker(db, keyring)
        told = [Verifier(secret).verify(got.body, dict(got.headers)) for got in receiver.got]
        assert sorted(one["type"] for one in told) == ["inquiry.received", "webhook.test"]
        assert {"reference": new.reference} in [one["data"] for one in told]

        page = (await browser.get(hook)).text
        assert "taken" in page
        assert not any(hidden in page for hidden in (secret, "jackdaw", new.reference, new.id))
        for deed, said in (("pause", "Somebody paused it"), ("resume", "works"), ("replay", "works")):
            answer = await browser.post(f"{hook}/{deed}", data={"since": "day"})
            assert answer.status_code == 303, deed
            page = (await browser.get(hook)).text
            assert said in page
            assert ("Send a test event" in page) is (deed != "pause")  # it would wait, and seem not to be taken
        await worker(db, keyring)
        assert len(receiver.got) == 4
        again = await browser.post(f"{hook}/secret", data=GO)
        assert re.findall(r"whsec_[\w+/=]+", again.text) != [secret]
        assert (await browser.post(f"{hook}/remove", data=GO)).headers["location"] == f"{PAGE}?done=remove"
        assert (await browser.get(hook)).status_code == 404
        assert "There is none yet." in (await browser.get(PAGE)).text


async def test_what_cannot_be_added_is_said_and_others_see_no_such_page(browser: httpx2.AsyncClient) -> None:
    for url, said in (
        ("https://127.0.0.2/", "private network"),
        ("https://a:b@127.0.0.1/", "Leave user name and password out"),
        ("ftp://127.0.0.1/", "must begin with https://"),
        ("here", "no address we can read"),
    ):
        answer = await browser.post(PAGE, data={"url": url, "event": ["inquiry.erased"], "password": PASSWORD})
        assert (answer.status_code, said in answer.text) == (422, True), url
    await come_in(browser, CLARA)
    assert (await browser.get(PAGE)).content == (await browser.get("/staff/nothing-here")).content
    assert (await browser.post(PAGE, data={"url": "https://127.0.0.1/"})).status_code == 404
