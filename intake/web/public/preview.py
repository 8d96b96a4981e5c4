"""A language that patients are not offered yet, for whoever was given a signed link. Nothing can be sent from it."""

from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from intake.domain.errors import PreviewOnly
from intake.services import previews
from intake.web.common.locale import PREVIEW, UNLISTED, previewed
from intake.web.common.state import IntakeRequest


async def show(request: IntakeRequest) -> Response:
    """GET /preview/{token}: the language's own pages, in this browser, until tonight."""
    resources, token, now = request.state["resources"], request.path_params["token"], datetime.now(UTC)
    found = previews.read(token, keyring=resources.keyring, now=now)
    if found is None or found.tag not in resources.catalogs.tags:
        raise HTTPException(404)
    answer = RedirectResponse(f"/{found.tag}/", status_code=303, headers={"cache-control": "no-store"})
    if found.tag not in resources.locales:
        seconds = int(min(found.until - now, previews.SHOWN_FOR).total_seconds())
        secure = resources.settings.secure
        answer.set_cookie(PREVIEW, token, max_age=seconds, httponly=True, samesite="lax", secure=secure)
    answer.raw_headers.append(UNLISTED)
    return answer


class TakesNothing:
    """Before every form of the site: what is sent from a preview is refused, before a byte of it is read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises `PreviewOnly`, which has a page of its own."""
        if scope["method"] == "POST" and previewed(Request(scope), scope["path_params"].get("locale", "")):
            raise PreviewOnly
        await self._app(scope, receive, send)


def taking_nothing(route: BaseRoute) -> BaseRoute:
    """The route, refusing what comes from a preview; once is enough, however many applications are made of it."""
    wanted = isinstance(route, Route) and route.path.startswith("/{locale}") and "POST" in (route.methods or ())
    if isinstance(route, Route) and wanted and not isinstance(route.app, TakesNothing):
        route.app = TakesNothing(route.app)
    return route


ROUTES = [Route("/preview/{token}", show, methods=["GET"], name="public:preview")]
