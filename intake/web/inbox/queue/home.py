"""The first page behind the door: the list of inquiries, or what somebody sees whose business they are not."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.domain.values import StaffRole
from intake.lib import formats
from intake.services import inbox
from intake.services.inbox import ListPage
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, serves_any, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.desk import Desk
from intake.web.inbox.forms import read_filters
from intake.web.inbox.presenters import list_view

NOTHING = ListPage(rows=())


async def home(request: IntakeRequest) -> Response:
    """GET /staff/: where this person's work begins."""
    actor = actor_of(request)
    if serves_any(actor):
        return await _listing(request)
    if actor.role is StaffRole.ADMINISTRATOR:
        return RedirectResponse("/staff/people", status_code=303)
    return staff_page(request, "inbox/welcome.html")


async def _listing(request: IntakeRequest) -> Response:
    resources = request.state["resources"]
    actor, now = actor_of(request), datetime.now(UTC)
    desk = Desk(actor, reader_of(request), resources.content, now)
    queues, tags = frozenset(desk.queues()), formats.language_tags()
    asked = read_filters(request.query_params, queues=queues, languages=tags)
    found = NOTHING
    if asked.filters is not None:
        found = await inbox.page(actor, asked.filters, db=resources.db, keyring=resources.keyring, now=now)
    return staff_page(request, "inbox/list.html", view=list_view(desk, asked, found))
