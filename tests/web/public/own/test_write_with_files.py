"""A message with files beside it: a bad file loses neither the text nor the other files, and nothing comes twice."""

import httpx2
import pytest

from intake.resources import Resources
from tests.visit import hidden
from tests.web.public.own.detailing import come_in
from tests.web.public.own.sending import form, listed, on_disk, outcomes, pdf, post, rows

pytestmark = pytest.mark.anyio

BOX = "/en/follow-up/messages"
WORDS = "Here is the report.\r\nThank you"


async def write(
    visitor: httpx2.AsyncClient, *sent: tuple[str, bytes], page: str = BOX, **typed: str
) -> httpx2.Response:
    """Send the box with files."""
    token = hidden((await visitor.get(BOX)).text, "form_id")
    both = {"form_id": token, "message": WORDS, "kind": "pathology", "action": "send", **typed}
    return await post(visitor, form(*sent, **both), page)  # type: ignore[arg-type]  # mypy takes text for the flags


async def test_it_works(visitor: httpx2.AsyncClient) -> None:
    """Text and file arrive together; the same once more changes nothing."""
    await come_in(visitor)
    token = hidden((await visitor.get(BOX)).text, "form_id")
    body = form(("one.pdf", pdf()), form_id=token, message=WORDS, kind="pathology", action="send")
    for location in ("/en/follow-up?done=message#thread",) * 2:
        answer = await post(visitor, body, BOX)
        assert (answer.status_code, answer.headers["location"]) == (303, location)
    page = (await visitor.get("/en/follow-up")).text
    assert page.count("Here is the report.") == 1
    assert "1 file so far" in page
    assert await listed(visitor) == ["one.pdf"]


async def test_a_bad_file_loses_neither_the_text_nor_the_others(visitor: httpx2.AsyncClient) -> None:
    """The message is sent, the good file is kept, and the bad one is named."""
    await come_in(visitor)
    answer = await write(visitor, ("bad.txt", b"no report"), ("one.pdf", pdf()))
    assert answer.status_code == 422
    assert "Here is the report." in answer.text
    assert outcomes(answer.text)["bad.txt"].startswith("We cannot take this kind of file.")
    assert await listed(visitor) == ["one.pdf"]


async def test_files_need_no_text(visitor: httpx2.AsyncClient) -> None:
    """Somebody may have nothing to say beside them; with neither, it is said what is missing."""
    await come_in(visitor)
    answer = await write(visitor, ("one.pdf", pdf()), message=" ")
    assert answer.headers["location"] == "/en/follow-up?done=files#thread"
    assert "Your files are with us." in (await visitor.get(answer.headers["location"])).text
    nothing = await write(visitor, message=" ")
    assert nothing.status_code == 422
    assert "Please write your message first." in nothing.text


@pytest.mark.parametrize("page", [BOX, "/en/follow-up"])
async def test_the_language_changes_and_nothing_is_lost(visitor: httpx2.AsyncClient, page: str) -> None:
    """The box comes back with its text, the files are kept, and nothing is sent yet."""
    await come_in(visitor)
    answer = await write(visitor, ("one.pdf", pdf()), page=page, action="switch")
    assert answer.status_code == 200
    assert "Here is the report." in answer.text[answer.text.index('name="message"') :]
    assert outcomes(answer.text) == {"one.pdf": "Received, and kept encrypted."}
    assert await listed(visitor) == ["one.pdf"]
    assert "Here is the report." not in (await visitor.get(BOX)).text


async def test_what_was_cut_keeps_the_text_that_came(visitor: httpx2.AsyncClient, resources: Resources) -> None:
    """Nothing is stored and nothing sent; the text that arrived is there to go on with."""
    await come_in(visitor)
    answer = await write(visitor, ("one.pdf", pdf()), announced="2")
    assert answer.status_code == 400
    assert hidden(answer.text, "message").startswith("Here is the report.")
    assert (await rows(resources), on_disk(resources)) == (0, [])
    assert "Here is the report." not in (await visitor.get(BOX)).text


async def test_a_long_body_of_text_alone_is_not_read(visitor: httpx2.AsyncClient) -> None:
    """Where files may come the route takes much; text alone stays short, and says how long it is."""
    await come_in(visitor)
    for page in (BOX, "/en/follow-up", "/en/follow-up/files"):
        assert (await visitor.post(page, data={"message": "x" * 300_000})).status_code == 413, page

        async def unannounced() -> object:
            yield b"message=x"

        kind = {"content-type": "application/x-www-form-urlencoded"}
        assert (await visitor.post(page, content=unannounced(), headers=kind)).status_code == 413, page  # type: ignore[arg-type]
