"""More details: the list of parts, and each part on a small page of its own, saved by itself."""

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.completeness import blocks_asked
from intake.domain.errors import NotFound
from intake.domain.visit import Visit
from intake.services import details, files
from intake.services.details import Saved
from intake.services.revisions import Contents
from intake.web.common.forms import Sent
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.details_presenter import CARDS_BLOCK, DETAILS, TREATMENTS, details_view, part_view
from intake.web.public.own.visit import inside_with_code, is_switch, own_page, to
from intake.web.public.voice import voice_of


@inside_with_code
async def tasks(request: IntakeRequest, visit: Visit, _: Sent) -> Response:
    """GET /{locale}/follow-up/details: every part, and how far it has come."""
    resources, voice = request.state["resources"], voice_of(request.state["resources"], locale_of(request))
    progress = await details.progress(visit, office=resources.office, now=receipt.now())
    sent = await files.of_visit(visit, office=resources.office)
    saved = request.query_params.get("saved", "")
    view = details_view(progress, voice, resources.content, files=len(sent.files), saved=saved)
    return own_page(request, "public/own/details.html", path=DETAILS, details=view)


@inside_with_code
async def part(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/details/{block}: one part as it is stored; POST: saved, or shown again."""
    office, block = request.state["resources"].office, request.path_params["block"]
    contents = await details.opened(visit, office=office)
    order = _order(request, contents)
    if block not in order:
        raise NotFound
    if request.method != "POST" or is_switch(sent):
        return _part(request, contents, sent if request.method == "POST" else None)
    seen = "".join(sent.get("seen", ())[:1])
    outcome = await details.save_block(visit, block, sent, seen=seen, office=office, now=receipt.now())
    if not outcome.complete:
        return _part(request, contents, sent, outcome)
    if sent.get("action") == ["back"]:
        return to(request, f"{DETAILS}?saved={block}")
    # What was answered here may open or close other parts.
    return _next(request, block, _order(request, await details.opened(visit, office=office)))


def _next(request: IntakeRequest, block: str, order: tuple[str, ...]) -> Response:
    """On to the part that follows; the list after the last. The cards come before what else is asked of treatments."""
    place = order.index(block) + 1 if block in order else len(order)
    if place == len(order):
        return to(request, f"{DETAILS}?saved={block}")
    path = TREATMENTS if order[place] == CARDS_BLOCK else f"{DETAILS}/{order[place]}"
    return to(request, f"{path}?saved={block}")


def _order(request: IntakeRequest, contents: Contents) -> tuple[str, ...]:
    form = request.state["resources"].content.questionnaire
    return tuple(block.id for block in blocks_asked(form, contents.answers, receipt.now().date()))


def _part(request: IntakeRequest, contents: Contents, sent: Sent | None, outcome: Saved | None = None) -> Response:
    resources, block = request.state["resources"], request.path_params["block"]
    seen = details.seen_block(contents, block, office=resources.office)
    if sent is not None and outcome is None:  # another language: nothing was looked at yet
        seen = "".join(sent.get("seen", ())[:1])
    view = part_view(
        block,
        contents.answers,
        voice_of(resources, locale_of(request)),
        resources.content,
        receipt.now().date(),
        seen=seen,
        sent=sent,
        outcome=outcome,
        saved=request.query_params.get("saved", ""),
    )
    return own_page(request, "public/own/block.html", path=f"{DETAILS}/{block}", status=status_of(outcome), part=view)


def status_of(outcome: Saved | None) -> int:
    """409 where another window was quicker, 422 where something is wrong."""
    if outcome is None or outcome.complete:
        return 200
    return 422 if outcome.conflict is None else 409


ROUTES = [
    Route("/{locale}/follow-up/details", tasks, methods=["GET"], name="public:details"),
    Route("/{locale}/follow-up/details/{block}", part, methods=["GET", "POST"], name="public:details_part"),
]
