"""Who tells us of danger is told at once whom to call, with their country's number; nothing stands in their way."""

import httpx2
import pytest

from intake.domain.inquiry import Inquiry
from intake.domain.message import MailKind
from intake.domain.triage import Flag
from intake.domain.values import Priority
from intake.resources import Resources
from intake.store import inquiries, outbox
from tests.visit import filled, open_form, receipt_of, send

pytestmark = pytest.mark.anyio

DESPAIR = "I want to kill myself."
DISTRESS, EMERGENCY = "You are not alone with this", "This may be an emergency"
SAMARITANS = "116 123"


async def stored(resources: Resources, reference: str) -> Inquiry:
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
        assert found is not None
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    return opened


async def come_in(visitor: httpx2.AsyncClient) -> str:
    """Write to the office from Britain, and come in behind the code."""
    await send(visitor, await open_form(visitor), residence_country="GB")
    reference, code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    await visitor.post("/en/follow-up", data={"reference": reference, "access_code": code})
    return reference


async def test_the_receipt_names_the_number_of_the_country(visitor: httpx2.AsyncClient) -> None:
    """Shown again whenever the receipt is; it no longer says that the form can still be sent."""
    await send(visitor, await open_form(visitor), residence_country="IL", red_flags=["fever"])
    for _ in range(2):
        page = (await visitor.get("/en/inquiry/received")).text
        assert EMERGENCY in page
        assert "Emergency number in Israel: 101" in page
        assert "You can still send this form" not in page
        assert DISTRESS not in page
        assert "Please do not wait for our answer" not in page


async def test_a_receipt_without_danger_alarms_nobody(visitor: httpx2.AsyncClient) -> None:
    await send(visitor, await open_form(visitor))
    page = (await visitor.get("/en/inquiry/received")).text
    assert EMERGENCY not in page
    assert DISTRESS not in page


async def test_somebody_in_despair_is_told_whom_to_call_and_read_today(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    await send(visitor, await open_form(visitor), residence_country="GB", question=DESPAIR)
    page = (await visitor.get("/en/inquiry/received")).text
    assert DISTRESS in page
    assert SAMARITANS in page
    opened = await stored(resources, receipt_of(page)[0])
    assert Flag.RF12 in opened.flags
    assert opened.summary.priority is Priority.SAME_DAY


@pytest.mark.parametrize(("tag", "name"), [("he", "ער&#34;ן"), ("ru", "ЭРАН"), ("en", "ERAN")])
async def test_the_line_is_called_as_its_callers_call_it(visitor: httpx2.AsyncClient, tag: str, name: str) -> None:
    form = await open_form(visitor, tag)
    page = await send(visitor, form, tag, residence_country="IL", question=DESPAIR, birth_year="soon")
    assert f"<bdi>{name}</bdi>" in page.text
    assert "1201" in page.text


async def test_a_form_that_comes_back_says_it_too(visitor: httpx2.AsyncClient) -> None:
    """Something else is wrong with it: who needs help need not mend it first. A fresh form says nothing."""
    answer = await send(visitor, await open_form(visitor), question=DESPAIR, residence_country="GB", birth_year="soon")
    assert answer.status_code == 422
    assert DISTRESS in answer.text
    assert SAMARITANS in answer.text
    assert DISTRESS not in (await visitor.get("/en/inquiry")).text


async def test_a_saved_form_says_it_too(visitor: httpx2.AsyncClient) -> None:
    form = await open_form(visitor)
    sent = filled(form, action="save", question=DESPAIR, residence_country="GB", red_flags=["bleeding"])
    await visitor.post("/en/inquiry", data=sent)
    page = (await visitor.get("/en/inquiry/saved")).text
    assert DISTRESS in page
    assert SAMARITANS in page
    assert EMERGENCY in page
    assert "You can still send this form" in page


async def test_words_in_a_message_are_heard(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """The panel stands above what was written, once; the desk is told each time; a quiet case is for today now."""
    reference = await come_in(visitor)
    assert (await stored(resources, reference)).summary.priority is not Priority.SAME_DAY
    for words in ("Is there news?", DESPAIR, f"{DESPAIR} Please answer."):
        answer = await visitor.post("/en/follow-up/messages", data={"message": words, "action": "send"})
        assert answer.status_code == 303, answer.text
        assert "distress" not in answer.headers["location"]
        page = (await visitor.get(answer.headers["location"])).text
        assert words in page
        assert (DISTRESS in page, SAMARITANS in page) == (DESPAIR in words,) * 2
    assert DISTRESS not in (await visitor.get("/en/follow-up")).text
    opened = await stored(resources, reference)
    assert Flag.RF12 in opened.flags
    assert opened.summary.priority is Priority.SAME_DAY
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot)
    assert [order.kind for order in orders].count(MailKind.INQUIRY_UPDATED) == 3


async def test_what_was_heard_outlives_the_form_sent_again(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await open_form(visitor)
    await send(visitor, form, question=DESPAIR)
    reference = receipt_of((await visitor.get("/en/inquiry/received")).text)[0]
    await send(visitor, form, question="I am better.")
    assert Flag.RF12 in (await stored(resources, reference)).flags
