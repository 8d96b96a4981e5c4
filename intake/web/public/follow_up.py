"""Seeing how one's message is doing: reference and access code in, status in words out."""

from starlette.responses import Response

from intake.domain.errors import NotFound
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.locales import Locale
from intake.services import follow_up
from intake.services.follow_up import FollowUp
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import read_form
from intake.web.common.headers import HTML, NO_STORE
from intake.web.common.locale import language_headers, locale_of
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest
from intake.web.public.reading import FollowUpFormView, FollowUpView
from intake.web.public.receipt import now
from intake.web.public.statuses import told
from intake.web.public.voice import voice_of

PATH = "/follow-up"
LONGEST = 200
NOT_FOUND = N_("We cannot find a message with this reference and code. Please check both and try again.")


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/follow-up"""
    return _form(request, FollowUpFormView())


async def look(request: IntakeRequest) -> Response:
    """POST /{locale}/follow-up: the status, or the same page with one sentence whatever was wrong."""
    locale, resources = locale_of(request), request.state["resources"]
    values = await read_form(request)
    reference, code = (values.get(name, [""])[0][:LONGEST] for name in ("reference", "access_code"))
    try:
        found = await follow_up.look(
            reference, code, address=address_prefix(request), db=resources.db, keyring=resources.keyring, now=now()
        )
    except NotFound:
        complaint = voice_of(resources, locale).say(NOT_FOUND)
        return _form(request, FollowUpFormView(reference, complaint), status=422)
    return _page(request, locale, "public/follow_up_status.html", status=_view(request, locale, found))


def _view(request: IntakeRequest, locale: Locale, found: FollowUp) -> FollowUpView:
    resources = request.state["resources"]
    zone = resources.content.routing.calendar.zone
    step, meaning = told(found.status, voice_of(resources, locale).say)
    received = formats.date_time(found.received_at, locale.tag, zone)
    due = formats.date(found.due_at, locale.tag, zone)
    return FollowUpView(found.reference, step, meaning, received, due)


def _form(request: IntakeRequest, view: FollowUpFormView, *, status: int = 200) -> Response:
    return _page(request, locale_of(request), "public/follow_up.html", code=status, follow_up=view)


def _page(request: IntakeRequest, locale: Locale, template: str, *, code: int = 200, **context: object) -> Response:
    text = request.state["render"].public(template, locale, path=PATH, **context)
    return Ready(text.encode(), (HTML, NO_STORE, *language_headers(locale)), code)
