"""The locale of a request stands in its path; only ``/`` negotiates."""

from starlette.exceptions import HTTPException

from intake.lib.locales import Locale
from intake.web.common.headers import Header
from intake.web.common.state import IntakeRequest

COOKIE = "intake_locale"
YEAR = 365 * 24 * 3600


def locale_of(request: IntakeRequest) -> Locale:
    """The locale named in the path; what is not live does not exist."""
    locales = request.state["resources"].locales
    tag = locales.parse_tag(request.path_params["locale"])
    if tag is None:
        raise HTTPException(404)
    return locales[tag]


def negotiated(request: IntakeRequest) -> Locale:
    """The locale for a visitor whose path says none: chosen before, else asked for by the browser, else the default."""
    locales = request.state["resources"].locales
    return locales[locales.negotiate(request.cookies.get(COOKIE), request.headers.get("accept-language"))]


def locale_for_error(request: IntakeRequest) -> Locale:
    """The locale an error is explained in: the path's where it has one, else the visitor's."""
    locales = request.state["resources"].locales
    tag = locales.parse_tag(request.url.path.split("/", 2)[1])
    return negotiated(request) if tag is None else locales[tag]


def language_headers(locale: Locale) -> tuple[Header, ...]:
    """``Content-Language``, and the cookie by which ``/`` remembers the language last read. The same for everybody."""
    tag = locale.tag.encode("ascii")
    cookie = b"%s=%s; Path=/; Max-Age=%d; SameSite=Lax; HttpOnly" % (COOKIE.encode("ascii"), tag, YEAR)
    return ((b"content-language", tag), (b"set-cookie", cookie))
