"""Views somebody keeps: made from a list, renamed, shared and removed on a page of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import NullTranslations
from typing import TypedDict

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.domain.values import StaffRole
from intake.lib.database import Database
from intake.lib.keyring import KeyRing
from intake.services.desk import views
from intake.services.desk.views import SavedView, ViewRefused
from intake.services.inbox import ListPage
from intake.web.common.forms import read_form, single
from intake.web.common.guards import actor_of
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.queue.asked import read_query, url_of
from intake.web.inbox.queue.choices import ChipView, chips

PAGE = "/staff/views"


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view on the page of all of them. ``mine``: this person may change it."""

    id: str
    name: str
    url: str
    chips: tuple[ChipView, ...]
    shared: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and not kept, and where: the id of a view, or nothing for a new one."""

    name: str = ""
    query: str = ""
    shared: bool = False
    view_id: str = ""


class _Tools(TypedDict):
    db: Database
    keyring: KeyRing
    now: datetime


async def show(request: IntakeRequest) -> Response:
    """GET /staff/views"""
    return await _page(request, Typed())


async def keep(request: IntakeRequest) -> Response:
    """POST /staff/views: keep a list under a name, and show it."""
    fields = single(await read_form(request))
    asked = read_query(fields.get("query", ""), desk_of(request))
    if asked.filters is None:
        raise NotFound
    typed = Typed(fields.get("name", ""), asked.query, fields.get("shared") == "yes")
    try:
        await views.keep(actor_of(request), typed.name, typed.query, shared=typed.shared, **_with(request))
    except ViewRefused as refused:
        return await _page(request, typed, refused.code)
    return RedirectResponse(url_of(asked.but()), status_code=303)


async def change(request: IntakeRequest) -> Response:
    """POST /staff/views/{view}: give it another name, share it or not, or remove it."""
    fields, view_id, actor = single(await read_form(request)), str(request.path_params["view"]), actor_of(request)
    match fields.get("do"):
        case "rename":
            try:
                await views.rename(actor, view_id, fields.get("name", ""), **_with(request))
            except ViewRefused as refused:
                return await _page(request, Typed(fields.get("name", ""), view_id=view_id), refused.code)
        case "share" | "unshare" as deed:
            await views.share(actor, view_id, shared=deed == "share", **_with(request))
        case "remove":
            await views.remove(actor, view_id, **_with(request))
        case _:
            raise NotFound
    return RedirectResponse(f"{PAGE}?done={fields['do']}", status_code=303)


async def _page(request: IntakeRequest, typed: Typed, problem: str = "") -> Response:
    t, tools = reader_of(request).words, _with(request)
    found = await views.seen_by(actor_of(request), db=tools["db"], keyring=tools["keyring"])
    done = "" if problem else _done(t).get(request.query_params.get("done", ""), "")
    context = {"views": _kept(request, found), "typed": typed, "longest": views.LONGEST_NAME, "done": done}
    said = _problems(t).get(problem, "")
    return staff_page(request, "inbox/queue/views.html", 422 if problem else 200, problem=said, **context)


def _kept(request: IntakeRequest, found: Sequence[SavedView]) -> tuple[KeptView, ...]:
    desk, actor, nothing = desk_of(request), actor_of(request), ListPage(rows=())
    lists = [(view, read_query(view.query, desk)) for view in found]
    tidies = actor.role is StaffRole.ADMINISTRATOR
    return tuple(
        KeptView(
            view.id,
            view.name,
            url_of(asked.but()),
            chips(desk, asked, nothing),
            view.shared,
            view.staff_id == actor.staff_id or tidies,
        )
        for view, asked in lists
    )


def _problems(t: NullTranslations) -> dict[str, str]:
    return {
        "name_empty": t.gettext("The view has no name yet. Write one, then save again."),
        "name_too_long": t.gettext("The name is too long. Shorten it to 60 characters."),
        "too_many": t.gettext("You keep 30 views already. Remove one you do not need, then keep this one."),
    }


def _done(t: NullTranslations) -> dict[str, str]:
    return {
        "rename": t.gettext("Saved: the new name."),
        "share": t.gettext("The whole office sees this view now. Each person sees only their own queues in it."),
        "unshare": t.gettext("Only you see this view now."),
        "remove": t.gettext("The view is removed. The inquiries in it are not touched."),
    }


def _with(request: IntakeRequest) -> _Tools:
    resources = request.state["resources"]
    return {"db": resources.db, "keyring": resources.keyring, "now": datetime.now(UTC)}
