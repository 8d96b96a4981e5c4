"""Finding. What is looked for says who somebody is: it comes in a form's body and stands in no address and no log.

A reference names nobody: it alone may stand in an address.
"""

from collections.abc import Mapping
from typing import Final

from starlette.responses import RedirectResponse, Response

from intake.domain.errors import NotFound
from intake.lib.excerpts import wanted
from intake.lib.ids import is_id
from intake.services.desk import find as finding
from intake.services.desk import inside as looking
from intake.services.desk.find import Looked
from intake.web.common.forms import read_form, single
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.desk import Desk
from intake.web.inbox.find.view import Typed, found_view, inside_view, nothing_view
from intake.web.inbox.queue.asked import Asked, read_query

PAGE: Final = "inbox/find/find.html"
LONGEST_REFERENCE: Final = 64


async def show(request: IntakeRequest) -> Response:
    """GET /staff/find: the box; with a reference straight to its inquiry, or beside another one."""
    reference = request.query_params.get("reference", "")[:LONGEST_REFERENCE]
    desk, typed = desk_of(request), Typed(reference=reference, beside=request.query_params.get("beside", ""))
    if not reference:
        return staff_page(request, PAGE, view=nothing_view(desk, typed))
    resources = request.state["resources"]
    try:
        found = await finding.by_reference(
            desk.actor, reference, db=resources.db, keyring=resources.keyring, now=desk.now
        )
    except NotFound:
        return staff_page(request, PAGE, view=nothing_view(desk, typed))
    return RedirectResponse(_page_of(found, typed.beside), status_code=303)


async def results(request: IntakeRequest) -> Response:
    """POST /staff/find: who wrote."""
    fields, desk = single(await read_form(request)), desk_of(request)
    resources = request.state["resources"]
    typed = _typed(fields)
    found = await finding.find(desk.actor, typed.words, db=resources.db, keyring=resources.keyring, now=desk.now)
    if found.looked is Looked.REFERENCE and found.matches:
        return RedirectResponse(_page_of(found.matches[0].summary.id), status_code=303)
    return staff_page(request, PAGE, view=found_view(desk, typed, _asked(desk, typed), found))


async def inside(request: IntakeRequest) -> Response:
    """POST /staff/find/inside: what they wrote, the next step back."""
    fields, desk = single(await read_form(request)), desk_of(request)
    typed, office = _typed(fields), request.state["resources"].office
    asked = _asked(desk, typed)
    if len(wanted(typed.words)) < looking.SHORTEST or asked.filters is None:
        return staff_page(request, PAGE, 422, view=inside_view(desk, typed, asked, None))
    before = looking.Edge.parse(fields.get("before", ""))
    step = await looking.look_inside(desk.actor, asked.filters, typed.words, before=before, office=office, now=desk.now)
    return staff_page(request, PAGE, view=inside_view(desk, typed, asked, step))


def _typed(fields: Mapping[str, str]) -> Typed:
    looked = fields.get("looked", "") if "before" in fields else ""
    number = int(looked) if looked.isascii() and looked.isdecimal() and len(looked) < 8 else 0
    return Typed(words=fields.get("q", "")[: finding.LONGEST], list=fields.get("list", "")[:1000], looked=number)


def _asked(desk: Desk, typed: Typed) -> Asked:
    """The list they came from; one that means nothing is the usual one."""
    asked = read_query(typed.list.partition("?")[2], desk)
    return asked if asked.filters is not None else read_query("", desk)


def _page_of(inquiry_id: str, beside: str = "") -> str:
    return f"/staff/inquiries/{beside}/together/{inquiry_id}" if is_id(beside) else f"/staff/inquiries/{inquiry_id}"
