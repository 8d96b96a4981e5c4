"""The page on which somebody changes how they are reached, and in which language. It asks for the code itself."""

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.visit import Visit
from intake.services import contact, revisions
from intake.services.contact import Changed, Typed
from intake.web.common.forms import Sent
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.fields import Fields
from intake.web.public.form_presenter import complaints_of
from intake.web.public.own.visit import DOOR, inside_with_code, is_switch, own_page, to
from intake.web.public.voice import voice_of

PATH = f"{DOOR}/contact"
LONGEST_SEEN = 64


@inside_with_code
async def show(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/contact"""
    office = request.state["resources"].office
    answers = (await revisions.load(visit, office=office)).answers
    return _page(request, contact.typed_of(answers), Changed({}, contact.seen(answers, office)))


@inside_with_code
async def save(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """POST /{locale}/follow-up/contact: saved and back to the timeline; or the same page with everything typed."""
    shown = sent.get("seen", [""])[0][:LONGEST_SEEN]
    if is_switch(sent):
        return _page(request, sent, Changed({}, shown))
    office, locale = request.state["resources"].office, locale_of(request).tag
    changed = await contact.change(visit, sent, shown=shown, locale=locale, office=office, now=receipt.now())
    if changed.saved:
        return to(request, f"{DOOR}?done=contact")
    return _page(request, sent, changed, status=409 if changed.stale else 422)


def _page(request: IntakeRequest, typed: Typed, changed: Changed, *, status: int = 200) -> Response:
    resources, locale = request.state["resources"], locale_of(request)
    voice, today = voice_of(resources, locale), receipt.now().date()
    form = resources.content.questionnaire
    fields = Fields(form, voice, resources.content, today, typed=typed, complaints=changed.complaints)
    shown = fields.of(contact.questions(resources.office))
    return own_page(
        request,
        "public/own/contact.html",
        path=PATH,
        status=status,
        fields=shown,
        complaints=complaints_of(shown),
        changed=changed,
    )


ROUTES = [
    Route("/{locale}/follow-up/contact", show, methods=["GET"], name="own:contact"),
    Route("/{locale}/follow-up/contact", save, methods=["POST"], name="own:save_contact"),
]
