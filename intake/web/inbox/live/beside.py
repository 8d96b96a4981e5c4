"""Colleagues before the same inquiry: what pages tell of themselves, and taking over."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.responses import JSONResponse, RedirectResponse, Response

from intake.domain.presence import Doing
from intake.services import accounts
from intake.services.desk import presence
from intake.web.common import sessions
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import id_of
from intake.web.inbox.desk import Desk

GONE = "gone"


@dataclass(frozen=True, slots=True)
class BesideView:
    """Who else has an inquiry open. ``writer``: somebody writes, and could be taken over from."""

    url: str
    sentences: tuple[str, ...]
    writer: str


async def beside_view(request: IntakeRequest, desk: Desk, inquiry_id: str) -> BesideView:
    """Tells that this person is there, and who else is. What this page lets them see waits for them no longer."""
    office, waits = request.state["resources"].office, request.state["standing"]
    arrival = await presence.arrive(desk.actor, inquiry_id, office=office, now=desk.now)
    if arrival.named and waits.waiting:
        request.state["standing"] = replace(waits, waiting=waits.waiting - 1)
    said = {
        Doing.READING: desk.t.gettext("%(name)s is looking at this inquiry."),
        Doing.STOPPED: desk.t.gettext("%(name)s is looking at this inquiry."),
        Doing.WRITING: desk.t.gettext("%(name)s is writing."),
    }
    return BesideView(
        url=f"/staff/inquiries/{inquiry_id}/take-over",
        sentences=tuple(said[one.doing] % {"name": one.name} for one in arrival.others),
        writer=next((one.name for one in arrival.others if one.doing is Doing.WRITING), ""),
    )


async def beat(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/presence: still there, and doing this. Whoever writes is not idle."""
    doing = single(await read_form(request)).get("doing", "")
    known = Doing(doing) if doing in set(Doing) else None if doing == GONE else Doing.READING
    office, now = request.state["resources"].office, datetime.now(UTC)
    await presence.beat(actor_of(request), id_of(request), known, office=office, now=now)
    if known is Doing.WRITING:
        token = sessions.token_of(request, secure=request.state["resources"].settings.secure) or ""
        await accounts.actor_of(token, db=office.db, keyring=office.keyring, now=now)
    return Response(status_code=204)


async def take_over(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/take-over"""
    await read_form(request)  # nothing is in it, but only a form of ours takes over
    inquiry_id = id_of(request)
    office, now = request.state["resources"].office, datetime.now(UTC)
    await presence.take_over(actor_of(request), inquiry_id, office=office, now=now)
    return RedirectResponse(f"/staff/inquiries/{inquiry_id}?done=take-over#messages", status_code=303)


async def names(request: IntakeRequest) -> Response:
    """GET /staff/colleagues: who an id is, for pages that hear ids."""
    found = await presence.colleagues(actor_of(request), office=request.state["resources"].office)
    return JSONResponse(dict(found))
