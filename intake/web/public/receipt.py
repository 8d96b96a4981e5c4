"""The receipt: shown once after sending, and again in the same browser for a day.

The cookie holds the form's id and secret; from them, and only with the key ring, the access code is derived again. It
is never stored. A browser that keeps no cookies gets the receipt as the very answer: after a redirect it could not be
shown.
"""

from datetime import UTC, datetime

from intake.domain.values import Priority
from intake.lib import formats
from intake.lib.locales import Locale
from intake.lib.qr import qr_code
from intake.services.receipts import Receipt
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import language_headers
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest
from intake.web.public import kept
from intake.web.public.inquiry_form import SentForm
from intake.web.public.panels import panels_for
from intake.web.public.programme_presenter import not_offered_view
from intake.web.public.reading import ReceiptView
from intake.web.public.voice import voice_of

COOKIE = "intake_receipt"
KEEPS_COOKIES = kept.KEEPS_COOKIES
REPLY_ONLY = "reply-only"


def after_sending(request: IntakeRequest, locale: Locale, sent: SentForm, receipt: Receipt, *extra: Header) -> Ready:
    """303 to the receipt page, or the page itself for a browser that did not bring back the form page's cookie."""
    cookie = kept.keep(request, COOKIE, sent.form_id, sent.form_secret)
    if KEEPS_COOKIES not in request.cookies:
        return page(request, locale, receipt, cookie, *extra)
    location = (b"location", f"/{locale.tag}/inquiry/received".encode())
    return Ready(b"", (location, NO_STORE, cookie, *extra), 303)


def page(request: IntakeRequest, locale: Locale, receipt: Receipt, *extra: Header) -> Ready:
    """The receipt page."""
    render, resources = request.state["render"], request.state["resources"]
    routing = resources.content.routing
    week, zone = routing.calendar_of(receipt.queue), routing.calendar.zone
    due = week.promised(receipt.priority, receipt.received_at, receipt.due_at)
    voice = voice_of(resources, locale)
    follow_up = f"{resources.settings.base_url}/{locale.tag}/follow-up"
    view = ReceiptView(
        receipt.reference,
        receipt.access_code,
        formats.date_time(receipt.received_at, locale.tag, zone),
        formats.date(due, locale.tag, zone),
        follow_up,
        # What follows the # stays in the browser: no server, ours neither, is told the code by this address.
        qr_code(f"{follow_up}#{receipt.reference}.{receipt.access_code}"),
        urgent=receipt.priority is Priority.SAME_DAY,
        by_email=receipt.by_email,
        panels=panels_for(receipt.flags, receipt.country, resources.content, voice),
    )
    not_offered = not_offered_view(resources.content, voice) if receipt.queue == REPLY_ONLY else None
    text = render.public(
        "public/received.html", locale, path="/inquiry/received", receipt=view, not_offered=not_offered
    )
    return Ready(text.encode(), (HTML, NO_STORE, *language_headers(locale), *extra))


def form_of(request: IntakeRequest) -> tuple[str, str] | None:
    """The form id and secret this browser keeps, or None."""
    return kept.form_in(request, COOKIE)


def forget(request: IntakeRequest) -> Header:
    """The header that takes the form's id and secret back from the browser."""
    return kept.drop(request, COOKIE)


def now() -> datetime:
    """The clock of the public site, in one place so that a test can hold it."""
    return datetime.now(UTC)
