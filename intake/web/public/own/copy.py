"""A copy of everything: one page to read anywhere, and the same for machines.

Both are files to keep; they run nothing and load nothing. Whoever came in by a link from a mail is asked for the code.
"""

import json
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.visit import Visit
from intake.lib.paths import STATIC
from intake.services import copies
from intake.web.common.csrf import refuse_from_elsewhere
from intake.web.common.forms import Sent
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import language_headers, locale_of
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.copy_presenter import copy_value, copy_view
from intake.web.public.own.visit import DOOR, inside_with_code, own_page
from intake.web.public.voice import voice_of

PATH: Final = f"{DOOR}/copy"
SANDBOX: Final[Header] = (b"content-security-policy", b"sandbox")
JSON: Final[Header] = (b"content-type", b"application/json")
# The one page of ours that carries its style inside: it is read from a disk, far from here.
_STYLE: Final = (STATIC / "css" / "copy.css").read_text("utf-8")


@inside_with_code
async def show(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/copy: what the two files are for."""
    return own_page(request, "public/own/copy.html", path=PATH)


@inside_with_code
async def as_page(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/copy.html"""
    refuse_from_elsewhere(request)
    resources, locale = request.state["resources"], locale_of(request)
    copy = await copies.take(visit, office=resources.office, now=receipt.now())
    view = copy_view(copy, voice_of(resources, locale), resources.office)
    text = request.state["render"].public("public/own/copy_file.html", locale, path=PATH, copy=view)
    styled = text.replace("</head>", f"<style>{_STYLE}</style></head>", 1)
    return Ready(styled.encode(), (HTML, NO_STORE, SANDBOX, _attachment("html"), *language_headers(locale)))


@inside_with_code
async def as_json(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/copy.json"""
    refuse_from_elsewhere(request)
    copy = await copies.take(visit, office=request.state["resources"].office, now=receipt.now())
    body = json.dumps(copy_value(copy), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return Ready(body, (JSON, NO_STORE, SANDBOX, _attachment("json")))


def _attachment(kind: str) -> Header:
    """The file's name tells nobody what it is about."""
    return (b"content-disposition", f'attachment; filename="my-message.{kind}"'.encode("ascii"))


ROUTES = [
    Route("/{locale}/follow-up/copy", show, methods=["GET"], name="own:copy"),
    Route("/{locale}/follow-up/copy.html", as_page, methods=["GET"], name="own:copy_page"),
    Route("/{locale}/follow-up/copy.json", as_json, methods=["GET"], name="own:copy_json"),
]
