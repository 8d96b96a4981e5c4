"""The door to one's own inquiry, and behind it where the inquiry stands."""

from starlette.responses import Response

from intake.domain.errors import NotFound
from intake.domain.visit import Visit
from intake.lib import formats
from intake.services import follow_up
from intake.services.follow_up import FollowUp
from intake.web.common.forms import Sent, read_form
from intake.web.common.headers import Header
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public.own.visit import DOOR, NOT_FOUND, come_in, cookie, current, own_page, to
from intake.web.public.reading import FollowUpFormView, FollowUpView
from intake.web.public.receipt import KEEPS_COOKIES
from intake.web.public.statuses import told
from intake.web.public.voice import voice_of


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/follow-up: the door, or what is behind it for who has come in."""
    visit = await current(request)
    if visit is not None:
        return await page(request, visit)
    return _door(request, FollowUpFormView())


async def look(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up: in with reference and code; or the door with one sentence whatever was wrong.

    A browser that did not bring back the cookie of the door's page gets the page itself: after a redirect it would
    stand before the door again.
    """
    sent = await read_form(request)
    try:
        opened = await come_in(request, sent)
    except NotFound:
        return _refused(request, sent)
    kept = cookie(request, opened.token)
    if KEEPS_COOKIES in request.cookies:
        return to(request, DOOR, kept)
    return await page(request, opened.visit, kept)


async def page(request: IntakeRequest, visit: Visit, *extra: Header) -> Response:
    """Where the inquiry stands."""
    found = await follow_up.look(visit, office=request.state["resources"].office)
    return own_page(
        request, "public/follow_up_status.html", path=DOOR, extra=extra, status=200, follow_up=_view(request, found)
    )


def _view(request: IntakeRequest, found: FollowUp) -> FollowUpView:
    resources, locale = request.state["resources"], locale_of(request)
    zone = resources.content.routing.calendar.zone
    step, meaning = told(found.status, voice_of(resources, locale).say)
    received = formats.date_time(found.received_at, locale.tag, zone)
    due = formats.date(found.due_at, locale.tag, zone)
    return FollowUpView(found.reference, step, meaning, received, due)


def _refused(request: IntakeRequest, sent: Sent) -> Response:
    complaint = voice_of(request.state["resources"], locale_of(request)).say(NOT_FOUND)
    return _door(request, FollowUpFormView(sent.get("reference", [""])[0], complaint), status=422)


def _door(request: IntakeRequest, view: FollowUpFormView, *, status: int = 200) -> Response:
    keeps = (b"set-cookie", f"{KEEPS_COOKIES}=1; Path=/; Max-Age=86400; SameSite=Lax; HttpOnly".encode("ascii"))
    return own_page(request, "public/follow_up.html", path=DOOR, status=status, extra=(keeps,), follow_up=view)
