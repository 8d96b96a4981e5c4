"""What was agreed to, shown exactly as it was; what can be agreed to later, and taken back as easily."""

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.consent import OF_PATIENT
from intake.domain.errors import Conflict, NotFound
from intake.domain.visit import Visit
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.ids import format_code
from intake.lib.qr import qr_code
from intake.services import consents, follow_up, patient_consent
from intake.web.common.forms import Sent, single
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.consents_presenter import WROTE, SheetView, consents_view, one_view
from intake.web.public.own.visit import DOOR, inside, inside_with_code, own_page, say, to
from intake.web.public.voice import voice_of

PATH = f"{DOOR}/consents"
DONE = {
    "given": N_("Thank you. Your agreement is written down."),
    "withdrawn": N_("It is taken back. From now on we act on that."),
}
CHANGED = N_("The text has changed while this page was open. Please read it again.")


@inside
async def show(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/consents"""
    return await _page(request, visit, done=DONE.get(request.query_params.get("done", ""), ""))


@inside_with_code
async def give(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """POST /{locale}/follow-up/consents: one button gives one consent."""
    fields, office = single(sent), request.state["resources"].office
    try:
        await consents.give(
            visit,
            fields.get("consent", ""),
            fields.get("seen", ""),
            locale_of(request).tag,
            office=office,
            now=receipt.now(),
        )
    except Conflict:
        return await _page(request, visit, complaint=CHANGED, status=409)
    return to(request, f"{PATH}?done=given")


@inside_with_code
async def withdraw(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """POST /{locale}/follow-up/withdraw/consent: one button takes one consent back."""
    office = request.state["resources"].office
    await consents.withdraw(visit, single(sent).get("consent", ""), office=office, now=receipt.now())
    return to(request, f"{PATH}?done=withdrawn")


@inside
async def one(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/consents/{id}: one of them, to print."""
    resources, id_ = request.state["resources"], request.path_params["id"]
    agreed = await consents.of_visit(visit, office=resources.office)
    view = one_view(agreed, id_, voice_of(resources, locale_of(request)), resources.office)
    if view is None:
        raise NotFound
    return own_page(request, "public/own/consent.html", path=f"{PATH}/{id_}", consent=view, reference=agreed.reference)


@inside_with_code
async def sheet(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/consents/sheet: a sheet for the patient, in the language of this page."""
    resources, locale = request.state["resources"], locale_of(request)
    agreed = await consents.of_visit(visit, office=resources.office)
    if not agreed.of_patient:
        raise NotFound
    found, voice = await follow_up.look(visit, office=resources.office), voice_of(resources, locale)
    address = f"{resources.settings.base_url}/{locale.tag}/consent"
    date = formats.date(found.received_at, locale.tag, resources.content.routing.calendar.zone)
    translations = resources.catalogs.translations(locale.tag, "legal")
    view = SheetView(
        agreed.reference,
        tuple(format_code(patient_consent.code_of(resources.keyring, visit.inquiry_id)).split()),
        voice.say(WROTE[agreed.role]) % {"date": date},
        address,
        qr_code(address),
        consents.offer(OF_PATIENT, resources.content, translations),
    )
    return own_page(request, "public/own/patient_sheet.html", path=f"{PATH}/sheet", sheet=view)


async def _page(
    request: IntakeRequest, visit: Visit, *, done: str = "", complaint: str = "", status: int = 200
) -> Response:
    resources = request.state["resources"]
    agreed = await consents.of_visit(visit, office=resources.office)
    return own_page(
        request,
        "public/own/consents.html",
        path=PATH,
        status=status,
        agreed=consents_view(agreed, voice_of(resources, locale_of(request)), resources.office),
        done=say(request, done) if done else "",
        complaint=say(request, complaint) if complaint else "",
    )


ROUTES = [
    Route("/{locale}/follow-up/consents", show, methods=["GET"], name="own:consents"),
    Route("/{locale}/follow-up/consents", give, methods=["POST"], name="own:give_consent"),
    Route("/{locale}/follow-up/withdraw/consent", withdraw, methods=["POST"], name="own:withdraw_consent"),
    Route("/{locale}/follow-up/consents/sheet", sheet, methods=["GET"], name="own:patient_sheet"),
    Route("/{locale}/follow-up/consents/{id}", one, methods=["GET"], name="own:consent"),
]
