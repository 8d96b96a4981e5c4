"""What the pages of the workbench share: the language in the address, the filters beside it, what services need."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, TypedDict
from urllib.parse import urlencode

from starlette.responses import Response

from intake.domain.errors import NotFound
from intake.lib.catalog_files import DOMAINS, CatalogError
from intake.lib.locales import Locale, UnknownLocale, locale_of
from intake.lib.translations import SOURCE
from intake.services.languages import Languages
from intake.services.office import Office
from intake.services.workbench.finding import Shown, Wanted
from intake.web.common.staff import reader_of, staff_page
from intake.web.common.state import IntakeRequest
from intake.web.translations import words

HOME: Final = "/staff/translations"
LONGEST_WORDS: Final = 200


class Services(TypedDict):
    """The languages, the office, and what time it is: handed on with ``**``."""

    languages: Languages
    office: Office
    now: datetime


Handler = Callable[[IntakeRequest], Awaitable[Response]]


def language_of(request: IntakeRequest) -> Locale:
    """The language in the address. Raises `NotFound`; nothing an address says is ever part of a path on disk."""
    tag = str(request.path_params["tag"])
    if tag == SOURCE or tag not in request.state["resources"].catalogs.tags:
        raise NotFound
    try:
        return locale_of(tag)
    except UnknownLocale:
        raise NotFound from None


def domain_of(request: IntakeRequest) -> str:
    """The domain in the address. Raises `NotFound`."""
    domain = str(request.path_params["domain"])
    if domain not in DOMAINS:
        raise NotFound
    return domain


def wanted_in(request: IntakeRequest) -> Wanted:
    """The filters in the address; what is not one of ours is left out."""
    asked = request.query_params
    domain, shown = asked.get("domain", ""), asked.get("state", "")
    return Wanted(
        domain if domain in DOMAINS else "",
        Shown(shown) if shown in set(Shown) else Shown.ALL,
        asked.get("q", "")[:LONGEST_WORDS].strip(),
        asked.get("page", "")[:LONGEST_WORDS],
    )


def query_of(wanted: Wanted, **more: str | int) -> str:
    """The filters as they stand in an address, with the question mark; empty where there are none."""
    values = {"domain": wanted.domain, "state": wanted.shown.value, "q": wanted.words, "page": wanted.page, **more}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""


def done(request: IntakeRequest) -> str:
    """What was done just now."""
    return words.done(reader_of(request).words).get(request.query_params.get("done", ""), "")


def services(request: IntakeRequest) -> Services:
    """What services of the workbench work with."""
    resources = request.state["resources"]
    return {"languages": resources.languages, "office": resources.office, "now": datetime.now(UTC)}


def readable(handler: Handler) -> Handler:
    """The page, or where a file of the language cannot be read at all, the one that says which and where."""

    async def asked(request: IntakeRequest) -> Response:
        try:
            return await handler(request)
        except CatalogError as error:
            where = f"{error.path.parent.parent.name}/{error.path.name}:{error.line}"
            return staff_page(request, "translations/broken.html", 409, where=where, problem=error.problem)

    return asked
