"""The short form and its receipt: read, ask, answer. The rules are below, in domain and services."""

from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from intake.domain.checking import check
from intake.domain.inquiry import InquiryDraft
from intake.domain.questionnaire import Questionnaire
from intake.domain.suspicion import PROOF_BITS
from intake.lib.ids import new_id, new_secret
from intake.lib.locales import Locale
from intake.services import consents, forms
from intake.services.readers import READERS
from intake.services.receipts import as_sent_before, receipt_for
from intake.services.tallies import Counted
from intake.web.common.headers import NO_STORE, Header
from intake.web.common.locale import locale_of
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest
from intake.web.public import canary, counting, drafts, receipt
from intake.web.public.inquiry_form import SentForm, read_inquiry
from intake.web.public.pages import form_again, form_of

SWITCH, SAVE = "switch", "save"
JSON: Header = (b"content-type", b"application/json")


async def form(request: IntakeRequest) -> Response:
    """GET /{locale}/inquiry: the form, with an id and a secret of its own so that sending it twice is one inquiry."""
    locale, now = locale_of(request), receipt.now()
    form_id, opened = new_id(), b"%d" % now.timestamp()
    page = form_of(request, locale).answer((form_id.encode(), new_secret().encode(), opened), request.headers.raw)
    if canary.is_looking(request):
        return canary.vouched(request, page, form_id)
    if not locale.preview:
        request.state["resources"].office.tallies.add(Counted.OPENED, locale.tag, now=now)
        counting.viewed(request, locale, "/inquiry")
    return page


async def puzzle(request: IntakeRequest) -> Response:
    """GET /inquiry/puzzle: how much work a browser is asked for before it sends; none as long as nobody attacks."""
    attacked = request.state["resources"].intake.gate.is_attacked(receipt.now())
    return Ready(b'{"bits": %d}' % (PROOF_BITS if attacked else 0), (JSON, NO_STORE))


async def submit(request: IntakeRequest) -> Response:
    """POST /{locale}/inquiry: kept and answered with its receipt; or the same page again with everything typed."""
    locale, resources, now = locale_of(request), request.state["resources"], receipt.now()
    sent = await read_inquiry(request)
    asked = await forms.of_version(sent.form_version, resources.content.questionnaire, db=resources.db)
    if sent.action == SWITCH:
        return form_again(request, locale, sent, asked, status=200)
    if sent.action == SAVE:
        return await drafts.save(request, locale, sent, asked)
    sent = _as_it_was_read(request, locale, sent, asked)
    checked = check(asked, sent.values, readers=READERS, today=now.date())
    if checked.complaints:
        sent = counting.met(request, locale, sent, checked.complaints)
        return form_again(request, locale, sent, asked, complaints=checked.complaints, status=422)
    answers, observed = checked.answers, sent.observed(now)
    test = canary.is_sent_by_it(request, sent.form_id, answers)
    draft = InquiryDraft(sent.form_id, sent.form_secret, asked.version, locale.tag, answers, observed, test)
    earlier = receipt.form_of(request)
    draft = await as_sent_before(draft, earlier, db=resources.db, keyring=resources.keyring, now=now)
    given = await resources.intake.submit(draft, now=now, questionnaire=asked)
    counting.sent(request, locale, sent)
    sent = replace(sent, form_id=draft.form_id, form_secret=draft.form_secret)
    return receipt.after_sending(request, locale, sent, given, *drafts.forget_cookie(request, sent))


def _as_it_was_read(request: IntakeRequest, locale: Locale, sent: SentForm, asked: Questionnaire) -> SentForm:
    """The form; without its ticks where a text to agree to has changed since the page was opened: it is read again."""
    resources = request.state["resources"]
    now = consents.asked_on(asked, resources.content, resources.catalogs.translations(locale.tag, "legal"))
    if sent.asks in {"", now}:  # a page from before an upgrade says nothing of it
        return sent
    return sent.without(question.id for question in asked.questions if question.legal)


async def received(request: IntakeRequest) -> Response:
    """GET /{locale}/inquiry/received: the receipt of the form this browser sent, for a day; else the way to it."""
    locale, resources = locale_of(request), request.state["resources"]
    form = receipt.form_of(request)
    given = form and await receipt_for(*form, db=resources.db, keyring=resources.keyring, now=receipt.now())
    if not given:
        return RedirectResponse(f"/{locale.tag}/follow-up", status_code=303, headers={"cache-control": "no-store"})
    return receipt.page(request, locale, given)
