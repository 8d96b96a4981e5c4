"""The same change to many: what would happen to each, then the change, then how it went and the way back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from starlette.responses import RedirectResponse, Response

from intake.domain.conversation import tidied
from intake.domain.errors import NotFound
from intake.domain.values import Status
from intake.lib.ids import is_id, new_id
from intake.services.desk import bulk, undoing
from intake.services.desk.bulk import AT_ONCE, Deed, Wish
from intake.services.office import Office
from intake.web.common.forms import Sent, read_form
from intake.web.common.guards import actor_of, safe_next
from intake.web.common.staff import staff_page
from intake.web.common.state import IntakeRequest
from intake.web.inbox.common import desk_of
from intake.web.inbox.forms import LONGEST_CODE
from intake.web.inbox.queue.many_view import plan_view, refused_form, result_view


async def plan(request: IntakeRequest) -> Response:
    """POST /staff/bulk: what would happen, or what is still to be said first. Nothing is changed here."""
    sent = await read_form(request)
    wish, ids = read_wish(sent), _chosen(sent)
    desk, back = desk_of(request), safe_next(_one(sent, "from"))
    if wish is None or not ids or len(ids) > AT_ONCE:
        nothing = refused_form(desk, back, chosen=len(ids))
        return staff_page(request, "inbox/queue/none_chosen.html", 422, view=nothing)
    found = await bulk.plan(actor_of(request), wish, ids, office=_office(request), now=desk.now)
    said = "said" in sent or wish.deed is Deed.TAKE
    problem = bulk.complaint_about(wish, found) if said else ""
    view = plan_view(desk, wish, found, back=back, said=said, problem=problem, batch=new_id())
    return staff_page(request, "inbox/queue/bulk.html", 422 if problem else 200, view=view)


async def perform(request: IntakeRequest) -> Response:
    """POST /staff/bulk/do"""
    sent = await read_form(request)
    wish, batch = read_wish(sent), _one(sent, "batch")
    chosen = _versions(sent.get("inquiry", ()))
    if wish is None or not is_id(batch) or not chosen or len(chosen) > AT_ONCE:
        raise NotFound
    now, office, actor = datetime.now(UTC), _office(request), actor_of(request)
    found = await bulk.plan(actor, wish, list(chosen), office=office, now=now)
    if bulk.complaint_about(wish, found):
        raise NotFound
    await bulk.perform(actor, wish, batch, chosen, office=office, now=now)
    return RedirectResponse(f"/staff/bulk/{batch}", status_code=303)


async def result(request: IntakeRequest) -> Response:
    """GET /staff/bulk/{batch}"""
    found = await undoing.result(actor_of(request), _batch(request), office=_office(request))
    view = result_view(desk_of(request), _batch(request), found)
    return staff_page(request, "inbox/queue/bulk_done.html", view=view)


async def undo(request: IntakeRequest) -> Response:
    """POST /staff/bulk/{batch}/undo"""
    await read_form(request)  # nothing is in it, but only a form of ours undoes (security A20)
    await undoing.undo(actor_of(request), _batch(request), office=_office(request), now=datetime.now(UTC))
    return RedirectResponse(f"/staff/bulk/{_batch(request)}", status_code=303)


def read_wish(sent: Sent) -> Wish | None:
    """What somebody wants done to many; None for a form that is none of ours."""
    deed, status = _one(sent, "do"), _one(sent, "status")
    if deed not in set(Deed):
        return None
    return Wish(
        Deed(deed),
        to=_one(sent, "to"),
        status=Status(status) if status in set(Status) else None,
        reason=tidied(_one(sent, "reason", 5_000)),
        text=tidied(_one(sent, "text", 20_000)),
        language=_one(sent, "language"),
    )


def _chosen(sent: Sent) -> Sequence[str]:
    """The inquiries that were ticked, or with "all" every one that was on the page."""
    ids = [*sent.get("inquiry", ()), *(sent.get("shown", ()) if "all" in sent else ())]
    return list(dict.fromkeys(id_.partition(":")[0] for id_ in ids))


def _versions(pairs: Sequence[str]) -> Mapping[str, int]:
    """What was looked at: ``id:version``."""
    found = {}
    for pair in pairs:
        id_, _, version = pair.partition(":")
        if is_id(id_) and version.isascii() and version.isdecimal() and len(version) < 10:
            found[id_] = int(version)
    return found


def _one(sent: Sent, name: str, longest: int = LONGEST_CODE * 8) -> str:
    values = sent.get(name, ())
    return values[0][:longest] if len(values) == 1 else ""


def _batch(request: IntakeRequest) -> str:
    return str(request.path_params["batch"])


def _office(request: IntakeRequest) -> Office:
    office: Office = request.state["resources"].office
    return office
