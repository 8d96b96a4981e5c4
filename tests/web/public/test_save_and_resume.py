"""A form put aside and finished later: on another device, in another language, on the version it was begun on."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx2
import pytest
from sqlalchemy import func, select
from starlette.types import ASGIApp

from intake.app import create_app
from intake.domain.message import MailKind
from intake.domain.questionnaire import Step
from intake.domain.treatment import TreatmentCard
from intake.domain.visit import Visit
from intake.resources import Resources
from intake.services import forms, retention, revisions
from intake.store import inquiries, keys, outbox
from intake.store.inquiries import Filters
from intake.store.tables import answers, data_keys, drafts
from intake.web.public import receipt
from tests.driving import browser, started
from tests.visit import hidden, open_form, receipt_of, send

pytestmark = pytest.mark.anyio

OTHER_SECRET = "AAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
async def app(resources: Resources) -> AsyncIterator[ASGIApp]:
    """The site, for several browsers."""
    async with started(create_app(resources)) as running:
        yield running


@asynccontextmanager
async def another(app: ASGIApp, address: str = "192.0.2.7") -> AsyncIterator[httpx2.AsyncClient]:
    """Another device, at home in another network."""
    async with browser(app, address=address) as client:
        yield client


async def saved(client: httpx2.AsyncClient, form: dict[str, str], locale: str = "en", **typed: object) -> str:
    """Type something, press "Save and finish later", and read the code."""
    answer = await client.post(f"/{locale}/inquiry", data={**form, **typed, "action": "save"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{locale}/inquiry/saved")
    return code_of((await client.get(answer.headers["location"])).text)


def code_of(page: str) -> str:
    """The code a page shows."""
    found = re.search(r'data-copy="([\d ]+)"', page)
    assert found, "no code on this page"
    return found[1].replace(" ", "")


async def resumed(client: httpx2.AsyncClient, code: str, locale: str = "en") -> str:
    """Type the code, and get the form as it was left."""
    await client.get(f"/{locale}/inquiry/resume")
    answer = await client.post(f"/{locale}/inquiry/resume", data={"code": code})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{locale}/inquiry/draft")
    page = await client.get(answer.headers["location"])
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    return page.text


def own_fields(page: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return {name: hidden(page, name) for name in ("form_id", "form_secret", "form_version")}


def count_of(text: str, page: str) -> int:
    return unescape(page).count(text)


async def rows(resources: Resources, table: object) -> int:
    async with resources.db.read() as snapshot:
        return int((await snapshot.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]


async def stored(resources: Resources) -> int:
    """How many inquiries there are."""
    async with resources.db.read() as snapshot:
        return await inquiries.count(snapshot, resources.keyring, Filters())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time on the public site: the test sets its only entry."""
    hands = [datetime.now(UTC)]
    monkeypatch.setattr(receipt, "now", lambda: hands[0])
    return hands


# --- saving and going on --------------------------------------------------------------------------------------------


async def test_what_was_typed_comes_back_as_it_was_on_another_device(app: ASGIApp) -> None:
    """Half a form, with things in it that could not be sent: nothing is checked, nothing is changed."""
    typed = {
        "contact_name": "  Amal ‏«x» & <b>",
        "birth_year": "soon",
        "condition": "dlbcl",
        "question": "First line\r\n\r\n second  line",
        "email": "not yet an address",
    }
    async with another(app) as home:
        code = await saved(home, await open_form(home), **typed)
    assert re.fullmatch(r"\d{16}", code)
    async with another(app, "198.51.100.9") as hospital:
        page = await resumed(hospital, code)
    for text in ("  Amal ‏«x» & <b>", "soon", "First line\n\n second  line", "not yet an address"):
        assert count_of(text, page.replace("\r\n", "\n")) == 1, text
    assert re.search(r'value="dlbcl"[^>]* checked', page)
    assert 'aria-invalid="true"' not in page


@pytest.mark.parametrize(
    "write",
    [
        lambda code: " ".join(code[at : at + 4] for at in range(0, 16, 4)),
        lambda code: "-".join(code[at : at + 8] for at in range(0, 16, 8)),
        lambda code: "\u2066" + code.translate({48 + n: 0x660 + n for n in range(10)}) + "\u2069",
        lambda code: code.translate({48 + n: 0x6F0 + n for n in range(10)}),
        lambda code: "　".join(code.translate({48 + n: 0xFF10 + n for n in range(10)})),
    ],
    ids=["groups", "dashes", "arabic in a note", "persian", "full width"],
)
async def test_the_code_is_read_however_it_is_written(visitor: httpx2.AsyncClient, write: object) -> None:
    assert callable(write)
    code = await saved(visitor, await open_form(visitor), contact_name="Amal")
    visitor.cookies.clear()
    assert 'value="Amal"' in await resumed(visitor, write(code))


async def test_saving_again_keeps_one_draft_and_its_code(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await open_form(visitor)
    code = await saved(visitor, form, contact_name="Amal", question="First words")
    assert await saved(visitor, form, contact_name="Amal", question="Second words") == code
    page = await resumed(visitor, code)
    assert "Second words" in page
    assert "First words" not in page
    assert own_fields(page).items() <= form.items()
    assert await rows(resources, drafts) == await rows(resources, data_keys) == 1


async def test_pressing_save_many_times_at_once_is_one_draft(app: ASGIApp, resources: Resources) -> None:
    async with another(app) as home:
        form = await open_form(home)
        codes = await asyncio.gather(*(saved(home, form, contact_name="Amal") for _ in range(8)))
    assert len(set(codes)) == 1
    assert await rows(resources, drafts) == await rows(resources, data_keys) == 1


async def test_a_browser_without_cookies_gets_the_pages_as_answers(visitor: httpx2.AsyncClient) -> None:
    form = await open_form(visitor)
    visitor.cookies.clear()
    page = await visitor.post("/en/inquiry", data={**form, "contact_name": "Amal", "action": "save"})
    code = code_of(page.text)
    assert own_fields(page.text + 'name="form_version" value=""')["form_id"] == form["form_id"]
    visitor.cookies.clear()
    again = await visitor.post("/en/inquiry/resume", data={"code": code})
    assert (again.status_code, 'value="Amal"' in again.text) == (200, True)
    visitor.cookies.clear()
    fields = {"form_id": form["form_id"], "form_secret": form["form_secret"]}
    mailed = await visitor.post("/en/inquiry/saved", data={**fields, "email": "a@example.org", "action": "mail"})
    assert (mailed.status_code, "in a few minutes" in mailed.text) == (200, True)


async def test_the_form_changes_meanwhile_and_is_finished_as_it_was_begun(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """The question that is not asked any more is on the page, and its answer arrives."""
    current = resources.content.questionnaire
    asked_then = replace(current.question("question"), id="asked_then", label="What we asked last week")
    earlier = replace(current, questions=(*current.questions, asked_then))
    await forms.remember(earlier, db=resources.db, now=datetime.now(UTC))
    form = await open_form(visitor) | {"form_version": earlier.version}
    page = await resumed(visitor, await saved(visitor, form, asked_then="An answer from last week"))
    assert "What we asked last week" in page
    assert "An answer from last week" in page
    assert own_fields(page)["form_version"] == earlier.version != current.version
    await send(visitor, own_fields(page), asked_then="An answer from last week")
    reference, _ = receipt_of((await visitor.get("/en/inquiry/received")).text)
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
        assert found is not None
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    assert opened.answers["asked_then"] == "An answer from last week"


async def test_another_language_keeps_words_and_identity(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Saved in English, taken up in Arabic, switched to Hebrew there, saved again: one draft, one code."""
    form = await open_form(visitor)
    code = await saved(visitor, form, contact_name="Amal")
    page = await resumed(visitor, code, "ar")
    assert '<html lang="ar" dir="rtl">' in page
    switched = await visitor.post("/he/inquiry", data={**own_fields(page), "contact_name": "Amal", "action": "switch"})
    assert own_fields(switched.text).items() <= form.items()
    assert await saved(visitor, own_fields(switched.text), "he", contact_name="Amal") == code
    assert await rows(resources, drafts) == 1


async def test_more_than_a_form_takes_is_asked_to_be_shorter(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Size is the only thing that is looked at, and the text is still on the page."""
    form = await open_form(visitor)
    answer = await visitor.post("/en/inquiry", data={**form, "question": "x" * 120_000, "action": "save"})
    assert (answer.status_code, answer.text.count("x" * 120_000)) == (422, 1)
    assert 'id="question-error"' in answer.text
    assert await rows(resources, drafts) == 0


async def test_only_questions_are_kept(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """What is no field of the form is not stored (security A14)."""
    form = await open_form(visitor)
    await saved(visitor, form, contact_name="Amal", status="closed", id="x")
    async with resources.db.read() as snapshot:
        (row,) = (await snapshot.execute(select(drafts))).all()
        key = await keys.of(snapshot, resources.keyring, row.id)
    assert key.open("draft", form["form_id"], row.sealed)["values"] == {"contact_name": ["Amal"]}
    assert b"Amal" not in row.sealed


# --- sending --------------------------------------------------------------------------------------------------------


async def test_a_draft_that_is_sent_is_the_inquiry(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Its id, its key, its code; so what lies sealed for the draft is the inquiry's in the same moment."""
    code = await saved(visitor, await open_form(visitor), contact_name="Amal")
    async with resources.db.read() as snapshot:
        (draft_id,) = (await snapshot.execute(select(drafts.c.id))).scalars()
        before = (await snapshot.execute(select(data_keys))).all()
    page = await resumed(visitor, code)
    await send(visitor, own_fields(page))
    reference, access_code = receipt_of((await visitor.get("/en/inquiry/received")).text)
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
        after = (await snapshot.execute(select(data_keys))).all()
    assert found is not None
    assert (found.id, access_code, after) == (draft_id, code, before)
    assert await rows(resources, drafts) == 0
    assert (await visitor.get("/en/inquiry/saved")).headers["location"] == "/en/inquiry/resume"
    assert (await visitor.post("/en/inquiry/resume", data={"code": code})).status_code == 422


async def test_fifty_parallel_sends_of_a_draft_are_one_inquiry(app: ASGIApp, resources: Resources) -> None:
    async with another(app) as home:
        form = await open_form(home)
        await saved(home, form, contact_name="Amal")
        home.cookies.clear()
        answers_ = await asyncio.gather(*(send(home, form) for _ in range(50)))
    assert {answer.status_code for answer in answers_} == {200}
    assert len({receipt_of(answer.text) for answer in answers_}) == 1
    assert (await stored(resources), await rows(resources, drafts), await rows(resources, data_keys)) == (1, 0, 1)


async def test_two_tabs_one_saves_after_the_other_has_sent(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """What the second tab saved becomes the next revision when it is sent; nothing is doubled, nothing lost."""
    form = await open_form(visitor)
    await send(visitor, form, question="First words")
    first = receipt_of((await visitor.get("/en/inquiry/received")).text)
    code = await saved(visitor, form, question="Second words")
    assert code == first[1]
    assert "You sent this form before" in (await visitor.get("/en/inquiry/saved")).text
    page = await resumed(visitor, code)
    await send(visitor, own_fields(page), question="Second words")
    assert receipt_of((await visitor.get("/en/inquiry/received")).text) == first
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, first[0])
        assert found is not None
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    assert (found.revision, opened.answers["question"]) == (2, "Second words")
    assert (await stored(resources), await rows(resources, drafts), await rows(resources, data_keys)) == (1, 0, 1)


async def test_a_form_sent_and_saved_again_is_the_same_inquiry_even_after_weeks(
    visitor: httpx2.AsyncClient, resources: Resources, clock: list[datetime]
) -> None:
    """Forms that were sent are forgotten after a week, but not one that lies there as a draft."""
    form = await open_form(visitor)
    await send(visitor, form)
    code = await saved(visitor, form, question="More words")
    clock[0] += timedelta(days=20)
    await retention.sweep(db=resources.db, now=clock[0])
    page = await resumed(visitor, code)
    assert (await send(visitor, own_fields(page), question="More words")).status_code == 303
    assert await stored(resources) == 1


async def test_deleting_a_draft_of_a_sent_form_leaves_the_inquiry(
    visitor: httpx2.AsyncClient, resources: Resources, clock: list[datetime]
) -> None:
    """Its key is the inquiry's: neither the button nor the end of the month may take it."""
    form = await open_form(visitor)
    await send(visitor, form)
    for _ in range(2):
        await saved(visitor, form, question="More words")
        await visitor.post("/en/inquiry/saved", data={**form, "action": "delete"})
    await saved(visitor, form, question="More words")
    clock[0] += timedelta(days=31)
    await retention.sweep(db=resources.db, now=clock[0])
    assert (await rows(resources, drafts), await rows(resources, data_keys)) == (0, 1)
    async with resources.db.read() as snapshot:
        (found,) = await inquiries.page(snapshot, resources.keyring, Filters())
        opened = await inquiries.load(snapshot, resources.keyring, found.id)
    assert opened is not None
    assert opened.answers["contact_name"] == "Amal Example"


async def test_back_and_send_again_without_a_script_is_the_same_inquiry(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """The page is fetched anew and has another id; what it says is the same, and so is the receipt."""
    await send(visitor, await open_form(visitor))
    first = receipt_of((await visitor.get("/en/inquiry/received")).text)
    again = await open_form(visitor)
    assert (await send(visitor, again)).status_code == 303
    assert receipt_of((await visitor.get("/en/inquiry/received")).text) == first
    assert await stored(resources) == 1
    await send(visitor, await open_form(visitor), question="Another thing")
    assert receipt_of((await visitor.get("/en/inquiry/received")).text) != first
    assert await stored(resources) == 2


async def test_the_same_words_from_another_browser_or_another_day_are_another_inquiry(
    app: ASGIApp, resources: Resources, clock: list[datetime]
) -> None:
    """A twin, a second child, the same question a week later: nobody's message is swallowed."""
    async with another(app) as home, another(app, "198.51.100.9") as clinic:
        await send(home, await open_form(home))
        await send(clinic, await open_form(clinic))
        assert await stored(resources) == 2
        clock[0] += timedelta(hours=25)
        await send(home, await open_form(home))
    assert await stored(resources) == 3


async def test_a_planted_cookie_leads_to_nobody_elses_receipt(app: ASGIApp, resources: Resources) -> None:
    """Somebody who knows a form's id and guesses what it says still needs its secret."""
    async with another(app) as home, another(app, "198.51.100.9") as thief:
        form = await open_form(home)
        await send(home, form)
        first = receipt_of((await home.get("/en/inquiry/received")).text)
        own = await open_form(thief)
        thief.cookies.set("intake_receipt", f"{form['form_id']}.{OTHER_SECRET}")
        await send(thief, own)
        thief.cookies.delete("intake_receipt", domain="")
        assert receipt_of((await thief.get("/en/inquiry/received")).text) != first
    assert await stored(resources) == 2


# --- somebody else's (security A23) ---------------------------------------------------------------------------------


async def test_somebody_elses_draft_is_neither_shown_nor_changed_nor_finished(
    app: ASGIApp, resources: Resources
) -> None:
    """Its id alone opens nothing: saving, sending, deleting, asking for a mail are refused, and it stays as it was."""
    async with another(app) as home, another(app, "198.51.100.9") as thief:
        form = await open_form(home)
        code = await saved(home, form, contact_name="Amal")
        await open_form(thief)
        stolen = {**form, "form_secret": OTHER_SECRET}
        tried = [
            await thief.post("/en/inquiry", data={**stolen, "contact_name": "Mallory", "action": "save"}),
            await send(thief, stolen),
        ]
        assert [answer.status_code for answer in tried] == [410, 410]
        for action in ("mail", "delete", "look"):
            data = {**stolen, "email": "m@example.org", "action": action}
            answer = await thief.post("/en/inquiry/saved", data=data)
            assert (answer.status_code, answer.headers["location"]) == (303, "/en/inquiry/resume")
        thief.cookies.set("intake_draft", f"{form['form_id']}.{OTHER_SECRET}")
        for path in ("saved", "draft"):
            assert (await thief.get(f"/en/inquiry/{path}")).headers["location"] == "/en/inquiry/resume"
        assert 'value="Amal"' in await resumed(home, code)
    async with resources.db.read() as snapshot:
        assert await outbox.entries(snapshot) == []
    assert await stored(resources) == 0


async def test_every_wrong_code_gets_the_same_answer(visitor: httpx2.AsyncClient) -> None:
    await saved(visitor, await open_form(visitor), contact_name="Amal")
    pages = set()
    for code in ("", "1234", "1234123412341234", "no code at all", "9" * 300):
        answer = await visitor.post("/en/inquiry/resume", data={"code": code})
        assert answer.status_code == 422
        assert answer.headers["cache-control"] == "no-store"
        pages.add(answer.text.replace(f'value="{code}"', 'value=""'))
    assert len(pages) == 1


async def test_guessing_is_slowed_and_the_owner_still_gets_in(app: ASGIApp) -> None:
    async with another(app) as home, another(app, "198.51.100.9") as thief:
        code = await saved(home, await open_form(home), contact_name="Amal")
        guess = code[:4] + "0" * 12
        statuses = [(await thief.post("/en/inquiry/resume", data={"code": guess})).status_code for _ in range(8)]
        assert statuses == [422] * 5 + [429] * 3
        assert 'value="Amal"' in await resumed(home, code)


# --- mail, leaving, deleting, the end of the month ------------------------------------------------------------------


async def test_a_mail_only_if_asked_and_two_a_day_at_most(
    visitor: httpx2.AsyncClient, resources: Resources, clock: list[datetime]
) -> None:
    form = await open_form(visitor)
    await saved(visitor, form, contact_name="Amal", email="typed@example.org")
    async with resources.db.read() as snapshot:
        assert await outbox.entries(snapshot) == []
    for address in ("a@example.org", "A@example.org", "a@EXAMPLE.org", "a@example.org", "b@example.org"):
        answer = await visitor.post("/en/inquiry/saved", data={**form, "email": address, "action": "mail"})
        assert answer.headers["location"] == "/en/inquiry/saved?mailed"
    assert "in a few minutes" in (await visitor.get("/en/inquiry/saved?mailed")).text
    async with resources.db.read() as snapshot:
        orders = await outbox.entries(snapshot)
    assert [(order.kind, order.inquiry_id) for order in orders] == [(MailKind.DRAFT_SAVED, None)] * 3
    clock[0] += timedelta(days=1)
    await visitor.post("/en/inquiry/saved", data={**form, "email": "a@example.org", "action": "mail"})
    async with resources.db.read() as snapshot:
        assert len(await outbox.entries(snapshot)) == 4


async def test_one_form_writes_to_five_strangers_a_day_and_no_more(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """A form put aside is nobody's tool to write to the world in our name; who asks sees no difference."""
    form = await open_form(visitor)
    await saved(visitor, form, contact_name="Amal")
    for number in range(20):
        sent = {**form, "email": f"stranger{number}@example.org", "action": "mail"}
        assert (await visitor.post("/en/inquiry/saved", data=sent)).headers["location"] == "/en/inquiry/saved?mailed"
    async with resources.db.read() as snapshot:
        assert len(await outbox.entries(snapshot)) == 5


async def test_an_address_that_cannot_be_one_is_asked_again(visitor: httpx2.AsyncClient) -> None:
    form = await open_form(visitor)
    code = await saved(visitor, form, contact_name="Amal")
    answer = await visitor.post("/en/inquiry/saved", data={**form, "email": "a@b, c@d", "action": "mail"})
    assert (answer.status_code, code_of(answer.text)) == (422, code)
    assert 'value="a@b, c@d"' in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_leaving_a_shared_device_keeps_the_draft(visitor: httpx2.AsyncClient) -> None:
    form = await open_form(visitor)
    code = await saved(visitor, form, contact_name="Amal")
    answer = await visitor.post("/en/inquiry/saved", data={**form, "action": "leave"})
    assert answer.headers["location"] == "/en/inquiry/resume?left"
    assert (await visitor.get("/en/inquiry/draft")).headers["location"] == "/en/inquiry/resume"
    assert 'value="Amal"' in await resumed(visitor, code)


async def test_a_deleted_draft_is_gone_with_its_key(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await open_form(visitor)
    code = await saved(visitor, form, contact_name="Amal")
    for _ in range(2):  # pressed twice
        answer = await visitor.post("/en/inquiry/saved", data={**form, "action": "delete"})
        assert answer.headers["location"] == "/en/inquiry/resume?deleted"
    assert (await visitor.post("/en/inquiry/resume", data={"code": code})).status_code == 422
    assert (await rows(resources, drafts), await rows(resources, data_keys)) == (0, 0)


async def test_after_thirty_days_nothing_is_left(
    visitor: httpx2.AsyncClient, resources: Resources, clock: list[datetime]
) -> None:
    """Unreadable at once, swept within the hour; saved again meanwhile, it stays."""
    form = await open_form(visitor)
    code = await saved(visitor, form, contact_name="Amal")
    clock[0] += timedelta(days=29)
    assert await saved(visitor, form, contact_name="Amal") == code
    clock[0] += timedelta(days=29)
    await retention.sweep(db=resources.db, now=clock[0])
    assert 'value="Amal"' in await resumed(visitor, code)
    clock[0] += timedelta(days=1)
    assert (await visitor.post("/en/inquiry/resume", data={"code": code})).status_code == 422
    assert (await retention.sweep(db=resources.db, now=clock[0])).drafts == 1
    assert (await rows(resources, drafts), await rows(resources, data_keys)) == (0, 0)
    assert await rows(resources, answers) == 0


# --- sent again after something was added behind the code -----------------------------------------------------------


async def test_the_form_sent_again_takes_nothing_of_what_was_added_meanwhile(
    visitor: httpx2.AsyncClient, resources: Resources
) -> None:
    """More details, a corrected address, a treatment: a page of an hour ago changes only what is changed in it."""
    form = await open_form(visitor)
    await send(visitor, form, question="First words")
    reference, _ = receipt_of((await visitor.get("/en/inquiry/received")).text)
    office = resources.office
    async with resources.db.read() as snapshot:
        found = await inquiries.by_reference(snapshot, resources.keyring, reference)
    assert found is not None
    visit = Visit(found.id)
    later = next(item.id for item in resources.content.questionnaire.questions if item.step is Step.MORE)

    def add(contents: revisions.Contents) -> None:
        revisions.put(contents, office, "email", "new@example.org")
        revisions.put(contents, office, later, "an answer")
        contents.cards = (TreatmentCard("a", {"treatment.drug": "rituximab"}),)

    now = datetime.now(UTC)
    await revisions.revise(visit, add, action="inquiry.details_added", detail={}, office=office, now=now)
    await send(visitor, form, question="Second words")
    said = await revisions.load(visit, office=office)
    assert (said.answers["question"], said.answers["email"]) == ("Second words", "new@example.org")
    assert (said.answers[later], [card.id for card in said.cards]) == ("an answer", ["a"])
    assert said.consents
    async with resources.db.read() as snapshot:
        to_inquirer = [order for order in await outbox.entries(snapshot) if order.kind is MailKind.INQUIRY_RECEIVED]
    assert len(to_inquirer) == 1
