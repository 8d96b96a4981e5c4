"""The one door to the staff pages: closed unless a page is declared open, and silent about what somebody may not see.

Every staff page is a `StaffRoute`, which must say for which roles it is, and hangs under `staff_mount`.
The door asks, in this order:

1. Is the page declared open (the log-in page alone)? Then come in.
2. Who is this? A stranger is sent to log in, whatever path they asked for, so that they cannot tell which pages exist.
3. Is the page for this role? If not, the answer is the one for a page that does not exist,
   before the method is looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.domain.access import SERVING, Actor
from intake.domain.errors import NotFound, Refused, TooMany
from intake.domain.values import StaffRole
from intake.services import accounts
from intake.services.desk.live import Standing, standing
from intake.web.common import kept, sessions
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest

PREFIX = "/staff"
LOG_IN = f"{PREFIX}/login"
LONGEST_NEXT = 500
EVERYBODY = frozenset(StaffRole)


class StaffRoute(Route):
    """A page of the staff side. ``roles`` says who may see it; ``open_to_strangers`` that nobody need be logged in.

    ``background``: pages ask for it by themselves. That is nobody's doing, and keeps no session alive.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        name: str,
        roles: Iterable[StaffRole] = (),
        methods: Sequence[str] = ("GET",),
        open_to_strangers: bool = False,
        background: bool = False,
        max_body_size: int | None = None,
    ) -> None:
        super().__init__(path, endpoint, name=name, methods=list(methods), max_body_size=max_body_size)
        self.roles = frozenset(roles)
        self.open_to_strangers = open_to_strangers
        self.background = background
        if not self.roles and not open_to_strangers:
            raise TypeError(f"{name}: say which roles may see this page")


def staff_mount(routes: Sequence[StaffRoute]) -> Mount:
    """All staff pages, behind the door. The router corrects no slashes: that would tell which paths exist."""
    router = Router(routes=list(routes), redirect_slashes=False)
    return Mount(PREFIX, app=router, middleware=[Middleware(Door, routes=tuple(routes))])


class Door:
    """The guard around the mount (plain ASGI)."""

    def __init__(self, app: ASGIApp, *, routes: Sequence[StaffRoute]) -> None:
        self.app = app
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, send to the log-in page, or know of nothing. A refusal gets its page here, in their language."""
        request: IntakeRequest = Request(scope, receive)
        # What a page refuses is answered below, as the door's own refusals are, and not by a page of the public site.
        scope.pop("starlette.exception_handlers", None)
        route = self._asked(scope)
        actor = request.state["actor"] = await _who(request, counts=route is None or not route.background)
        try:
            if route is None or not route.open_to_strangers:
                if actor is None:
                    late = None if route is not None and route.background else await kept.log_in_with(request)
                    response = late or _to_log_in(request)
                    await response(scope, receive, _never_stored(send))
                    return
                if route is None or actor.role not in route.roles:
                    raise HTTPException(404)
                if not route.background:
                    request.state["standing"] = await _standing(request, actor)
                    await _see_whether_mail_is_stuck(request, actor)
            await self.app(scope, receive, _never_stored(send))
        except (HTTPException, Refused) as error:
            await _problem(request, error)(scope, receive, send)

    def _asked(self, scope: Scope) -> StaffRoute | None:
        """The route the router will choose: the first that fits path and method, else the first that fits the path."""
        fits = [(route.matches(scope)[0], route) for route in self.routes]
        full = (route for match, route in fits if match is Match.FULL)
        partial = (route for match, route in fits if match is Match.PARTIAL)
        return next(full, None) or next(partial, None)


def actor_of(request: IntakeRequest) -> Actor:
    """Who asks. Only for pages behind the door; on an open page there may be nobody, and this is a mistake of ours."""
    actor = request.state["actor"]
    if actor is None:
        raise TypeError("this page is open to strangers: it has no actor")
    return actor


def safe_next(text: str | None) -> str:
    """Where to go after logging in: a path of the staff side, or its first page. Never another host (security A21)."""
    first_page = f"{PREFIX}/"
    if not text or len(text) > LONGEST_NEXT:
        return first_page
    plain = unquote(text)
    if any(character in plain for character in "\\\r\n\t\0") or not plain.isprintable():
        return first_page
    parts = urlsplit(text)
    inside = text.startswith(first_page) and not parts.scheme and not parts.netloc
    dotted = {".", ".."} & set(urlsplit(plain).path.split("/"))
    return text if inside and not dotted and "//" not in parts.path and parts.path != LOG_IN else first_page


async def _who(request: IntakeRequest, *, counts: bool) -> Actor | None:
    resources = request.state["resources"]
    token = sessions.token_of(request, secure=resources.settings.secure)
    if token is None:
        return None
    now = datetime.now(UTC)
    return await accounts.actor_of(token, db=resources.db, keyring=resources.keyring, now=now, counts=counts)


async def _standing(request: IntakeRequest, actor: Actor) -> Standing:
    """Found out before the page is: whatever comes later is told to it as new."""
    resources = request.state["resources"]
    return await standing(actor, db=resources.db, keyring=resources.keyring)


async def _see_whether_mail_is_stuck(request: IntakeRequest, actor: Actor) -> None:
    if actor.role in SERVING:
        now = datetime.now(UTC)
        health = await request.state["mail_watch"].health(now)
        if health.is_stuck:
            request.state["stuck_since"] = health.oldest or now


def _to_log_in(request: IntakeRequest) -> Response:
    """Only a page that can be asked for again is remembered; a form that was sent is not repeated blindly."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = safe_next(asked) if request.method in {"GET", "HEAD"} else f"{PREFIX}/"
    query = "" if target == f"{PREFIX}/" else f"?next={quote(target, safe='')}"
    return RedirectResponse(f"{LOG_IN}{query}", status_code=303)


def _problem(request: IntakeRequest, error: Exception) -> Response:
    """What may not be seen answers byte for byte like what does not exist; no page tells what was asked for."""
    if isinstance(error, TooMany):
        response: Response = staff_page(request, "accounts/busy.html", 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    status = error.status_code if isinstance(error, HTTPException) else 404 if isinstance(error, NotFound) else 400
    if status == 404:
        return staff_page(request, "accounts/not_found.html", 404)
    response = staff_page(request, "accounts/refused.html", status)
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _never_stored(send: Send) -> Send:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(key, value) for key, value in message["headers"] if key.lower() != b"cache-control"]
            message["headers"] = [*kept, (b"cache-control", b"no-store")]
        await send(message)

    return wrapped
