"""Withdrawing a message, and erasing everything of it."""

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.values import Status
from intake.domain.visit import Visit
from intake.lib.catalogs import N_
from intake.services import erasure, follow_up, rights
from intake.services.erasure import NotConfirmed
from intake.web.common.forms import Sent, single
from intake.web.common.headers import Header
from intake.web.common.state import IntakeRequest
from intake.web.public import erasure as receipts
from intake.web.public import receipt
from intake.web.public.own.visit import DOOR, LONGEST, cookie, inside_with_code, is_switch, own_page, say, to

WITHDRAW = f"{DOOR}/withdraw"
ERASE = f"{DOOR}/erase"
# What may hold something of it in the browser. Not its cookies: one of them is the receipt.
FORGET: Header = (b"clear-site-data", b'"cache", "storage"')
NOT_CONFIRMED = N_("This is not the reference of your message. Please type it as it stands above. Nothing was erased.")


@inside_with_code
async def withdrawing(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/withdraw: what stops and what stays; afterwards, what else can be done."""
    found = await follow_up.look(visit, office=request.state["resources"].office)
    return own_page(
        request,
        "public/own/withdraw.html",
        path=WITHDRAW,
        reference=found.reference,
        withdrawn=found.status is Status.WITHDRAWN,
    )


@inside_with_code
async def withdraw(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """POST /{locale}/follow-up/withdraw"""
    await rights.withdraw(visit, office=request.state["resources"].office, now=receipt.now())
    return to(request, WITHDRAW)


@inside_with_code
async def erasing(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """GET /{locale}/follow-up/erase: what goes and what stays, and a box for the reference."""
    return await _erase_page(request, visit)


@inside_with_code
async def erase(request: IntakeRequest, visit: Visit, sent: Sent) -> Response:
    """POST /{locale}/follow-up/erase: erased, and on to the receipt; or the same page."""
    typed = single(sent).get("confirm", "")[:LONGEST]
    if is_switch(sent):
        return await _erase_page(request, visit, typed)
    resources = request.state["resources"]
    try:
        erased = await erasure.erase(visit, typed, office=resources.office, folder=resources.files, now=receipt.now())
    except NotConfirmed:
        return await _erase_page(request, visit, typed, complaint=say(request, NOT_CONFIRMED), status=422)
    over = (cookie(request, ""), receipt.forget(request), FORGET)
    return to(request, receipts.RECEIPT, receipts.cookie(request, erased), *over)


async def _erase_page(
    request: IntakeRequest, visit: Visit, typed: str = "", *, complaint: str = "", status: int = 200
) -> Response:
    found = await follow_up.look(visit, office=request.state["resources"].office)
    return own_page(
        request,
        "public/own/erase.html",
        path=ERASE,
        status=status,
        reference=found.reference,
        typed=typed,
        complaint=complaint,
    )


ROUTES = [
    Route("/{locale}/follow-up/withdraw", withdrawing, methods=["GET"], name="own:withdrawing"),
    Route("/{locale}/follow-up/withdraw", withdraw, methods=["POST"], name="own:withdraw"),
    Route("/{locale}/follow-up/erase", erasing, methods=["GET"], name="own:erasing"),
    Route("/{locale}/follow-up/erase", erase, methods=["POST"], name="own:erase"),
]
