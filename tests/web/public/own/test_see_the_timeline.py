"""The timeline: where the inquiry stands, by when somebody answers, what happened, and who opened it by role."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx2
import pytest

from intake.domain.access import Actor
from intake.domain.errors import NotAllowed
from intake.domain.values import Status
from intake.lib.ids import new_id
from intake.resources import Resources
from intake.services import inbox
from intake.services.inbox import Purpose
from intake.store import inquiries, messages
from intake.store.messages import Message
from tests.people import ADA, CLARA, hire
from tests.web.public.clock import Clock
from tests.web.public.own.detailing import LUPUS, come_in
from tests.web.public.own.sending import pdf, send

pytestmark = pytest.mark.anyio

PAGE = "/en/follow-up"


def lines(page: str) -> list[str]:
    """The timeline as it reads, line by line."""
    listed = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    items = re.findall(r"<li[^>]*>(.*?)</li>", listed, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in items]


async def the_id(resources: Resources, reference: str) -> str:
    """The inquiry's id."""
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
    assert found is not None
    return found.id


async def clara(resources: Resources) -> Actor:
    """Clara, who has just been given an account."""
    return await hire(CLARA, resources.db, resources.keyring)


async def opens(resources: Resources, actor: Actor, inquiry_id: str) -> None:
    """A colleague opens the inquiry."""
    now = datetime.now(UTC)
    await inbox.load(actor, inquiry_id, Purpose.SHOW, db=resources.db, keyring=resources.keyring, now=now)


async def moves(resources: Resources, actor: Actor, inquiry_id: str, *statuses: Status) -> None:
    """A colleague moves the inquiry from status to status."""
    for status in statuses:
        async with resources.db.read() as snapshot:
            found = await inquiries.summary(snapshot, resources.keyring, inquiry_id)
        assert found is not None
        await inbox.change_status(
            actor,
            inquiry_id,
            found.version,
            status,
            "a reason of the office",
            routing=resources.content.routing,
            db=resources.db,
            keyring=resources.keyring,
            now=datetime.now(UTC),
        )


async def test_before_anybody_looked(visitor: httpx2.AsyncClient) -> None:
    """What was sent, by when a person answers, and that nobody has opened it."""
    await come_in(visitor)
    page = (await visitor.get(PAGE)).text
    assert "Your message is with us" in page
    assert re.search(r"A person answers by <strong>\d+ \w+ \d{4}</strong>", page)
    assert "Nobody has opened it yet." in page
    assert [line.partition(" ")[0] for line in lines(page)] == ["You"]
    assert lines(page)[0].endswith("You wrote to us")


async def test_who_opened_it_is_told_by_role_and_never_by_name(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """How often, and when last; a refused look was none, and the visitor's own are not counted."""
    reference, _ = await come_in(visitor, **LUPUS)
    inquiry_id, one = await the_id(resources, reference), await clara(resources)
    other = await hire(ADA, resources.db, resources.keyring)
    await opens(resources, one, inquiry_id)
    assert "A coordinator opened your message once, on " in (await visitor.get(PAGE)).text
    await opens(resources, one, inquiry_id)
    with pytest.raises(NotAllowed):
        await opens(resources, other, inquiry_id)
    page = (await visitor.get(PAGE)).text
    assert "A coordinator opened your message 2 times, last on " in page
    assert "administrator" not in page
    assert not any(word in page for word in ("Clara", "clara@", one.staff_id, "Ada"))


async def test_steps_are_told_in_plain_words_and_once(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Not the office's own moves, nor its reasons."""
    reference, _ = await come_in(visitor, **LUPUS)
    inquiry_id, actor = await the_id(resources, reference), await clara(resources)
    path = ("in_triage", "need_info", "in_triage", "records_requested", "records_complete")
    await moves(resources, actor, inquiry_id, *map(Status, path))
    page = (await visitor.get(PAGE)).text
    reading, missing = "A coordinator is reading your message", "We need something from you"
    steps = [step for line in lines(page) for step in (reading, missing) if step in line]
    assert steps == [reading, missing, reading, missing, reading]
    assert "a reason of the office" not in page
    assert "records_requested" not in page
    assert "A person answers by" not in page


async def test_what_was_judged_as_spam_is_not_told_so(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A machine must not tell a person that they were taken for one."""
    reference, _ = await come_in(visitor, **LUPUS)
    await moves(resources, await clara(resources), await the_id(resources, reference), Status.IN_TRIAGE, Status.SPAM)
    page = (await visitor.get(PAGE)).text
    assert "spam" not in page.lower()
    assert "Your message is with us" in page


async def test_an_answer_that_is_late_is_called_late(visitor: httpx2.AsyncClient, clock: Clock) -> None:
    keys = await come_in(visitor)
    clock.at += timedelta(days=30)
    await visitor.post(PAGE, data={"reference": keys[0], "access_code": keys[1]})
    page = (await visitor.get(PAGE)).text
    assert "We are late, and we are sorry." in page
    assert "A person answers by" not in page


async def test_messages_stand_among_the_rest_in_the_order_of_time(
    visitor: httpx2.AsyncClient, resources: Resources, clock: Clock
) -> None:
    """Theirs and ours, in the writer's language, text and nothing but text."""
    reference, _ = await come_in(visitor, **LUPUS)
    inquiry_id, actor = await the_id(resources, reference), await clara(resources)
    ours = Message(new_id(), inquiry_id, actor.staff_id, clock.at + timedelta(minutes=1), None, "שלום <b>", "he")
    async with resources.db.write() as tx:
        await messages.add(tx, resources.keyring, ours)
    clock.at += timedelta(minutes=2)
    page = (await visitor.get(PAGE)).text
    await visitor.post(f"{PAGE}/messages", data={"message": "Thank you", "form_id": "f" * 26, "action": "send"})
    said = lines((await visitor.get(PAGE)).text)
    assert said[0].endswith("You wrote to us")
    assert said[1].startswith("Our office")
    assert said[1].endswith("שלום <b>")
    assert " new " in lines(page)[1]
    assert " new " not in said[1]
    assert said[2].endswith("Thank you")
    assert 'lang="he"' in page
    assert "<b>" not in page


async def test_another_language_keeps_what_stands_in_the_box(visitor: httpx2.AsyncClient) -> None:
    await come_in(visitor)
    typed = {"message": "Half a sentence <", "form_id": "f" * 26, "action": "switch"}
    page = await visitor.post(PAGE, data=typed)
    assert page.status_code == 200
    assert "Half a sentence &lt;</textarea>" in page.text


async def test_the_way_to_everything_else_is_there(visitor: httpx2.AsyncClient) -> None:
    """Every link of the page leads somewhere."""
    await come_in(visitor)
    page = (await visitor.get(PAGE)).text
    ways = sorted(set(re.findall(r'href="(/en/follow-up/[\w/]+)"', page)))
    names = ("consents", "contact", "copy", "details", "erase", "files", "withdraw")
    assert ways == [f"{PAGE}/{name}" for name in names]
    for way in ways:
        assert (await visitor.get(way)).status_code == 200, way


async def test_files_are_counted_and_a_later_upload_hides_no_earlier_one(
    visitor: httpx2.AsyncClient, clock: Clock
) -> None:
    """What came in one sitting is one line, however many requests it took; tomorrow's is another."""
    reference, code = await come_in(visitor)
    await send(visitor, ("one.pdf", pdf(mark=b"1")), ("two.pdf", pdf(mark=b"2")))
    clock.at += timedelta(minutes=5)
    await send(visitor, ("three.pdf", pdf(mark=b"3")))
    clock.at += timedelta(days=1)
    await visitor.post(PAGE, data={"reference": reference, "access_code": code})
    await send(visitor, ("four.pdf", pdf(mark=b"4")))
    said = lines((await visitor.get(PAGE)).text)
    assert [line.rpartition(") ")[2] for line in said[1:]] == ["Files you sent: 3", "Files you sent: 1"]
