"""The pages that are only read: rendered once for each language, when somebody first asks, then sent as bytes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import anyio
import structlog
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from intake.domain.promise import Promise
from intake.domain.questionnaire import Questionnaire
from intake.domain.typed import Complaint
from intake.lib.locales import Locale
from intake.resources import Resources
from intake.services import promise as promises
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import language_headers, locale_of, negotiated
from intake.web.common.pages import Page, Pages, Ready, Skeleton
from intake.web.common.render import Render
from intake.web.common.state import IntakeRequest
from intake.web.public import counting
from intake.web.public.form_presenter import form_view
from intake.web.public.inquiry_form import SentForm
from intake.web.public.presenters import FORM_ID_MARKER, FORM_OPENED_MARKER, FORM_SECRET_MARKER
from intake.web.public.programme_presenter import home_view, privacy_view, programme_view
from intake.web.public.promise_presenter import promise_view
from intake.web.public.reading import PromiseView
from intake.web.public.voice import voice_of

LOOK_EVERY = 60.0  # seconds
log = structlog.get_logger()
REVALIDATED: Header = (b"cache-control", b"no-cache")
# The form's page differs in its hidden fields only. Not no-store: that would empty the form on "back".
FORM_HEADERS: tuple[Header, ...] = (
    (b"cache-control", b"private, no-cache"),
    (b"set-cookie", b"intake_form=1; Path=/; Max-Age=86400; SameSite=Lax; HttpOnly"),
)


async def keep_promise(resources: Resources, pages: Pages) -> None:
    """Look once a minute whether another language is answered or the speed has changed: the pages then say so."""
    while True:
        await anyio.sleep(LOOK_EVERY)
        try:
            now = datetime.now(UTC)
            promise = await promises.look(db=resources.db, content=resources.content, now=now)
            if promise != pages.promise:  # each request compares it, which is quickest while it is the same object
                pages.promise = promise
        except Exception as error:
            # They stay as they are, and the next look is a minute away: no reason to end the service.
            log.warning("the pages could not be brought up to date", problem=type(error).__name__)


def page_of(request: IntakeRequest, locale: Locale, name: str) -> Page | None:
    """A page that is only read, by its name (``programmes/autoimmune``); None if there is none."""
    resources, render, pages = request.state["resources"], request.state["render"], request.state["pages"]
    make = _WRITERS.get(name.partition("/")[0])
    if make is None or (name.startswith("programmes/") and name[11:] not in resources.content.programmes):
        return None
    return pages.kept(
        (locale.tag, name),
        made_of(resources, locale, pages.promise),
        lambda: Page.of(make(resources, render, locale, name, pages.promise), REVALIDATED, *language_headers(locale)),
    )


def form_of(request: IntakeRequest, locale: Locale) -> Skeleton:
    """The empty form, with gaps for what differs from visitor to visitor."""
    resources, render, pages = request.state["resources"], request.state["render"], request.state["pages"]
    years = datetime.now(UTC).year  # the list of birth years ends with this one
    parts = *made_of(resources, locale, pages.promise), years
    return pages.kept((locale.tag, "inquiry"), parts, lambda: _form(resources, render, locale, pages.promise))


def made_of(resources: Resources, locale: Locale, promise: Promise) -> tuple[object, ...]:
    """What a page says depends on: the language, the menu of languages, the office's week, what it promises."""
    words = resources.catalogs.translations(locale.tag, "site")
    return words, resources.locales.live, resources.content.routing.calendar, promise


def _promised(resources: Resources, locale: Locale, promise: Promise) -> PromiseView:
    return promise_view(promise, voice_of(resources, locale), legal=resources.content.legal)


def _home(resources: Resources, render: Render, locale: Locale, name: str, promise: Promise) -> str:
    promised = _promised(resources, locale, promise)
    home = home_view(resources.content.programmes, voice_of(resources, locale), promise=promised)
    return render.public("public/home.html", locale, path="/", home=home)


def _programme(resources: Resources, render: Render, locale: Locale, name: str, promise: Promise) -> str:
    content, slug = resources.content, name.partition("/")[2]
    voice = voice_of(resources, locale)
    view = programme_view(content.programmes[slug], voice, sources=content.sources, legal=content.legal)
    return render.public("public/programme.html", locale, path=f"/{name}", programme=view)


def _privacy(resources: Resources, render: Render, locale: Locale, name: str, promise: Promise) -> str:
    legal, voice = resources.content.legal, voice_of(resources, locale)
    privacy = privacy_view(legal.pages["privacy"], voice, updated=legal.written_on)
    return render.public("public/privacy.html", locale, path="/privacy", privacy=privacy)


_WRITERS = {"": _home, "programmes": _programme, "privacy": _privacy}


def _form(resources: Resources, render: Render, locale: Locale, promise: Promise) -> Skeleton:
    content = resources.content
    form = form_view(
        content.questionnaire,
        voice_of(resources, locale),
        content=content,
        today=datetime.now(UTC).date(),
    )
    promised = _promised(resources, locale, promise)
    text = render.public("public/inquiry.html", locale, path="/inquiry", form=form, promised=promised)
    markers = (FORM_ID_MARKER, FORM_SECRET_MARKER, FORM_OPENED_MARKER)
    return Skeleton(text, markers, *FORM_HEADERS, *language_headers(locale))


def form_again(
    request: IntakeRequest,
    locale: Locale,
    sent: SentForm,
    questionnaire: Questionnaire,
    *,
    status: int,
    complaints: Mapping[str, Complaint] | None = None,
) -> Response:
    """The form with everything that was typed, and what to change; never stored, for it holds somebody's words."""
    resources = request.state["resources"]
    form = form_view(
        questionnaire,
        voice_of(resources, locale),
        content=resources.content,
        today=datetime.now(UTC).date(),
        typed=sent.values,
        complaints=complaints,
        form_id=sent.form_id,
        form_secret=sent.form_secret,
        opened=sent.opened,
    )
    form = replace(form, met=" ".join(sorted(sent.met)))
    promised = _promised(resources, locale, request.state["pages"].promise)
    text = request.state["render"].public("public/inquiry.html", locale, path="/inquiry", form=form, promised=promised)
    return Ready(text.encode(), (HTML, NO_STORE, *language_headers(locale)), status)


async def negotiate(request: IntakeRequest) -> Response:
    """GET /: to the visitor's language."""
    target = f"/{negotiated(request).tag}/"
    headers = {"vary": "accept-language, cookie", "cache-control": "no-cache"}
    return RedirectResponse(target, status_code=303, headers=headers)


async def to_home(request: IntakeRequest) -> Response:
    """GET /{locale}: the same with its slash, as people type it without."""
    return RedirectResponse(f"/{locale_of(request).tag}/", status_code=303)


async def home(request: IntakeRequest) -> Response:
    """GET /{locale}/"""
    return _page(request, "")


async def programme(request: IntakeRequest) -> Response:
    """GET /{locale}/programmes/{slug}"""
    return _page(request, f"programmes/{request.path_params['slug']}")


async def privacy(request: IntakeRequest) -> Response:
    """GET /{locale}/privacy"""
    return _page(request, "privacy")


def _page(request: IntakeRequest, name: str) -> Response:
    locale = locale_of(request)
    page = page_of(request, locale, name)
    if page is None:
        raise HTTPException(404)
    counting.viewed(request, locale, f"/{name}")
    return page.answer(request.headers.raw)
