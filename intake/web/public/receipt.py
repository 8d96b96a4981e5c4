"""The receipt: shown once after sending, and again in the same browser for a day.

The cookie holds the form's id and secret; from them, and only with the key ring, the access code is derived again. It
is never stored. A browser that keeps no cookies gets the receipt as the very answer: after a redirect it could not be
shown.
"""

from datetime import UTC, datetime

from intake.domain.values import Priority
from intake.lib import formats
from intake.lib.locales import Locale
from intake.services.inquiries import RECEIPT_SHOWN_FOR, Receipt
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import language_headers
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest
from intake.web.public.inquiry_form import TOKEN, SentForm
from intake.web.public.programme_presenter import not_offered_view
from intake.web.public.reading import ReceiptView
from intake.web.public.voice import voice_of

COOKIE = "intake_receipt"
KEEPS_COOKIES = "intake_form"
REPLY_ONLY = "reply-only"


def after_sending(request: IntakeRequest, locale: Locale, sent: SentForm, receipt: Receipt) -> Ready:
    """303 to the receipt page, or the page itself for a browser that did not bring back the form page's cookie."""
    cookie = _cookie(sent, secure=request.state["resources"].settings.secure)
    if KEEPS_COOKIES not in request.cookies:
        return page(request, locale, receipt, cookie)
    location = (b"location", f"/{locale.tag}/inquiry/received".encode())
    return Ready(b"", (location, NO_STORE, cookie), 303)


def page(request: IntakeRequest, locale: Locale, receipt: Receipt, *extra: Header) -> Ready:
    """The receipt page."""
    render, resources = request.state["render"], request.state["resources"]
    zone = resources.content.routing.calendar.zone
    voice = voice_of(resources, locale)
    view = ReceiptView(
        receipt.reference,
        receipt.access_code,
        formats.date_time(receipt.received_at, locale.tag, zone),
        formats.date(receipt.due_at, locale.tag, zone),
        urgent=receipt.priority is Priority.SAME_DAY,
        by_email=receipt.by_email,
    )
    not_offered = not_offered_view(resources.content, voice) if receipt.queue == REPLY_ONLY else None
    text = render.public(
        "public/received.html", locale, path="/inquiry/received", receipt=view, not_offered=not_offered
    )
    return Ready(text.encode(), (HTML, NO_STORE, *language_headers(locale), *extra))


def form_of(request: IntakeRequest) -> tuple[str, str] | None:
    """The form id and secret this browser keeps, or None."""
    kept = request.cookies.get(_name(secure=request.state["resources"].settings.secure), "")
    form_id, _, secret = kept.partition(".")
    return (form_id, secret) if TOKEN.fullmatch(form_id) and TOKEN.fullmatch(secret) else None


def _name(*, secure: bool) -> str:
    """Where there is https, the prefix keeps other hosts of the domain from planting a receipt here."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def _cookie(sent: SentForm, *, secure: bool) -> Header:
    seconds = int(RECEIPT_SHOWN_FOR.total_seconds())
    value = (
        f"{_name(secure=secure)}={sent.form_id}.{sent.form_secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    )
    return (b"set-cookie", (value + ("; Secure" if secure else "")).encode("ascii"))


def now() -> datetime:
    """The clock of the public site, in one place so that a test can hold it."""
    return datetime.now(UTC)
