"""What changes, as server-sent events, for a page that lies open. Who does not ask for a stream finds nothing here.

It holds no database connection, keeps no session alive, and ends with the session or the server.
"""

import json
from typing import Final

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from intake.domain.access import Actor
from intake.lib.deadlines import ENDLESS
from intake.services.desk.live import Listener, Live, Said
from intake.web.common import sessions
from intake.web.common.guards import actor_of
from intake.web.common.state import IntakeRequest

MEDIA_TYPE: Final = "text/event-stream"
AGAIN: Final = b"retry: 5000\n\n"  # milliseconds until a browser that lost the stream asks for it again
LONGEST: Final = 18


async def events(request: IntakeRequest) -> Response:
    """GET /staff/events?upto=… : an endless answer, where one was asked for."""
    if MEDIA_TYPE not in request.headers.get("accept", ""):
        raise HTTPException(404)
    token = sessions.token_of(request, secure=request.state["resources"].settings.secure) or ""
    return EventStream(request.state["live"], actor_of(request), token, _upto(request))


class EventStream(Response):
    """The stream as an answer; however it ends, nobody is left listening."""

    def __init__(self, live: Live, actor: Actor, token: str, upto: int) -> None:
        # A proxy must not wait for the end of it.
        super().__init__(media_type=MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._live, self._actor, self._token, self._upto = live, actor, token, upto

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer until nothing more can come, or nobody reads."""
        with self._live.listening(self._actor, self._token, self._upto) as listener:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
                return
            scope[ENDLESS] = True
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_until_gone, receive, listener)
                await _pass_on(listener, send)
                tasks.cancel_scope.cancel()


async def _pass_on(listener: Listener, send: Send) -> None:
    await send({"type": "http.response.body", "body": AGAIN, "more_body": True})
    async for said in listener:
        await send({"type": "http.response.body", "body": _written(said), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()


def _written(said: Said) -> bytes:
    if not said.event:
        return b":\n\n"
    number = f"id: {said.upto}\n" if said.upto else ""
    values = json.dumps(said.values, separators=(",", ":"))
    return f"{number}event: {said.event}\ndata: {values}\n\n".encode()


def _upto(request: IntakeRequest) -> int:
    """How far the page, or the stream that was lost, had heard."""
    asked = (Headers(scope=request.scope).get("last-event-id", ""), request.query_params.get("upto", ""))
    return max((int(one) for one in asked if one.isascii() and one.isdecimal() and len(one) <= LONGEST), default=0)
