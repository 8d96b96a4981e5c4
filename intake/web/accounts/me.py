"""One's own week: hours, absence, who stands in, and the languages one answers in."""

from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.services import people
from intake.web.accounts.forms import WeekForm, read_week
from intake.web.accounts.people import done, office_zone, problem_in, refusal
from intake.web.accounts.views import person_view, spoken, week_view
from intake.web.common.forms import read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest


async def show(request: IntakeRequest) -> Response:
    """GET /staff/me"""
    return await _page(request)


async def save(request: IntakeRequest) -> Response:
    """POST /staff/me: nobody sets what they are here for, only when."""
    form, actor = read_week(await read_form(request), spoken(request)), actor_of(request)
    problem = form.problem()
    if problem is None:
        tags = request.state["resources"].catalogs.tags
        work = people.set_week(
            actor,
            actor.staff_id,
            form.duty(office_zone(request)),
            languages=form.languages,
            locale=form.locale if form.locale in tags else None,
            office=request.state["resources"].office,
            now=datetime.now(UTC),
        )
        problem = await refusal(work)
    if problem is None:
        return RedirectResponse("/staff/me?done=saved", status_code=303)
    return await _page(request, problem, form)


async def _page(request: IntakeRequest, problem: str | None = None, form: WeekForm | None = None) -> Response:
    actor, office = actor_of(request), request.state["resources"].office
    found, others = await people.look(actor, actor.staff_id, office=office, now=datetime.now(UTC))
    return staff_page(
        request,
        "accounts/me.html",
        422 if problem else 200,
        person=person_view(found, request),
        week=week_view(form or WeekForm.of(found.account, office_zone(request)), others, request),
        problem=problem_in(request, problem),
        done=done(request),
    )
