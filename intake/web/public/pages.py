"""The pages that are only read: rendered once for each language at the start, then sent as bytes."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from intake.domain.questionnaire import Questionnaire
from intake.domain.typed import Complaint
from intake.lib.locales import Locale
from intake.resources import Resources
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import language_headers, locale_of, negotiated
from intake.web.common.pages import Page, Pages, Ready, Skeleton
from intake.web.common.render import Render
from intake.web.common.state import IntakeRequest
from intake.web.public.form_presenter import form_view
from intake.web.public.inquiry_form import SentForm
from intake.web.public.presenters import FORM_ID_MARKER, FORM_SECRET_MARKER
from intake.web.public.programme_presenter import home_view, privacy_view, programme_view
from intake.web.public.voice import voice_of

REVALIDATED: Header = (b"cache-control", b"no-cache")
# The form's page differs in its hidden fields only. Not no-store: that would empty the form on "back".
FORM_HEADERS: tuple[Header, ...] = (
    (b"cache-control", b"private, no-cache"),
    (b"set-cookie", b"intake_form=1; Path=/; Max-Age=86400; SameSite=Lax; HttpOnly"),
)


def rendered(resources: Resources, render: Render) -> Pages:
    """Every page of the public site that is the same for everybody, in every live language."""
    plain = {
        (locale.tag, name): Page.of(text, REVALIDATED, *language_headers(locale))
        for locale in resources.locales
        for name, text in _texts(resources, render, locale)
    }
    forms = {locale.tag: _form(resources, render, locale) for locale in resources.locales}
    return Pages(plain, forms)


def _texts(resources: Resources, render: Render, locale: Locale) -> Iterator[tuple[str, str]]:
    content, voice = resources.content, voice_of(resources, locale)
    home = home_view(content.programmes, voice, answer_languages=content.clinic.languages)
    yield "", render.public("public/home.html", locale, path="/", home=home)
    for slug, programme in content.programmes.items():
        view = programme_view(programme, voice, sources=content.sources, legal=content.legal)
        path = f"/programmes/{slug}"
        yield f"programmes/{slug}", render.public("public/programme.html", locale, path=path, programme=view)
    privacy = privacy_view(content.legal.pages["privacy"], voice, updated=content.legal.written_on)
    yield "privacy", render.public("public/privacy.html", locale, path="/privacy", privacy=privacy)


def _form(resources: Resources, render: Render, locale: Locale) -> Skeleton:
    content = resources.content
    form = form_view(
        content.questionnaire,
        voice_of(resources, locale),
        content=content,
        today=datetime.now(UTC).date(),
    )
    text = render.public("public/inquiry.html", locale, path="/inquiry", form=form)
    return Skeleton(text, (FORM_ID_MARKER, FORM_SECRET_MARKER), *FORM_HEADERS, *language_headers(locale))


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
    )
    text = request.state["render"].public("public/inquiry.html", locale, path="/inquiry", form=form)
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
