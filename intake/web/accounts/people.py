"""Who works here: the list, and what an administrator does about one of them."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Any

from starlette.responses import RedirectResponse, Response

from intake.services import people
from intake.services.accounts import CannotAdd, LastAdministrator
from intake.web.accounts import words
from intake.web.accounts.forms import ProfileForm, WeekForm, read_profile, read_week
from intake.web.accounts.views import person_view, profile_view, spoken, week_view
from intake.web.common.forms import read_form
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest

PEOPLE = "/staff/people"


async def show(request: IntakeRequest) -> Response:
    """GET /staff/people: who has an account, what they look after, and who is there."""
    found = await people.overview(actor_of(request), **_with(request))
    views = [person_view(person, request) for person in found]
    return staff_page(request, "accounts/people.html", people=views, done=done(request))


async def new(request: IntakeRequest) -> Response:
    """GET /staff/people/new"""
    return _new(request, ProfileForm(languages=("en",), locale="en"))


async def invite(request: IntakeRequest) -> Response:
    """POST /staff/people: make an account, and mail its owner a link."""
    form = read_profile(await read_form(request), spoken(request))
    problem = form.problem()
    if problem is None:
        try:
            await people.invite(actor_of(request), form.email, _profile(form, request), **_with(request))
            return RedirectResponse(f"{PEOPLE}?done=invited", status_code=303)
        except CannotAdd as refused:
            problem = refused.code
    return _new(request, form, problem)


async def one(request: IntakeRequest) -> Response:
    """GET /staff/people/{colleague}"""
    return await _one(request)


async def save(request: IntakeRequest) -> Response:
    """POST /staff/people/{colleague}: what they are here for."""
    form = read_profile(await read_form(request), spoken(request))
    problem = form.problem()
    if problem is None:
        work = people.change(actor_of(request), _id(request), _profile(form, request), **_with(request))
        problem = await refusal(work)
    return _saved(request, "saved") if problem is None else await _one(request, problem, profile=form)


async def save_week(request: IntakeRequest) -> Response:
    """POST /staff/people/{colleague}/week: when they work."""
    form, zone = read_week(await read_form(request), spoken(request)), office_zone(request)
    problem = form.problem()
    if problem is None:
        work = people.set_week(actor_of(request), _id(request), form.duty(zone), **_with(request))
        problem = await refusal(work)
    return _saved(request, "saved") if problem is None else await _one(request, problem, week=form)


async def invite_again(request: IntakeRequest) -> Response:
    """POST /staff/people/{colleague}/invitation: a new link."""
    await read_form(request)  # nothing is in it, but only a form of ours sends a mail (security A20)
    await people.invite_again(actor_of(request), _id(request), **_with(request))
    return _saved(request, "invited")


async def open_or_close(request: IntakeRequest) -> Response:
    """POST /staff/people/{colleague}/open: let them in again, or let them in no more."""
    active = "yes" in (await read_form(request)).get("open", ())
    problem = await refusal(people.set_open(actor_of(request), _id(request), active=active, **_with(request)))
    return _saved(request, "opened" if active else "closed") if problem is None else await _one(request, problem)


async def refusal(work: Awaitable[None]) -> str | None:
    """Do it; the code of why not, or None."""
    try:
        await work
    except CannotAdd as refused:
        return refused.code
    except LastAdministrator:
        return "last_administrator"
    return None


def done(request: IntakeRequest) -> str:
    """What was done just now."""
    return words.done(reader_of(request).words).get(request.query_params.get("done", ""), "")


def problem_in(request: IntakeRequest, code: str | None) -> str:
    """What to mend."""
    return words.problems(reader_of(request).words)[code] if code else ""


def office_zone(request: IntakeRequest) -> Any:
    """By whose clock days begin for who has none of their own."""
    return request.state["resources"].content.routing.calendar.zone


def _new(request: IntakeRequest, form: ProfileForm, problem: str | None = None) -> Response:
    view, said = profile_view(form, request), problem_in(request, problem)
    return staff_page(request, "accounts/new.html", 422 if problem else 200, profile=view, problem=said)


async def _one(
    request: IntakeRequest,
    problem: str | None = None,
    *,
    profile: ProfileForm | None = None,
    week: WeekForm | None = None,
) -> Response:
    """The page of one account; a form that could not be kept as it was typed."""
    found, others = await people.look(actor_of(request), _id(request), **_with(request))
    account = found.account
    return staff_page(
        request,
        "accounts/person.html",
        422 if problem else 200,
        person=person_view(found, request),
        active=account.active,
        profile=profile_view(profile or ProfileForm.of(account), request),
        week=week_view(week or WeekForm.of(account, office_zone(request)), others, request),
        problem=problem_in(request, problem),
        done=done(request),
    )


def _profile(form: ProfileForm, request: IntakeRequest) -> people.Profile:
    resources = request.state["resources"]
    return form.profile(resources.content.routing.queues, resources.catalogs.tags)


def _saved(request: IntakeRequest, what: str) -> Response:
    return RedirectResponse(f"{PEOPLE}/{_id(request)}?done={what}", status_code=303)


def _id(request: IntakeRequest) -> str:
    return str(request.path_params["colleague"])


def _with(request: IntakeRequest) -> Any:
    return {"office": request.state["resources"].office, "now": datetime.now(UTC)}
