"""The door to one's own inquiry: in with reference and code, or from the receipt; out again."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.errors import NotFound
from intake.domain.visit import Visit
from intake.services import visits
from intake.services.receiving import Outcome
from intake.web.common.forms import Sent, read_form
from intake.web.common.headers import Header
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.arriving import LARGEST_DECLARED, is_multipart
from intake.web.public.own import timeline
from intake.web.public.own.uploads import inside_with_files
from intake.web.public.own.visit import (
    DOOR,
    KEEPS,
    LONGEST,
    NEXT,
    NOT_FOUND,
    change_visit,
    come_in,
    cookie,
    current,
    door_to,
    is_switch,
    keeps_cookies,
    own_page,
    say,
    to,
    token_of,
)
from intake.web.public.reading import FollowUpFormView

FORGET: Header = (b"clear-site-data", b'"cache", "cookies", "storage"')


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/follow-up: the door, or what is behind it for who has come in."""
    visit = await current(request)
    asked = request.query_params
    if visit is not None and (visit.is_trusted or "next" not in asked):
        return await timeline.page(request, visit)
    return _door(
        request, FollowUpFormView(next=_next(asked.get("next", "")), left="left" in asked, by_link=bool(visit))
    )


async def look(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up: in with reference and code; or the door with one sentence whatever was wrong.

    A browser that did not bring back the cookie of the door's page gets the page itself: after a redirect it would
    stand before the door again. What was typed behind the door comes here as well, where only the language changes.
    """
    if is_multipart(request):
        return await _again(request)
    sent = await read_form(request)
    if is_switch(sent):
        return await _again(request)
    try:
        opened = await come_in(request, sent)
    except NotFound:
        reference = sent.get("reference", [""])[0][:LONGEST]
        return _door(request, FollowUpFormView(reference, say(request, NOT_FOUND), _next_in(sent)), status=422)
    kept = await change_visit(request, opened)
    if keeps_cookies(request):
        return to(request, NEXT[_next_in(sent)], kept)
    return await timeline.page(request, opened.visit, kept)


async def open_from_receipt(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up/open: in without a code, for a day after sending, in the browser that sent the form."""
    sent = await read_form(request)
    resources, kept = request.state["resources"], receipt.form_of(request)
    where = NEXT[_next_in(sent)]
    if kept is None:
        return to(request, door_to(where))
    try:
        opened = await visits.open_with_receipt(*kept, db=resources.db, keyring=resources.keyring, now=receipt.now())
    except NotFound:
        return to(request, door_to(where))
    return to(request, where, await change_visit(request, opened))


async def leave(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up/leave: the visit is over, and the browser forgets it; the receipt's cookie as well."""
    if token := token_of(request):
        await visits.leave(token, db=request.state["resources"].db)
    return to(request, f"{DOOR}?left", cookie(request, ""), receipt.forget(request), FORGET)


@inside_with_files
async def _again(request: IntakeRequest, visit: Visit, sent: Sent, outcomes: Sequence[Outcome]) -> Response:
    """The timeline in another language, with what stands in its box; files that were chosen are kept first."""
    return await timeline.page(request, visit, sent=sent, outcomes=outcomes)


def _door(request: IntakeRequest, view: FollowUpFormView, *, status: int = 200) -> Response:
    path = door_to(NEXT[view.next])
    return own_page(request, "public/follow_up.html", path=path, status=status, extra=(KEEPS,), follow_up=view)


def _next_in(sent: Sent) -> str:
    return _next(sent.get("next", [""])[0])


def _next(name: str) -> str:
    return name if name in NEXT else "follow-up"


ROUTES = [
    Route("/{locale}/follow-up", ask, methods=["GET"], name="public:follow_up"),
    Route("/{locale}/follow-up", look, methods=["POST"], name="public:look", max_body_size=LARGEST_DECLARED),
    Route("/{locale}/follow-up/open", open_from_receipt, methods=["POST"], name="own:open"),
    Route("/{locale}/follow-up/leave", leave, methods=["POST"], name="own:leave"),
]
