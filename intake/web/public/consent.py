"""The patient's own consent, where somebody else wrote for them: with what stands on their sheet of paper."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.consent import Deed
from intake.domain.errors import Conflict, NotFound, TooMany
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.services import patient_consent
from intake.services.consents import Offer
from intake.services.patient_consent import Asked
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import Sent, read_form, single
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.own.consents_presenter import STATES, WROTE
from intake.web.public.own.visit import LONGEST, is_switch, own_page, say, to

PATH: Final = "/consent"
KEPT: Final = "/consent/kept"
ANSWERS: Final = {"agree": True, "refuse": False}
NOT_FOUND = N_("We cannot find a question to you with this reference and code. Please check both and try again.")
TOO_MANY = N_("There were too many tries. Please wait a quarter of an hour, then try again.")
CHANGED = N_("The text has changed while this page was open. Please read it again.")


@dataclass(frozen=True, slots=True)
class DoorView:
    """The question for reference and code."""

    reference: str = ""
    code: str = ""
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The question itself. ``before``: what the patient answered earlier, in a word."""

    reference: str
    code: str
    wrote: str
    offer: Offer
    before: str
    complaint: str = ""


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/consent"""
    return _door(request, DoorView())


async def answer(request: IntakeRequest) -> Response:
    """POST /{locale}/consent: the question, for who has its code; then the answer is kept."""
    sent = await read_form(request)
    reference, code = (single(sent).get(name, "")[:LONGEST] for name in ("reference", "consent_code"))
    if is_switch(sent) and single(sent).get("step") != "question":
        return _door(request, DoorView(reference, code))
    try:
        return await _answered(request, sent, reference, code)
    except NotFound:
        return _door(request, DoorView(reference, code, say(request, NOT_FOUND)), status=422)
    except TooMany as refused:
        return _door(request, DoorView(reference, code, say(request, TOO_MANY)), wait=refused.retry_after)


async def thanks(request: IntakeRequest) -> Response:
    """GET /{locale}/consent/kept: the same page for everybody, whatever was answered."""
    return own_page(request, "public/consent_kept.html", path=KEPT)


async def _answered(request: IntakeRequest, sent: Sent, reference: str, code: str) -> Response:
    office, locale = request.state["resources"].office, locale_of(request).tag
    address, now = address_prefix(request), receipt.now()
    action, complaint = single(sent).get("action", ""), ""
    if action in ANSWERS:
        seen = single(sent).get("seen", "")
        try:
            await patient_consent.answer(
                reference, code, seen, locale, agrees=ANSWERS[action], address=address, office=office, now=now
            )
            return to(request, KEPT)
        except Conflict:
            complaint = say(request, CHANGED)
    asked = await patient_consent.look(reference, code, locale, address=address, office=office, now=now)
    view = _question(request, asked, reference, code, complaint)
    return own_page(request, "public/consent.html", path=PATH, status=409 if complaint else 200, question=view)


def _question(request: IntakeRequest, asked: Asked, reference: str, code: str, complaint: str) -> QuestionView:
    zone = request.state["resources"].content.routing.calendar.zone
    date = formats.date(asked.received_at, locale_of(request).tag, zone)
    deed: Deed | None = asked.before.deed if asked.before else None
    before = say(request, STATES[deed]) if deed else ""
    return QuestionView(
        reference, code, say(request, WROTE[asked.role]) % {"date": date}, asked.offer, before, complaint
    )


def _door(request: IntakeRequest, view: DoorView, *, status: int = 200, wait: int = 0) -> Response:
    extra = ((b"retry-after", b"%d" % wait),) if wait else ()
    return own_page(
        request, "public/consent.html", path=PATH, status=429 if wait else status, extra=extra, question=None, door=view
    )


ROUTES = [
    Route("/{locale}/consent", ask, methods=["GET"], name="public:consent"),
    Route("/{locale}/consent", answer, methods=["POST"], name="public:answer_consent"),
    Route("/{locale}/consent/kept", thanks, methods=["GET"], name="public:consent_kept"),
]
