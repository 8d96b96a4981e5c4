"""A1: a form with files that is cut anywhere keeps nothing: no file, no row, no message; it is never called kept."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select

from intake.resources import Resources
from intake.store.tables import files, messages
from tests.abuse.target import Target
from tests.visit import hidden
from tests.web.public.own.sending import MULTIPART, form, on_disk, pdf

pytestmark = pytest.mark.anyio

CONTENT = pdf(90)
AFTER_THE_END = 2  # a line end after the closing boundary: without it the form is whole


async def kept(resources: Resources) -> tuple[int, int, int]:
    """Rows of files, rows of messages, files on the disk."""
    async with resources.db.read() as snapshot:
        counts = [
            int((await snapshot.execute(select(func.count()).select_from(table))).scalar_one())
            for table in (files, messages)
        ]
    return counts[0], counts[1], len(on_disk(resources))


async def come_in(target: Target, client: httpx2.AsyncClient) -> None:
    _, reference, code = await target.inquiry()
    await client.post("/en/follow-up", data={"reference": reference, "access_code": code})


async def test_cut_at_every_byte(target: Target) -> None:
    """Each cut answers 400 and keeps nothing; the whole form keeps the file and the words as they are."""
    async with target.browser() as client:
        await come_in(target, client)
        page = "/en/follow-up/messages"
        token = hidden((await client.get(page)).text, "form_id")
        whole = form(("a.pdf", CONTENT), form_id=token, message="The scan", kind="imaging", action="send")
        for size in range(len(whole) - AFTER_THE_END):
            answer = await client.post(page, content=whole[:size], headers=MULTIPART)
            assert answer.status_code == 400, size
            assert await kept(target.resources) == (0, 0, 0), size
        for size in range(len(whole) - AFTER_THE_END, len(whole) + 1):
            answer = await client.post(page, content=whole[:size], headers=MULTIPART)
            assert answer.status_code == 303, size
            assert await kept(target.resources) == (1, 1, 1), size
        listed = (await client.get("/en/follow-up/files")).text
        link = listed[listed.index('href="/en/follow-up/files/') + 6 :].partition('"')[0]
        assert (await client.get(link)).content == CONTENT
        assert "The scan" in (await client.get(page)).text


async def test_parts_that_are_missing_in_between(target: Target) -> None:
    """The right length and the right end, but the last field, or a file that was counted, is not there."""
    async with target.browser() as client:
        await come_in(target, client)
        for body in (
            form(("a.pdf", CONTENT), last=False, action="send"),
            form(("a.pdf", CONTENT), announced="2", action="send"),
            form(("a.pdf", CONTENT), announced="0", action="send"),
        ):
            answer = await client.post("/en/follow-up/files", content=body, headers=MULTIPART)
            assert answer.status_code == 400
            assert await kept(target.resources) == (0, 0, 0)


async def test_a_connection_that_is_lost(target: Target) -> None:
    """The browser goes away in the middle of a file: nothing of it stays."""
    whole = form(("a.pdf", CONTENT), action="send")
    async with target.browser() as client:
        await come_in(target, client)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    events = [
        {"type": "http.request", "body": whole[: len(whole) // 2], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return events.pop(0) if len(events) > 1 else events[0]

    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    headers = {"host": "127.0.0.1:8000", "cookie": cookie, **MULTIPART, "content-length": str(len(whole))}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/en/follow-up/files",
        "raw_path": b"/en/follow-up/files",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }
    await target.app(scope, receive, send)
    assert all(message.get("status", 500) >= 400 for message in said)  # to nobody
    assert await kept(target.resources) == (0, 0, 0)
