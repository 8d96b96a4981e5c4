"""The receipt of an erasure: shown for an hour in the browser that asked for it, and checked for whoever has it.

Nobody keeps it here. The cookie holds the receipt itself, and its code says that it is one of ours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.errors import TooMany
from intake.lib import formats
from intake.lib.catalogs import N_
from intake.lib.ids import format_code
from intake.services import erasure
from intake.services.erasure import Receipt
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import read_form, single
from intake.web.common.headers import Header
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import kept, receipt
from intake.web.public.own.visit import LONGEST, is_switch, own_page, say, to

CHECK: Final = "/erasure"
RECEIPT: Final = "/erasure/receipt"
SHOWN_FOR: Final = timedelta(hours=1)
COOKIE: Final = "intake_erased"
TOO_MANY = N_("There were too many tries. Please wait a quarter of an hour, then try again.")
_KEPT = re.compile(r"([a-z0-9]{4}-[a-z0-9]{4})\.([0-9-]{10})T([0-9:]{5})\.([0-9]{12})\.([01])")
FIELDS: Final = ("reference", "time", "code")


@dataclass(frozen=True, slots=True)
class CheckView:
    """The form that checks a receipt. ``genuine``: what came of it; None: nothing was asked yet."""

    reference: str = ""
    time: str = ""
    code: str = ""
    genuine: bool | None = None
    complaint: str = ""


def cookie(request: IntakeRequest, erased: Receipt) -> Header:
    """The header that gives the browser the receipt."""
    value = f"{erased.reference}.{erased.time.replace(' ', 'T')}.{erased.code}.{int(erased.done)}"
    return kept.put(request, COOKIE, value, SHOWN_FOR)


async def show(request: IntakeRequest) -> Response:
    """GET /{locale}/erasure/receipt: the receipt, for an hour; then the page that checks one."""
    erased = _receipt_of(request)
    if erased is None:
        return to(request, CHECK)
    groups = tuple(format_code(erased.code).split())
    at = datetime.fromisoformat(erased.time).replace(tzinfo=UTC)
    local = formats.date_time(at, locale_of(request).tag, request.state["resources"].content.routing.calendar.zone)
    return own_page(request, "public/erased.html", path=RECEIPT, erased=erased, code_groups=groups, local=local)


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/erasure"""
    return own_page(request, "public/erasure.html", path=CHECK, check=CheckView())


async def check(request: IntakeRequest) -> Response:
    """POST /{locale}/erasure: whether this is a receipt of ours. Nothing of it is kept."""
    sent = await read_form(request)
    typed = {name: single(sent).get(name, "")[:LONGEST] for name in FIELDS}
    if is_switch(sent):
        return own_page(request, "public/erasure.html", path=CHECK, check=_view(typed))
    resources = request.state["resources"]
    try:
        genuine = await erasure.is_genuine(
            **typed,
            address=address_prefix(request),
            db=resources.db,
            keyring=resources.keyring,
            now=receipt.now(),
        )
    except TooMany as refused:
        view = _view(typed, complaint=say(request, TOO_MANY))
        wait = (b"retry-after", b"%d" % refused.retry_after)
        return own_page(request, "public/erasure.html", path=CHECK, status=429, extra=(wait,), check=view)
    return own_page(request, "public/erasure.html", path=CHECK, check=_view(typed, genuine=genuine))


def _view(typed: Mapping[str, str], *, genuine: bool | None = None, complaint: str = "") -> CheckView:
    return CheckView(typed["reference"], typed["time"], typed["code"], genuine, complaint)


def _receipt_of(request: IntakeRequest) -> Receipt | None:
    found = _KEPT.fullmatch(kept.value_in(request, COOKIE))
    if found is None:
        return None
    reference, day, time, code, done = found.groups()
    erased = Receipt(reference, f"{day} {time}", code, done == "1")
    genuine = erasure.holds(request.state["resources"].keyring, erased.reference, erased.time, erased.code)
    return erased if genuine else None


ROUTES = [
    Route("/{locale}/erasure", ask, methods=["GET"], name="public:erasure"),
    Route("/{locale}/erasure", check, methods=["POST"], name="public:check_erasure"),
    Route("/{locale}/erasure/receipt", show, methods=["GET"], name="public:erased"),
]
