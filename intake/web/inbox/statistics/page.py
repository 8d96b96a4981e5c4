"""The page of the figures."""

from datetime import UTC, datetime

from starlette.datastructures import QueryParams
from starlette.responses import Response

from intake.lib import formats
from intake.services.desk import statistics
from intake.services.desk.statistics import SPANS, Asked
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, serves_any, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.desk import Desk
from intake.web.inbox.statistics.view import statistics_view


async def show(request: IntakeRequest) -> Response:
    """GET /staff/statistics"""
    resources, actor, now = request.state["resources"], actor_of(request), datetime.now(UTC)
    desk = Desk(actor, reader_of(request), resources.content, now)
    if not serves_any(actor) or not desk.queues():
        return staff_page(request, "inbox/statistics/page.html", view=None)
    asked = _asked(request.query_params, desk)
    countries = formats.country_codes()
    found = await statistics.figures(actor, asked, countries=countries, office=resources.office, now=now)
    return staff_page(request, "inbox/statistics/page.html", view=statistics_view(desk, asked, found))


def _asked(query: QueryParams, desk: Desk) -> Asked:
    """What is asked for, as far as it can be: anything else is left out."""
    weeks = {str(span): span for span in SPANS}.get(query.get("weeks", ""), Asked().weeks)
    queue = query.get("queue", "")
    return Asked(weeks, queue if queue in desk.queues() else None)
