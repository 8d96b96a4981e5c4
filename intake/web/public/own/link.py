"""A link by mail for who has no code at hand: asked for with the reference, opened with the year of birth.

A GET of the link spends nothing: programs that look at mails open every link in them. Each answer is the same whether
there is such an inquiry, such an address, such a link, or not.
"""

from starlette.background import BackgroundTask
from starlette.responses import Response
from starlette.routing import Route

from intake.domain.errors import NotFound
from intake.lib.catalogs import N_
from intake.services import links
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import read_form
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own import timeline
from intake.web.public.own.visit import (
    DOOR,
    KEEPS,
    LONGEST,
    LONGEST_TOKEN,
    change_visit,
    keeps_cookies,
    own_page,
    say,
    to,
)

PATH = f"{DOOR}/link"
NOT_OPENED = N_(
    "We cannot open your message with this link and this year. A link works once, and for one hour. "
    "Please check the year, or ask for a new link."
)


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/follow-up/link"""
    return own_page(request, "public/own/link.html", path=PATH, ordered=False)


async def order(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up/link: the same page whatever was typed, at once; the rest happens behind it."""
    sent, office, now = await read_form(request), request.state["resources"].office, receipt.now()
    reference = sent.get("reference", [""])[0][:LONGEST]
    await links.ask(reference, address=address_prefix(request), office=office, now=now)
    answer = own_page(request, "public/own/link.html", path=PATH, ordered=True)
    answer.background = BackgroundTask(links.order, reference, locale_of(request).tag, office=office, now=now)
    return answer


async def question(request: IntakeRequest) -> Response:
    """GET /{locale}/follow-up/link/{token}: the question for the year; nothing is looked up, nothing is spent."""
    return _question(request)


async def come_in(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up/link/{token}: in; or the question again, whatever was wrong."""
    sent, office = await read_form(request), request.state["resources"].office
    year = sent.get("birth_year", [""])[0][:LONGEST]
    address = address_prefix(request)
    try:
        opened = await links.open_with_link(_token(request), year, address=address, office=office, now=receipt.now())
    except NotFound:
        return _question(request, year=year, complaint=say(request, NOT_OPENED), status=422)
    kept = await change_visit(request, opened)
    return to(request, DOOR, kept) if keeps_cookies(request) else await timeline.page(request, opened.visit, kept)


def _question(request: IntakeRequest, *, year: str = "", complaint: str = "", status: int = 200) -> Response:
    path, template = f"{PATH}/{_token(request)}", "public/own/link_question.html"
    return own_page(request, template, path=path, status=status, extra=(KEEPS,), year=year, complaint=complaint)


def _token(request: IntakeRequest) -> str:
    """The token as it came, if it can be one: it goes back into the page's own address."""
    token = str(request.path_params["token"])
    return token if token.isascii() and token.isalnum() and len(token) <= LONGEST_TOKEN else "none"


ROUTES = [
    Route("/{locale}/follow-up/link", ask, methods=["GET"], name="own:link"),
    Route("/{locale}/follow-up/link", order, methods=["POST"], name="own:order_link"),
    Route("/{locale}/follow-up/link/{token}", question, methods=["GET"], name="own:link_question"),
    Route("/{locale}/follow-up/link/{token}", come_in, methods=["POST"], name="own:open_link"),
]
