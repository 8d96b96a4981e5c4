"""The documents of one's own inquiry: sent, listed, opened, taken back; and which records would help."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.files import MOST_FILES
from intake.domain.visit import Visit
from intake.services import files
from intake.services.receiving import Outcome
from intake.web.common.csrf import refuse_from_elsewhere
from intake.web.common.downloads import Download
from intake.web.common.forms import Sent
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.arriving import LARGEST_DECLARED
from intake.web.public.own.files_presenter import CHOOSE_AGAIN, NONE_CHOSEN, files_view, upload_view
from intake.web.public.own.uploads import files_are_missing, inside_with_files
from intake.web.public.own.visit import inside, inside_with_code, is_switch, own_page, to
from intake.web.public.voice import voice_of

PATH = "/follow-up/files"


async def show(request: IntakeRequest, visit: Visit, _: Sent) -> Response:
    """GET /{locale}/follow-up/files"""
    done = request.query_params.get("done", "")
    arrived = int(done) if done.isascii() and done.isdecimal() and len(done) <= 2 else 0
    return await _page(request, visit, {}, arrived=min(arrived, MOST_FILES))


async def send(request: IntakeRequest, visit: Visit, sent: Sent, outcomes: Sequence[Outcome]) -> Response:
    """POST /{locale}/follow-up/files: kept, and the list; or the form again with what became of each file."""
    if is_switch(sent):
        complaint = CHOOSE_AGAIN if files_are_missing(sent) else ""
        return await _page(request, visit, sent, outcomes, complaint=complaint)
    if not outcomes:
        return await _page(request, visit, sent, complaint=NONE_CHOSEN, status=422)
    if any(outcome.refusal or outcome.known for outcome in outcomes):
        refused = any(outcome.refusal for outcome in outcomes)
        return await _page(request, visit, sent, outcomes, status=422 if refused else 200)
    return to(request, f"{PATH}?done={len(outcomes)}")


async def download(request: IntakeRequest, visit: Visit, _: Sent) -> Response:
    """GET /{locale}/follow-up/files/{id}"""
    refuse_from_elsewhere(request)
    resources, file_id = request.state["resources"], str(request.path_params["id"])
    opened = await files.open_for(visit, file_id, office=resources.office, shelf=resources.shelf, now=receipt.now())
    return Download(opened)


async def remove(request: IntakeRequest, visit: Visit, _: Sent) -> Response:
    """POST /{locale}/follow-up/files/{id}/remove"""
    resources, file_id = request.state["resources"], str(request.path_params["id"])
    await files.remove(visit, file_id, office=resources.office, shelf=resources.shelf, now=receipt.now())
    return to(request, PATH)


async def _page(
    request: IntakeRequest,
    visit: Visit,
    sent: Sent,
    outcomes: Sequence[Outcome] = (),
    *,
    complaint: str = "",
    arrived: int = 0,
    status: int = 200,
) -> Response:
    resources = request.state["resources"]
    voice = voice_of(resources, locale_of(request))
    listed = await files.of_visit(visit, office=resources.office)
    kind = sent.get("kind", [""])[0]
    upload = upload_view(resources, voice, kind=kind, outcomes=outcomes, complaint=complaint)
    view = files_view(listed, resources, voice, upload, trusted=visit.is_trusted, arrived=arrived)
    by_link = not visit.is_trusted
    return own_page(request, "public/own/files.html", path=PATH, status=status, view=view, by_link=by_link)


ROUTES = (
    Route("/{locale}/follow-up/files", inside(show), methods=["GET"], name="public:files"),
    Route(
        "/{locale}/follow-up/files",
        inside_with_files(send),
        methods=["POST"],
        name="public:send_files",
        max_body_size=LARGEST_DECLARED,
    ),
    Route("/{locale}/follow-up/files/{id}", inside_with_code(download), methods=["GET"], name="public:file"),
    Route(
        "/{locale}/follow-up/files/{id}/remove", inside_with_code(remove), methods=["POST"], name="public:remove_file"
    ),
)
