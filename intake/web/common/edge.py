"""The edge: one pass of plain ASGI round everything, in this order:

method → host → cross-site check → the application, its answer under our constant headers → faults logged, never shown.

One class and no ``BaseHTTPMiddleware``: measured, each such layer costs more than all of this together.
"""

import re
import secrets
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.web.common.csrf import is_cross_site
from intake.web.common.errors import error_response
from intake.web.common.headers import FRAMED, FRAMING, Header, security_headers

METHODS = frozenset({"GET", "HEAD", "POST"})
HEALTH = frozenset({"/livez", "/readyz"})
# A name or an address in brackets, and a port: whatever else stands there is nobody's name.
_HOST = re.compile(rb"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.IGNORECASE)
LOOPBACK = frozenset({b"127.0.0.1", b"localhost", b"[::1]"})

log = structlog.get_logger()


class Edge:
    """Wraps the application. ``base_url`` is the only public address; loopback names are for the machine itself."""

    def __init__(self, app: ASGIApp, *, base_url: str) -> None:
        self._app = app
        parts = urlsplit(base_url)
        self._hosts = LOOPBACK | {_hostname(parts.netloc.encode("ascii"))}
        self._base_origin = f"{parts.scheme}://{parts.netloc}".lower().encode("ascii")
        secure = parts.scheme == "https"
        self._headers: list[Header] = security_headers(secure=secure)
        self._special = {one: security_headers(secure=secure, policy=one) for one in (FRAMING, FRAMED)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other scope types (lifespan) pass through untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = request_id = secrets.token_hex(6)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = self._with_ours(message["headers"])
            await send(message)

        begun = time.monotonic()
        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await _plain(send_with_headers, *refusal)
                return
            if self._is_cross_site(scope):
                page = await error_response(Request(scope), HTTPException(403))
                await page(scope, receive, send_with_headers)
                return
            _plain_cookies(scope)
            await self._app(scope, receive, send_with_headers)
        except ClientDisconnect:
            return  # nobody waits for an answer any more
        except Exception:
            milliseconds = round((time.monotonic() - begun) * 1000)
            log.exception("request failed", request_id=request_id, route=_route(scope), milliseconds=milliseconds)
            if not started:
                await _plain(send_with_headers, 500, b"Something went wrong on our side. Please try again.")

    def _with_ours(self, headers: Sequence[Header]) -> list[Header]:
        """The headers of an answer and ours; one of two policies of ours may take the place of the usual one."""
        special = next((one for one in headers if one in self._special), None)
        if special is None:
            return [*headers, *self._headers]
        return [*(one for one in headers if one != special), *self._special[special]]

    def _refusal(self, scope: Scope) -> tuple[int, bytes] | None:
        method = scope["method"]
        if method not in METHODS:
            return 405, b"This address takes GET and POST only."
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if scope["path"] not in HEALTH and (len(hosts) != 1 or _hostname(hosts[0]) not in self._hosts):
            return 400, b"This server does not answer under that name. Its address is set in INTAKE_BASE_URL."
        return None

    def _is_cross_site(self, scope: Scope) -> bool:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        own = frozenset({self._base_origin, scope["scheme"].encode("ascii") + b"://" + host.lower()})
        return is_cross_site(scope["method"], scope["headers"], own)


def _hostname(host: bytes) -> bytes | None:
    """The name in a Host header without its port; brackets of IPv6 addresses are kept. None for what is no name."""
    found = _HOST.fullmatch(host)
    return found[1].lower() if found else None


def _plain_cookies(scope: Scope) -> None:
    """Take backslashes out of cookies; none of ours has one.

    Older Pythons unquote them in quadratic time (CVE-2024-7592), half a second for the longest head we read; and a
    quoted cookie can spell NUL, which a database takes for a fault.
    """
    if any(name == b"cookie" and b"\\" in value for name, value in scope["headers"]):
        scope["headers"] = [
            (name, value.replace(b"\\", b"") if name == b"cookie" else value) for name, value in scope["headers"]
        ]


def _route(scope: Scope) -> str:
    """The pattern that matched, such as ``/{locale}/inquiry``: a path itself may hold what somebody typed."""
    return getattr(scope.get("route"), "path", "-")


async def _plain(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD, POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
