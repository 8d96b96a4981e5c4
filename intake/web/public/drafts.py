"""A form put aside and taken up again: the page with its code, the question for the code, the form as it was left.

The browser keeps id and secret in a cookie, as it does for the receipt; one that keeps none gets the page as the very
answer, and each form on it says which draft it is about.
"""

from starlette.responses import Response
from starlette.routing import Route

from intake.domain.errors import NotFound
from intake.domain.questionnaire import Questionnaire
from intake.domain.typed import Complaint
from intake.lib.catalogs import N_
from intake.lib.locales import Locale
from intake.services import drafts, forms
from intake.services.drafts import Saved, TypedForm
from intake.services.tallies import Counted
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import Sent, read_form, single
from intake.web.common.headers import Header
from intake.web.common.locale import locale_of
from intake.web.common.state import IntakeRequest
from intake.web.public import kept, receipt
from intake.web.public.drafts_presenter import RESUME, ResumeView, Said, saved_view
from intake.web.public.inquiry_form import SentForm
from intake.web.public.own.visit import KEEPS, keeps_cookies, own_page, say, to
from intake.web.public.pages import form_again

COOKIE = "intake_draft"
SAVED, TAKEN_UP = "/inquiry/saved", "/inquiry/draft"
LONGEST = 400
NOT_FOUND = N_("We cannot find a saved form with this code. Please check the code and try again.")
NO_ADDRESS = N_("Please check the e-mail address: something in it is missing or too much.")


async def save(request: IntakeRequest, locale: Locale, sent: SentForm, asked: Questionnaire) -> Response:
    """POST /{locale}/inquiry with the second button: everything typed is put aside as it is."""
    names = [question.id for question in asked.questions]
    values = {name: sent.values[name] for name in names if name in sent.values}
    if drafts.is_too_long(values):
        longest = max(values, key=lambda name: sum(map(len, values[name])))
        complaints = {longest: Complaint.TOO_LONG}
        return form_again(request, locale, sent, asked, complaints=complaints, status=422)
    form = TypedForm(sent.form_id, sent.form_secret, asked.version, locale.tag, values)
    office, address = request.state["resources"].office, address_prefix(request)
    put_aside = await drafts.save(form, address=address, office=office, now=receipt.now())
    office.tallies.add(Counted.SAVED, locale.tag, now=receipt.now())
    cookie = kept.keep(request, COOKIE, sent.form_id, sent.form_secret)
    return to(request, SAVED, cookie) if keeps_cookies(request) else page(request, put_aside, Said(), cookie)


async def saved(request: IntakeRequest) -> Response:
    """GET /{locale}/inquiry/saved: the code of the form this browser put aside, for a day; else the way to it."""
    put_aside, asked = await of_this_browser(request), request.query_params
    if put_aside is None:
        return to(request, RESUME)
    arrived = asked.get("arrived", "")
    arrived = arrived if arrived.isascii() and arrived.isdecimal() and len(arrived) < 3 else "0"
    return page(request, put_aside, Said(mailed="mailed" in asked, arrived=int(arrived)))


async def act(request: IntakeRequest) -> Response:
    """POST /{locale}/inquiry/saved: have a mail sent, delete the draft, or let this browser forget it."""
    sent = await read_form(request)
    action = ACTIONS.get(single(sent).get("action", ""), saved_again)
    try:
        return await action(request, sent, *_form_of(sent))
    except NotFound:
        return to(request, RESUME)


async def mail(request: IntakeRequest, sent: Sent, form_id: str, secret: str) -> Response:
    """A mail without a word of what was typed, to an address that is used for nothing else."""
    locale, office, now = locale_of(request), request.state["resources"].office, receipt.now()
    email = single(sent).get("email", "").strip()[:LONGEST]
    right = await drafts.remind(form_id, secret, email, locale=locale.tag, office=office, now=now)
    if right and keeps_cookies(request):
        return to(request, f"{SAVED}?mailed", kept.keep(request, COOKIE, form_id, secret))
    put_aside = await drafts.look(form_id, secret, office=office, now=now)
    if right:
        return page(request, put_aside, Said(mailed=True))
    return page(request, put_aside, Said(email=email, complaint=NO_ADDRESS), status=422)


async def delete(request: IntakeRequest, _: Sent, form_id: str, secret: str) -> Response:
    """The draft is gone at once."""
    await drafts.forget(form_id, secret, office=request.state["resources"].office, now=receipt.now())
    return to(request, f"{RESUME}?deleted", kept.drop(request, COOKIE))


async def leave(request: IntakeRequest, _: Sent, __: str, ___: str) -> Response:
    """The draft stays, and nobody else who sits down at this device finds it."""
    return to(request, f"{RESUME}?left", kept.drop(request, COOKIE))


async def saved_again(request: IntakeRequest, _: Sent, form_id: str, secret: str) -> Response:
    """Whatever else is sent here shows the page."""
    office = request.state["resources"].office
    return page(request, await drafts.look(form_id, secret, office=office, now=receipt.now()), Said())


ACTIONS = {"mail": mail, "delete": delete, "leave": leave}


async def ask(request: IntakeRequest) -> Response:
    """GET /{locale}/inquiry/resume: the question for the code."""
    asked = request.query_params
    return question(request, ResumeView(deleted="deleted" in asked, left="left" in asked))


async def resume(request: IntakeRequest) -> Response:
    """POST /{locale}/inquiry/resume: to the form as it was left; or the question again, whatever was wrong."""
    sent, resources = single(await read_form(request)), request.state["resources"]
    code, address = sent.get("code", ""), address_prefix(request)
    try:
        put_aside = await drafts.resume(code, address=address, office=resources.office, now=receipt.now())
    except NotFound:
        return question(request, ResumeView(code[:LONGEST], say(request, NOT_FOUND)), status=422)
    cookie = kept.keep(request, COOKIE, put_aside.draft.form_id, put_aside.draft.form_secret)
    if keeps_cookies(request):
        return to(request, TAKEN_UP, cookie)
    return await _form(request, put_aside, cookie)


async def take_up(request: IntakeRequest) -> Response:
    """GET /{locale}/inquiry/draft: the form with everything typed, on the version it was begun on."""
    put_aside = await of_this_browser(request)
    if put_aside is None:
        return to(request, RESUME)
    return await _form(request, put_aside, KEEPS)


def forget_cookie(request: IntakeRequest, sent: SentForm) -> tuple[Header, ...]:
    """Once a form is sent there is no draft of it: the browser need not keep it either."""
    form = kept.form_in(request, COOKIE)
    return (kept.drop(request, COOKIE),) if form and form[0] == sent.form_id else ()


async def of_this_browser(request: IntakeRequest) -> Saved | None:
    """The draft of this browser's cookie, while there is one."""
    form = kept.form_in(request, COOKIE)
    if form is None:
        return None
    try:
        return await drafts.look(*form, office=request.state["resources"].office, now=receipt.now())
    except NotFound:
        return None


async def _form(request: IntakeRequest, put_aside: Saved, *extra: Header) -> Response:
    resources, draft = request.state["resources"], put_aside.draft
    asked = await forms.of_version(draft.form_version, resources.content.questionnaire, db=resources.db)
    opened = str(int(draft.created_at.timestamp()))
    form = SentForm(draft.values, draft.form_id, draft.form_secret, draft.form_version, "", opened)
    answer = form_again(request, locale_of(request), form, asked, status=200)
    answer.raw_headers.extend(extra)
    return answer


def _form_of(sent: Sent) -> tuple[str, str]:
    fields = single(sent)
    return fields.get("form_id", "")[:LONGEST], fields.get("form_secret", "")[:LONGEST]


def page(request: IntakeRequest, put_aside: Saved, said: Said, *extra: Header, status: int = 200) -> Response:
    """The page with the code. Files go by the cookie alone, so a browser without it has no place for them."""
    form = kept.form_in(request, COOKIE)
    mine = form is not None and form[0] == put_aside.draft.form_id
    view = saved_view(put_aside, said, request.state["resources"], locale_of(request), takes_files=mine)
    return own_page(request, "public/saved.html", path=SAVED, status=status, extra=extra, saved=view)


def question(request: IntakeRequest, view: ResumeView, *, status: int = 200) -> Response:
    """The page that asks for the code."""
    return own_page(request, "public/resume.html", path=RESUME, status=status, extra=(KEEPS,), resume=view)


ROUTES = [
    Route("/{locale}/inquiry/saved", saved, methods=["GET"], name="public:saved"),
    Route("/{locale}/inquiry/saved", act, methods=["POST"], name="public:saved_act"),
    Route("/{locale}/inquiry/resume", ask, methods=["GET"], name="public:resume"),
    Route("/{locale}/inquiry/resume", resume, methods=["POST"], name="public:take_up"),
    Route("/{locale}/inquiry/draft", take_up, methods=["GET"], name="public:draft"),
]
