"""The web put together: sites, error pages, the edge round it all. A value; nothing happens on import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import anyio
from starlette.applications import Starlette
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from intake import worker
from intake.lib.paths import STATIC
from intake.resources import Resources
from intake.services import promise as promises
from intake.services.desk.live import Live
from intake.web.accounts.routes import ROUTES as ACCOUNTS
from intake.web.common import health, static
from intake.web.common.assets import Assets
from intake.web.common.edge import Edge
from intake.web.common.errors import HANDLERS
from intake.web.common.guards import staff_mount
from intake.web.common.limits import Limited
from intake.web.common.looking import Looking
from intake.web.common.mail_watch import MailWatch
from intake.web.common.pages import Pages
from intake.web.common.render import Render
from intake.web.common.state import State
from intake.web.demo.routes import ROUTES as DEMO
from intake.web.inbox.routes import ROUTES as INBOX
from intake.web.operations.routes import ROUTES as OPERATIONS
from intake.web.public.exhibits.all import exhibits
from intake.web.public.pages import keep_promise
from intake.web.public.preview import TakesNothing, taking_nothing
from intake.web.public.routes import ROUTES as PUBLIC
from intake.web.translations.routes import ROUTES as TRANSLATIONS

Site = Literal["all", "public", "staff"]

LONGEST_BODY = 256 * 1024  # bytes; text alone, no form comes near it. Where files come, the route says how long

BUNDLES = {
    "public.css": ("css/tokens.css", "css/base.css", "css/layout.css", "css/components/*.css", "css/print.css"),
    "own.css": ("css/own/*.css",),
    "looking.css": ("css/looking.css",),
    "staff.css": ("css/tokens.css", "css/base.css", "css/staff/*.css"),
}


def create_app(resources: Resources, *, site: Site = "all", with_worker: bool = False) -> ASGIApp:
    """The application for what is open. ``with_worker`` sends mail from the same process (always so on SQLite)."""
    assets = Assets(STATIC, BUNDLES)
    render = Render(resources, assets)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        promise = await promises.look(db=resources.db, content=resources.content, now=datetime.now(UTC))
        pages = Pages(promise)
        live = Live(resources.db, resources.keyring)
        looking = Looking(exhibits(resources.content), resources, assets)
        state = State(
            resources=resources,
            render=render,
            pages=pages,
            assets=assets,
            live=live,
            looking=looking,
            mail_watch=MailWatch(resources.db),
        )
        async with anyio.create_task_group() as tasks:
            if with_worker:
                tasks.start_soon(worker.run, resources)
            tasks.start_soon(keep_promise, resources, pages)
            tasks.start_soon(resources.languages.keep)
            tasks.start_soon(live.run)
            yield state
            tasks.cancel_scope.cancel()

    handlers: Any = HANDLERS  # Starlette's type for them does not know a typed state
    app = Starlette(
        routes=_routes(site, demo=resources.settings.demo),
        lifespan=lifespan,
        exception_handlers=handlers,
    )
    # Starlette's own correction of slashes answers with a whole address, made of what the request said of itself.
    app.router.redirect_slashes = False
    return Edge(app, base_url=resources.settings.base_url)


def _routes(site: Site, *, demo: bool) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route("/livez", health.livez, name="livez"),
        Route("/readyz", health.readyz, name="readyz"),
        Route("/static/{path:path}", static.serve, name="static"),
    ]
    if site != "public":
        routes.append(staff_mount([*ACCOUNTS, *INBOX, *OPERATIONS, *TRANSLATIONS]))
        routes.append(Route("/staff", _to_staff, name="staff"))
    if demo:
        routes += DEMO
    if site != "staff":
        routes += PUBLIC
    return [taking_nothing(_limited(route)) for route in routes]


def _limited(route: BaseRoute) -> BaseRoute:
    """Every route takes a body of `LONGEST_BODY` at most, but those that were given a limit of their own."""
    if isinstance(route, Route) and not isinstance(route.app, RequestBodyLimitMiddleware | TakesNothing):
        route.app = Limited(route.app, max_body_size=LONGEST_BODY)
    elif isinstance(route, Mount):  # routes within may have limits of their own
        route.app = RequestBodyLimitMiddleware(route.app, max_body_size=LONGEST_BODY)
    return route


async def _to_staff(_: Request) -> Response:
    return RedirectResponse("/staff/", status_code=303)
