"""Files that are added to a form put aside: they are the inquiry's in the moment the form is sent.

Whose they are the cookie says; the address names the form of the page they were chosen on. In a browser with two drafts
the files of one patient can so never come to another.
"""

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from intake.domain.errors import NotFound
from intake.domain.visit import Visit
from intake.lib.catalogs import N_
from intake.lib.upload import Incomplete, Malformed, TooLarge
from intake.services import drafts, files, receiving
from intake.services.drafts import Saved
from intake.web.common.forms import read_form
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.arriving import LARGEST_DECLARED, ArrivingForm, let_go, not_too_long, read
from intake.web.public.drafts import SAVED, of_this_browser, page, question, saved
from intake.web.public.drafts_presenter import ResumeView, Said
from intake.web.public.own.files_presenter import CHOOSE_AGAIN, NONE_CHOSEN
from intake.web.public.own.visit import say, to

PATH = "/inquiry/saved/files"
ANOTHER = N_("Please type the code of this form again, then choose the files once more. They did not come with it.")


async def send(request: IntakeRequest) -> Response:
    """POST /{locale}/inquiry/saved/files?of=…: kept with the draft; or the page again, with what became of each."""
    not_too_long(request)
    put_aside, form = await _meant(request), ArrivingForm()
    try:
        if put_aside is None:
            await read(request, form, let_go)
            return _nothing(request)
        return await _told(request, await _received(request, form, put_aside), put_aside)
    except Incomplete:
        return page(request, put_aside, Said(lost=CHOOSE_AGAIN), status=400) if put_aside else _nothing(request)
    except Malformed:
        raise HTTPException(400) from None
    except TooLarge:
        raise HTTPException(413) from None
    except NotFound:  # deleted, or its time was over, while the files came
        return _nothing(request)


async def remove(request: IntakeRequest) -> Response:
    """POST /{locale}/inquiry/saved/files/{id}/remove?of=…"""
    await read_form(request)
    put_aside, resources = await _meant(request), request.state["resources"]
    if put_aside is None:
        return _nothing(request)
    mine, file_id = Visit(put_aside.draft.id), str(request.path_params["id"])
    await files.remove(mine, file_id, office=resources.office, shelf=resources.shelf, now=receipt.now())
    return to(request, f"{SAVED}#stored")


async def _received(request: IntakeRequest, form: ArrivingForm, put_aside: Saved) -> Said:
    resources, now, owner = request.state["resources"], receipt.now(), put_aside.draft.id
    async with receiving.reception(owner, office=resources.office, shelf=resources.shelf, now=now) as coming:
        await read(request, form, coming.take)
        outcomes = await coming.keep(form.kind, drafts.written_down(owner, now=now))
    return Said(kind=form.kind.value, outcomes=outcomes)


async def _told(request: IntakeRequest, said: Said, put_aside: Saved) -> Response:
    if not said.outcomes:
        return page(request, put_aside, Said(lost=NONE_CHOSEN), status=422)
    if not any(outcome.refusal or outcome.known for outcome in said.outcomes):
        return to(request, f"{SAVED}?arrived={len(said.outcomes)}#stored")
    now_there = await of_this_browser(request) or put_aside
    status = 422 if any(outcome.refusal for outcome in said.outcomes) else 200
    return page(request, now_there, said, status=status)


async def _meant(request: IntakeRequest) -> Saved | None:
    """This browser's draft, if it is the one the page was about and was not sent meanwhile."""
    put_aside = await of_this_browser(request)
    if put_aside is None or put_aside.is_sent or request.query_params.get("of") != put_aside.draft.form_id:
        return None
    return put_aside


def _nothing(request: IntakeRequest) -> Response:
    return question(request, ResumeView(complaint=say(request, ANOTHER)), status=422)


ROUTES = [
    Route(f"/{{locale}}{PATH}", saved, methods=["GET"], name="public:draft_files"),
    Route(f"/{{locale}}{PATH}", send, methods=["POST"], name="public:send_draft_files", max_body_size=LARGEST_DECLARED),
    Route(f"/{{locale}}{PATH}/{{id}}/remove", remove, methods=["POST"], name="public:remove_draft_file"),
]
