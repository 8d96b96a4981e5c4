"""Which error becomes which page. Handlers do not catch; pages say what to do next, the log says what was wrong.

A page of the public site is in the language of the path; the staff side's is in English or Hebrew by its own handler.
No text of an exception is ever shown (security F18): an answer is one of these fixed pages.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from intake.domain import errors
from intake.lib.database import DatabaseError
from intake.web.common.headers import HTML, NO_STORE, Header
from intake.web.common.locale import locale_for_error
from intake.web.common.pages import Ready
from intake.web.common.state import IntakeRequest


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A status and the template that explains it."""

    status: int
    template: str


NOT_FOUND = ErrorPage(404, "errors/not_found.html")
FAULT = ErrorPage(500, "errors/fault.html")

# The first class that fits decides; the order is from special to general.
PAGES: tuple[tuple[type[Exception], ErrorPage], ...] = (
    (errors.NotFound, NOT_FOUND),
    (errors.NotAllowed, NOT_FOUND),  # what you may not see answers like what does not exist
    (errors.TooMany, ErrorPage(429, "errors/busy.html")),
    (errors.PreviewOnly, ErrorPage(403, "errors/preview.html")),
    (errors.FormExpired, ErrorPage(410, "errors/form_expired.html")),
    (errors.Refused, ErrorPage(400, "errors/refused.html")),
    (DatabaseError, ErrorPage(503, "errors/maintenance.html")),
)
BY_STATUS: Mapping[int, ErrorPage] = {
    400: ErrorPage(400, "errors/refused.html"),
    403: ErrorPage(403, "errors/forbidden.html"),
    404: NOT_FOUND,
    405: ErrorPage(405, "errors/refused.html"),
    413: ErrorPage(413, "errors/too_large.html"),
}


def page_for(error: Exception) -> ErrorPage:
    """The page for an error; whatever is not declared is a fault of ours."""
    if isinstance(error, HTTPException):
        return BY_STATUS.get(error.status_code, NOT_FOUND if error.status_code < 500 else FAULT)
    return next((page for kind, page in PAGES if isinstance(error, kind)), FAULT)


async def error_response(request: IntakeRequest, error: Exception) -> Response:
    """The calm page for an error, with the request's id as the reference to quote."""
    page, locale = page_for(error), locale_for_error(request)
    reference = request.scope.get("request_id", "")
    text = request.state["render"].public(page.template, locale, path="/", reference=reference)
    headers: list[Header] = [HTML, NO_STORE, (b"content-language", locale.tag.encode())]
    if isinstance(error, HTTPException):
        headers += [(name.lower().encode(), value.encode()) for name, value in (error.headers or {}).items()]
    if isinstance(error, errors.TooMany):
        headers.append((b"retry-after", str(error.retry_after).encode()))
    return Ready(text.encode(), headers, page.status)


Handler = Callable[[IntakeRequest, Exception], Awaitable[Response]]
HANDLERS: Mapping[Any, Handler] = dict.fromkeys((HTTPException, errors.IntakeError, Exception), error_response)
"""For ``Starlette(exception_handlers=…)``."""
