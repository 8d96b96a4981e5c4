"""An inquirer writes to the office from behind their code, and reads the answer there; nothing typed is ever lost."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.app import create_app
from intake.domain.values import Status
from intake.lib.ids import new_id
from intake.resources import Resources
from intake.services import inbox, replies
from intake.services.inbox import Purpose
from intake.store import inquiries
from intake.store import messages as kept
from intake.store.messages import Message
from intake.web.public import receipt
from tests.driving import browser, started
from tests.makers import in_languages
from tests.people import CLARA, hire
from tests.visit import hidden, open_form, receipt_of, send

pytestmark = pytest.mark.anyio

URL = "/en/follow-up/messages"


async def come_in(visitor: httpx2.AsyncClient) -> tuple[str, str]:
    """Write to the office, then come in with the code."""
    await send(visitor, await open_form(visitor))
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    await visitor.get("/en/follow-up")
    answer = await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    assert answer.status_code == 303, answer.text
    return reference, code


async def form_id(visitor: httpx2.AsyncClient) -> str:
    """The id of a fresh form."""
    return hidden((await visitor.get(URL)).text, "form_id")


def said(page: str) -> list[str]:
    """The messages on a page."""
    return re.findall(r'<p class="message-text"[^>]*>(.*?)</p>', page, re.DOTALL)


async def test_a_message_is_sent_once_however_often_its_form_is(visitor: httpx2.AsyncClient) -> None:
    await come_in(visitor)
    typed = {"form_id": await form_id(visitor), "message": "Did the <b>scan</b> arrive?\r\nThank you", "action": "send"}
    for _ in range(2):
        answer = await visitor.post(URL, data=typed)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/en/follow-up?done=message#thread"
        assert answer.headers["cache-control"] == "no-store"
    page = await visitor.get(URL)
    assert said(page.text) == ["Did the &lt;b&gt;scan&lt;/b&gt; arrive?\nThank you"]
    assert page.headers["cache-control"] == "no-store"
    overview = (await visitor.get(answer.headers["location"])).text
    assert "Your message is with us" in overview
    assert "Did the &lt;b&gt;scan&lt;/b&gt; arrive?" in overview


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Please write your message first."), (" \r\n", "write your message first"), ("word " * 1001, "in two parts")],
)
async def test_what_cannot_be_sent_comes_back_with_everything_typed(
    visitor: httpx2.AsyncClient, typed: str, sentence: str
) -> None:
    await come_in(visitor)
    form = await form_id(visitor)
    answer = await visitor.post(URL, data={"form_id": form, "message": typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error:" in answer.text
    assert hidden(answer.text, "form_id") == form
    assert f">\n{typed}</textarea>" in answer.text.replace("\r\n", "\n") or not typed.strip()
    assert said(answer.text) == []


async def test_another_language_keeps_the_words_and_sends_nothing(resources: Resources) -> None:
    site = in_languages(resources, "en", "ar")
    async with started(create_app(site)) as app, browser(app) as visitor:
        await come_in(visitor)
        form = await form_id(visitor)
        typed = {"form_id": form, "message": "Half a sent", "action": "switch"}
        page = await visitor.post("/ar/follow-up/messages", data=typed)
    assert page.status_code == 200
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "Half a sent</textarea>" in page.text
    assert hidden(page.text, "form_id") == form
    assert said(page.text) == []


async def test_when_the_visit_is_over_the_words_wait_for_the_code(
    visitor: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, code = await come_in(visitor)
    typed = {"form_id": await form_id(visitor), "message": "Typed for an hour"}
    later = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(receipt, "now", lambda: later)
    asked = await visitor.post(URL, data=typed)
    assert 'name="message" value="Typed for an hour"' in asked.text
    again = await visitor.post(URL, data=typed | {"reference": reference, "access_code": code})
    assert again.status_code == 303
    assert said((await visitor.get(URL)).text) == ["Typed for an hour"]


async def test_the_answer_lies_behind_the_code_and_is_new_once(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    clara = await hire(CLARA, resources.db, resources.keyring)
    reference, _ = await come_in(visitor)
    async with resources.db.write() as tx:
        found = await inquiries.by_reference(tx, resources.keyring, reference)
        assert found is not None
    now, db, keyring = datetime.now(UTC), resources.db, resources.keyring
    actor = type(clara)(clara.staff_id, clara.role, None, clara.locale, clara.name)
    file = await inbox.load(actor, found.id, Purpose.EXPLAIN, db=db, keyring=keyring, now=now)
    version = file.inquiry.summary.version
    await replies.answer(actor, found.id, version, "გამარჯობა", "f", office=resources.office, now=now)
    page = (await visitor.get(URL)).text
    assert '<p class="message-text" lang="ka" dir="auto">გამარჯობა</p>' in page
    assert ">new</span>" in page
    assert "Clara" not in page
    assert ">new</span>" not in (await visitor.get(URL)).text
    async with started(create_app(resources)) as app, browser(app) as stranger:
        answer = await stranger.get(URL)
        assert (answer.status_code, "გამარჯობა" in answer.text) == (303, False)


async def test_a_machines_text_and_another_language_are_said_so_above_them_also_in_the_copy(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    clara = await hire(CLARA, resources.db, resources.keyring)
    reference, _ = await come_in(visitor)
    now, db, keyring = datetime.now(UTC), resources.db, resources.keyring
    async with db.write() as tx:
        found = await inquiries.by_reference(tx, keyring, reference)
        assert found is not None
        for number, machine in enumerate((False, True)):
            text, when = f"ტექსტი {number}", now + timedelta(seconds=number)
            one = Message(
                new_id(), found.id, clara.staff_id, when, None, text, "ka", "SECRET source", "en", "x", machine
            )
            await kept.add(tx, keyring, one)
    for path in (URL, "/en/follow-up", "/en/follow-up/copy.html"):
        page = (await visitor.get(path)).text
        assert page.count("This message is in this language: Georgian") == 2
        first, second = page.index("ტექსტი 0"), page.index("ტექსტი 1")
        assert first < page.index("A machine made this text, and nobody has checked it.") < second
        assert page.count("A machine made this text") == 1
        assert "SECRET" not in page


async def test_writing_to_what_was_closed_opens_it_again(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    reference, _ = await come_in(visitor)
    async with resources.db.write() as tx:
        found = await inquiries.by_reference(tx, resources.keyring, reference)
        assert found is not None
        now = datetime.now(UTC)
        await inquiries.change(tx, found.id, version=found.version, now=now, status=Status.CLOSED)
    assert "This message is closed" in (await visitor.get("/en/follow-up")).text
    await visitor.post(URL, data={"form_id": await form_id(visitor), "message": "It came back."})
    assert "A coordinator is reading your message" in (await visitor.get("/en/follow-up")).text
