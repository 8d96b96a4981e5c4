"""The pages that are only read: rendered once for each language at the start, then sent as bytes.

Two of them say in which languages somebody answers and how fast: they are made again when that changes.
"""

from collections.abc import Iterator, Mapping
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


def rendered(resources: Resources, render: Render, promise: Promise) -> Pages:
    """Every page of the public site that is the same for everybody, in every live language."""
    plain = {
        (locale.tag, name): Page.of(text, REVALIDATED, *language_headers(locale))
        for locale in resources.locales
        for name, text in _texts(resources, render, locale)
    }
    homes = {(locale.tag, ""): _home(resources, render, locale, promise) for locale in resources.locales}
    forms = {locale.tag: _form(resources, render, locale, promise) for locale in resources.locales}
    return Pages(plain | homes, forms, promise)


async def keep_promise(resources: Resources, render: Render, pages: Pages) -> None:
    """Look once a minute whether another language is answered or the speed has changed; then say so on the pages."""
    while True:
        await anyio.sleep(LOOK_EVERY)
        try:
            now = datetime.now(UTC)
            found = await promises.look(db=resources.db, content=resources.content, now=now)
            if found != pages.promise:
                await change_promise(resources, render, pages, found)
        except Exception as error:
            # They stay as they are, and the next look is a minute away: no reason to end the service.
            log.warning("the pages could not be brought up to date", problem=type(error).__name__)


async def change_promise(resources: Resources, render: Render, pages: Pages, promise: Promise) -> None:
    """Render again what says something else now, one page at a time so that visitors hardly wait; then show it all."""
    homes: dict[tuple[str, str], Page] = {}
    forms: dict[str, Skeleton] = {}
    for locale in resources.locales:
        if _promised(resources, locale, promise) != _promised(resources, locale, pages.promise):
            homes[locale.tag, ""] = _home(resources, render, locale, promise)
            await anyio.lowlevel.checkpoint()
            forms[locale.tag] = _form(resources, render, locale, promise)
            await anyio.lowlevel.checkpoint()
    pages.change(homes, forms, promise)


def _promised(resources: Resources, locale: Locale, promise: Promise) -> PromiseView:
    return promise_view(promise, voice_of(resources, locale), legal=resources.content.legal)


def _home(resources: Resources, render: Render, locale: Locale, promise: Promise) -> Page:
    promised = _promised(resources, locale, promise)
    home = home_view(resources.content.programmes, voice_of(resources, locale), promise=promised)
    text = render.public("public/home.html", locale, path="/", home=home)
    return Page.of(text, REVALIDATED, *language_headers(locale))


def _texts(resources: Resources, render: Render, locale: Locale) -> Iterator[tuple[str, str]]:
    content, voice = resources.content, voice_of(resources, locale)
    for slug, programme in content.programmes.items():
        view = programme_view(programme, voice, sources=content.sources, legal=content.legal)
        path = f"/programmes/{slug}"
        yield f"programmes/{slug}", render.public("public/programme.html", locale, path=path, programme=view)
    privacy = privacy_view(content.legal.pages["privacy"], voice, updated=content.legal.written_on)
    yield "privacy", render.public("public/privacy.html", locale, path="/privacy", privacy=privacy)


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
    page = request.state["pages"].plain.get((locale_of(request).tag, name))
    if page is None:
        raise HTTPException(404)
    return page.answer(request.headers.raw)
