"""All languages at a glance: how far each is, and what stops it from being offered."""

from functools import partial

from starlette.responses import RedirectResponse, Response

from intake.services import previews, reviews
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations import words
from intake.web.translations.common import HOME, done, language_of, services
from intake.web.translations.overview_view import overview_view


async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations"""
    return page(request)


async def offer(request: IntakeRequest) -> Response:
    """POST /staff/translations/{tag}/offer: let patients read it from now on, or no more."""
    locale, wish = language_of(request), single(await read_form(request)).get("offer", "")
    act = {"yes": reviews.offer, "no": reviews.stop_offering}.get(wish)
    if act is None:
        return page(request, 422)
    try:
        await partial(act, actor_of(request), locale.tag)(**services(request))
    except reviews.CannotReview as refused:
        problem = words.refusals(reader_of(request).words)[refused.reason.value]
        return page(request, 422, problem=problem, about=locale.tag)
    return RedirectResponse(f"{HOME}?done={'offered' if wish == 'yes' else 'withdrawn'}", status_code=303)


async def preview(request: IntakeRequest) -> Response:
    """POST /staff/translations/{tag}/preview: a link with which somebody can look at it before it is offered."""
    locale = language_of(request)
    await read_form(request)  # nothing is in it, but only a form of ours makes a link (security A20)
    resources = request.state["resources"]
    if locale.tag in resources.locales:  # somebody offered it meanwhile
        return RedirectResponse(f"{HOME}?done=offered", status_code=303)
    path = await previews.make(actor_of(request), locale.tag, **services(request))
    return page(request, link=resources.settings.base_url.rstrip("/") + path, about=locale.tag)


def page(
    request: IntakeRequest,
    status: int = 200,
    *,
    problem: str = "",
    link: str = "",
    about: str = "",
    typed: str = "",
) -> Response:
    """The overview; ``about``: the language something is said of, ``typed``: a tag that could not be added."""
    view = overview_view(request.state["resources"].languages, reader_of(request), about=about)
    said = {"problem": problem, "link": link, "days": previews.LONGEST.days, "done": done(request), "typed": typed}
    return staff_page(request, "translations/overview.html", status, languages=view, **said)
