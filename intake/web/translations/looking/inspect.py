"""The site as a translator points at it: every sentence of a page leads to its message."""

from dataclasses import dataclass
from typing import Final

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.responses import Response

from intake.lib import formats
from intake.services.workbench.book import Book, Message, State, read_book
from intake.web.common.headers import FRAMING
from intake.web.common.looking import Exhibit, Made, sentences_aside
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations import words
from intake.web.translations.common import HOME, language_of, readable
from intake.web.translations.looking.shown import leading, shown
from intake.web.translations.looking.words import name_of

ORDER: Final = ("site", "legal", "clinic", "mail", "staff")
"""Whose message it is, where two domains have the same."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One exhibit in the list. ``missing``: how many of its sentences are shown in English."""

    url: str
    list_url: str
    title: str
    count: int
    missing: int


@dataclass(frozen=True, slots=True)
class AsideView:
    """A sentence that stands where nothing can be pointed at."""

    url: str
    text: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class LookView:
    """One exhibit, and what of it cannot be pointed at."""

    tag: str
    dir: str
    title: str
    language: str
    source: str
    list_url: str
    back: str
    aside: tuple[AsideView, ...]
    states: tuple[tuple[str, str], ...]


@readable
async def exhibits(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/look: every page and mail, with how much of each is missing."""
    locale, reader, looking = language_of(request), reader_of(request), request.state["looking"]
    book, index = await _book(request), await looking.index()
    open_ = {id_ for message in book.messages for id_ in [message.id] if _is_open(message)}
    rows = tuple(
        RowView(
            f"{HOME}/{locale.tag}/look/{name}",
            f"{HOME}/{locale.tag}?page={name}",
            name_of(looking.exhibits[name], reader),
            len(ids),
            len(ids & open_),
        )
        for name, ids in index.items()
    )
    language = formats.language_name(locale.tag, reader.locale.tag)
    return staff_page(request, "translations/looking/exhibits.html", rows=rows, language=language, tag=locale.tag)


@readable
async def look(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/look/{exhibit}"""
    locale, reader, exhibit = language_of(request), reader_of(request), _exhibit(request)
    book, made = await _book(request), await request.state["looking"].made(exhibit, locale)
    states = words.states(reader.words)
    view = LookView(
        locale.tag,
        locale.direction,
        name_of(exhibit, reader),
        formats.language_name(locale.tag, reader.locale.tag),
        f"{HOME}/{locale.tag}/looked/{exhibit.name}",
        f"{HOME}/{locale.tag}?page={exhibit.name}",
        f"{HOME}/{locale.tag}/look",
        _aside(book, made, states),
        tuple((state.value, states[state]) for state in State),
    )
    answer = staff_page(request, "translations/looking/look.html", view=view)
    answer.raw_headers.append(FRAMING)
    return answer


@readable
async def page(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}/looked/{exhibit}: the page itself, every sentence a link."""
    exhibit, states = _exhibit(request), words.states(reader_of(request).words)
    book, made = await _book(request), await request.state["looking"].made(exhibit, language_of(request))

    def address(id_: str) -> tuple[str, str, str] | None:
        message = _message(book, id_)
        return (f"{HOME}/{message.url}", message.state.value, states[message.state]) if message else None

    return shown(request, made, leading(address), pointed=True)


async def _book(request: IntakeRequest) -> Book:
    folder, tag = request.state["resources"].languages.folder, language_of(request).tag
    return await to_thread.run_sync(read_book, folder, tag)


def _exhibit(request: IntakeRequest) -> Exhibit:
    found = request.state["looking"].exhibits.get(str(request.path_params["exhibit"]))
    if found is None:
        raise HTTPException(404)
    return found


def _message(book: Book, id_: str) -> Message | None:
    return next((found for domain in ORDER if (found := book.by_id.get((domain, id_)))), None)


def _is_open(message: Message) -> bool:
    return message.state in {State.MISSING, State.FUZZY, State.REFUSED}


def _aside(book: Book, made: Made, states: dict[str, str]) -> tuple[AsideView, ...]:
    listed = []
    for sentence in sentences_aside(made):
        message = _message(book, sentence.id)
        if message is not None:
            tone = words.TONES[message.state]
            listed.append(AsideView(f"{HOME}/{message.url}", sentence.text, states[message.state], tone))
    return tuple(listed)
