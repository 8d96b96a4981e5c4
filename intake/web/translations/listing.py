"""The list of one language, in the order of what matters most."""

from collections.abc import Mapping, Sequence
from typing import Final

from anyio import to_thread
from starlette.responses import Response

from intake.lib import formats
from intake.services.workbench import finding, ranking
from intake.services.workbench.book import Book, Message, read_book
from intake.services.workbench.finding import Wanted
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations.common import done, language_of, readable, wanted_in
from intake.web.translations.list_view import list_view

_DIGITS: Final = 5


@readable
async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}?domain=…&state=…&q=…&page=…&from=…"""
    locale, wanted, reader = language_of(request), wanted_in(request), reader_of(request)
    book, listed, weights = await look(request, wanted)
    view = list_view(book, listed, wanted, _first(request), locale, reader, weights)
    name = formats.language_name(locale.tag, reader.locale.tag)
    return staff_page(request, "translations/list.html", view=view, language=name, done=done(request))


async def look(request: IntakeRequest, wanted: Wanted) -> tuple[Book, Sequence[Message], Mapping[str, int]]:
    """A language, what of it is looked for, and what each message weighs. Raises `NotFound`, `CatalogError`."""
    resources, tag = request.state["resources"], language_of(request).tag
    book = await to_thread.run_sync(read_book, resources.languages.folder, tag)
    weights = await ranking.weights(tag, db=resources.db)
    return book, finding.found(book, wanted, weights=weights), weights


def _first(request: IntakeRequest) -> int:
    """The place of the first row of a page of the list."""
    asked = request.query_params.get("from", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS else 0
