"""The pages of the routing desk: look at the rules, try an edited file, publish it, bring an earlier one back."""

from datetime import UTC, datetime
from typing import Final

from starlette.responses import RedirectResponse, Response

from intake.content.complaints import ContentError
from intake.domain.access import Action, may
from intake.domain.errors import Conflict, NotFound
from intake.services.desk import routing
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.desk import Desk
from intake.web.inbox.routing.rules_view import rules_view
from intake.web.inbox.routing.trial_view import difference, trial_view, version_name, version_view

HOME: Final = "/staff/routing"
LONGEST: Final = 200_000  # characters; the file that came with the service has a tenth
_DIGITS: Final = 9


async def rules(request: IntakeRequest) -> Response:
    """GET /staff/routing: the rules as they count now; for an administrator the versions, too."""
    desk, resources, actor = desk_of(request), request.state["resources"], actor_of(request)
    edits = may(actor, Action.MANAGE_ROUTING)
    found = await routing.versions(actor, db=resources.db, keyring=resources.keyring) if edits else ()
    return staff_page(
        request,
        "inbox/routing/rules.html",
        rules=rules_view(desk, resources.content.routing),
        versions=[version_view(desk, one) for one in found],
        edits=edits,
        done=request.query_params.get("done", "") == "published",
    )


async def edit(request: IntakeRequest) -> Response:
    """GET /staff/routing/edit: the file that counts now, ready to be changed."""
    base, text = await routing.source_in_force(actor_of(request), office=request.state["resources"].office)
    return _edit_page(request, text, base)


async def try_out(request: IntakeRequest) -> Response:
    """POST /staff/routing/edit: what the changed file would do. Nothing is kept."""
    text, base = _typed(single(await read_form(request)))
    if len(text) > LONGEST:
        return _edit_page(request, text[:LONGEST], base, status=422, too_long=True)
    office = request.state["resources"].office
    trial = await routing.try_out(actor_of(request), text, office=office)
    _, counts = await routing.source_in_force(actor_of(request), office=office)
    view = trial_view(desk_of(request), trial)
    status = 200 if trial.holds else 422
    return _edit_page(request, text, base, status=status, trial=view, lines=difference(counts, text))


async def publish(request: IntakeRequest) -> Response:
    """POST /staff/routing/publish: from now on the changed file counts, or it is said why not."""
    text, base = _typed(single(await read_form(request)))
    office = request.state["resources"].office
    try:
        await routing.publish(actor_of(request), text[:LONGEST], base, office=office, now=datetime.now(UTC))
    except ContentError:
        return await try_out(request)
    except Conflict:
        newest, counts = await routing.source_in_force(actor_of(request), office=office)
        return _edit_page(request, text, newest, status=409, overtaken=True, lines=difference(counts, text))
    return RedirectResponse(f"{HOME}?done=published", status_code=303)


async def version(request: IntakeRequest) -> Response:
    """GET /staff/routing/versions/{number}: one version, and where it differs from what counts."""
    office, number, desk = request.state["resources"].office, _number(request), desk_of(request)
    text = await routing.source_of(actor_of(request), number, office=office)
    base, counts = await routing.source_in_force(actor_of(request), office=office)
    return staff_page(
        request,
        "inbox/routing/version.html",
        name=version_name(desk, number),
        url=f"{HOME}/versions/{number}",
        text=text,
        base=base or 0,
        lines=difference(counts, text),
        in_force=number == (base or routing.SHIPPED),
    )


async def restore(request: IntakeRequest) -> Response:
    """POST /staff/routing/versions/{number}/restore: an earlier version counts again, under a new number."""
    office, number = request.state["resources"].office, _number(request)
    _, base = _typed(single(await read_form(request)))
    try:
        await routing.restore(actor_of(request), number, base, office=office, now=datetime.now(UTC))
    except ContentError:  # the questions have changed since: the page to edit says what does not fit
        text = await routing.source_of(actor_of(request), number, office=office)
        trial = trial_view(desk_of(request), await routing.try_out(actor_of(request), text, office=office))
        return _edit_page(request, text, base, status=422, trial=trial)
    except Conflict:
        return RedirectResponse(f"{HOME}/versions/{number}", status_code=303)
    return RedirectResponse(f"{HOME}?done=published", status_code=303)


def _edit_page(request: IntakeRequest, text: str, base: int | None, *, status: int = 200, **said: object) -> Response:
    context = {"trial": None, "lines": (), "overtaken": False, "too_long": False, **said}
    return staff_page(request, "inbox/routing/edit.html", status, text=text, base=base or 0, context=context)


def _typed(sent: dict[str, str]) -> tuple[str, int | None]:
    """The text with the line ends it is kept with, and the version it was made from."""
    base = sent.get("base", "")
    number = int(base) if base.isascii() and base.isdigit() and len(base) <= _DIGITS else 0
    return sent.get("text", "").replace("\r\n", "\n"), number or None


def _number(request: IntakeRequest) -> int:
    typed = str(request.path_params["number"])
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS):
        raise NotFound
    return int(typed)


def _desk(request: IntakeRequest) -> Desk:
    content = request.state["resources"].content
    return Desk(actor_of(request), reader_of(request), content, datetime.now(UTC))
