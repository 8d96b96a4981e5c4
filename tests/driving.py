"""Driving the whole application in the test's own event loop: its lifespan entered, its requests answered in process.

Starlette's own test client runs the application in a loop of its own, which shares no connection with the test.
"""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from starlette.types import ASGIApp, Receive, Scope, Send


@asynccontextmanager
async def started(app: ASGIApp) -> AsyncIterator[ASGIApp]:
    """The application between its startup and its shutdown, with the state that its lifespan gave (ASGI)."""
    state: dict[str, Any] = {}
    to_app: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    from_app: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    life = asyncio.create_task(_alive(app, state, to_app.get, from_app.put))
    await _said(life, from_app, to_app, "lifespan.startup")

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = state.copy()
        await app(scope, receive, send)

    try:
        yield with_state
    finally:
        await _said(life, from_app, to_app, "lifespan.shutdown")
        await life


def browser(app: ASGIApp, *, base_url: str = "http://127.0.0.1:8000", address: str = "127.0.0.1") -> httpx2.AsyncClient:
    """A browser without JavaScript: it keeps cookies and follows no redirect by itself."""
    transport = httpx2.ASGITransport(app=app, client=(address, 50000))
    return httpx2.AsyncClient(transport=transport, base_url=base_url)


async def _alive(app: ASGIApp, state: dict[str, Any], receive: Receive, send: Send) -> None:
    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}, receive, send)


async def _said(
    life: "asyncio.Task[None]",
    from_app: "asyncio.Queue[MutableMapping[str, Any]]",
    to_app: "asyncio.Queue[MutableMapping[str, Any]]",
    word: str,
) -> None:
    """Say it, and wait for the answer, or for the application's own failure."""
    await to_app.put({"type": word})
    answer = asyncio.ensure_future(from_app.get())
    await asyncio.wait((answer, life), return_when=asyncio.FIRST_COMPLETED)
    if not answer.done():
        answer.cancel()
        await life
        raise RuntimeError(f"the application ended at {word}")
    if answer.result()["type"] != f"{word}.complete":
        await life
        raise RuntimeError(str(answer.result()))
