"""Files put beside a form that is not sent yet: they come with it, and with no other."""

import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from intake.resources import Resources
from intake.services import files, retention
from intake.web.public import receipt
from tests.visit import hidden, open_form, receipt_of, send
from tests.web.public.own import sending

pytestmark = pytest.mark.anyio


async def put_aside(visitor: httpx2.AsyncClient, **typed: str) -> dict[str, str]:
    """A form saved in this browser."""
    form = await open_form(visitor)
    answer = await visitor.post("/en/inquiry", data={**form, **typed, "action": "save"})
    assert answer.headers["location"] == "/en/inquiry/saved"
    return form


async def add(visitor: httpx2.AsyncClient, form: dict[str, str], *sent: sending.File) -> httpx2.Response:
    """Choose files on the page of this form, and send them."""
    return await sending.post(
        visitor, sending.form(*sent, kind="pathology"), f"/en/inquiry/saved/files?of={form['form_id']}"
    )


def names(page: str) -> list[str]:
    """The files a page lists."""
    return re.findall(r'file-line"><bdi class="file-name">([^<]+)<', page)


async def test_they_are_the_inquirys_once_the_form_is_sent(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await put_aside(visitor)
    answer = await add(visitor, form, ("report.pdf", sending.pdf()), ("marrow.pdf", sending.pdf(mark=b"marrow")))
    assert answer.headers["location"] == "/en/inquiry/saved?arrived=2#stored"
    page = (await visitor.get("/en/inquiry/saved?arrived=2")).text
    assert names(page) == ["report.pdf", "marrow.pdf"]
    assert "2 files are saved with your form" in page
    await send(visitor, form)
    receipt_of((await visitor.get("/en/inquiry/received")).text)
    opened = await visitor.post("/en/follow-up/open", data={"next": "follow-up"})
    assert opened.status_code == 303
    assert sorted(await sending.listed(visitor)) == ["marrow.pdf", "report.pdf"]
    (first, *_) = sending.links((await visitor.get("/en/follow-up/files")).text)
    assert (await visitor.get(first)).content in {sending.pdf(), sending.pdf(mark=b"marrow")}


async def test_one_that_cannot_be_kept_disturbs_no_other(visitor: httpx2.AsyncClient) -> None:
    form = await put_aside(visitor, contact_name="Amal")
    answer = await add(visitor, form, ("report.pdf", sending.pdf()), ("song.mp3", b"ID3 not a document"))
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert names(answer.text) == ["report.pdf"]
    assert sending.outcomes(answer.text)["song.mp3"].startswith("We cannot take this kind of file")


async def test_a_form_that_came_cut_keeps_no_file(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await put_aside(visitor)
    body = sending.form(("report.pdf", sending.pdf()), end=False)
    answer = await sending.post(visitor, body, f"/en/inquiry/saved/files?of={form['form_id']}")
    assert (answer.status_code, names(answer.text)) == (400, [])
    assert "Please choose them again" in answer.text
    assert (await sending.rows(resources), list(sending.on_disk(resources))) == (0, [])


async def test_a_file_is_taken_back(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    form = await put_aside(visitor)
    await add(visitor, form, ("report.pdf", sending.pdf()))
    page = (await visitor.get("/en/inquiry/saved")).text
    (remove,) = re.findall(r'action="([^"]+/remove\?of=[^"]+)"', page)
    assert (await sending.press(visitor, remove)).headers["location"] == "/en/inquiry/saved#stored"
    assert (await sending.rows(resources), list(sending.on_disk(resources))) == (0, [])


async def test_files_of_another_page_never_come_to_this_form(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Somebody writes for two patients in one browser: the first one's page is still open in another tab."""
    first = await put_aside(visitor, contact_name="First")
    await put_aside(visitor, contact_name="Second")
    answer = await add(visitor, first, ("first.pdf", sending.pdf()))
    assert answer.status_code == 422
    assert "type the code of this form again" in answer.text
    assert await sending.rows(resources) == 0


@pytest.mark.parametrize(
    "cookie", ["", "{form}.AAAAAAAAAAAAAAAAAAAAAA", "aaaaaaaaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAA"]
)
async def test_nobody_adds_files_to_a_guessed_draft(
    visitor: httpx2.AsyncClient, resources: Resources, cookie: str
) -> None:
    """The id alone is not enough: it is bound to the secret in the cookie (security A23)."""
    form = await put_aside(visitor)
    visitor.cookies.clear()
    if cookie:
        visitor.cookies.set("intake_draft", cookie.format(form=form["form_id"]))
    answer = await add(visitor, form, ("evil.pdf", sending.pdf()))
    assert answer.status_code == 422
    assert (await sending.rows(resources), list(sending.on_disk(resources))) == (0, [])


async def test_a_form_that_was_sent_shows_no_files_by_its_code(visitor: httpx2.AsyncClient) -> None:
    """The code opens what was typed. What the inquiry has lies behind reference and code."""
    form = await put_aside(visitor)
    await add(visitor, form, ("report.pdf", sending.pdf()))
    await send(visitor, form)
    await visitor.post("/en/inquiry", data={**form, "question": "More", "action": "save"})
    page = (await visitor.get("/en/inquiry/saved")).text
    assert ("You sent this form before" in page, "report.pdf" in page, 'type="file"' in page) == (True, False, False)
    assert (await add(visitor, form, ("late.pdf", sending.pdf()))).status_code == 422


@pytest.mark.parametrize("how", ["deleted", "forgotten"])
async def test_with_the_draft_its_files_are_gone(
    visitor: httpx2.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """No row, no bytes on the disk."""
    form = await put_aside(visitor)
    await add(visitor, form, ("report.pdf", sending.pdf()))
    now = datetime.now(UTC)
    if how == "deleted":
        page = (await visitor.get("/en/inquiry/saved")).text
        fields = {name: hidden(page, name) for name in ("form_id", "form_secret")}
        await visitor.post("/en/inquiry/saved", data={**fields, "action": "delete"})
    else:
        now += timedelta(days=31)
        monkeypatch.setattr(receipt, "now", lambda: now)
        await retention.sweep(db=resources.db, now=now)
    await files.sweep(office=resources.office, shelf=resources.shelf, now=now)
    assert (await sending.rows(resources), list(sending.on_disk(resources))) == (0, [])
