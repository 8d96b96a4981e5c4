"""The list of one language, in the order of what matters most."""

from typing import Final

from starlette.responses import Response

from intake.lib import formats
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations.bench import bench_of
from intake.web.translations.common import done, language_of, readable
from intake.web.translations.list_view import list_view

_DIGITS: Final = 5


@readable
async def show(request: IntakeRequest) -> Response:
    """GET /staff/translations/{tag}?domain=…&state=…&q=…&page=…&from=…"""
    locale, reader = language_of(request), reader_of(request)
    view = list_view(await bench_of(request), _first(request), locale, reader)
    name = formats.language_name(locale.tag, reader.locale.tag)
    return staff_page(request, "translations/list.html", view=view, language=name, done=done(request))


def _first(request: IntakeRequest) -> int:
    """The place of the first row of a page of the list."""
    asked = request.query_params.get("from", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS else 0
