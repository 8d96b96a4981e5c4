"""The demo shows what it would have mailed: nothing leaves the machine, everything can be read here."""

from pathlib import Path

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from intake.lib.mail import maildir
from intake.lib.mail.maildir import Stored
from intake.services.mail import outbox
from intake.web.common.headers import FRAMING
from intake.web.common.letters import letter_page
from intake.web.common.state import IntakeRequest

NO_STORE = {"Cache-Control": "no-store"}


async def mails(request: IntakeRequest) -> Response:
    """GET /demo/mail: every mail, newest first."""
    stored = await anyio.to_thread.run_sync(maildir.newest, _folder(request))
    orders = await outbox.orders(db=request.state["resources"].db)
    kinds = {order.message_id: order.kind for order in orders}
    return _page(request, "demo/mails.html", mails=stored, kinds=kinds)


async def mail(request: IntakeRequest) -> Response:
    """GET /demo/mail/{name}: both parts of one mail."""
    answer = _page(request, "demo/mail.html", mail=await _one(request))
    answer.raw_headers.append(FRAMING)
    return answer


async def page(request: IntakeRequest) -> Response:
    """GET /demo/mail/{name}/page: the HTML part alone."""
    return letter_page((await _one(request)).html)


async def source(request: IntakeRequest) -> Response:
    """GET /demo/mail/{name}/source: the file itself, to open in a mail program."""
    stored = await _one(request)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{stored.name}"'}
    return Response(stored.raw, media_type="message/rfc822", headers=headers)


async def _one(request: IntakeRequest) -> Stored:
    stored = await anyio.to_thread.run_sync(maildir.one, _folder(request), request.path_params["name"])
    if stored is None:
        raise HTTPException(404)
    return stored


def _folder(request: IntakeRequest) -> Path:
    return request.state["resources"].settings.data_dir / "mail"


def _page(request: IntakeRequest, template: str, **context: object) -> Response:
    resources = request.state["resources"]
    zone = resources.content.routing.calendar.zone
    text = request.state["render"].public(template, resources.locales.default, path="/", zone=zone, **context)
    return HTMLResponse(text, headers=NO_STORE)


ROUTES: list[BaseRoute] = [
    Route("/demo/mail", mails, name="demo:mails"),
    Route("/demo/mail/{name}", mail, name="demo:mail"),
    Route("/demo/mail/{name}/page", page, name="demo:page"),
    Route("/demo/mail/{name}/source", source, name="demo:source"),
]
