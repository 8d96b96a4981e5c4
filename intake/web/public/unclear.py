"""“I do not understand this”: a page's sentences one below the other, each with a button.

It is a page of its own, so that the page itself stays quiet: one link at its end instead of one at each sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from intake.lib import locales
from intake.services import unclear
from intake.web.common.addresses import address_prefix
from intake.web.common.forms import read_form, single
from intake.web.common.locale import language_headers, locale_of
from intake.web.common.looking import Exhibit, Sentence, sentences
from intake.web.common.pages import Page
from intake.web.common.state import IntakeRequest
from intake.web.public import receipt
from intake.web.public.pages import REVALIDATED, made_of

PATH: Final = "/unclear"
BEGINNING: Final = 60
"""Characters of a sentence that tell its button from the others."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A sentence and how it begins. ``told``: somebody has just said that they do not understand it."""

    id: str
    text: str
    beginning: str
    told: bool
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True, slots=True)
class UnclearView:
    """The page. ``back``: the page it is about, as far as it can be opened without knowing whose it was."""

    action: str
    back: str
    lines: tuple[LineView, ...]
    thanks: bool


async def show(request: IntakeRequest) -> Response:
    """GET /{locale}/unclear/{path}: the sentences of that page; with ``told`` also thanks for one of them."""
    locale, said = locale_of(request), await _sentences(request, _exhibits(request))
    told = request.query_params.get("told", "")
    text = _text(request, said, told if any(sentence.id == told for sentence in said) else "")
    return Page.of(text, REVALIDATED, *language_headers(locale)).answer(request.headers.raw)


async def tell(request: IntakeRequest) -> Response:
    """POST /{locale}/unclear/{path}: counted without a word about who said it, and back with thanks."""
    locale, exhibits = locale_of(request), _exhibits(request)
    told = single(await read_form(request)).get("message", "")
    said = await _sentences(request, exhibits)
    if all(sentence.id != told for sentence in said):
        raise HTTPException(400)
    office, address = request.state["resources"].office, address_prefix(request)
    # Too many are not counted; whoever meant it is thanked all the same.
    await unclear.tell(exhibits[0].name, told, locale.tag, address=address, office=office, now=receipt.now())
    where = f"/{locale.tag}{_path(request)}?told={told}#thanks"
    return RedirectResponse(where, status_code=303, headers={"cache-control": "no-store"})


def _exhibits(request: IntakeRequest) -> Sequence[Exhibit]:
    found = request.state["looking"].at(f"/{request.path_params.get('page', '')}")
    if not found:
        raise HTTPException(404)
    return found


def _path(request: IntakeRequest) -> str:
    return f"{PATH}/{request.path_params.get('page', '')}"


async def _sentences(request: IntakeRequest, exhibits: Sequence[Exhibit]) -> Sequence[Sentence]:
    """Those of the page in each of its states, each once; looked up once for a language."""
    resources, pages, locale = request.state["resources"], request.state["pages"], locale_of(request)
    name, parts = (locale.tag, PATH, exhibits[0].name), made_of(resources, locale, pages.promise)
    looking = request.state["looking"]

    def said() -> tuple[Sentence, ...]:
        made = looking.made_now(exhibits, locale)
        return tuple({one.id: one for page in made.values() for one in sentences(page)}.values())

    return await to_thread.run_sync(partial(pages.kept, name, parts, said))


def _text(request: IntakeRequest, said: Sequence[Sentence], told: str = "") -> str:
    path = _path(request)
    lines = tuple(
        LineView(one.id, one.text, _beginning(one.text), one.id == told, one.lang, _direction(one.lang)) for one in said
    )
    view = UnclearView(path, f"/{request.path_params.get('page', '')}", lines, thanks=bool(told))
    return request.state["render"].public("public/unclear.html", locale_of(request), path=path, unclear=view)


def _direction(tag: str) -> str:
    return locales.locale_of(tag).direction if tag else ""


def _beginning(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[:BEGINNING].rsplit(' ', 1)[0]} …"


ROUTES = [
    Route("/{locale}/unclear/{page:path}", show, methods=["GET"], name="public:unclear"),
    Route("/{locale}/unclear/{page:path}", tell, methods=["POST"], name="public:tell_unclear"),
]
