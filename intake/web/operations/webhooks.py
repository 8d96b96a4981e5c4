"""The pages of webhooks: which systems are told what, how well they are, and what an administrator does about it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, TypedDict

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.services.accounts import LONGEST_PASSWORD
from intake.services.hooks import managing
from intake.services.hooks.managing import CannotAdd, Hooks, Made
from intake.web.common.confirmed import is_confirmed
from intake.web.common.forms import Sent, read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.operations.webhooks_view import choices, done, hook_view, problems, told_views

PAGE: Final = "/staff/webhooks"
SINCE: Final[Mapping[str, timedelta]] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}


class Tools(TypedDict):
    """What these services take by keyword."""

    house: Hooks
    now: datetime


async def show(request: IntakeRequest) -> Response:
    """GET /staff/webhooks: all of them, and the form for another."""
    return await _list(request)


async def add(request: IntakeRequest) -> Response:
    """POST /staff/webhooks: another one; its secret is on the page that answers, and nowhere else ever."""
    sent = await read_form(request)
    fields = single(sent)
    problem = await _unconfirmed(request, fields)
    if not problem:
        try:
            made = await managing.add(actor_of(request), fields.get("url", ""), sent.get("event", ()), **_with(request))
        except CannotAdd as refused:
            problem = refused.code
        else:
            return _secret(request, made)
    return await _list(request, problem, sent)


async def one(request: IntakeRequest) -> Response:
    """GET /staff/webhooks/{hook}: how it stands, and what it was told lately."""
    return await _one(request)


async def test(request: IntakeRequest) -> Response:
    """POST /staff/webhooks/{hook}/test"""
    await read_form(request)
    await managing.test(actor_of(request), _id(request), **_with(request))
    return _again(request, "test")


async def pause(request: IntakeRequest) -> Response:
    """POST /staff/webhooks/{hook}/pause"""
    await read_form(request)
    await managing.pause(actor_of(request), _id(request), **_with(request))
    return _again(request, "pause")


async def resume(request: IntakeRequest) -> Response:
    """POST /staff/webhooks/{hook}/resume"""
    await read_form(request)
    await managing.resume(actor_of(request), _id(request), **_with(request))
    return _again(request, "resume")


async def replay(request: IntakeRequest) -> Response:
    """POST /staff/webhooks/{hook}/replay: one event, or all of the last hour, day or week."""
    fields, tools = single(await read_form(request)), _with(request)
    if "since" in fields:
        if fields["since"] not in SINCE:
            raise NotFound
        since = tools["now"] - SINCE[fields["since"]]
        await managing.replay(actor_of(request), _id(request), since=since, **tools)
    else:
        await managing.replay(actor_of(request), _id(request), only=fields.get("event", ""), **tools)
    return _again(request, "replay")


async def renew(request: IntakeRequest) -> Response:
    """POST /staff/webhooks/{hook}/secret: another secret."""
    problem = await _unconfirmed(request, single(await read_form(request)))
    if problem:
        return await _one(request, problem)
    return _secret(request, await managing.renew(actor_of(request), _id(request), **_with(request)))


async def remove(request: IntakeRequest) -> Response:
    """POST /staff/webhooks/{hook}/remove"""
    problem = await _unconfirmed(request, single(await read_form(request)))
    if problem:
        return await _one(request, problem)
    await managing.remove(actor_of(request), _id(request), **_with(request))
    return RedirectResponse(f"{PAGE}?done=remove", status_code=303)


async def _unconfirmed(request: IntakeRequest, fields: Mapping[str, str]) -> str:
    """The code of what is wrong with the password; empty: it is this person's."""
    if await is_confirmed(request, fields.get("password", "")[: LONGEST_PASSWORD + 1]):
        return ""
    return "wrong_password" if fields.get("password") else "password"


async def _list(request: IntakeRequest, problem: str = "", sent: Sent | None = None) -> Response:
    tools, t = _with(request), reader_of(request).words
    found = await managing.overview(actor_of(request), house=tools["house"])
    return staff_page(
        request,
        "operations/webhooks.html",
        422 if problem else 200,
        hooks=[hook_view(request, standing, now=tools["now"]) for standing in found],
        url=single(sent).get("url", "") if sent else "",
        choices=choices(t, sent.get("event", ()) if sent else None),
        problem=problems(t)[problem] if problem else "",
        done=done(request, request.query_params.get("done", "")),
        asks_password=not await is_confirmed(request),
    )


async def _one(request: IntakeRequest, problem: str = "") -> Response:
    tools = _with(request)
    standing, told = await managing.look(actor_of(request), _id(request), house=tools["house"])
    return staff_page(
        request,
        "operations/webhook.html",
        422 if problem else 200,
        hook=hook_view(request, standing, now=tools["now"]),
        told=told_views(request, told),
        problem=problems(reader_of(request).words)[problem] if problem else "",
        done=done(request, request.query_params.get("done", "")),
        asks_password=not await is_confirmed(request),
    )


def _secret(request: IntakeRequest, made: Made) -> Response:
    return staff_page(request, "operations/webhook_secret.html", secret=made.secret, url=f"{PAGE}/{made.id}")


def _again(request: IntakeRequest, what: str) -> Response:
    request.state["resources"].office.ring()
    return RedirectResponse(f"{PAGE}/{_id(request)}?done={what}", status_code=303)


def _id(request: IntakeRequest) -> str:
    return str(request.path_params["hook"])


def _with(request: IntakeRequest) -> Tools:
    resources = request.state["resources"]
    house = Hooks(resources.db, resources.keyring, resources.settings.webhook_networks)
    return {"house": house, "now": datetime.now(UTC)}
