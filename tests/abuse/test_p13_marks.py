"""P13: a mark of another queue's inquiry is in no byte of any answer, whichever way round the page of it is tried."""

import io
import zipfile

import pytest

from intake.lib.ids import new_id
from intake.services.accounts import NewAccount
from tests.abuse.target import Target
from tests.abuse.world import OTHER, SAID, make
from tests.people import ADA, PASSWORD, TOVE
from tests.web.inbox.test_hear_what_changes import listening

pytestmark = pytest.mark.anyio

LISTS = (
    *("", "?status=all", "?status=quarantine", "?status=in_triage&assignee=any", "?queue=autoimmune&status=all"),
    *("?assignee=me&status=all", "?assignee=nobody", "?urgency=routine", "?waiting=office", "?waiting=inquirer"),
    *("?language=he&status=all", "?country=unknown", "?group=autoimmune&status=all", "?programme=autoimmune"),
    *("?age=adult&status=all", "?role=self&status=all", "?test=only"),
)
PAGES = ("views", "tasks", "replies", "statistics", "criteria/second-look", "export", "colleagues", "find", "routing")
PARTS = ["about", "illness", "reach", "treatments", "consents"]


@pytest.mark.parametrize("somebody", [OTHER, ADA], ids=["other desk", "administrator"])
async def test_no_list_no_count_and_no_file_holds_a_mark(target: Target, somebody: NewAccount) -> None:
    """Lists, finding, changing many, statistics, the second look and every kind of export."""
    world = await make(target)
    async with target.browser(somebody) as client:
        answers = [await client.get(f"/staff/{query}") for query in LISTS]
        answers += [await client.get(f"/staff/{page}") for page in PAGES]
        for typed in ("Marker Markson", SAID["email"], SAID["phone"], world.marks[3], "MARKER story"):
            for url in ("/staff/find", "/staff/find/inside"):
                # The box shows again what was typed into it: only what is not typed may tell anything.
                answer = await client.post(url, data={"q": typed, "list": "/staff/?status=all"})
                told = answer.content.replace(typed.encode(), b"")
                assert not [mark for mark in world.marks[4:] if mark.encode() in told], (url, typed)
                assert b"/staff/inquiries/" not in told, (url, typed)
        chosen = {"inquiry": world.values["id"], "batch": new_id(), "version": "1"}
        for deed in ("take", "assign", "status", "answer"):
            answers += [await client.post(f"/staff/bulk{to}", data=chosen | {"do": deed}) for to in ("", "/do")]
        for format_ in ("csv", "xlsx", "jsonl", "fhir"):
            form = {"list": "status=all", "format": format_, "words": "said", "part": PARTS, "password": PASSWORD}
            answer = await client.post("/staff/export", data=form)
            assert answer.status_code == 200, format_
            answers.append(answer)
            if format_ == "xlsx":
                book = zipfile.ZipFile(io.BytesIO(answer.content))
                assert not world.shown(b"".join(book.read(each) for each in book.namelist()))
        for answer in answers:
            assert not world.shown(answer.content + repr(answer.headers.raw).encode()), answer.request.url
        assert {answer.status_code for answer in answers} <= {200, 303, 404, 422}


async def test_the_stream_is_silent_about_another_queue(target: Target) -> None:
    """Something changes while they listen; what comes is nothing of it."""
    world = await make(target)
    async with target.browser(OTHER) as client, listening(client, "1") as stream:
        ours, *_ = await target.inquiry(prior_cart="yes", contact_name="Amal Example")
        await stream.until(lambda text: ours in text)
        assert not world.shown(stream.text.encode()), stream.text


async def test_a_translator_sees_the_one_text_she_was_given(target: Target) -> None:
    """And in it nobody's name, reference or address."""
    world = await make(target)
    async with target.browser(TOVE) as client:
        listed = await client.get("/staff/replies")
        sheet = await client.get(f"/staff/replies/{world.values['reply']}")
        saved = {"do": "save", "version": "1", "text": "t"}
        again = await client.post(f"/staff/replies/{world.values['reply']}", data=saved)
    assert sheet.status_code == 200
    assert "Dear [" in sheet.text
    for answer in (listed, sheet, again):
        assert not world.shown(answer.content), answer.request.url
