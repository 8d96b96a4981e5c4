"""Two inquiries side by side, and what somebody says of them. Both must be this person's business, at every step."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import Conflict
from intake.domain.relation import Relation
from intake.services.desk import together
from intake.services.desk.together import NotTogether
from intake.web.common.forms import read_form, single
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.find.pair import pair_view

PAGE: Final = "inbox/find/compare.html"
# What a button says, whether it is said of the other one first, and what it means.
SAID: Final = {
    "same_patient": (False, Relation.SAME_PATIENT),
    "different": (False, Relation.DIFFERENT),
    "goes_on_there": (False, Relation.MERGED),
    "goes_on_here": (True, Relation.MERGED),
}


async def show(request: IntakeRequest) -> Response:
    """GET /staff/inquiries/{id}/together/{other}"""
    try:
        return await _page(request, done="done" in request.query_params)
    except NotTogether:  # one and the same
        return RedirectResponse(f"/staff/inquiries/{request.path_params['id']}", status_code=303)


async def say(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/together/{other}"""
    fields = single(await read_form(request))
    versions = _number(fields.get("version", "")), _number(fields.get("other_version", ""))

    async def said() -> None:
        turned, kind = SAID.get(fields.get("say", ""), (False, None))
        if kind is None:
            raise NotTogether("unreadable")
        pair, seen = _ids(request), versions
        if turned:
            pair, seen = (pair[1], pair[0]), (seen[1], seen[0])
        resources, desk = request.state["resources"], desk_of(request)
        db, keyring = resources.db, resources.keyring
        await together.say(desk.actor, *pair, kind, seen, db=db, keyring=keyring, now=desk.now)

    return await _carry_out(request, said)


async def take_back(request: IntakeRequest) -> Response:
    """POST /staff/inquiries/{id}/together/{other}/undo"""
    await read_form(request)  # a form of ours, and nothing else (security A20)

    async def taken_back() -> None:
        resources, desk = request.state["resources"], desk_of(request)
        db, keyring = resources.db, resources.keyring
        await together.take_back(desk.actor, *_ids(request), db=db, keyring=keyring, now=desk.now)

    return await _carry_out(request, taken_back)


async def _carry_out(request: IntakeRequest, deed: Callable[[], Awaitable[None]]) -> Response:
    """Do it and show both again, or say why not."""
    try:
        await deed()
    except NotTogether as refused:
        return await _page(request, problem=refused.code, status=422)
    except Conflict:
        return await _page(request, problem="changed", status=409)
    one, other = _ids(request)
    return RedirectResponse(f"/staff/inquiries/{one}/together/{other}?done", status_code=303)


async def _page(request: IntakeRequest, *, problem: str = "", done: bool = False, status: int = 200) -> Response:
    resources, desk = request.state["resources"], desk_of(request)
    db, keyring = resources.db, resources.keyring
    pair = await together.compare(desk.actor, *_ids(request), db=db, keyring=keyring, now=desk.now)
    return staff_page(request, PAGE, status, view=pair_view(desk, pair, problem=problem, done=done))


def _ids(request: IntakeRequest) -> tuple[str, str]:
    return str(request.path_params["id"]), str(request.path_params["other"])


def _number(text: str) -> int:
    """A version as a form brings it back; below zero where it was mangled."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
