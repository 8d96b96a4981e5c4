"""A12: a fault in any handler is answered with a fixed page and a number; nothing of the inside is in any byte."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import Request
from starlette.routing import request_response

from intake.domain.values import StaffRole
from intake.lib.database import Database, DatabaseUnavailable
from tests.abuse.target import Target
from tests.people import CLARA

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"])]

CANARY = "canary-5f1c"
INSIDE = (CANARY, "Traceback", "RuntimeError", ".py", "SELECT", "sqlalchemy", "starlette", "intake.")
ADDRESS = re.compile("0x[0-9a-f]{6}")  # of an object in memory; a secret may hold "0x" by chance


def told(text: str) -> list[str]:
    """What an answer tells of the inside."""
    return [*(word for word in INSIDE if word in text), *ADDRESS.findall(text)]


def broken(error: Callable[[str], Exception]) -> Callable[[Request[Any]], Awaitable[Any]]:
    async def handler(request: Request[Any]) -> Any:
        secret = f"{CANARY} SELECT 1 {request!r}"
        raise error(secret)

    return handler


@pytest.mark.parametrize(("error", "status"), [(RuntimeError, 500), (DatabaseUnavailable, 503), (KeyError, 500)])
async def test_a_fault_in_any_handler_shows_nothing_of_the_inside(
    target: Target, monkeypatch: pytest.MonkeyPatch, error: Callable[[str], Exception], status: int
) -> None:
    everything = replace(CLARA, role=StaffRole.ADMINISTRATOR)  # every page is for her, so every handler is reached
    await target.hire(everything)
    async with target.browser(everything) as client:
        for entry in target.entries():
            monkeypatch.setattr(entry.route, "app", request_response(broken(error)))
        for entry in target.entries():
            answer = await client.request(entry.method, entry.url())
            assert answer.status_code == status, entry
            assert not told(answer.text + repr(answer.headers)), entry
            assert answer.headers["cache-control"] == "no-store", entry
            assert "content-security-policy" in answer.headers, entry


@asynccontextmanager
async def lost(monkeypatch: pytest.MonkeyPatch, gone: Callable[..., None]) -> AsyncIterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", gone)
        patched.setattr(Database, "write", gone)
        yield


async def test_a_database_that_is_gone_shows_nothing_of_the_inside(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    await target.hire(CLARA)

    def gone(*_: object) -> None:
        raise DatabaseUnavailable(CANARY)

    # It comes back afterwards: what was counted meanwhile is written when the service ends.
    async with target.browser(CLARA) as client, lost(monkeypatch, gone):
        for entry in target.entries():
            answer = await client.request(
                entry.method, entry.url(), data={"action": "send"} if entry.method == "POST" else None
            )
            # 400: where files come, a body that brings none is no form.
            assert answer.status_code in {200, 303, 400, 404, 422, 503}, (entry, answer.status_code)
            assert not told(answer.text), entry


@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream", "multipart/form-data; boundary=x"])
async def test_an_event_nobody_knows_is_refused_with_a_fixed_page(target: Target, content_type: str) -> None:
    """`{"event":"base"}` made a product of this kind show its sessions (CVE-2026-102489)."""
    async with target.browser() as client:
        for entry in target.entries():
            body, headers = b'{"event":"base"}', {"content-type": content_type}
            answer = await client.request(entry.method, entry.url(), content=body, headers=headers)
            assert "base" not in answer.text.replace("database", ""), entry
            assert set(told(answer.text)) <= {".py"}, entry
