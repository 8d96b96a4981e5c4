"""The first page behind the door: the list of inquiries, or what somebody sees whose business they are not."""

from starlette.responses import RedirectResponse, Response

from intake.domain.values import StaffRole
from intake.services import inbox
from intake.services.desk import views
from intake.services.inbox import Filters
from intake.web.common.guards import actor_of
from intake.web.common.staff import serves_any, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.queue.asked import read_filters
from intake.web.inbox.queue.view import list_view, lists_to_count

NOTHING = Filters(shelves=())


async def home(request: IntakeRequest) -> Response:
    """GET /staff/: where this person's work begins."""
    actor = actor_of(request)
    if serves_any(actor):
        return await _listing(request)
    if actor.role is StaffRole.ADMINISTRATOR:
        return RedirectResponse("/staff/people", status_code=303)
    return staff_page(request, "inbox/welcome.html")


async def _listing(request: IntakeRequest) -> Response:
    resources, desk = request.state["resources"], desk_of(request)
    db, keyring = resources.db, resources.keyring
    asked = read_filters(request.query_params, desk)
    kept = await views.seen_by(desk.actor, db=db, keyring=keyring)
    tabs = lists_to_count(desk, kept)
    counted = [tab.filters or NOTHING for tab in tabs]
    found = await inbox.page(desk.actor, asked.filters, counted=counted, db=db, keyring=keyring, now=desk.now)
    view = list_view(desk, asked, found, tabs, kept)
    return staff_page(request, "inbox/queue/list.html", view=view)
