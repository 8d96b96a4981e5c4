"""Sending the form: kept once, with its receipt, whatever the browser or the line does."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest

from intake.app import create_app
from intake.domain.message import MailKind
from intake.domain.values import Status
from intake.resources import Resources
from intake.services import forms
from intake.store import inquiries, outbox
from intake.store.inquiries import Filters
from tests.driving import browser, started
from tests.visit import filled, hidden, open_form, receipt_of, send

pytestmark = pytest.mark.anyio


async def stored(resources: Resources) -> int:
    """How many inquiries there are."""
    async with resources.db.read() as snapshot:
        return await inquiries.count(snapshot, resources.keyring, Filters())


async def test_it_works(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Fill in, send, and get a reference and a code."""
    answer = await send(visitor, await open_form(visitor))
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/inquiry/received")
    page = await visitor.get("/en/inquiry/received")
    reference, code = receipt_of(page.text)
    assert re.fullmatch(r"[2-9a-z]{4}-[2-9a-z]{4}", reference)
    assert re.fullmatch(r"\d{16}", code)
    assert page.headers["cache-control"] == "no-store"
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
    assert found is not None
    assert (found.queue, found.status) == ("heme", Status.SUBMITTED)


async def test_a_browser_without_cookies_gets_the_receipt_as_its_answer(visitor: httpx2.AsyncClient) -> None:
    """It could not be shown after a redirect."""
    form = await open_form(visitor)
    visitor.cookies.clear()
    answer = await send(visitor, form)
    assert answer.status_code == 200
    receipt_of(answer.text)


async def test_the_receipt_is_gone_without_its_cookie(visitor: httpx2.AsyncClient) -> None:
    """Nobody else's browser shows it."""
    await send(visitor, await open_form(visitor))
    visitor.cookies.clear()
    answer = await visitor.get("/en/inquiry/received")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/follow-up")


async def test_fifty_parallel_sends_are_one_inquiry_and_fifty_equal_receipts(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """Double click, impatience, a proxy that repeats."""
    form = await open_form(visitor)
    visitor.cookies.clear()
    answers = await asyncio.gather(*(send(visitor, form) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({receipt_of(answer.text) for answer in answers}) == 1
    assert await stored(resources) == 1


async def test_the_same_form_after_a_restart_gives_the_same_receipt(resources: Resources) -> None:
    """The answer got lost, the server was restarted, the browser sends again."""
    async with started(create_app(resources)) as app, browser(app) as client:
        form = await open_form(client)
        client.cookies.clear()
        first = receipt_of((await send(client, form)).text)
    async with started(create_app(resources)) as app, browser(app) as client:
        assert receipt_of((await send(client, form)).text) == first
    assert await stored(resources) == 1


async def test_a_changed_form_is_added_to_the_same_inquiry(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """One letter changed: nothing is discarded, nothing doubled."""
    form = await open_form(visitor)
    visitor.cookies.clear()
    first = receipt_of((await send(visitor, form, question="First words")).text)
    again = receipt_of((await send(visitor, form, question="Second words", in_hospital="icu")).text)
    assert again == first
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, first[0])
        assert found is not None
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    assert (opened.answers["question"], found.revision, found.priority) == ("Second words", 2, "same_day")
    assert await stored(resources) == 1


async def test_a_corrected_address_gets_the_acknowledgement(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Somebody sees the typing error, goes back and sends again; other changes bring no second mail."""
    form = await open_form(visitor)
    await send(visitor, form, email="typo@example.org")
    await send(visitor, form, email="right@example.org")
    await send(visitor, form, email="right@example.org", question="One thing more")
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot)
    assert [order.kind for order in orders].count(MailKind.INQUIRY_RECEIVED) == 2


async def test_somebody_elses_form_id_shows_nothing(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """A known form with another secret is refused, and the refusal tells nothing."""
    form = await open_form(visitor)
    await send(visitor, form)
    visitor.cookies.clear()
    answer = await send(visitor, {**form, "form_secret": "AAAAAAAAAAAAAAAAAAAAAA"})
    assert answer.status_code == 410
    assert "data-copy" not in answer.text
    assert await stored(resources) == 1


async def test_a_client_without_a_form_id_is_kept_all_the_same(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """A script or an old bookmark: it loses the protection against doubles, not the inquiry."""
    answer = await send(visitor, {})
    assert answer.status_code == 200
    assert await stored(resources) == 1


async def test_an_empty_form_comes_back_with_every_question_that_needs_an_answer(visitor: httpx2.AsyncClient) -> None:
    """422, a summary that links to each, and the same form id: sending it later is still one inquiry."""
    form = await open_form(visitor)
    answer = await visitor.post("/en/inquiry", data={**form, "action": "send"})
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for question in ("inquirer_role", "condition", "birth_year", "contact_name", "consent_process", "notices_ack"):
        assert f'href="#{question}' in answer.text, question
    assert hidden(answer.text, "form_id") == form["form_id"]
    assert answer.headers["cache-control"] == "no-store"


async def test_what_was_typed_is_kept(visitor: httpx2.AsyncClient) -> None:
    """An error in one field costs no other."""
    answer = await send(visitor, await open_form(visitor), birth_year="soon", question="Ein <b>Satz</b> & mehr")
    assert answer.status_code == 422
    assert 'value="soon"' in answer.text
    assert "Ein &lt;b&gt;Satz&lt;/b&gt; &amp; mehr" in answer.text
    assert 'value="Amal Example"' in answer.text
    assert re.search(r'value="dlbcl"[^>]* checked', answer.text)


async def test_switching_the_language_keeps_what_was_typed_and_checks_nothing(visitor: httpx2.AsyncClient) -> None:
    """The page comes back in Hebrew, right to left, without a complaint."""
    form = await open_form(visitor)
    answer = await visitor.post("/he/inquiry", data={**form, "contact_name": "Amal", "action": "switch"})
    assert answer.status_code == 200
    assert '<html lang="he" dir="rtl">' in answer.text
    assert 'value="Amal"' in answer.text
    assert 'aria-invalid="true"' not in answer.text
    assert hidden(answer.text, "form_id") == form["form_id"]


@pytest.mark.parametrize("year", ["١٩٧٠", "۱۹۷۰", "१९७०", "１９７０"])
async def test_digits_of_any_script_are_a_year(visitor: httpx2.AsyncClient, year: str) -> None:
    """Arabic-Indic, Persian, Devanagari, full-width."""
    assert (await send(visitor, await open_form(visitor), birth_year=year)).status_code == 303


@pytest.mark.parametrize(
    "answers",
    [
        {"contact_name": "Сергей"},
        {"contact_name": "ნინო"},
        {"contact_name": "Suharto"},
        {"contact_name": "李"},
        {"email": "nino@пример.рф"},
        {"email": "用户@example.org"},
        {"email": None, "phone": "0532 12 34 56", "residence_country": "GE", "preferred_channel": "phone"},
        {"email": None, "phone": "+٩٧٢ ٥٠ ٢٣٤ ٥٦٧٨", "preferred_channel": "any"},
        {"contact_name": "=?utf-8?q?x=0D=0ABcc:=20e@e.c?="},
        {"contact_name": "\u202etxt.exe"},
    ],
)
async def test_any_name_address_and_number_is_accepted(
    visitor: httpx2.AsyncClient, answers: dict[str, str | None]
) -> None:
    """One name, any script, any way of writing a number; odd text is kept, it is only never put into a header."""
    answer = await send(visitor, await open_form(visitor), "en", **answers)
    assert answer.status_code == 303, re.findall(r'id="[a-z_]+-error"[^<]*<[^<]*', answer.text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("contact_name", "x\r\nBcc: e@e.c"),
        ("contact_name", "x\u2028Bcc: e@e.c"),
        ("contact_name", "x\x00"),
        ("contact_name", "x\x85"),
        ("contact_name", "x" * 5_000),
        ("contact_name", "x" + "\u0301" * 60),
        ("question", "x" * 20_000),
        ("email", "a@b.c, evil@e.c"),
        ("email", "a@b.c>,<e@e.c"),
        ("email", "alice@example.org]<bob@e.c>"),
        ("email", '"a@b.c,evil@e.c"@x.y'),
        ("email", "a@[127.0.0.1]"),
        ("email", "(c)a@b.c"),
        ("email", "a@" + "b." * 300 + "c"),
        ("phone", "call me"),
        ("birth_year", "1"),
        ("birth_year", "9" * 5_000),
        ("condition", "no-such-disease"),
        ("residence_country", "Atlantis"),
    ],
)
async def test_what_cannot_be_right_is_asked_again_kindly(
    visitor: httpx2.AsyncClient, resources: Resources, question: str, text: str
) -> None:
    """A sentence at the field, the form kept, nothing stored."""
    answer = await send(visitor, await open_form(visitor), **{question: text})
    assert answer.status_code == 422
    assert f'id="{question}-error"' in answer.text
    assert 'value="amal@example.org"' in answer.text or question == "email"
    assert await stored(resources) == 0


async def test_a_body_that_is_no_form_is_refused(visitor: httpx2.AsyncClient) -> None:
    """Another type, ten thousand fields, too many bytes: a calm page each time."""
    json = await visitor.post("/en/inquiry", json={"contact_name": "x"})
    many = await visitor.post("/en/inquiry", data={f"k{n}": "1" for n in range(10_000)})
    large = await visitor.post("/en/inquiry", data={"question": "x" * 300_000})
    assert [answer.status_code for answer in (json, many, large)] == [400, 400, 413]
    assert "That was too much at once" in large.text


async def test_unknown_fields_are_never_bound(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """``status=closed`` and its kin change nothing (security A14)."""
    extra = {"status": "closed", "role": "admin", "assignee_id": "x", "queue": "lead", "a[b]": "c"}
    await visitor.post("/en/inquiry", data=filled(await open_form(visitor), **extra))
    async with resources.db.read() as snapshot:
        (found,) = await inquiries.page(snapshot, resources.keyring, Filters())
    assert (found.status, found.queue, found.assignee_id) == (Status.SUBMITTED, "heme", None)


async def test_a_form_that_changed_meanwhile_is_finished_as_it_was_begun(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """An answer to a question that is not asked any more is kept, and the inquiry knows which form it was."""
    current = resources.content.questionnaire
    asked_then = replace(current.question("question"), id="asked_then", label="What we asked last week")
    earlier = replace(current, questions=(*current.questions, asked_then))
    await forms.remember(earlier, db=resources.db, now=datetime.now(UTC))
    form = await open_form(visitor) | {"form_version": earlier.version}
    answer = await send(visitor, form, asked_then="An answer from last week")
    assert answer.status_code == 303
    reference, _ = receipt_of((await visitor.get("/en/inquiry/received")).text)
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
        assert found is not None
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    assert opened.answers["asked_then"] == "An answer from last week"
    assert opened.form_version == earlier.version != current.version
